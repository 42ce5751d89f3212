import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { Refused } from "../core/refusal.ts";
import { routes } from "../ui/http.ts";

const types: Record<string, string> = {
	".css": "text/css; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".png": "image/png",
	".svg": "image/svg+xml",
	".woff2": "font/woff2",
};

/** The styles as they stand in a page itself, for whoever opens a first one, and what the policy knows them by. */
type Styles = { text: string; hash: string };
export type Assets = { address: (name: string) => string; files: ReadonlyMap<string, Buffer>; styles?: Styles };

/** Reads what the build made, once. Names carry a fingerprint, so that browsers may keep them for ever. */
export function readAssets(folder: string): Assets {
	const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
	const manifest = JSON.parse(files.get("manifest.json")?.toString("utf8") ?? "{}") as Record<string, string>;
	const sheet = files.get(manifest["filo.css"] ?? "")?.toString("utf8");
	return { files, address: (name) => `/assets/${manifest[name] ?? name}`, styles: sheet ? stylesOf(sheet) : undefined };
}

function stylesOf(sheet: string): Styles {
	const text = sheet.replaceAll("url(./", "url(/assets/");
	return { text, hash: `sha256-${createHash("sha256").update(text).digest("base64")}` };
}

/** The static files, in the smallest form the browser takes. */
export function staticRoutes(assets: Assets) {
	const app = routes();
	app.get("/assets/:file", (c) => {
		const name = c.req.param("file");
		const type = types[extname(name)];
		const plain = assets.files.get(name);
		if (!type || !plain) throw new Refused("not_found");
		const accepts = c.req.header("accept-encoding") ?? "";
		const forms = [
			["br", `${name}.br`],
			["gzip", `${name}.gz`],
		] as const;
		const packed = forms.find(([encoding, file]) => accepts.includes(encoding) && assets.files.has(file));
		const headers: Record<string, string> = {
			"content-type": type,
			"cache-control": "public, max-age=31536000, immutable",
			vary: "accept-encoding",
		};
		if (packed) headers["content-encoding"] = packed[0];
		return c.body(new Uint8Array(packed ? assets.files.get(packed[1])! : plain), 200, headers);
	});
	return app;
}

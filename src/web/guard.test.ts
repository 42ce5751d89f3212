import { createHash } from "node:crypto";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application } from "../../tests/application.ts";
import { openDoor } from "./door.ts";
import { rooms } from "./rooms.ts";

let t: Awaited<ReturnType<typeof application>>;
let secure: ReturnType<typeof openDoor>;

beforeAll(async () => {
	t = await application();
	secure = openDoor({
		config: { url: "https://filo.example.org", port: 3000, trustProxy: true, demo: false },
		ground: { ...t.ground, demo: false },
		assets: { address: (name) => `/assets/${name}`, files: new Map([["main.css", Buffer.from("body{}")]]) },
		log: { info() {}, error() {} },
		rooms,
	});
}, 120_000);
afterAll(() => t?.end());

const answers = {
	"a page": "/access/sign-in",
	"what is not there": "/nowhere",
	JSON: "/api/programme",
	"a refusal in JSON": "/api/today",
	"a file": "/assets/main.css",
};

describe("every answer", () => {
	test.each(Object.entries(answers))(
		"%s lets nothing in from elsewhere, is not framed and not sniffed",
		async (_, path) => {
			const { headers } = await secure.request(path);
			const policy = headers.get("content-security-policy")!;
			for (const rule of [
				"default-src 'none'",
				"script-src 'self'",
				"base-uri 'none'",
				"frame-ancestors 'none'",
				"form-action 'self'",
			])
				expect(policy).toContain(rule);
			expect(policy).not.toMatch(/unsafe|\*|https?:/);
			expect(headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
			expect(headers.get("x-content-type-options")).toBe("nosniff");
			expect(headers.get("x-frame-options")).toBe("DENY");
			expect(headers.get("referrer-policy")).toBe("same-origin");
			expect(headers.get("access-control-allow-origin")).toBe(null);
			if (!path.startsWith("/assets/")) expect(headers.get("cache-control")).toContain("no-store");
			expect(headers.get("content-type")).toMatch(/^(text\/\w+; charset=utf-8|application\/(problem\+)?json.*)$/i);
		},
	);

	test("a trusted proxy that says https, and passes the host on, gets cookies bound to it", async () => {
		const door = (trustProxy: boolean) =>
			openDoor({
				config: { url: undefined, port: 3000, trustProxy, demo: false },
				ground: { ...t.ground, demo: false },
				assets: { address: (name) => `/assets/${name}`, files: new Map() },
				log: { info() {}, error() {} },
				rooms,
			});
		const ask = async (trustProxy: boolean, proto: string) => {
			const { headers } = await door(trustProxy).request("/access/language", {
				method: "POST",
				headers: { host: "filo.example.org", "x-forwarded-proto": proto, origin: "https://filo.example.org" },
				body: new URLSearchParams({ language: "de", back: "/" }),
			});
			return { cookie: headers.get("set-cookie"), hsts: headers.get("strict-transport-security") !== null };
		};
		const bound = { cookie: expect.stringMatching(/^__Host-language=de; .*Secure/), hsts: true };
		const plain = { cookie: expect.stringMatching(/^language=de; (?!.*Secure)/), hsts: false };
		expect(await ask(true, "https")).toEqual(bound);
		expect(await ask(true, "http")).toEqual(plain);
		expect(await ask(false, "https"), "whoever sends the header themselves").toEqual(plain);
	});

	test("inline stands nothing but our styles, known by their hash", async () => {
		const styles = { text: "body{}", hash: `sha256-${createHash("sha256").update("body{}").digest("base64")}` };
		const door = openDoor({
			config: { url: undefined, port: 3000, trustProxy: false, demo: false },
			ground: t.ground,
			assets: { address: (name) => `/assets/${name}`, files: new Map(), styles },
			log: { info() {}, error() {} },
			rooms,
		});
		const asked = { headers: { "accept-encoding": "br" } };
		const { headers } = await door.request("/n/san-vigilio", asked);
		expect(headers.get("content-security-policy")).toContain(`style-src 'self' '${styles.hash}';`);
		const page = brotliDecompressSync(await (await door.request("/n/san-vigilio", asked)).arrayBuffer()).toString();
		expect(page.match(/<style>.*?<\/style>/gs)).toEqual([`<style>${styles.text}</style>`]);
		expect(page).not.toMatch(/ style=|<script(?! src=)(?! type="application\/ld\+json")/);
	});

	test("over plain http nobody is told to come back by https", async () => {
		expect((await t.app.request("/access/sign-in")).headers.has("strict-transport-security")).toBe(false);
	});
});

describe("a change", () => {
	const post = (headers: Record<string, string>) =>
		t.app.request("/access/language", {
			method: "POST",
			headers,
			body: new URLSearchParams({ language: "de", back: "/" }),
		});

	test.each([
		["another site's page", { origin: "https://evil.example" }],
		["a page without an origin of its own", { origin: "null" }],
		["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
		["a sister site, as the browser says", { "sec-fetch-site": "same-site" }],
	])("from %s is refused", async (_, headers: Record<string, string>) => {
		expect((await post(headers)).status).toBe(403);
	});

	test("from a page of ours is made, and each cookie is for this host and for no script", async () => {
		const answer = await post({ origin: "http://localhost", "sec-fetch-site": "same-origin" });
		expect(answer.status).toBe(303);
		const behindTls = await secure.request("/access/language", {
			method: "POST",
			body: new URLSearchParams({ language: "de", back: "/" }),
		});
		expect(behindTls.headers.get("set-cookie")).toMatch(
			/^__Host-language=de;.*Path=\/.*HttpOnly; Secure; SameSite=Lax$/,
		);
	});
});

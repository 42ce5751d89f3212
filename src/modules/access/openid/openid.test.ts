import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application } from "../../../../tests/application.ts";
import { isSafeIssuer } from "./rules.ts";

// A real OpenID provider on this machine, in another process's clothes: discovery, code flow, PKCE, signed tokens.

let t: Awaited<ReturnType<typeof application>>;
let server: Server;
let issuer: string;
const base = "http://localhost:3000";

beforeAll(async () => {
	t = await application();
	server = createServer().listen(0, "127.0.0.1");
	await new Promise((done) => server.once("listening", done));
	issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const provider = new Provider(issuer, {
		clients: [
			{
				client_id: "filo",
				client_secret: "a secret of thirty-two characters",
				redirect_uris: [`${base}/access/openid/callback`],
			},
		],
		pkce: { required: () => true },
		features: { devInteractions: { enabled: true } },
	});
	server.on("request", provider.callback());
}, 300_000);
afterAll(async () => {
	server?.close();
	await t?.end();
});

/** What a browser does with cookies. */
class Jar {
	private readonly kept = new Map<string, string>();
	take(answer: Response): Response {
		for (const line of answer.headers.getSetCookie()) {
			const [pair = ""] = line.split(";");
			const [name = "", ...value] = pair.split("=");
			if (value.join("=") === "") this.kept.delete(name);
			else this.kept.set(name, value.join("="));
		}
		return answer;
	}
	give(cookie: string): this {
		const [name = "", ...value] = cookie.split("=");
		this.kept.set(name, value.join("="));
		return this;
	}
	toString(): string {
		return [...this.kept].map(([name, value]) => `${name}=${value}`).join("; ");
	}
}

async function at(jar: Jar, path: string, init: RequestInit = {}): Promise<Response> {
	const headers = { ...init.headers, cookie: `${jar}` };
	return jar.take(await t.app.request(`${base}${path}`, { ...init, headers }));
}

/** Goes to the provider from an address of ours, says there who one is, and comes back: the address one comes back to. */
async function showThere(url: string, login: string): Promise<string> {
	const jar = new Jar();
	let next = url;
	for (let step = 0; step < 12; step++) {
		if (next.startsWith(base)) return next.slice(base.length);
		const asked = jar.take(await fetch(next, { redirect: "manual", headers: { cookie: `${jar}` } }));
		let moved = asked.headers.get("location");
		if (!moved) {
			const page = await asked.text();
			const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1] ?? "";
			const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
			const body = new URLSearchParams({ prompt, ...(prompt === "login" && { login, password: "any" }) });
			const answered = await fetch(new URL(action, next), {
				...{ method: "POST", body, redirect: "manual" as const },
				headers: { cookie: `${jar}` },
			});
			moved = jar.take(answered).headers.get("location");
		}
		next = new URL(moved ?? "", next).href;
	}
	throw new Error("the provider leads nowhere");
}

async function start(jar: Jar, query = ""): Promise<string> {
	const away = await at(jar, `/access/openid/start${query}`);
	expect(away.status).toBe(303);
	return away.headers.get("location") ?? "";
}

async function signedIn(as: Parameters<typeof t.signIn>[0]): Promise<Jar> {
	return new Jar().give(await t.signIn(as));
}

test("where none is offered, the entrance says nothing of it and nobody is sent anywhere", async () => {
	const jar = new Jar();
	expect(await (await at(jar, "/access/sign-in")).text()).not.toContain("/access/openid/start");
	expect((await at(jar, "/access/openid/start")).status).toBe(404);
});

describe("with a provider", () => {
	beforeAll(async () => {
		const jar = await signedIn("administrator");
		const wrong = await at(jar, "/access/openid", {
			method: "POST",
			body: new URLSearchParams({ name: "SPID", issuer: "http://example.org", clientId: "filo", secret: "geheim" }),
		});
		expect(wrong.status).toBe(422);
		expect(await wrong.text()).not.toContain("geheim");
		const set = await at(jar, "/access/openid", {
			method: "POST",
			body: new URLSearchParams({
				...{ name: "SPID o CIE", issuer, clientId: "filo", secret: "a secret of thirty-two characters" },
			}),
		});
		expect(set.status).toBe(303);
		expect(await (await at(jar, "/access/openid")).text()).not.toContain("a secret of");
	});

	test("linking it, and letting it go, ask first who is there", async () => {
		const late = t.open({ ...t.ground, clock: () => new Date(t.ground.clock().getTime() + 31 * 60_000) });
		const headers = { cookie: `${await signedIn("facilitator")}` };
		const link = await late.request(`${base}/access/openid/start?for=link`, { headers });
		expect(link.headers.get("location")).toBe("/access/assurance?back=%2Faccess%2Fopenid%2Fstart%3Ffor%3Dlink");
		const unlink = await late.request(`${base}/access/me/openid/unlink`, { method: "POST", headers });
		expect(unlink.headers.get("location")).toMatch(/^\/access\/assurance\?/);
		const nobody = await late.request(`${base}/access/openid/start?for=link`);
		expect(nobody.status).toBe(401);
	});

	test("a stranger is told so, is let in nowhere, and nothing of them is kept", async () => {
		const jar = new Jar();
		expect(await (await at(jar, "/access/sign-in")).text()).toContain("/access/openid/start");
		const back = await showThere(await start(jar), "straniera");
		const told = await at(jar, back);
		expect(told.status).toBe(200);
		expect(await told.text()).toContain("Qui non sappiamo ancora chi sei");
		expect((await at(jar, "/access/me")).status).toBe(401);
		expect((await t.owner.query("select 1 from access.identities")).rows).toEqual([]);
	});

	test("a resident links it while signed in, comes in by it from another browser, and unlinks it", async () => {
		const own = await signedIn("resident");
		const linked = await at(own, await showThere(await start(own, "?for=link"), "luisa"));
		expect(linked.headers.get("location")).toContain("/access/me/openid");
		const { rows } = await t.owner.query("select * from access.identities");
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toContain("luisa");

		const elsewhere = new Jar();
		const back = await showThere(await start(elsewhere), "luisa");
		expect((await at(elsewhere, back)).headers.get("location")).toBe("/");
		const me = await at(elsewhere, "/access/me");
		expect(me.status).toBe(200);
		expect(await me.text()).toBe(await (await at(own, "/access/me")).text());

		expect((await at(own, "/access/me/openid/unlink", { method: "POST" })).status).toBe(303);
		const again = new Jar();
		expect((await at(again, await showThere(await start(again), "luisa"))).status).toBe(200);
		expect((await at(again, "/access/me")).status).toBe(401);
	});

	test("who somebody is there belongs to one account; another cannot take it", async () => {
		const first = await signedIn("citizen");
		await at(first, await showThere(await start(first, "?for=link"), "bruno"));
		const other = await signedIn("facilitator");
		const refused = await at(other, await showThere(await start(other, "?for=link"), "bruno"));
		expect(refused.status).toBe(409);
	});

	test("an answer is good for the browser that left, once, and for nobody else", async () => {
		const jar = new Jar();
		const back = await showThere(await start(jar), "bruno");
		expect((await at(new Jar(), back)).status).toBe(403);
		const changed = back.replace(/state=[^&]*/, "state=another");
		const copy = new Jar().give(/openid=[^;]*/.exec(`${jar}`)?.[0] ?? "");
		expect((await at(copy, changed)).status).toBe(403);
		expect((await at(jar, back)).status).toBe(303);
		expect((await at(jar, back)).status).toBe(403);
	});

	test("whoever left to link and is somebody else when back links nothing", async () => {
		const left = await signedIn("resident");
		const url = await start(left, "?for=link");
		const kept = /openid=[^;]*/.exec(`${left}`)?.[0] ?? "";
		const back = await showThere(url, "nuova");
		const other = (await signedIn("facilitator")).give(kept);
		expect((await at(other, back)).status).toBe(403);
		expect((await t.owner.query("select 1 from access.identities")).rows).toHaveLength(1);
	});

	test("a provider that does not answer is said, and the letter still lets in", async () => {
		const jar = await signedIn("administrator");
		const silent = new URLSearchParams({ name: "Muto", issuer: "http://127.0.0.1:9", clientId: "filo", secret: "x" });
		await at(jar, "/access/openid", { method: "POST", body: silent });
		const refused = await at(new Jar(), "/access/openid/start");
		expect(refused.status).toBe(403);
		expect(await refused.text()).toContain("Riprova, o chiedi una lettera");
		expect((await at(jar, "/access/openid/remove", { method: "POST" })).status).toBe(303);
		expect((await at(new Jar(), "/access/openid/start")).status).toBe(404);
	});
});

test("an issuer is an https address without anything after it; plain http only on this machine", () => {
	for (const good of ["https://id.example.org", "https://id.example.org/realms/tn", "http://localhost:4000"])
		expect(isSafeIssuer(good)).toBe(true);
	for (const bad of ["http://id.example.org", "https://a:b@id.example.org", "https://x.org/?a", "ftp://x.org", "spid"])
		expect(isSafeIssuer(bad)).toBe(false);
});

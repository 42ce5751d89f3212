import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../tests/application.ts";
import { openDoor } from "./door.ts";
import { rooms } from "./rooms.ts";

let t: Awaited<ReturnType<typeof application>>;

beforeAll(async () => {
	t = await application();
}, 120_000);
afterAll(() => t?.end());

const doorOf = (config: { url: string | undefined; trustProxy: boolean }) =>
	openDoor({
		config: { ...config, port: 3000, demo: false },
		ground: { ...t.ground, demo: false },
		assets: { address: (name) => name, files: new Map() },
		log: { info() {}, error() {} },
		rooms,
	});

const told = {
	"x-forwarded-host": "evil.example",
	"x-forwarded-proto": "https",
	forwarded: "host=evil.example;proto=https",
};

/** What follows from the address that is believed: whether it is https, and whose forms are ours. */
async function believed(config: Parameters<typeof doorOf>[0], headers: Record<string, string>) {
	const answer = await doorOf(config).request("/access/sign-in", {
		method: "POST",
		headers,
		body: new URLSearchParams({ email: "a@example.org" }),
	});
	const form = await doorOf(config).request("/access/language", {
		method: "POST",
		headers: { ...headers, origin: "https://evil.example" },
		body: new URLSearchParams({ language: "it", back: "/" }),
	});
	const hsts = answer.headers.has("strict-transport-security");
	return { hsts, cookie: form.headers.get("set-cookie")?.split("=")[0], foreign: form.status };
}

test("what a proxy would say is believed of nobody unless a proxy is trusted: no address, no https, no origin", async () => {
	for (const host of ["filo.example.org", "localhost:3000"]) {
		const plain = await believed({ url: undefined, trustProxy: false }, { host });
		expect(await believed({ url: undefined, trustProxy: false }, { host, ...told })).toEqual(plain);
		expect(plain).toEqual({ hsts: false, cookie: undefined, foreign: 403 });
	}
	const trusted = await believed({ url: undefined, trustProxy: true }, { host: "localhost:3000", ...told });
	expect(trusted).toEqual({ hsts: true, cookie: "__Host-language", foreign: 303 });
});

test("where the address is set, neither the host nor a proxy changes it", async () => {
	const url = "https://filo.example.org";
	for (const trustProxy of [false, true])
		expect(await believed({ url, trustProxy }, { host: "evil.test", ...told })).toEqual({
			...{ hsts: true, cookie: undefined, foreign: 403 },
		});
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { messagesOf } from "../src/ui/words.ts";
import { addressesOf } from "./access/samples.ts";
import { application, routesOf } from "./application.ts";

// Every page in the staff's frame has its paragraph of help in place.

/** Doors, which are not places of work. */
const doors = ["/", "/access/sign-in", "/access/sent", "/demo", "/demo/outbox"];

let t: Awaited<ReturnType<typeof application>>;

beforeAll(async () => {
	t = await application();
}, 120_000);
afterAll(() => t?.end());

test("every page of facilitators and coordinators has its paragraph of help", { timeout: 120_000 }, async () => {
	const lacking: string[] = [];
	let pages = 0;
	for (const as of ["facilitator", "coordinator"] as const) {
		const cookie = await t.signIn(as, "san-vigilio");
		for (const { method, path } of routesOf(t.app)) {
			if (method !== "GET" || path.startsWith("/api/") || doors.includes(path)) continue;
			for (const address of await addressesOf(t.owner, path)) {
				const answer = await t.app.request(address.path, { headers: { cookie } });
				if (answer.status !== 200 || !answer.headers.get("content-type")?.startsWith("text/html")) continue;
				const html = await answer.text();
				if (!html.includes('<body class="staff"')) continue;
				pages += 1;
				if (!/<details class="help"><summary>[^<]+<\/summary><p>[^<]{40,}<\/p>/.test(html))
					lacking.push(`${as} ${path}`);
			}
		}
	}
	expect(pages).toBeGreaterThan(60);
	expect([...new Set(lacking)]).toEqual([]);
});

test("no paragraph of help is left without its page", () => {
	const keys = new Set(
		routesOf(t.app)
			.filter(({ method }) => method === "GET")
			.map(({ path }) => `help.${path.replace(/[^a-z]+/g, "_").replace(/^_|_$/g, "")}`),
	);
	expect([...messagesOf("it").keys()].filter((key) => key.startsWith("help.") && !keys.has(key))).toEqual([]);
});

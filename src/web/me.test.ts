import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../tests/application.ts";

let t: Awaited<ReturnType<typeof application>>;
beforeAll(async () => {
	t = await application();
}, 300_000);
afterAll(() => t?.end());

const read = async (cookie: string) => (await t.app.request("/access/me", { headers: { cookie } })).text();

test("a citizen finds what waits on the first page, each with its link; staff find no such lists", async () => {
	const cookie = await t.signIn("citizen");
	const html = await read(cookie);
	// What the demonstration has for Tommaso: pacts of his own, the one he has not signed first.
	const pacts = [...html.matchAll(/href="(\/pacts\/[0-9a-f-]{36})"/g)].map(([, href]) => href!);
	expect(pacts.length).toBeGreaterThan(0);
	for (const href of pacts) expect((await t.app.request(href, { headers: { cookie } })).status).toBe(200);
	for (const word of ["Che cosa mi aspetta", "Che cosa chiedo e offro", "I miei patti e le mie idee"])
		expect(html).toContain(word);
	expect(await read(await t.signIn("facilitator"))).not.toContain("Che cosa mi aspetta");
});

test("what is joined, booked and proposed stands there at once, the next first", async () => {
	const cookie = await t.signIn("resident");
	const send = (path: string, body: Record<string, string>) =>
		t.app.request(path, { method: "POST", headers: { cookie }, body: new URLSearchParams(body) });
	const room = "00000000-2017-7000-8000-00000000d001";
	const day = "2026-11-23";
	const times = { day, from: "09:00", to: "10:00", what: "un caffè" };
	const booked = await send(`/n/san-vigilio/spaces/${room}`, times);
	expect(booked.status).toBe(303);
	const idea = { title: "Una panca al sole", words: "Davanti al forno.", language: "it" };
	expect((await send("/n/san-vigilio/ideas", { id: "01a207f6-0000-7000-8000-000000000001", ...idea })).status).toBe(
		303,
	);
	const html = await read(cookie);
	expect(html).toContain("Sala del quartiere");
	expect(html).toContain(booked.headers.get("location")!.split("?")[0]);
	expect(html).toContain("Una panca al sole");
	expect(html).toContain("Aspetta la risposta");
});

test("it costs at most six statements", async () => {
	const cookie = await t.signIn("citizen");
	await read(cookie);
	const before = t.db.statements();
	await read(cookie);
	expect(t.db.statements() - before).toBeLessThanOrEqual(6);
});

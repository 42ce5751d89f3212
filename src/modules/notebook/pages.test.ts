import { afterAll, beforeAll, expect, test } from "vitest";
import { application, sanVigilio } from "../../../tests/application.ts";
import { testNow } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import type { Answered, Pack } from "./contract.ts";

let t: Awaited<ReturnType<typeof application>>;
let cookie: string;

beforeAll(async () => {
	t = await application();
	cookie = await t.signIn("facilitator", "san-vigilio");
}, 240_000);
afterAll(() => t?.end());

function ask(path: string, method = "GET", body?: unknown, as = cookie) {
	const sent: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
	return t.app.request(path, {
		method,
		headers: { cookie: as, "accept-language": "it", ...sent },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
}

test("a phone registers, takes the day along, sends what it wrote, and its owner finds what was set aside", {
	timeout: 120_000,
}, async () => {
	const device = newId();
	expect((await ask("/api/notebook/devices", "POST", { id: device, name: "Telefono" })).status).toBe(201);
	const pack = (await (await ask(`/api/notebook/pack?device=${device}`)).json()) as Pack;
	expect(pack.people.length).toBeGreaterThan(5);
	expect(pack.followUps.length).toBeGreaterThan(0);
	const record = (body: object, more: object = {}) => ({
		...{ id: newId(), seq: 1, kind: "note", neighbourhoodId: sanVigilio.id, at: testNow.toISOString(), base: null },
		...{ body, ...more },
	});
	const send = async (records: object[], phone = { at: testNow.toISOString(), version: "0.1.0" }, as = cookie) =>
		ask("/api/notebook/records", "POST", { device, phone, records }, as);
	const note = { text: "Dal quaderno, senza rete", kind: "noticed", heardOn: "2026-11-21" };
	const answered = await send([record(note), record({ ...note, heardOn: "2030-01-01" })]);
	expect(answered.status).toBe(200);
	const { answers } = (await answered.json()) as Answered;
	expect(answers).toMatchObject([
		{ state: "received", refusal: null },
		{ state: "needs_you", refusal: { code: "invalid", fields: { heardOn: expect.stringContaining(" ") } } },
	]);
	// A photo is larger than any form of text.
	const large = await send([record({ ...note, called: "x".repeat(900_000) })]);
	expect(large.status).toBe(200);
	expect(await large.json()).toMatchObject({ answers: [{ state: "needs_you" }] });
	expect((await send([record({ ...note, called: "x".repeat(13_000_000) })])).status).toBe(413);
	const old = await send([record(note)], { at: testNow.toISOString(), version: "0.0.1" });
	expect(old.status).toBe(409);
	expect(await old.json()).toMatchObject({ title: "app_too_old", detail: expect.stringContaining("rete") });
	// The session ended: nothing is taken, and the phone keeps it.
	expect((await send([record(note)], undefined, "")).status).toBe(401);

	const page = await (await ask("/notebook/devices")).text();
	expect(page).toContain("Telefono");
	expect(page).toContain("la lampadina delle scale");
	const aside = (await (await ask("/api/notebook/set-aside")).json()) as { items: { id: string }[] };
	const again = await ask(`/notebook/devices/aside/${aside.items[0]!.id}/again`, "POST");
	expect(again.status).toBe(303);
	expect(await (await ask("/notebook/devices")).text()).not.toContain("la lampadina delle scale");
	// The coordinator sees that there is a phone, and empties it; a resident has no notebook.
	const coordinator = await t.signIn("coordinator", "san-vigilio");
	expect(await (await ask("/notebook/devices", "GET", undefined, coordinator)).text()).toContain("Anna Zeni");
	const wiped = await ask(`/notebook/devices/${device}/wipe`, "POST", undefined, coordinator);
	expect(wiped.headers.get("location")).toContain("done=notebookdesk.wipe_asked");
	expect(await (await ask(`/api/notebook/pack?device=${device}`)).json()).toMatchObject({ wipe: true, people: [] });
	const resident = await t.signIn("resident", "san-vigilio");
	expect((await ask(`/api/notebook/pack?device=${device}`, "GET", undefined, resident)).status).toBe(403);
	expect((await ask(`/api/notebook/devices/${device}/wipe`, "POST", undefined, resident)).status).toBe(404);
	expect(t.bugs).toEqual([]);
});

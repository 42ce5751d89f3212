import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { pages as community } from "../../community/pages.tsx";
import { addPersonIn, agreeIn } from "../../community/service.ts";
import { recordNote as contract } from "../contract.ts";
import { pages } from "./pages.tsx";
import { recordNote } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const ask = (path: string, actor = anna) => pagesFor(t.ground, [pages, community], () => ({ actor })).request(path);

async function person(label: string): Promise<Id<"party">> {
	const row = { neighbourhoodId: places.here, label, level: "name", agreedHow: "in_person" } as const;
	const { id } = await t.db.withActor(anna, (tx) => addPersonIn(tx, { ...row, knownSince: "2026-01-01" }));
	return id as Id<"party">;
}
const heard = (text: string, about?: string, more: object = {}) =>
	recordNote(t.ground, anna, contract.parse({ id: newId(), text, kind: "asked", about, ...more }));

test("the notes about one are only theirs, urgent ones too; that they were looked through is written down", async () => {
	const [rosa, bruno] = [await person("Rosa"), await person("Bruno")];
	await heard("Chiede una mano con la spesa", rosa);
	await heard("Serve subito qualcuno", bruno, { urgent: "1" });
	await heard("Manca una panchina");
	const html = await (await ask(`/listening/notes?about=${rosa}`)).text();
	expect(html).toContain("Gli appunti su Rosa, tutti.");
	expect(html).toContain("Chiede una mano con la spesa");
	for (const other of ["Serve subito qualcuno", "Manca una panchina"]) expect(html).not.toContain(other);
	const urgent = await (await ask(`/listening/notes?about=${bruno}&show=unread`)).text();
	expect(urgent).toContain("Serve subito qualcuno");
	expect(urgent).not.toContain("Chiede una mano");
	const { rows } = await t.owner.query("select count(*)::int as n from access.readings where person_id = $1", [rosa]);
	expect(rows[0].n).toBe(1);
	expect((await ask(`/listening/notes?about=${newId()}`)).status).toBe(404);
	expect((await ask(`/listening/notes?about=${rosa}`, actorOf("facilitator", "beside"))).status).toBe(404);
	expect(await (await ask("/listening/notes")).text()).toContain("Manca una panchina");
});

test("whoever agreed to a referral is led from there to where it is stopped", async () => {
	const rosa = await person("Rosa B.");
	const asked = { personId: rosa, purpose: "referral", how: "in_person", day: "2026-11-01" } as const;
	const id = await t.db.withActor(anna, (tx) => agreeIn(tx, asked));
	const own = await ask(`/community/agreements/${id}`, actorOf("resident", "here", { personId: rosa }));
	expect(own.status).toBe(200);
	expect(await own.text()).toContain('href="/referrals/mine"');
	expect(await (await ask(`/community/agreements/${id}`)).text()).not.toContain('href="/referrals/mine"');
});

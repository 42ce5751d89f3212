import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { Read } from "../../../db/database.ts";
import { recordLegalGround } from "../forgetting/service.ts";
import { networkHistoryIn } from "../network/service.ts";
import { addContact, movePersonForward } from "../persons/service.ts";
import { addPersonIn, agreeIn, partiesByIds, recordTieIn, resolveParty } from "../service.ts";
import { refuseRestricted } from "./contract.ts";
import { lift, restrict, restrictionIn } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const facilitator = actorOf("facilitator");
let rosa: Id<"party">;
let bruno: Id<"party">;
const day = "2026-11-01";

beforeAll(async () => {
	t = await freshDatabase();
	const person = (label: string) =>
		t.db.withActor(facilitator, async (tx) => {
			const row = { neighbourhoodId: places.here, label, level: "nickname" as const, agreedHow: "in_person" as const };
			const { id } = await addPersonIn(tx, { ...row, knownSince: "2026-01-01" });
			await agreeIn(tx, { personId: id, purpose: "contact", how: "in_person", day });
			return id as Id<"party">;
		});
	[rosa, bruno] = [await person("Rosetta"), await person("Brunone")];
	await restrict(t.ground, facilitator, rosa, { by: "person" });
});
afterAll(() => t.end());

/** Writers of this floor that take a person: each is refused, and what they wrote is not there. */
const writers: Record<string, () => Promise<unknown>> = {
	agreeIn: () =>
		t.db.withActor(facilitator, (tx) => agreeIn(tx, { personId: rosa, purpose: "invite", how: "in_person", day })),
	recordTieIn: () =>
		t.db.withActor(facilitator, (tx) => {
			const tie = { neighbourhoodId: places.here, kind: "friend" as const, since: day, saidBy: "both" as const };
			return recordTieIn(tx, { ...tie, oneId: bruno, otherId: rosa });
		}),
	addContact: () =>
		addContact(t.ground, facilitator, rosa, { id: newId<"contact">(), contactKind: "phone", value: "0461 123456" }),
	movePersonForward: () =>
		movePersonForward(t.ground, facilitator, rosa, {
			level: "name",
			label: "Rosa",
			agreedHow: "in_person",
			agreedOn: day,
		}),
	recordLegalGround: () =>
		recordLegalGround(t.ground, facilitator, rosa, { id: newId<"ground">(), words: "art. 1", validFrom: undefined }),
	resolveParty: () =>
		t.db.readAs(facilitator, (read) =>
			resolveParty(read, { typed: "Rosetta", kinds: ["person"], neighbourhoodId: places.here }),
		),
	"resolveParty, chosen": () =>
		t.db.readAs(facilitator, (read) =>
			resolveParty(read, { chosen: rosa, kinds: ["person"], neighbourhoodId: places.here }),
		),
};

describe("while what is here of somebody is only kept", () => {
	test.each(Object.keys(writers))("%s is refused", async (name) => {
		await expect(writers[name]!()).rejects.toMatchObject({ code: "restricted", status: 409 });
	});

	test("the network makes no use of them, and their label is in no drawing", async () => {
		const { people } = await t.db.readAs(facilitator, (read: Read) =>
			networkHistoryIn(read, { territoryId: places.territory, neighbourhoodId: places.here, day: "2026-11-22" }),
		);
		expect(people.find((person) => person.id === rosa)).toMatchObject({ label: "–", protected: true });
		expect(people.find((person) => person.id === bruno)).toMatchObject({ label: "Brunone" });
	});

	test("others are written about as before, and lifting it lets everything pass again", async () => {
		const found = await t.db.readAs(facilitator, (read) => partiesByIds(read, [rosa, bruno]));
		expect(() => refuseRestricted(found.get(bruno))).not.toThrow();
		expect(() => refuseRestricted(...found.values())).toThrow();
		expect(await t.db.readAs(facilitator, (read) => restrictionIn(read, rosa))).toEqual({
			since: "2026-11-22",
			by: "person",
		});
		for (const role of ["resident", "citizen", "social-worker", "officer", "administrator"] as const)
			await expect(lift(t.ground, actorOf(role), rosa)).rejects.toMatchObject({ code: "not_yours" });
		await expect(lift(t.ground, actorOf("facilitator", "beside"), rosa)).rejects.toMatchObject({ code: "not_found" });
		await lift(t.ground, facilitator, rosa);
		for (const write of Object.values(writers)) await write();
		await restrict(t.ground, facilitator, rosa, { by: "for_them" });
	});
});

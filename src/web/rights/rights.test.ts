import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { actorOf, freshDatabase, places, testSeal } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { addPersonIn, agreeIn } from "../../modules/community/service.ts";
import { type CopyFile, copyFile } from "./contract.ts";
import { isDraft, type Whole } from "./copy.ts";
import * as rights from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const facilitator = actorOf("facilitator");
let rosa: Id<"party">;
let bruno: Id<"party">;
let resident: Actor;

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

function person(label: string): Promise<Id<"party">> {
	return t.db.withActor(facilitator, async (tx) => {
		const row = { neighbourhoodId: places.here, label, level: "name" as const, agreedHow: "in_person" as const };
		return (await addPersonIn(tx, { ...row, knownSince: "2026-01-01" })).id as Id<"party">;
	});
}

const here = `'${places.territory}', '${places.here}'`;

/** A note, as somebody wrote it down. */
async function note(text: string, about: string, heardFrom?: string, words?: string): Promise<string> {
	const id = newId();
	await t.owner.query(
		`insert into listening.notes (territory_id, neighbourhood_id, id, text, kind, heard_on, about_id, heard_from_id, heard_from, recorded_by)
		values (${here}, $1, $2, 'reported', '2026-11-01', $3, $4, $5, $1)`,
		[id, text, about, heardFrom ?? null, words ?? null],
	);
	return id;
}

function ask(whose = rosa): Promise<{ id: string }> {
	return rights.askForCopy(t.ground, facilitator, { id: newId<"copy">(), how: "in_person", day: undefined }, whose);
}

async function wholeOf(id: string): Promise<Whole> {
	return (await rights.draft(t.ground, facilitator, id)).whole;
}

async function released(hidden: (whole: Whole) => string[] = () => []): Promise<{ id: string; file: CopyFile }> {
	const { id } = await ask();
	const whole = await wholeOf(id);
	await rights.releaseCopy(t.ground, facilitator, id, { version: whole.version, hidden: hidden(whole) });
	const found = await rights.openCopy(t.ground, facilitator, id);
	if (!("file" in found)) throw new Error("not released");
	return { id, file: found.file };
}

beforeEach(async () => {
	rosa = await person("Rosa Prova");
	bruno = await person("Bruno Segreto");
	resident = actorOf("resident", "here", { personId: rosa });
	await t.owner.query("insert into access.accounts (id, name) values ($1, 'Rosa') on conflict do nothing", [
		resident.accountId,
	]);
});

test("a copy that was released is as docs/copy.schema.json says; one with anything else in it is not", async () => {
	await note("Vorrebbe una panchina al sole.", rosa);
	const { file } = await released();
	const text = readFileSync(join(import.meta.dirname, "../../../docs/copy.schema.json"), "utf8");
	const schema = z.fromJSONSchema(JSON.parse(text));
	const sent = JSON.parse(JSON.stringify(file));
	expect(schema.safeParse(sent).error).toBeUndefined();
	expect(sent.sections.length).toBeGreaterThan(0);
	for (const other of [{ ...sent, version: 2 }, { ...sent, score: 1 }, { ...sent, withheld: [{ n: 1 }] }, {}])
		expect(schema.safeParse(other).success).toBe(false);
});

describe("what a copy exposes of others", () => {
	test("names of other people are kept back, whoever reported is nowhere, and places stay", async () => {
		await note("Bruno dice che Rosa non esce. BRUNO SEGRETO la vede.", rosa, bruno, "il nipote Guglielmo");
		await note("Guglielmo pensa che stia male.", rosa, undefined, "Guglielmo");
		const { file } = await released();
		const text = JSON.stringify(file);
		expect(text).not.toMatch(/bruno|segreto|guglielmo/i);
		expect(text).toContain(" dice che Rosa non esce. ");
		expect(text).toContain("pensa che stia male");
		expect(file.withheld).toContainEqual({ heading: "notes", ground: "another_person", n: 3 });
		expect(text).not.toContain(bruno);
		expect(text).not.toContain(rosa);
	});

	test("a tie and an act say what joins, not to whom", async () => {
		await t.owner.query(
			`insert into community.ties (territory_id, neighbourhood_id, id, one_id, other_id, kind, since, said_by) values (${here}, $1, $2, $3, 'friend', '2026-02-01', 'other')`,
			[newId(), rosa, bruno],
		);
		await t.owner.query(
			`insert into exchange.acts (territory_id, neighbourhood_id, id, giver_id, receiver_id, at, what, moved_by, recorded_by) values (${here}, $1, $2, $3, now(), 'spesa per Bruno', 'in_general', $1), (${here}, $4, $3, $2, now(), 'torta', 'in_general', $1)`,
			[newId(), rosa, bruno, newId()],
		);
		const { file } = await released();
		const of = (heading: string) => file.sections.find((section) => section.heading === heading)?.entries ?? [];
		expect(of("ties")[0]).toContainEqual({ name: "to", value: [{ withheld: "another_person" }] });
		expect(of("acts").flat()).toContainEqual({ name: "what", value: ["spesa per ", { withheld: "another_person" }] });
		// What moved somebody is told to them alone.
		expect(
			of("acts")
				.flat()
				.filter(({ name }) => name === "moved_by"),
		).toHaveLength(1);
		expect(JSON.stringify(file)).not.toMatch(/bruno/i);
	});

	test("a sentence that staff keep out is gone, and says on which ground", async () => {
		await note("Sta bene. La figlia del fornaio la sgrida spesso.", rosa);
		const { file } = await released((whole) =>
			whole.sections
				.flatMap(({ entries }) => entries.flat())
				.flatMap(({ value }) => (isDraft(value) ? value.passages : []))
				.filter(({ text }) => text.includes("fornaio"))
				.map(({ key }) => key),
		);
		const text = JSON.stringify(file);
		expect(text).toContain("Sta bene. ");
		expect(text).not.toContain("fornaio");
		expect(file.withheld).toContainEqual({ heading: "notes", ground: "others_rights", n: 1 });
	});

	test("what was written since it was read is not released unread", async () => {
		const { id } = await ask();
		const { version } = await wholeOf(id);
		await note("Una riga in più.", rosa);
		const again = rights.releaseCopy(t.ground, facilitator, id, { version, hidden: [] });
		await expect(again).rejects.toMatchObject({ code: "changed_meanwhile" });
		await expect(rights.openCopy(t.ground, resident, id)).rejects.toMatchObject({ code: "not_found" });
	});
});

describe("the path of a request", () => {
	test("asked at the own page, due within a month, released, and taken by the person alone", async () => {
		const input = { id: newId<"copy">(), how: "online" as const, day: undefined };
		const { id } = await rights.askForCopy(t.ground, resident, input);
		expect(await rights.askForCopy(t.ground, resident, input)).toMatchObject({ id });
		expect((await rights.copies(t.ground, resident))?.items).toMatchObject([
			{ askedOn: "2026-11-22", dueOn: "2026-12-20", releasedAt: null },
		]);
		expect(await t.db.readAs(facilitator, (read) => rights.copiesWaitingIn(read, places.here))).toMatchObject({
			first: "2026-12-20",
		});
		await expect(rights.openCopy(t.ground, resident, id)).rejects.toMatchObject({ code: "not_found" });
		const { version } = await wholeOf(id);
		for (const role of ["resident", "citizen", "social-worker", "officer", "administrator"] as const)
			await expect(rights.releaseCopy(t.ground, actorOf(role), id, { version, hidden: [] })).rejects.toMatchObject({
				code: "not_yours",
			});
		await rights.releaseCopy(t.ground, facilitator, id, { version, hidden: [] });
		const taken = await rights.takenCopy(t.ground, resident, id);
		expect(copyFile.parse(taken.file).about).toBe("Rosa Prova");
		expect((await rights.copies(t.ground, resident))?.items).toMatchObject([{ givenOn: "2026-11-22" }]);
		const stranger = actorOf("resident", "here", { personId: bruno });
		await expect(rights.takenCopy(t.ground, stranger, id)).rejects.toMatchObject({ code: "not_found" });
		await expect(rights.openCopy(t.ground, actorOf("facilitator", "beside"), id)).rejects.toMatchObject({
			code: "not_found",
		});
		const again = rights.releaseCopy(t.ground, facilitator, id, { version, hidden: [] });
		await expect(again).rejects.toMatchObject({ code: "not_from_here" });
	});

	test("every opening is written down as a reading of a copy", async () => {
		const { id } = await released();
		await rights.takenCopy(t.ground, resident, id);
		const { rows } = await t.owner.query(
			"select role, kind from access.readings where record_id = $1 and person_id = $2 order by at",
			[id, rosa],
		);
		expect(rows).toEqual([
			{ role: "facilitator", kind: "export" },
			{ role: "facilitator", kind: "export" },
			{ role: "resident", kind: "export" },
		]);
	});

	test("of a protected record nothing is downloaded: it is handed over in person", async () => {
		await t.owner.query("update community.persons set protected = true, label_sealed = $2 where id = $1", [
			rosa,
			testSeal
				.ofPerson(places.territory, rosa)
				.close("Rosa Prova", `community.persons/${places.territory}/${rosa}/label`),
		]);
		const { id } = await released();
		await expect(rights.takenCopy(t.ground, facilitator, id)).rejects.toMatchObject({ code: "not_found" });
		await expect(rights.takenCopy(t.ground, resident, id)).rejects.toMatchObject({ code: "not_found" });
		await expect(rights.openCopy(t.ground, resident, id)).rejects.toMatchObject({ code: "not_found" });
		await rights.giveCopy(t.ground, facilitator, id);
		expect((await rights.copies(t.ground, facilitator, rosa))?.items).toMatchObject([
			{ inPerson: true, givenOn: "2026-11-22" },
		]);
	});

	test("contacts are opened with the person's key, and nothing is left of a key destroyed", async () => {
		await t.db.withActor(facilitator, (tx) =>
			agreeIn(tx, { personId: rosa, purpose: "contact", how: "in_person", day: "2026-01-01" }),
		);
		const id = newId();
		const seal = testSeal.ofPerson(places.territory, rosa);
		await t.owner.query(
			`insert into community.contacts (territory_id, neighbourhood_id, id, party_id, kind, sealed) values (${here}, $1, $2, 'phone', $3)`,
			[id, rosa, seal.close("0461 123456", `community.contacts/${places.territory}/${id}`)],
		);
		const { file } = await released();
		expect(JSON.stringify(file)).toContain("0461 123456");
		testSeal.destroy(places.territory, rosa);
		const { id: next } = await ask();
		const found = await rights.draft(t.ground, facilitator, next);
		expect(JSON.stringify(found.whole)).toContain("sealed_for_good");
	});
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { recordAgreement } from "../agreements/service.ts";
import type { RecordPerson } from "../contract.ts";
import { markLeft, parties, party, recordGroup, recordOrganisation } from "../parties/service.ts";
import { endTie, recordTie, ties } from "../ties/service.ts";
import {
	aboutMe,
	addContact,
	agreement,
	endContact,
	movePersonForward,
	recordPerson,
	withdrawAgreement,
} from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator", "beside");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

function personOf(label: string, more: Partial<RecordPerson> = {}): RecordPerson & { id: Id<"party"> } {
	return { id: newId<"party">(), label, level: "description", existedBefore: false, another: false, ...more };
}
const named = { level: "name", agreedHow: "in_person" } as const;

async function auditOf(id: string): Promise<string[]> {
	const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id]);
	return rows.map((row) => row.verb);
}

test("a person known only by a description is written once, however often it is sent, and leaves one trail", async () => {
	const input = personOf("la signora del terzo piano");
	const first = await recordPerson(t.ground, anna, input);
	expect(first).toMatchObject({
		kind: "person",
		label: "la signora del terzo piano",
		level: "description",
		leftOn: null,
	});
	expect(await recordPerson(t.ground, anna, input)).toEqual(first);
	await expect(recordPerson(t.ground, anna, { ...input, label: "un'altra" })).rejects.toMatchObject({
		code: "id_taken",
	});
	await expect(recordPerson(t.ground, bruno, input)).rejects.toMatchObject({ code: "id_taken" });
	expect(await auditOf(input.id)).toEqual(["recordPerson"]);
});

test("another neighbourhood, another territory and other roles see nothing of a person", async () => {
	const input = personOf("il nonno delle biciclette");
	await recordPerson(t.ground, anna, input);
	const seenBy = (actor: typeof anna) => party(t.ground, actor, "person", input.id);
	expect((await seenBy(anna)).party.label).toBe("il nonno delle biciclette");
	expect((await seenBy(actorOf("coordinator"))).party.id).toBe(input.id);
	for (const actor of [bruno, actorOf("facilitator", "far"), actorOf("coordinator", "far")]) {
		await expect(seenBy(actor), actor.name).rejects.toMatchObject({ code: "not_found" });
		expect((await parties(t.ground, actor, { kinds: ["person"], limit: 30 })).items).toEqual([]);
	}
	for (const role of ["resident", "citizen", "officer", "evaluator", "administrator", "social-worker"] as const) {
		await expect(seenBy(actorOf(role)), role).rejects.toMatchObject({ code: "not_yours" });
	}
});

test("one of the same name is another only if somebody says so", async () => {
	await recordPerson(t.ground, anna, personOf("Rosa Zeni", named));
	const again = personOf("rosa  ZENI", named);
	await expect(recordPerson(t.ground, anna, again)).rejects.toMatchObject({
		fields: { another: "community.error_same_label" },
	});
	expect((await recordPerson(t.ground, anna, { ...again, another: true })).id).toBe(again.id);
});

test("a level goes forward with the person's agreement, and with nothing else", async () => {
	const input = personOf("quello della banda");
	await recordPerson(t.ground, anna, input);
	const move = (level: "description" | "nickname" | "name", label: string, agreedHow?: "by_phone") =>
		movePersonForward(t.ground, anna, input.id, { level, label, agreedHow, agreedOn: "2026-11-20" });
	await expect(move("name", "Piero Moser")).rejects.toMatchObject({ code: "needs_agreement" });
	await move("nickname", "Pierin", "by_phone");
	await move("nickname", "Pierin", "by_phone");
	await move("name", "Piero Moser", "by_phone");
	await expect(move("nickname", "Pierin", "by_phone")).rejects.toMatchObject({ code: "only_forward" });
	await expect(
		movePersonForward(t.ground, bruno, input.id, { level: "name", label: "X", agreedHow: "online" }),
	).rejects.toMatchObject({ code: "not_found" });
	const { party: now, agreements } = await party(t.ground, anna, "person", input.id);
	expect(now).toMatchObject({ level: "name", label: "Piero Moser" });
	expect(agreements.map((a) => [a.purpose, a.givenHow, a.givenOn])).toEqual([
		["name", "by_phone", "2026-11-20"],
		["nickname", "by_phone", "2026-11-20"],
	]);
	expect((await parties(t.ground, anna, { kinds: ["person"], q: "piero moser", limit: 5 })).items[0]?.id).toBe(
		input.id,
	);
});

test("a contact needs an agreement, lies sealed, opens nowhere else, and is gone when the agreement is", async () => {
	const input = personOf("Gina Larcher", named);
	const contact = { id: newId<"contact">(), contactKind: "phone", value: "0461 987654" } as const;
	await recordPerson(t.ground, anna, input);
	await expect(addContact(t.ground, anna, input.id, contact)).rejects.toMatchObject({ code: "needs_agreement" });
	const agreed = { id: newId<"agreement">(), purpose: "contact", how: "on_paper" } as const;
	await recordAgreement(t.ground, anna, input.id, agreed);
	await addContact(t.ground, anna, input.id, contact);
	await addContact(t.ground, anna, input.id, contact);
	const raw = async () =>
		(await t.owner.query("select * from community.contacts where party_id = $1", [input.id])).rows;
	const [row, ...more] = await raw();
	expect(more).toEqual([]);
	expect(row.sealed.includes(Buffer.from("987654"))).toBe(false);
	const sealer = t.ground.seal.ofPerson(places.territory, input.id);
	expect(sealer.open(row.sealed, `community.contacts/${places.territory}/${row.id}`)).toBe("0461 987654");
	expect(() => sealer.open(row.sealed, `community.contacts/${places.territory}/${newId()}`)).toThrow();
	expect((await party(t.ground, anna, "person", input.id)).contacts).toEqual([
		{ id: contact.id, kind: "phone", value: "0461 987654" },
	]);
	await withdrawAgreement(t.ground, anna, agreed.id, {});
	await withdrawAgreement(t.ground, anna, agreed.id, {});
	expect((await party(t.ground, anna, "person", input.id)).contacts).toEqual([]);
	const [after] = await raw();
	expect(after.sealed).toHaveLength(0);
	expect(after.ended_on).toBe("2026-11-22");
	await expect(addContact(t.ground, anna, input.id, { ...contact, id: newId<"contact">() })).rejects.toMatchObject({
		code: "needs_agreement",
	});
});

test("whoever takes the name back is a description again, by their own hand, and by nobody else's", async () => {
	const input = personOf("Ada Inama", named);
	await recordPerson(t.ground, anna, input);
	const { agreements } = await party(t.ground, anna, "person", input.id);
	const id = agreements[0]?.id ?? "";
	const ada = actorOf("resident", "here", { personId: input.id as Id<"party"> });
	const neighbour = actorOf("resident", "here", { personId: newId<"party">() });
	expect(await aboutMe(t.ground, ada)).toMatchObject({
		person: { label: "Ada Inama" },
		agreements: [{ purpose: "name" }],
	});
	expect(await aboutMe(t.ground, neighbour)).toBeUndefined();
	await expect(withdrawAgreement(t.ground, neighbour, id, { describedAs: "una persona" })).rejects.toMatchObject({
		code: "not_found",
	});
	await expect(withdrawAgreement(t.ground, ada, id, {})).rejects.toMatchObject({
		fields: { describedAs: "error.required" },
	});
	expect((await agreement(t.ground, ada, id)).labelFalls).toBe(true);
	await withdrawAgreement(t.ground, ada, id, { describedAs: "una persona del quartiere" });
	expect(await aboutMe(t.ground, ada)).toMatchObject({
		person: { label: "una persona del quartiere", level: "description" },
		agreements: [{ withdrawnOn: "2026-11-22" }],
	});
	const { rows } = await t.owner.query("select label, folded from community.parties where id = $1", [input.id]);
	expect(JSON.stringify(rows)).not.toMatch(/inama/i);
	expect(await auditOf(id)).toEqual(["recordAgreement", "withdrawAgreement"]);
});

test("a resident writes no one else's row, also by SQL", async () => {
	const input = personOf("Ilda Paoli", named);
	await recordPerson(t.ground, anna, input);
	const { sql } = await import("kysely");
	const other = actorOf("resident", "here", { personId: newId<"party">() });
	const changed = await t.db.withActor(other, (tx) =>
		tx.rows(sql`update community.parties set label = 'x' returning id`),
	);
	expect(changed).toEqual([]);
});

test("an organisation's contact needs nobody's agreement, and ends when somebody ends it", async () => {
	const shop = {
		id: newId<"party">(),
		label: "Bar Sport",
		sector: "shop",
		familyDistrict: true,
		existedBefore: true,
		another: false,
	} as const;
	expect(await recordOrganisation(t.ground, anna, shop)).toMatchObject({ sector: "shop", familyDistrict: true });
	const contact = { id: newId<"contact">(), contactKind: "email", value: "bar@esempio.it" } as const;
	await addContact(t.ground, anna, shop.id, contact);
	expect((await party(t.ground, anna, "organisation", shop.id)).contacts).toHaveLength(1);
	await expect(endContact(t.ground, bruno, contact.id)).rejects.toMatchObject({ code: "not_found" });
	await endContact(t.ground, anna, contact.id);
	expect((await party(t.ground, anna, "organisation", shop.id)).contacts).toEqual([]);
});

test("leaving ends no tie; a tie ends on a day of its own", async () => {
	const person = personOf("la maestra in pensione");
	const choir = { id: newId<"party">(), label: "Coro", existedBefore: true, another: false };
	await recordPerson(t.ground, anna, { ...person, knownSince: "2026-01-10" });
	await recordGroup(t.ground, anna, choir);
	const input = {
		id: newId<"tie">(),
		one: person.id,
		other: choir.id as Id<"party">,
		kind: "member_of",
		doing: "canta da contralto",
		since: "2026-02-01",
		saidBy: "one",
		existedBefore: false,
	} as const;
	const tie = await recordTie(t.ground, anna, input);
	expect(await recordTie(t.ground, anna, input)).toEqual(tie);
	await expect(recordTie(t.ground, anna, { ...input, id: newId<"tie">() })).rejects.toMatchObject({
		fields: { kind: "community.error_tie_there" },
	});
	for (const more of [{ other: newId<"party">() }, { since: "2026-02-02" }, { saidBy: "seen" as const }]) {
		await expect(recordTie(t.ground, anna, { ...input, ...more })).rejects.toMatchObject({ code: "id_taken" });
	}
	await markLeft(t.ground, anna, "person", person.id, { leftOn: "2026-11-01" });
	await markLeft(t.ground, anna, "person", person.id, { leftOn: "2026-11-01" });
	await expect(markLeft(t.ground, anna, "person", person.id, { leftOn: "2026-11-02" })).rejects.toMatchObject({
		code: "not_from_here",
	});
	expect((await party(t.ground, anna, "group", choir.id)).ties).toMatchObject([
		{ id: tie.id, until: null, doing: "canta da contralto" },
	]);
	await expect(endTie(t.ground, anna, tie.id, { until: "2026-01-31" })).rejects.toMatchObject({
		fields: { until: "error.order" },
	});
	expect(await endTie(t.ground, anna, tie.id, { until: "2026-11-15" })).toMatchObject({ until: "2026-11-15" });
	await expect(endTie(t.ground, bruno, tie.id, { until: "2026-11-15" })).rejects.toMatchObject({ code: "not_found" });
	expect(await auditOf(tie.id)).toEqual(["recordTie", "endTie"]);
});

test("a tie to somebody of another neighbourhood is refused, also to a coordinator who sees both", async () => {
	const here = personOf("il vicino del cortile");
	const beside = personOf("la fornaia");
	await recordPerson(t.ground, anna, here);
	await recordPerson(t.ground, bruno, beside);
	const tie = {
		id: newId<"tie">(),
		one: here.id,
		other: beside.id,
		kind: "knows",
		saidBy: "both",
		existedBefore: false,
	} as const;
	for (const actor of [anna, actorOf("coordinator")]) {
		await expect(recordTie(t.ground, actor, tie)).rejects.toMatchObject({
			fields: { other: "community.error_not_here" },
		});
	}
});

test("lists give every row once, newest known first, and refuse a cursor that is none", async () => {
	const far = actorOf("facilitator", "far");
	const days = ["2026-03-01", "2026-03-01", "2026-04-01", "2026-02-01", "2026-03-01"];
	for (const [i, knownSince] of days.entries())
		await recordPerson(t.ground, far, personOf(`persona ${i}`, { knownSince }));
	const seen: { id: string; knownSince: string }[] = [];
	let cursor: string | undefined;
	do {
		const page = await parties(t.ground, far, { kinds: ["person", "group"], limit: 2, cursor });
		seen.push(...page.items);
		cursor = page.next ?? undefined;
	} while (cursor);
	expect(new Set(seen.map((p) => p.id)).size).toBe(5);
	expect(seen.map((p) => p.knownSince)).toEqual([...days].sort().reverse());
	const not = Buffer.from("2026-02-31 ------------------------------------").toString("base64url");
	await expect(parties(t.ground, far, { kinds: ["person"], limit: 2, cursor: not })).rejects.toMatchObject({
		fields: { cursor: "error.cursor" },
	});
	await expect(ties(t.ground, far, { limit: 2, cursor: not })).rejects.toMatchObject({
		fields: { cursor: "error.cursor" },
	});
});

test("the same request twice at the same moment writes once and answers both alike", async () => {
	const person = personOf("la ragazza del bar");
	const choir = { id: newId<"party">(), label: "Banda", existedBefore: true, another: true };
	const people = await Promise.all([1, 2, 3].map(() => recordPerson(t.ground, anna, person)));
	const groups = await Promise.all([1, 2, 3].map(() => recordGroup(t.ground, anna, choir)));
	const tie = {
		id: newId<"tie">(),
		one: person.id,
		other: choir.id,
		kind: "member_of",
		saidBy: "seen",
		existedBefore: false,
	} as const;
	const written = await Promise.all([1, 2, 3].map(() => recordTie(t.ground, anna, tie)));
	for (const answers of [people, groups, written]) expect(answers).toEqual([answers[0], answers[0], answers[0]]);
	expect(await auditOf(tie.id)).toEqual(["recordTie"]);
	expect(await auditOf(person.id)).toEqual(["recordPerson"]);
});

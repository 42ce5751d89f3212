import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../tests/pages.ts";
import { type Id, newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { recordGroup } from "../community/parties/service.ts";
import { recordPerson } from "../community/persons/service.ts";
import { protectPerson } from "../community/safe/service.ts";
import type { Mediation, TakeStep } from "./contract.ts";
import { pages } from "./pages.tsx";
import {
	agreedByTerritoryIn,
	keepFromOthers,
	mediation,
	mediations,
	nameReader,
	openMediation,
	sayWords,
	takeStep,
	tellWords,
	wordsForOthers,
} from "./service.ts";
import { sheetOf } from "./sheet.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const paola = actorOf("facilitator");
const sara = actorOf("social-worker");
const carla = actorOf("coordinator");
const today = "2026-11-22";

/** Everybody who is not named: nothing of a mediation reaches them, whoever they are. */
const strangers: Actor[] = [
	actorOf("facilitator"),
	actorOf("facilitator", "beside"),
	actorOf("facilitator", "far"),
	carla,
	actorOf("coordinator", "far"),
	actorOf("social-worker"),
	actorOf("administrator"),
	actorOf("officer"),
	actorOf("evaluator"),
	actorOf("resident"),
	actorOf("citizen"),
];

beforeAll(async () => {
	t = await freshDatabase();
	for (const [actor, role] of [
		[anna, "facilitator"],
		[paola, "facilitator"],
		[sara, "social-worker"],
		[carla, "coordinator"],
	] as const) {
		await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, array[$3::uuid])", [
			actor.accountId,
			`${role} ${actor.accountId?.slice(-3)}`,
			places.territory,
		]);
		await t.owner.query(
			`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
			values ($1, $2, $3, $4, $5, $6, '2026-01-01')`,
			[newId(), actor.accountId, actor.name, role, places.territory, role === "facilitator" ? places.here : null],
		);
	}
});
afterAll(() => t.end());

let n = 0;
async function person(): Promise<Id<"party">> {
	n += 1;
	const input = { id: newId<"party">(), label: `la persona del litigio ${n}`, existedBefore: false, another: true };
	return (await recordPerson(t.ground, anna, { ...input, level: "description" })).id as Id<"party">;
}

type Opened = {
	id: string;
	one: Id<"party">;
	other: Id<"party">;
	first: Id<"mediation_party">;
	second: Id<"mediation_party">;
};

async function opened(matter = "i passi della notte"): Promise<Opened> {
	const [one, other] = [await person(), await person()];
	const { id } = await openMediation(t.ground, anna, { id: newId<"mediation">(), matter, one, other });
	const [first, second] = (await mediation(t.ground, anna, id)).parties.map(
		(party) => party.id as Id<"mediation_party">,
	);
	return { id, one, other, first: first!, second: second! };
}

type Unsigned<Step> = Step extends unknown ? Omit<Step, "id" | "day"> : never;
function take(id: string, step: Unsigned<TakeStep>, day = today, actor = anna): Promise<void> {
	return takeStep(t.ground, actor, id, { ...step, id: newId<"mediation_step">(), day } as TakeStep);
}

async function agreed(matter?: string): Promise<Opened> {
	const one = await opened(matter);
	await take(one.id, { act: "hear", of: one.first });
	await take(one.id, { act: "hear", of: one.second });
	await take(one.id, { act: "meet", present: [one.first, one.second], words: "si sono detti delle ore" });
	await take(one.id, { act: "propose", words: "dopo le dieci si cammina scalzi" });
	await take(one.id, { act: "agree", of: one.first, called: "Gianni del secondo" });
	await take(one.id, { act: "agree", of: one.second, called: undefined });
	return one;
}

async function raw(): Promise<string> {
	const { rows } = await t.owner.query(
		`select (select json_agg(m) from mediations.mediations m)::text || (select json_agg(p) from mediations.parties p)::text
			|| coalesce((select json_agg(w) from mediations.words w)::text, '') || (select json_agg(s) from mediations.steps s)::text
			|| (select json_agg(a) from access.audit a)::text as words`,
	);
	return rows[0].words;
}

test("a mediation goes its way from the first talk to the follow-up; each state carries what is its own", async () => {
	const { id, first, second } = await opened();
	const state = async () => (await mediation(t.ground, anna, id)).state;
	expect(await state()).toBe("opened");
	await expect(take(id, { act: "meet", present: [first, second], words: "x" })).rejects.toMatchObject({
		code: "not_in_this_state",
	});
	await take(id, { act: "hear", of: first });
	await expect(take(id, { act: "hear", of: first })).rejects.toMatchObject({ fields: { of: "mediations.error_of" } });
	expect(await state()).toBe("opened");
	await take(id, { act: "hear", of: second });
	expect(await mediation(t.ground, anna, id)).toMatchObject({ state: "heard", heardOn: today });
	await expect(take(id, { act: "agree", of: first, called: undefined })).rejects.toMatchObject({
		code: "not_in_this_state",
	});
	await take(id, { act: "meet", present: [first, second], words: "un'ora, con il caffè" });
	await take(id, { act: "propose", words: "dopo le dieci si cammina scalzi" });
	await take(id, { act: "agree", of: first, called: undefined });
	expect(await state()).toBe("meeting");
	await take(id, { act: "agree", of: second, called: undefined });
	expect(await mediation(t.ground, anna, id)).toMatchObject({ state: "agreed", concludedOn: today });
	await take(id, { act: "follow", holds: "partly", words: "meglio" });
	await take(id, { act: "close" });
	expect(await mediation(t.ground, anna, id)).toMatchObject({ state: "closed", conclusion: "agreed", closedOn: today });
	await take(id, { act: "reopen", words: "è ricominciato" });
	const again = await mediation(t.ground, anna, id);
	expect([again.state, again.round, again.proposal]).toEqual(["heard", 2, undefined]);
	expect(again.steps.map((step) => step.act)).toEqual([
		...["open", "hear", "hear", "meet", "propose", "agree", "agree", "follow", "close", "reopen"],
	]);
	expect(again.steps.find((step) => step.act === "propose")?.words).toBe("dopo le dieci si cammina scalzi");
	await take(id, { act: "hand", to: "il giudice di pace", words: undefined });
	expect((await mediation(t.ground, anna, id)).steps.at(-1)).toMatchObject({
		to: "handed",
		to_whom: "il giudice di pace",
	});
});

test("the same request is written once; somebody else's id is refused", async () => {
	const [one, other] = [await person(), await person()];
	const input = { id: newId<"mediation">(), matter: "il posto della bicicletta", one, other };
	expect(await openMediation(t.ground, anna, input)).toEqual(await openMediation(t.ground, anna, input));
	await expect(openMediation(t.ground, paola, input)).rejects.toMatchObject({ code: "id_taken" });
	const [first] = (await mediation(t.ground, anna, input.id)).parties;
	const step = {
		act: "hear",
		id: newId<"mediation_step">(),
		day: today,
		of: first?.id as Id<"mediation_party">,
	} as const;
	await takeStep(t.ground, anna, input.id, step);
	await takeStep(t.ground, anna, input.id, step);
	const words = {
		...{ id: newId<"mediation_words">(), of: step.of },
		words: "una volta",
		hearers: "others",
		day: today,
	} as const;
	await sayWords(t.ground, anna, input.id, words);
	await sayWords(t.ground, anna, input.id, words);
	await expect(sayWords(t.ground, anna, input.id, { ...words, words: "altro" })).rejects.toMatchObject({
		code: "id_taken",
	});
	const whole = await mediation(t.ground, anna, input.id);
	expect([whole.steps.length, whole.words.length]).toEqual([2, 1]);
	await expect(openMediation(t.ground, anna, { ...input, id: newId<"mediation">(), other: one })).rejects.toMatchObject(
		{
			fields: { other: "refusal.same_person" },
		},
	);
});

test("nobody who is not named reads, writes or learns of anything, by page or by statement; the coordinator no more than others", async () => {
	const { id, first } = await agreed("una frase che nessuno legge");
	const words = { id: newId<"mediation_words">(), of: first, words: "x", hearers: "others", day: today } as const;
	for (const actor of strangers) {
		const code = ["facilitator", "coordinator", "social-worker"].includes(actor.role) ? "not_found" : "not_yours";
		await expect(mediation(t.ground, actor, id), actor.name).rejects.toMatchObject({ code });
		await expect(take(id, { act: "close" }, today, actor), actor.name).rejects.toMatchObject({ code });
		await expect(sayWords(t.ground, actor, id, words), actor.name).rejects.toMatchObject({ code });
		for (const table of ["mediations", "parties", "words", "steps"]) {
			const seen = await t.db.readAs(actor, (read) =>
				read.rows(sql`select 1 from ${sql.table(`mediations.${table}`)}`),
			);
			expect(seen, `${actor.name} ${table}`).toEqual([]);
		}
		const taken = await t.db.withActor(actor, (tx) =>
			tx.rows(sql`update mediations.mediations set readers = readers || ${actor.accountId}::uuid returning id`),
		);
		expect(taken, actor.name).toEqual([]);
		if (code === "not_found") expect((await mediations(t.ground, actor, { limit: 50 })).items).toEqual([]);
	}
	const { assuredUntil: _gone, ...tired } = anna;
	await expect(mediation(t.ground, tired as Actor, id)).rejects.toMatchObject({ code: "assurance_needed" });
	expect((await mediations(t.ground, anna, { limit: 50 })).items.map((line) => line.id)).toContain(id);
});

test("whoever mediates names who reads it too, hands it on, and is taken out; each reads exactly as long as named", async () => {
	const { id } = await agreed();
	const reads = (actor: Actor) =>
		mediation(t.ground, actor, id).then(
			() => true,
			() => false,
		);
	const name = (actor: Actor, act: "add" | "remove" | "hand_on", by = anna) =>
		nameReader(t.ground, by, id, { act, reader: actor.accountId! });
	expect([await reads(paola), await reads(sara), await reads(carla)]).toEqual([false, false, false]);
	await name(sara, "add");
	await name(paola, "add");
	expect([await reads(paola), await reads(sara), await reads(carla)]).toEqual([true, true, false]);
	await expect(name(carla, "add", paola)).rejects.toMatchObject({ code: "not_yours" });
	await expect(nameReader(t.ground, anna, id, { act: "add", reader: newId<"account">() })).rejects.toMatchObject({
		fields: { reader: "mediations.error_reader" },
	});
	await expect(name(sara, "hand_on")).rejects.toMatchObject({ code: "invalid" });
	await expect(name(anna, "remove")).rejects.toMatchObject({ fields: { reader: "mediations.error_mediator" } });
	await name(sara, "remove");
	await name(paola, "hand_on");
	expect([await reads(anna), await reads(paola), await reads(sara)]).toEqual([true, true, false]);
	await expect(name(carla, "add")).rejects.toMatchObject({ code: "not_yours" });
	await name(anna, "remove");
	expect([await reads(anna), await reads(paola)]).toEqual([false, true]);
	for (const table of ["parties", "steps"]) {
		const seen = await t.db.readAs(anna, (read) =>
			read.rows(sql`select 1 from ${sql.table(`mediations.${table}`)} where mediation_id = ${id}`),
		);
		expect(seen).toEqual([]);
	}
});

test("the others hear exactly what was said for them, and only once somebody looked at it; the rest stays with who mediates", async () => {
	const { id, first } = await opened();
	const said = async (words: string, hearers: "others" | "mediator") => {
		const wordsId = newId<"mediation_words">();
		await sayWords(t.ground, anna, id, { id: wordsId, of: first, words, hearers, day: today });
		return wordsId;
	};
	const [open, closed, regretted] = [
		await said("dormo male", "others"),
		await said("ho paura di lui", "mediator"),
		await said("sua madre grida", "others"),
	];
	expect((await wordsForOthers(t.ground, anna, id, open)).words.words).toBe("dormo male");
	await expect(wordsForOthers(t.ground, anna, id, closed)).rejects.toMatchObject({ code: "not_found" });
	await expect(tellWords(t.ground, anna, id, closed, { day: today })).rejects.toMatchObject({
		code: "not_in_this_state",
	});
	await keepFromOthers(t.ground, anna, id, regretted);
	await expect(wordsForOthers(t.ground, anna, id, regretted)).rejects.toMatchObject({ code: "not_found" });
	await tellWords(t.ground, anna, id, open, { day: today });
	await expect(keepFromOthers(t.ground, anna, id, open)).rejects.toMatchObject({ code: "not_in_this_state" });
	expect((await mediation(t.ground, anna, id)).words.map((w) => [w.words, w.forOthers, w.toldOn])).toEqual([
		["dormo male", true, today],
		["ho paura di lui", false, null],
		["sua madre grida", false, null],
	]);
	const app = pagesFor(t.ground, [pages], () => ({ actor: anna }));
	const page = await (await app.request(`/mediations/${id}/words/${open}`)).text();
	expect(page).toContain("dormo male");
	expect(page).not.toMatch(/ho paura|sua madre/);
});

test("every text lies sealed; erasing one of the parties takes what they said and what was common, and leaves the other's words", async () => {
	const { id, one, first, second } = await agreed("la siepe sul confine");
	for (const [of, words] of [
		[first, "la mia metà"],
		[second, "la sua metà"],
	] as const)
		await expect(
			sayWords(t.ground, anna, id, { id: newId<"mediation_words">(), of, words, hearers: "others", day: today }),
		).rejects.toMatchObject({ code: "not_in_this_state" });
	await take(id, { act: "follow", holds: "no", words: undefined });
	await take(id, { act: "close" });
	await take(id, { act: "reopen", words: "di nuovo la siepe" });
	for (const [of, words] of [
		[first, "la mia metà"],
		[second, "la sua metà"],
	] as const)
		await sayWords(t.ground, anna, id, { id: newId<"mediation_words">(), of, words, hearers: "others", day: today });
	expect(await raw()).not.toMatch(/siepe|metà|scalzi|Gianni/);
	t.ground.seal.destroy(places.territory, one);
	const after: Mediation = await mediation(t.ground, anna, id);
	expect([after.matter, after.words.map((w) => w.words), after.parties[0]?.called]).toEqual([
		undefined,
		[undefined, "la sua metà"],
		undefined,
	]);
	expect(after.steps.every((step) => step.words === undefined)).toBe(true);
	expect(
		await (await pagesFor(t.ground, [pages], () => ({ actor: anna })).request(`/mediations/${id}`)).text(),
	).toContain("cancellate per sempre");
});

test("opening one is written down before it is shown, about each person it is between, and only its readers learn of it", async () => {
	const { id, one, other } = await opened();
	const { rows } = await t.owner.query(
		"select person_id, readers from access.readings where record_id = $1 and kind = 'mediation'",
		[id],
	);
	expect(new Set(rows.map((row) => row.person_id))).toEqual(new Set([one, other]));
	expect(rows.every((row) => row.readers.includes(anna.accountId))).toBe(true);
});

test("with somebody protected nobody mediates: not begun, not gone on with, on no sheet; it can be handed elsewhere", async () => {
	const going = await agreed();
	const begun = await opened();
	await protectPerson(t.ground, anna, going.one, { protected: "yes" });
	await protectPerson(t.ground, anna, begun.one, { protected: "yes" });
	const input = { id: newId<"mediation">(), matter: "x", one: going.one, other: await person() };
	await expect(openMediation(t.ground, anna, input)).rejects.toMatchObject({
		fields: { one: "mediations.error_protected" },
	});
	await expect(take(begun.id, { act: "hear", of: begun.first })).rejects.toMatchObject({
		fields: { form: "mediations.error_protected" },
	});
	const whole = await mediation(t.ground, anna, going.id);
	expect(() => sheetOf(whole)).toThrow();
	await take(begun.id, { act: "hand", to: "il centro antiviolenza", words: undefined });
	expect((await mediation(t.ground, anna, begun.id)).state).toBe("handed");
});

test("the sheet names whoever wants to be named, and nobody else", async () => {
	const { id } = await agreed();
	const sheet = sheetOf(await mediation(t.ground, anna, id));
	expect(sheet.parties.map((party) => party.called)).toEqual(["Gianni del secondo", undefined]);
	const html = await (
		await pagesFor(t.ground, [pages], () => ({ actor: anna })).request(`/mediations/${id}/sheet`)
	).text();
	expect(html).toContain("dopo le dieci si cammina scalzi");
	expect(html).toContain("Gianni del secondo");
	expect(html).not.toContain("persona del litigio");
	expect(html).not.toContain("i passi della notte");
});

test("a form that lacks something comes back with what was typed; groups can be parties too", async () => {
	const app = pagesFor(t.ground, [pages], () => ({ actor: anna }));
	await recordGroup(t.ground, anna, {
		id: newId<"party">(),
		label: "Banda del cortile",
		existedBefore: true,
		another: true,
	});
	const id = newId();
	const half = await app.request(
		"/mediations",
		formOf({ id, matter: "le prove della domenica", one_typed: "Banda del cortile" }),
	);
	expect(half.status).toBe(422);
	expect(await half.text()).toContain("le prove della domenica");
	await person();
	const sent = formOf({
		id,
		matter: "le prove della domenica",
		one_typed: "Banda del cortile",
		other_typed: `la persona del litigio ${n}`,
	});
	const answer = await app.request("/mediations", sent);
	expect([answer.status, answer.headers.get("location")]).toEqual([
		303,
		`/mediations/${id}?done=mediations.saved_open`,
	]);
	const [group] = (await mediation(t.ground, anna, id)).parties;
	await take(id, { act: "hear", of: group?.id as Id<"mediation_party"> });
	expect((await app.request(`/mediations/${id}/steps`, formOf({ act: "end", id: newId(), day: today }))).status).toBe(
		422,
	);
	expect((await app.request(`/mediations/${id}/steps`, formOf({}))).status).toBe(422);
	expect((await app.request(`/mediations/${id}/steps/close`)).status).toBe(409);
});

test("the counter counts agreements by territory and reads nothing else", async () => {
	const counter: Actor = { role: "counter", neighbourhoodIds: [] };
	const seen = await t.db.readAs(counter, async (read) => ({
		n: await agreedByTerritoryIn(read, "2026-01-01", today),
		parties: await read.rows(sql`select 1 from mediations.parties`),
		mediations: await read.rows(sql`select 1 from mediations.mediations`),
		others: await read.rows(sql`select 1 from mediations.steps where to_state <> 'agreed'`),
	}));
	const { rows } = await t.owner.query(
		"select count(distinct mediation_id)::int as n from mediations.steps where to_state = 'agreed'",
	);
	expect(rows[0].n).toBeGreaterThan(3);
	expect(seen).toEqual({
		n: [{ territoryId: places.territory, n: rows[0].n }],
		parties: [],
		mediations: [],
		others: [],
	});
});

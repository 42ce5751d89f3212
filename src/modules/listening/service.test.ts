import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { fold } from "../../core/text.ts";
import type { Actor } from "../../db/actor.ts";
import { listNotes as listContract, recordNote as noteContract, type RecordNote } from "./contract.ts";
import { listFollowUps, recordFollowUp } from "./follow-ups/service.ts";
import { finishFollowUp, moveFollowUp } from "./follow-ups/steps/service.ts";
import { matchOffer, recordAnswer } from "./needs/answers/service.ts";
import { gatheringOf, listNeeds, needOnPage, needsOnPage, readNeed } from "./needs/reading/service.ts";
import { addNotes, changeState, recordNeed, removeNote } from "./needs/service.ts";
import {
	changeNote,
	confirmGuess,
	listNotes,
	noteOnPage,
	notesOnPage,
	readNote,
	recordNote,
	setAside,
	takeCharge,
} from "./notes/service.ts";
import { needsByIdsIn, openNeedsIn, recordAnswerIn, todayOfListeningIn, unusedIn } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
const far = actorOf("facilitator", "far");
const outside = [
	actorOf("citizen"),
	actorOf("resident"),
	actorOf("officer"),
	actorOf("administrator"),
	actorOf("evaluator"),
	actorOf("social-worker"),
];
const party = {
	roggia12: newId<"party">(),
	roggia3: newId<"party">(),
	lady: newId<"party">(),
	besidePlace: newId<"party">(),
};

async function addParty(id: string, neighbourhood: string, kind: string, label: string): Promise<void> {
	await t.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
		values ($1, $2, $3, $4, $5, $6, '2026-01-01')`,
		[places.territory, id, neighbourhood, kind, label, fold(label)],
	);
	if (kind === "place")
		await t.owner.query(
			`insert into community.places (territory_id, id, neighbourhood_id, sort) values ($1, $2, $3, 'block')`,
			[places.territory, id, neighbourhood],
		);
}

beforeAll(async () => {
	t = await freshDatabase();
	await addParty(party.roggia12, places.here, "place", "via Roggia 12");
	await addParty(party.roggia3, places.here, "place", "via Roggia 3");
	await addParty(party.lady, places.here, "person", "la signora del terzo piano");
	await addParty(party.besidePlace, places.beside, "place", "via Sola 1");
});
afterAll(() => t.end());

function noted(text: string, more: Partial<Record<keyof RecordNote, unknown>> = {}, actor: Actor = anna) {
	return recordNote(t.ground, actor, noteContract.parse({ text, kind: "noticed", ...more }));
}
const list = (actor: Actor, query: object = {}) => listNotes(t.ground, actor, listContract.parse(query));
async function audited(id: string): Promise<string[]> {
	const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id]);
	return rows.map((r) => r.verb);
}
const refused = (code: string, fields?: object) => expect.objectContaining({ code, ...(fields && { fields }) });

describe("notes", () => {
	test("the text is enough; topic, place and day are guessed and say so, a person never is", async () => {
		const note = await noted(
			"La signora del terzo piano, via Roggia 12, ieri non sapeva come rinnovare la tessera sanitaria",
		);
		expect(note).toMatchObject({
			neighbourhood: "qui",
			kind: "noticed",
			topic: "papers",
			place: party.roggia12,
			about: null,
			heardOn: "2026-11-21",
			guessed: ["topic", "place", "date"],
			urgent: false,
			taken: null,
			need: null,
			heardFrom: null,
			recordedBy: anna.accountId,
			recordedAt: testNow.toISOString(),
		});
		expect(await audited(note.id)).toEqual(["recordNote"]);
		const given = await noted("La tessera, via Roggia 12, ieri", {
			topic: "health",
			place: party.roggia3,
			heardOn: "2026-11-02",
			about: party.lady,
		});
		expect(given).toMatchObject({
			topic: "health",
			place: party.roggia3,
			heardOn: "2026-11-02",
			about: party.lady,
			guessed: [],
		});
		expect(await noted("Non c'è nulla da capire qui")).toMatchObject({
			topic: null,
			place: null,
			heardOn: "2026-11-22",
			guessed: [],
		});
		expect(await noted("Qualcosa in via Roggia 3", { about: party.roggia12 })).toMatchObject({
			place: party.roggia12,
			guessed: [],
		});
	});

	test("guesses are confirmed one by one, or changed; both leave a trail and no guess", async () => {
		const note = await noted("In via Roggia 12 ieri, per la tessera");
		await confirmGuess(t.ground, anna, note.id, "topic");
		await confirmGuess(t.ground, bruno, note.id, "topic");
		await changeNote(t.ground, anna, note.id, {
			topic: undefined,
			place: party.roggia3,
			place_typed: undefined,
			heardOn: undefined,
		});
		expect(await readNote(t.ground, anna, note.id)).toMatchObject({
			topic: "papers",
			place: party.roggia3,
			guessed: ["date"],
		});
		expect(await audited(note.id)).toEqual(["recordNote", "confirmGuess", "changeNote"]);
		const future = changeNote(t.ground, anna, note.id, {
			topic: undefined,
			place: undefined,
			place_typed: undefined,
			heardOn: "2026-11-23",
		});
		await expect(future).rejects.toEqual(refused("invalid", { heardOn: "error.future" }));
	});

	test("the same request twice is one note; the same id with other words is refused", async () => {
		const id = newId<"note">();
		const first = await noted("Serve una mano col computer", { id });
		await confirmGuess(t.ground, anna, id, "topic");
		expect(await noted("Serve una mano col computer", { id })).toMatchObject({
			id: first.id,
			recordedAt: first.recordedAt,
			guessed: [],
		});
		await expect(noted("Altre parole", { id })).rejects.toEqual(refused("id_taken"));
		await expect(noted("Serve una mano col computer", { id }, bruno)).rejects.toEqual(refused("id_taken"));
		await expect(noted("Serve una mano col computer", { id }, beside)).rejects.toEqual(refused("id_taken"));
		const same = await Promise.all([1, 2, 3].map(() => noted("Senza numero, tre volte insieme")));
		expect(new Set(same.map((n) => n.id)).size).toBe(1);
		const { rows } = await t.owner.query(
			"select count(*)::int as n from listening.notes where text = 'Senza numero, tre volte insieme'",
		);
		expect(rows[0].n).toBe(1);
		expect(await audited(same[0]?.id ?? "")).toEqual(["recordNote"]);
	});

	test("a list of names is refused and not written; its count is welcome", async () => {
		const names = "Maria Rossi, Luigi Bianchi, Anna Verdi, Carlo Neri, Ugo Viola";
		await expect(noted(names)).rejects.toEqual(refused("list_of_names", { text: "refusal.list_of_names" }));
		const { rows } = await t.owner.query("select count(*)::int as n from listening.notes where text = $1", [names]);
		expect(rows[0].n).toBe(0);
		expect((await noted("In parrocchia ci sono quaranta anziani soli")).id).toBeTruthy();
	});

	test("whoever is not of this neighbourhood, or a day to come, is refused", async () => {
		await expect(noted("x", { about: party.besidePlace })).rejects.toEqual(
			refused("invalid", { about: "error.unknown_party" }),
		);
		await expect(noted("x", { place: party.lady })).rejects.toEqual(
			refused("invalid", { place: "error.unknown_party" }),
		);
		await expect(noted("x", { about: newId() })).rejects.toEqual(refused("invalid", { about: "error.unknown_party" }));
		await expect(noted("x", { heardFromId: party.besidePlace })).rejects.toEqual(
			refused("invalid", { heardFromId: "error.unknown_party" }),
		);
		await expect(noted("x", { heardOn: "2026-11-23" })).rejects.toEqual(
			refused("invalid", { heardOn: "error.future" }),
		);
		await expect(noted("x", { neighbourhood: "accanto" })).rejects.toEqual(
			refused("invalid", { neighbourhood: "error.choice" }),
		);
	});

	test("another neighbourhood, another territory and every other role see none of it", async () => {
		const note = await noted("Solo per chi lavora qui");
		const ofTerritory = await list(actorOf("coordinator"), { limit: 100 });
		expect(ofTerritory.items.map((n) => n.id)).toContain(note.id);
		for (const actor of [beside, far, actorOf("coordinator", "far")]) {
			expect((await list(actor, { limit: 100 })).items.map((n) => n.id)).not.toContain(note.id);
			await expect(readNote(t.ground, actor, note.id)).rejects.toEqual(refused("not_found"));
			await expect(confirmGuess(t.ground, actor, note.id, "topic")).rejects.toEqual(refused("not_found"));
		}
		for (const actor of outside) {
			await expect(list(actor), actor.name).rejects.toEqual(refused("not_yours"));
			await expect(noted("x", {}, actor), actor.name).rejects.toEqual(refused("not_yours"));
		}
		expect(await audited(note.id)).toEqual(["recordNote"]);
	});

	test("the list runs newest first from page to page without losing or repeating any", async () => {
		const all = (await list(anna, { limit: 100 })).items.map((n) => n.id);
		const walked: string[] = [];
		let cursor: string | undefined;
		do {
			const part = await list(anna, { limit: 3, cursor });
			walked.push(...part.items.map((n) => n.id));
			cursor = part.next ?? undefined;
		} while (cursor);
		expect(walked).toEqual(all);
		expect(all.length).toBeGreaterThan(5);
		expect((await list(anna, { about: party.lady })).items).toHaveLength(1);
		expect((await list(anna, { topic: "health" })).items.every((n) => n.topic === "health")).toBe(true);
	});
});

describe("the urgent path", () => {
	test("charge is taken by one of two who tap at once, and stays theirs", async () => {
		const note = await noted("Non risponde da due giorni", { urgent: true, called: "112" });
		const first = await notesOnPage(t.ground, anna, { show: "all" });
		expect(first.urgent.map((n) => n.id)).toEqual([note.id]);
		expect(first.items.map((n) => n.id)).not.toContain(note.id);
		await expect(setAside(t.ground, anna, note.id, true)).rejects.toEqual(refused("not_from_here"));
		const taps = await Promise.allSettled([takeCharge(t.ground, anna, note.id), takeCharge(t.ground, bruno, note.id)]);
		expect(taps.map((x) => x.status).sort()).toEqual(["fulfilled", "rejected"]);
		const winner = taps[0]?.status === "fulfilled" ? anna : bruno;
		const loser = winner === anna ? bruno : anna;
		await expect(takeCharge(t.ground, loser, note.id)).rejects.toEqual(refused("already_taken"));
		expect(await takeCharge(t.ground, winner, note.id)).toMatchObject({
			taken: { by: winner.accountId, at: testNow.toISOString() },
		});
		expect((await audited(note.id)).filter((v) => v === "takeCharge")).toHaveLength(1);
		expect((await notesOnPage(t.ground, anna, { show: "all" })).urgent).toEqual([]);
		expect((await notesOnPage(t.ground, anna, { show: "urgent" })).items.map((n) => n.id)).toEqual([note.id]);
		const calm = await noted("Niente di urgente");
		await expect(takeCharge(t.ground, anna, calm.id)).rejects.toEqual(refused("not_from_here"));
	});
});

describe("needs", () => {
	let one: Awaited<ReturnType<typeof noted>>;
	let two: Awaited<ReturnType<typeof noted>>;
	let offer: Awaited<ReturnType<typeof noted>>;
	beforeAll(async () => {
		one = await noted("Non sa come rinnovare la tessera, uno", { place: party.roggia12, heardOn: "2026-10-03" });
		two = await noted("Non sa come rinnovare la tessera, due", { place: party.roggia12, heardOn: "2026-11-10" });
		offer = await noted("Io saprei aiutare con i moduli e gli uffici", { kind: "offered", place: party.roggia3 });
	});

	test("notes that say the same are suggested with the reason, until they are gathered", async () => {
		const { suggestions } = await needsOnPage(t.ground, anna, { show: "open" });
		const papers = suggestions.find((s) => s.topic === "papers");
		expect(papers).toMatchObject({ since: "2026-10-03" });
		expect(papers?.notes).toEqual(expect.arrayContaining([one.id, two.id]));
		expect(papers?.notes).not.toContain(offer.id);
	});

	test("a need takes topic, place, days and first words from its notes; twice sent, once made", async () => {
		const id = newId<"need">();
		const input = { id, title: undefined, notes: [two.id, one.id], topic: undefined, place: undefined };
		expect((await gatheringOf(t.ground, anna, [one.id, two.id, offer.id])).notes.map((n) => n.id)).toEqual([
			one.id,
			two.id,
		]);
		const need = await recordNeed(t.ground, anna, input);
		expect(need).toMatchObject({
			id,
			title: one.text,
			topic: "papers",
			place: party.roggia12,
			state: "heard",
			firstHeardOn: "2026-10-03",
			lastHeardOn: "2026-11-10",
			notes: 2,
		});
		expect(await recordNeed(t.ground, anna, input)).toEqual(need);
		await expect(recordNeed(t.ground, anna, { ...input, title: "Altro" })).rejects.toEqual(refused("id_taken"));
		await expect(recordNeed(t.ground, anna, { ...input, id: newId() })).rejects.toEqual(
			refused("invalid", { notes: "listening.error_note_placed" }),
		);
		expect(await audited(id)).toEqual(["recordNeed"]);
		expect(await audited(one.id)).toEqual(["recordNote", "placeNote"]);
		const { suggestions } = await needsOnPage(t.ground, anna, { show: "open" });
		expect(suggestions.flatMap((s) => s.notes)).not.toContain(one.id);
		const aside = setAside(t.ground, anna, one.id, true);
		await expect(aside).rejects.toEqual(refused("not_from_here"));
	});

	test("a note of another neighbourhood, one unseen, and an offer are not gathered", async () => {
		const theirs = await noted("Carte di là", {}, beside);
		const bad = (notes: Id<"note">[], actor = anna) =>
			recordNeed(t.ground, actor, { id: newId(), title: "x", notes, topic: undefined, place: undefined });
		const loose = await noted("Un altro per le carte");
		await expect(bad([loose.id, theirs.id])).rejects.toEqual(refused("invalid", { notes: "error.id" }));
		await expect(bad([loose.id, theirs.id], actorOf("coordinator"))).rejects.toEqual(
			refused("invalid", { notes: "error.id" }),
		);
		await expect(bad([offer.id])).rejects.toEqual(refused("invalid", { notes: "listening.error_offer_gathered" }));
		expect((await readNote(t.ground, anna, loose.id)).need).toBeNull();
	});

	test("two who gather the same note at once: it stands in one need", async () => {
		const loose = await noted("Conteso fra due");
		const make = (actor: Actor) =>
			recordNeed(t.ground, actor, { id: newId(), title: "x", notes: [loose.id], topic: undefined, place: undefined });
		const both = await Promise.allSettled([make(anna), make(bruno)]);
		expect(both.map((x) => x.status).sort()).toEqual(["fulfilled", "rejected"]);
		const { rows } = await t.owner.query("select count(*)::int as n from listening.needs where title = 'x'");
		expect(rows[0].n).toBe(1);
	});

	test("offers are suggested with their reasons; one that is matched answers, once, and the need is being answered", async () => {
		const { items } = await listNeeds(t.ground, anna, {
			limit: 20,
			cursor: undefined,
			neighbourhood: undefined,
			state: "heard",
			topic: "papers",
		});
		const need = items[0];
		if (!need) throw new Error("no need");
		const before = await needOnPage(t.ground, anna, need.id);
		expect(before.gives.map((g) => [g.origin, g.id])).toEqual([["offer", offer.id]]);
		expect(before.gives[0]?.reasons).toMatchObject([
			{ why: "same_topic", topic: "papers" },
			{ why: "near", place: "via Roggia" },
		]);
		await matchOffer(t.ground, anna, need.id, { id: undefined, note: offer.id });
		const again = await matchOffer(t.ground, bruno, need.id, { id: undefined, note: offer.id });
		expect(again.state).toBe("being_answered");
		const after = await needOnPage(t.ground, anna, need.id);
		expect(after.gives).toEqual([]);
		expect(after.answers).toMatchObject([{ kind: "offer", recordId: offer.id, label: offer.text }]);
		expect(after.steps.map((s) => s.to)).toEqual(["heard", "being_answered"]);
		await expect(matchOffer(t.ground, anna, need.id, { id: undefined, note: one.id })).rejects.toEqual(
			refused("invalid", { note: "error.id" }),
		);
		const words = { id: newId<"answer">(), kind: "service", label: "Sportello del Comune" } as const;
		await recordAnswer(t.ground, anna, need.id, words);
		await recordAnswer(t.ground, anna, need.id, words);
		await expect(recordAnswer(t.ground, anna, need.id, { ...words, label: "Altro" })).rejects.toEqual(
			refused("id_taken"),
		);
		expect((await needOnPage(t.ground, anna, need.id)).answers).toHaveLength(2);
	});

	test("states go their way, an end refuses answers and notes, and a step sent twice is taken once", async () => {
		const loose = await noted("Per gli stati");
		const need = await recordNeed(t.ground, anna, {
			id: undefined,
			title: "Stati",
			notes: [loose.id],
			topic: "papers",
			place: undefined,
		});
		await expect(
			changeState(t.ground, anna, need.id, { id: undefined, to: "closed", reason: undefined }),
		).rejects.toEqual(refused("needs_reason", { reason: "refusal.needs_reason" }));
		const step = { id: newId<"step">(), to: "closed", reason: "Si è risolto da sé" } as const;
		expect(await changeState(t.ground, anna, need.id, step)).toMatchObject({ state: "closed", closedOn: "2026-11-22" });
		expect(await changeState(t.ground, anna, need.id, step)).toMatchObject({ state: "closed" });
		await expect(
			t.db.withActor(anna, (tx) =>
				recordAnswerIn(tx, { needId: need.id, kind: "initiative", recordId: newId(), label: "Caffè" }),
			),
		).rejects.toEqual(refused("not_from_here"));
		const more = await noted("Ancora per gli stati");
		await expect(addNotes(t.ground, anna, need.id, [more.id])).rejects.toEqual(refused("not_from_here"));
		await changeState(t.ground, anna, need.id, { id: undefined, to: "heard", reason: "È tornato" });
		expect(await addNotes(t.ground, anna, need.id, [more.id, loose.id])).toMatchObject({ notes: 2, state: "heard" });
		await removeNote(t.ground, anna, need.id, more.id);
		expect(await readNeed(t.ground, anna, need.id)).toMatchObject({ notes: 1, reason: "È tornato", closedOn: null });
		expect((await needOnPage(t.ground, anna, need.id)).steps.map((s) => [s.to, s.reason])).toEqual([
			["heard", null],
			["closed", "Si è risolto da sé"],
			["heard", "È tornato"],
		]);
		await expect(changeState(t.ground, beside, need.id, { id: undefined, to: "closed", reason: "x" })).rejects.toEqual(
			refused("not_found"),
		);
	});

	test("what modules above ask: needs by id, the open ones, an answer of theirs", async () => {
		const loose = await noted("Per i piani di sopra");
		const need = await recordNeed(t.ground, anna, {
			id: undefined,
			title: "Sopra",
			notes: [loose.id],
			topic: "food",
			place: undefined,
		});
		const initiative = newId();
		await t.db.withActor(anna, async (tx) => {
			await recordAnswerIn(tx, { needId: need.id, kind: "initiative", recordId: initiative, label: "Cena dei vicini" });
			await recordAnswerIn(tx, { needId: need.id, kind: "initiative", recordId: initiative, label: "Cena dei vicini" });
		});
		const found = await t.db.readAs(anna, (read) => needsByIdsIn(read, [need.id, newId()]));
		expect([...found.values()]).toMatchObject([{ id: need.id, state: "being_answered", title: "Sopra" }]);
		expect((await t.db.readAs(anna, (read) => openNeedsIn(read, places.here))).map((n) => n.id)).toContain(need.id);
		expect((await needOnPage(t.ground, anna, need.id)).answers).toHaveLength(1);
		expect((await t.db.readAs(beside, (read) => needsByIdsIn(read, [need.id]))).size).toBe(0);
		const hidden = t.db.withActor(beside, (tx) =>
			recordAnswerIn(tx, { needId: need.id, kind: "act", recordId: newId(), label: "x" }),
		);
		await expect(hidden).rejects.toEqual(refused("invalid", { need: "error.id" }));
	});
});

describe("follow-ups", () => {
	const input = { neighbourhood: undefined, note: undefined, need: undefined, about: undefined, assignedTo: undefined };

	test("are assigned to oneself, moved, done once, and stand by their day", async () => {
		const id = newId<"follow-up">();
		const call = { ...input, id, what: "Richiamare per la sala", dueOn: "2026-11-25", about: party.lady };
		const first = await recordFollowUp(t.ground, anna, call);
		expect(first).toMatchObject({ assignedTo: anna.accountId, doneAt: null });
		expect(await recordFollowUp(t.ground, anna, call)).toEqual(first);
		await expect(recordFollowUp(t.ground, anna, { ...call, what: "Altro" })).rejects.toEqual(refused("id_taken"));
		const sooner = await recordFollowUp(t.ground, bruno, {
			...input,
			id: undefined,
			what: "Passare in via Roggia",
			dueOn: "2026-11-23",
		});
		const listed = await listFollowUps(t.ground, anna, { limit: 1, cursor: undefined, neighbourhood: "qui" });
		expect(listed.items.map((f) => f.id)).toEqual([sooner.id]);
		const rest = await listFollowUps(t.ground, anna, {
			limit: 5,
			cursor: listed.next ?? undefined,
			neighbourhood: undefined,
		});
		expect(rest).toMatchObject({ items: [{ id }], next: null });
		await moveFollowUp(t.ground, anna, id, "2026-12-01");
		await expect(moveFollowUp(t.ground, anna, id, "2026-11-01")).rejects.toEqual(
			refused("invalid", { dueOn: "error.past" }),
		);
		await finishFollowUp(t.ground, anna, id, "Ha trovato la sala");
		expect(await finishFollowUp(t.ground, bruno, id, "Altro")).toMatchObject({ outcome: "Ha trovato la sala" });
		await expect(moveFollowUp(t.ground, anna, id, "2026-12-02")).rejects.toEqual(refused("not_from_here"));
		await expect(finishFollowUp(t.ground, beside, sooner.id, undefined)).rejects.toEqual(refused("not_found"));
		expect(await audited(id)).toEqual(["recordFollowUp", "moveFollowUp", "finishFollowUp"]);
	});

	test("a day gone by, a hidden note and an unknown colleague are refused", async () => {
		const theirs = await noted("Di là", {}, beside);
		const bad = (more: object) =>
			recordFollowUp(t.ground, anna, { ...input, id: undefined, what: "x", dueOn: "2026-11-25", ...more });
		await expect(bad({ dueOn: "2026-11-21" })).rejects.toEqual(refused("invalid", { dueOn: "error.past" }));
		await expect(bad({ note: theirs.id })).rejects.toEqual(refused("invalid", { note: "error.id" }));
		await expect(bad({ need: newId() })).rejects.toEqual(refused("invalid", { need: "error.id" }));
		await expect(bad({ assignedTo: newId() })).rejects.toEqual(refused("invalid", { assignedTo: "error.id" }));
	});
});

describe("today", () => {
	test("shows what is urgent, due, unanswered, unplaced and unused, in three statements", async () => {
		const urgent = await noted("Porta aperta da stamattina", { urgent: true, duringVisit: true });
		await recordFollowUp(t.ground, anna, {
			neighbourhood: undefined,
			note: urgent.id,
			need: undefined,
			about: party.lady,
			assignedTo: undefined,
			id: undefined,
			what: "Tornare oggi",
			dueOn: "2026-11-22",
		});
		const spare = await noted("Io posso portare la legna", { kind: "offered" });
		const before = t.db.statements();
		const today = await t.db.readAs(anna, (read) => todayOfListeningIn(read, read, places.here, "2026-11-22"));
		expect(t.db.statements() - before).toBe(3);
		expect(today.urgent.map((n) => n.id)).toEqual([urgent.id]);
		expect(today.followUps).toMatchObject([
			{ what: "Tornare oggi", mine: true, aboutLabel: "la signora del terzo piano" },
		]);
		const unused = await t.db.readAs(anna, (read) => unusedIn(read, places.here, 8));
		expect(unused).toMatchObject({ total: 1, items: [{ origin: "offer", id: spare.id }] });
		expect(today.unplacedNotes.every((n) => n.need === null && n.kind !== "offered" && (!n.urgent || n.takenBy))).toBe(
			true,
		);
		expect(today.unplacedNotesCount).toBeGreaterThanOrEqual(today.unplacedNotes.length);
		expect(today.unansweredNeeds.map((n) => n.state)).toEqual(today.unansweredNeeds.map(() => "heard"));
		expect(today.unansweredNeedsCount).toBe(today.unansweredNeeds.length);
		expect(today).toMatchObject({ visitsThisMonth: 1, recordersThisMonth: 1 });
		expect((await noteOnPage(t.ground, anna, urgent.id)).followUps).toHaveLength(1);
		const elsewhere = await t.db.readAs(far, (read) => todayOfListeningIn(read, read, places.far, "2026-11-22"));
		expect(elsewhere).toMatchObject({
			urgent: [],
			followUps: [],
			unplacedNotes: [],
			visitsThisMonth: 0,
		});
	});
});

import { isId } from "../../../core/ids.ts";
import { type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { nextOf, readCursor } from "../../../ui/json.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { accountNames } from "../../access/service.ts";
import { keepUndoIn } from "../../access/undo/service.ts";
import { lookedThroughIn } from "../../community/readings/service.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import { partiesByIds, placesOf } from "../../community/service.ts";
import { neighbourhoodIn, neighbourhoodsOfTerritoryIn, urgentPhonesIn } from "../../programme/service.ts";
import {
	aboutKinds,
	type ChangeNote,
	type FollowUp,
	type Guessable,
	heardFromKinds,
	type ListNotes,
	type Note,
	type NoteLine,
	type NoteTab,
	type RecordNote,
} from "../contract.ts";
import { readFollowUpsOf } from "../follow-ups/store.ts";
import { guessDay, guessPlace, guessTopic } from "../guess.ts";
import { recountNeed } from "../needs/store.ts";
import { receiptCode } from "../partners/rules.ts";
import { offerIn } from "../resources/reading/service.ts";
import { decideSetAside, decideTake, looksLikeNames } from "../rules.ts";
import { whoIsMeant, whoOrWords } from "../who.ts";
import { labelsOf, lineOf } from "./lines.ts";
import { unreadIn } from "./reading/service.ts";
import { openNote, readUnread, unread } from "./reading/store.ts";
import * as store from "./store.ts";

type Id = Note["id"];

/**
 * Writes down what was heard. Topic, place and day that are not given may be guessed from the text, and are marked
 * as guessed; a person never is. Throws `list_of_names`, `invalid` (a day to come, somebody unclear or not of this
 * neighbourhood), `choose_neighbourhood`, `id_taken`.
 */
export async function recordNote(ground: Ground, actor: Actor, input: RecordNote): Promise<Note> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	const today = dayOf(now);
	if (looksLikeNames(input.text)) throw new Refused("list_of_names", { text: "refusal.list_of_names" });
	if (input.heardOn && input.heardOn > today) throw new Refused("invalid", { heardOn: "error.future" });
	const request = requestOf(actor, now, "note", input);
	const { id } = request;
	return ground.db.withActor(actor, async (tx) => {
		const neighbourhood = await neighbourhoodIn(tx, input.neighbourhood);
		const row = {
			...request,
			neighbourhoodId: neighbourhood.id,
			...(await factsOf(tx, input, neighbourhood.id, today)),
			recordedAt: now,
		};
		if (await store.insertNote(tx, row)) {
			await audit(tx, { verb: "recordNote", kind: "note", id, neighbourhoodId: neighbourhood.id });
			return noteOf(
				{
					...row,
					takenBy: null,
					takenAt: null,
					needId: null,
					setAsideOn: null,
					recordedBy: actor.accountId as Note["recordedBy"],
					partnerId: null,
				},
				neighbourhood.slug,
			);
		}
		return noteOf(writtenBefore(await store.readNote(tx, id), request), neighbourhood.slug);
	});
}

/** What a note says of whom, where and when: what was given, what was guessed, what is plain. */
async function factsOf(read: Read, input: RecordNote, neighbourhoodId: string, today: Day) {
	const about = await whoIsMeant(read, {
		field: "about",
		chosen: input.about,
		typed: input.aboutTyped,
		kinds: aboutKinds,
		neighbourhoodId,
	});
	const place = await whoIsMeant(read, { field: "place", chosen: input.place, kinds: ["place"], neighbourhoodId });
	const from = await whoOrWords(read, {
		field: "heardFromId",
		chosen: input.heardFromId,
		typed: input.heardFromTyped,
		kinds: heardFromKinds,
		neighbourhoodId,
	});
	const placeGiven = place?.id ?? (about?.kind === "place" ? about.id : undefined);
	const guesses = {
		topic: input.topic ? undefined : guessTopic(input.text),
		place: placeGiven ? undefined : guessPlace(input.text, await placesOf(read, neighbourhoodId)),
		date: input.heardOn ? undefined : guessDay(input.text, today),
	};
	return {
		text: input.text,
		kind: input.kind,
		topic: input.topic ?? guesses.topic ?? null,
		placeId: (placeGiven ?? guesses.place ?? null) as Note["place"],
		aboutId: (about?.id ?? null) as Note["about"],
		heardFromId: (from.id ?? null) as Note["heardFromId"],
		heardFrom: input.heardFrom ?? from.words ?? null,
		heardOn: input.heardOn ?? guesses.date ?? today,
		guessed: (["topic", "place", "date"] as const).filter((name) => guesses[name] !== undefined),
		duringVisit: input.duringVisit,
		urgent: input.urgent,
		called: input.called ?? null,
	};
}

function noteOf(n: store.NoteRow, slug: string): Note {
	return {
		id: n.id,
		neighbourhood: slug,
		text: n.text,
		kind: n.kind,
		topic: n.topic,
		place: n.placeId,
		about: n.aboutId,
		heardOn: n.heardOn,
		guessed: n.guessed,
		urgent: n.urgent,
		duringVisit: n.duringVisit,
		called: n.called,
		taken: n.takenBy && n.takenAt ? { by: n.takenBy, at: n.takenAt.toISOString() } : null,
		need: n.needId,
		setAsideOn: n.setAsideOn,
		heardFrom: n.heardFrom,
		heardFromId: n.heardFromId,
		recordedBy: n.recordedBy,
		fromPartner: n.partnerId !== null,
		recordedAt: n.recordedAt.toISOString(),
	};
}

/** The notes the actor may see, newest first: of one neighbourhood where one is named, else of all of them. */
export async function listNotes(
	ground: Ground,
	actor: Actor,
	query: ListNotes,
): Promise<{ items: Note[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	const { neighbourhood, cursor, limit, ...filter } = query;
	const after = readCursor(cursor);
	return ground.db.noteReading(actor, async (read) => {
		if (filter.about) await lookedThroughIn(read, filter.about);
		const slugs = new Map(
			(await neighbourhoodsOfTerritoryIn(read, actor.territoryId ?? "")).map((n) => [n.id, n.slug]),
		);
		const chosen = neighbourhood ? (await neighbourhoodIn(read, neighbourhood)).id : undefined;
		const rows = await store.listNotes(read, { ...filter, neighbourhoodId: chosen, after, limit: limit + 1 });
		const items = rows.slice(0, limit).map((n) => noteOf(n, slugs.get(n.neighbourhoodId) ?? ""));
		return { items, next: nextOf(rows, limit, (n) => n.recordedAt) };
	});
}

export type NotesPage = {
	urgent: NoteLine[];
	items: NoteLine[];
	next: string | null;
	/** Whom the page is about, where it is about one. */
	about?: { id: string; label: string };
	/** Of the neighbourhood, at most 1000 of each. */
	unread: number;
	unseen: number;
};

const notesOnOnePage = 30;

/**
 * The page of notes of the neighbourhood on screen: urgent ones that nobody has taken first, then the newest. Those
 * the reader has not read come the other way round, the first entered first. `about` shows all about one, and writes
 * down that it was looked through. Throws `not_found`.
 */
export async function notesOnPage(ground: Ground, actor: Actor, query: Query): Promise<NotesPage> {
	only(actor, "facilitator", "coordinator");
	const { about } = query;
	// Unread is counted back from the beginning of the day, as on the first page.
	const work = (read: Read) => pageIn(read, instantOf(dayOf(ground.clock())), query);
	if (!about) return ground.db.readUnchanged(actor, work);
	return ground.db.noteReading(actor, async (tx) => {
		await lookedThroughIn(tx, about);
		return work(tx);
	});
}

type Query = { show: NoteTab; about?: string; cursor?: string };

async function pageIn(read: Read, now: Date, query: Query): Promise<NotesPage> {
	const { about } = query;
	const neighbourhoodId = read.actor.neighbourhoodId ?? (await neighbourhoodIn(read)).id;
	const [rows, unread] = await Promise.all([
		rowsOf(read, neighbourhoodId, query, now),
		unreadIn(read, neighbourhoodId, now),
	]);
	const labels = await partiesByIds(read, [...labelsOf(rows), ...(about ? [about] : [])]);
	const whom = about ? labels.get(about) : undefined;
	if (about && !whom) throw new Refused("not_found");
	const rest = rows.filter((n) => !n.first);
	const line = (n: store.TabRow) => ({ ...lineOf(n, labels), unread: n.unread, unseen: !n.seen });
	return {
		urgent: rows.filter((n) => n.first).map(line),
		items: rest.slice(0, notesOnOnePage).map(line),
		next: nextOf(rest, notesOnOnePage, (n) => n.recordedAt),
		...(whom && { about: { id: whom.id, label: whom.label } }),
		...unread,
	};
}

async function rowsOf(
	read: Read,
	neighbourhoodId: string,
	{ show, about, cursor }: Query,
	now: Date,
): Promise<store.TabRow[]> {
	const after = readCursor(cursor);
	const where = { neighbourhoodId, after, limit: notesOnOnePage + 1 };
	if (about || show !== "unread") {
		const tab = about || show === "unread" ? "all" : show;
		return store.readTab(read, { ...where, about, show: tab, unread: unread(read, now) });
	}
	const rows = await readUnread(read, { ...where, now });
	return rows.map((n) => ({ ...n, first: false, unread: true }));
}

/** One note. Throws `not_found`. */
export async function readNote(ground: Ground, actor: Actor, id: string): Promise<Note> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => withSlug(read, await seen(read, id)));
}

export type NoteOnPage = NoteLine & {
	duringVisit: boolean;
	called: string | null;
	takenByName?: string;
	takenAt: Date | null;
	recordedByName?: string;
	/** What a partner that sent it through its link can name it by. */
	receipt?: string;
	placeId: string | null;
	aboutId: string | null;
	needTold?: { id: string; title: string };
	/** Of an offer: what it was described as, and where it could help. */
	offer?: Awaited<ReturnType<typeof offerIn>>;
	followUps: FollowUp[];
};

/** One note with the names around it. From now on the actor has read it. Throws `not_found`. */
export async function noteOnPage(ground: Ground, actor: Actor, id: string): Promise<NoteOnPage> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const n = await openNote(tx, id, now);
		if (!n) throw new Refused("not_found");
		const [labels, names, followUps] = await Promise.all([
			partiesByIds(tx, labelsOf([n])),
			accountNames(tx, [n.takenBy, n.recordedBy]),
			readFollowUpsOf(tx, { noteId: n.id }),
		]);
		return {
			...lineOf(n, labels),
			duringVisit: n.duringVisit,
			called: n.called,
			takenByName: n.takenBy ? names.get(n.takenBy) : undefined,
			takenAt: n.takenAt,
			recordedByName: n.recordedBy ? names.get(n.recordedBy) : undefined,
			receipt: n.partnerId ? receiptCode(n.id) : undefined,
			placeId: n.placeId,
			aboutId: n.aboutId,
			needTold: n.needId && n.needTitle ? { id: n.needId, title: n.needTitle } : undefined,
			followUps,
			offer: n.kind === "offered" ? await offerIn(tx, n) : undefined,
		};
	});
}

async function seen(read: Read, id: string): Promise<store.NoteRow> {
	const note = await store.readNote(read, id);
	if (!note) throw new Refused("not_found");
	return note;
}

async function withSlug(read: Read, note: store.NoteRow): Promise<Note> {
	const all = await neighbourhoodsOfTerritoryIn(read, read.actor.territoryId ?? "");
	return noteOf(note, all.find((n) => n.id === note.neighbourhoodId)?.slug ?? "");
}

/** The note locked for a change. Throws `not_found`. */
async function locked(tx: Tx, id: string): Promise<store.NoteRow> {
	const [note] = await store.lockNotes(tx, [id]);
	if (!note) throw new Refused("not_found");
	return note;
}

/** «Me ne occupo io»: takes charge of an urgent note. Throws `already_taken` when another has, `not_from_here` when it is not urgent. */
export async function takeCharge(ground: Ground, actor: Actor, id: Id): Promise<Note> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const note = await locked(tx, id);
		if (decideTake(note, actor.accountId ?? "") === "already_mine") return withSlug(tx, note);
		if (!(await store.takeNote(tx, id, ground.clock()))) throw new Refused("already_taken");
		await audit(tx, {
			verb: "takeCharge",
			kind: "note",
			id,
			neighbourhoodId: note.neighbourhoodId,
			fields: ["taken_by", "taken_at"],
		});
		return withSlug(tx, await seen(tx, id));
	});
}

/** Says that a guess is right: it is no guess any more. Throws `not_found`. */
export async function confirmGuess(ground: Ground, actor: Actor, id: Id, guess: Guessable): Promise<void> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const note = await locked(tx, id);
		if (!note.guessed.includes(guess)) return;
		await refuseKept(tx, note.aboutId);
		await store.updateNote(tx, { ...note, guessed: note.guessed.filter((g) => g !== guess) });
		await audit(tx, { verb: "confirmGuess", kind: "note", id, neighbourhoodId: note.neighbourhoodId, fields: [guess] });
	});
}

/** Changes topic, place or day; what is chosen is no guess any more. Throws `not_found`, `invalid`. */
export async function changeNote(ground: Ground, actor: Actor, id: Id, input: ChangeNote): Promise<void> {
	only(actor, "facilitator", "coordinator");
	if (input.heardOn && input.heardOn > dayOf(ground.clock())) throw new Refused("invalid", { heardOn: "error.future" });
	return ground.db.withActor(actor, async (tx) => {
		const note = await locked(tx, id);
		await refuseKept(tx, note.aboutId);
		const place = await whoIsMeant(tx, {
			field: "place",
			chosen: input.place,
			typed: input.place_typed,
			kinds: ["place"],
			neighbourhoodId: note.neighbourhoodId,
		});
		const given = { topic: input.topic, place: place?.id as Note["place"] | undefined, date: input.heardOn };
		const fields = (["topic", "place", "date"] as const).filter((name) => given[name] !== undefined);
		if (fields.length === 0) return;
		await store.updateNote(tx, {
			...note,
			topic: given.topic ?? note.topic,
			placeId: given.place ?? note.placeId,
			heardOn: given.date ?? note.heardOn,
			guessed: note.guessed.filter((g) => given[g] === undefined),
		});
		if (note.needId && given.date) await recountNeed(tx, note.needId);
		await audit(tx, { verb: "changeNote", kind: "note", id, neighbourhoodId: note.neighbourhoodId, fields });
	});
}

/** Sets a note aside, because it needs nothing more, or brings it back. Throws `not_found`; `not_from_here` while it is urgent and nobody's, or in a need. */
export async function setAside(ground: Ground, actor: Actor, id: Id, aside: boolean): Promise<void> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const note = await locked(tx, id);
		if (decideSetAside(note, aside) === "already_so") return;
		await store.updateNote(tx, { ...note, setAsideOn: aside ? dayOf(ground.clock()) : null });
		await audit(tx, {
			verb: aside ? "setAsideNote" : "bringBackNote",
			kind: "note",
			id,
			neighbourhoodId: note.neighbourhoodId,
			fields: ["set_aside_on"],
		});
		if (!aside) return;
		const { neighbourhoodId } = note;
		const act = { act: "setAsideNote", kind: "note", recordId: id, neighbourhoodId, was: {} } as const;
		await keepUndoIn(tx, act, ground.clock());
	});
}

/** The numbers to call after 112, in the territory one works in. */
export async function urgentPhones(ground: Ground, actor: Actor): Promise<{ label: string; phone: string }[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, urgentPhonesIn);
}

/** Somebody an address names, as the picker shows them; undefined for whom the actor does not see. */
export async function partyToChoose(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ id: string; label: string } | undefined> {
	only(actor, "facilitator", "coordinator");
	if (!isId(id)) return undefined;
	return ground.db.readAs(actor, async (read) => (await partiesByIds(read, [id])).get(id.toLowerCase()));
}

import { addDays, type Day } from "../../core/period.ts";
import { earlier, later } from "./chance.ts";
import {
	closedBecause,
	followUps,
	german,
	handedOverBecause,
	heard,
	type Kind,
	otherAnswers,
	outcomes,
	services,
	tails,
	tellers,
	urgent,
} from "./heard.ts";
import { type Hood, type Need, type Person, type Place, tenant, type World } from "./world.ts";

export type NoteOptions = {
	text: string;
	kind: Kind;
	heardOn: Day;
	topic?: string;
	place?: string;
	about?: string;
	fromId?: string;
	from?: string;
	need?: string;
	asideOn?: Day;
	guessed?: string[];
	visit?: boolean;
	urgent?: boolean;
	called?: string;
	taken?: boolean;
	id?: string;
};

/** Adds one thing heard. */
export function addNote(world: World, hood: Hood, note: NoteOptions): string {
	const { chance } = world;
	const at = chance.written(note.heardOn);
	const id = note.id ?? chance.id(at);
	// The first of the facilitators is there most days.
	const recorder = chance.chance(0.65) ? (hood.staff[0] as string) : chance.pick(hood.staff);
	world.rows["listening.notes"].push({
		...tenant(hood),
		id,
		text: note.text,
		kind: note.kind,
		topic: note.topic ?? null,
		place_id: note.place ?? null,
		about_id: note.about ?? null,
		heard_from_id: note.fromId ?? null,
		heard_from: note.from ?? null,
		heard_on: note.heardOn,
		guessed: note.guessed ?? [],
		during_visit: note.visit ?? false,
		urgent: note.urgent ?? false,
		called: note.called ?? null,
		taken_by: note.taken ? recorder : null,
		taken_at: note.taken ? new Date(at.getTime() + chance.whole(3, 14) * 60_000) : null,
		need_id: note.need ?? null,
		set_aside_on: note.asideOn ?? null,
		recorded_by: recorder,
		partner_id: null,
		recorded_at: at,
	});
	return id;
}

export type NeedOptions = {
	title: string;
	topic: string;
	state: string;
	first: Day;
	last: Day;
	place?: string;
	id?: string;
};

/** Adds a need with its history; its notes say how many they are once all are there. */
export function addNeed(world: World, hood: Hood, need: NeedOptions): Need {
	const { chance, rows } = world;
	const recordedOn = earlier(addDays(need.first, chance.whole(2, 20)), chance.back(2));
	const answeringOn = earlier(addDays(recordedOn, chance.whole(2, 40)), chance.back(1));
	const over = ["answered", "handed_over", "closed"].includes(need.state);
	const closedOn = over ? later(need.last, earlier(addDays(answeringOn, chance.whole(8, 120)), chance.back(1))) : null;
	const reason =
		need.state === "closed"
			? chance.pick(closedBecause)
			: need.state === "handed_over"
				? chance.pick(handedOverBecause)
				: null;
	const at = chance.written(recordedOn);
	const id = need.id ?? chance.id(at);
	const recorder = chance.pick(hood.staff);
	rows["listening.needs"].push({
		...tenant(hood),
		id,
		title: need.title,
		topic: need.topic,
		place_id: need.place ?? null,
		state: need.state,
		reason,
		first_heard_on: need.first,
		last_heard_on: need.last,
		notes_count: 0,
		closed_on: closedOn,
		recorded_by: recorder,
		recorded_at: at,
	});
	const step = (when: Date, toState: string, why: string | null) =>
		rows["listening.steps"].push({
			...tenant(hood),
			id: chance.id(when),
			need_id: id,
			at: when,
			by_account: recorder,
			to_state: toState,
			reason: why,
		});
	step(at, "heard", null);
	if (need.state !== "heard" && need.state !== "closed")
		step(new Date(chance.written(answeringOn).getTime() + 60_000), "being_answered", null);
	if (closedOn) step(chance.instant(closedOn, 1140), need.state, reason);
	const made = { id, topic: need.topic, title: need.title, state: need.state, closedOn, lastHeard: need.last };
	hood.needs.push(made);
	return made;
}

/** Writes what answers a need. */
export function addAnswer(
	world: World,
	hood: Hood,
	need: Need,
	kind: string,
	label: string,
	record: string | null,
	day: Day,
): void {
	const { chance } = world;
	const at = chance.written(earlier(day, need.closedOn ?? chance.back(1)));
	const recorder = chance.pick(hood.staff);
	world.rows["listening.answers"].push({
		...tenant(hood),
		id: chance.id(at),
		need_id: need.id,
		kind,
		record_id: record,
		label,
		recorded_by: recorder,
		recorded_at: at,
	});
}

/** Links an initiative and a need on the working side of both. */
export function answerByInitiative(
	world: World,
	hood: Hood,
	need: Need,
	initiative: Hood["initiatives"][number],
): void {
	const day = later(
		initiative.opened ?? world.chance.back(12),
		earlier(addDays(need.lastHeard, 4), world.chance.back(1)),
	);
	addAnswer(world, hood, need, "initiative", initiative.title, initiative.id, day);
	world.rows["initiatives.answered_needs"].push({
		...tenant(hood),
		initiative_id: initiative.id,
		need_id: need.id,
		recorded_at: world.chance.written(day),
	});
}

/** Needs with their notes and answers, then offers nobody has used, what is not yet placed, what was set aside, and what to come back to. */
export function addListening(world: World, hood: Hood): void {
	const { outline } = hood;
	const texts = textsOf(world, hood);
	for (const [topic, title] of titlesOf(world, hood)) {
		if (hood.needs.length >= outline.needs) break;
		addHeardNeed(world, hood, texts, topic, title);
	}
	addUrgent(world, hood);
	addUnplaced(world, hood, texts);
	countNotes(world, hood);
	addFollowUps(world, hood);
}

/** In each neighbourhood, at least. */
const NEEDS_WAITING = 4;

type Texts = (topic: string, kind: Kind) => { text: string; place: Place };

/** Texts that do not come twice in a neighbourhood. */
function textsOf(world: World, hood: Hood): Texts {
	const { chance } = world;
	const used = new Set<string>();
	return (topic, kind) => {
		for (let tries = 0; tries < 200; tries++) {
			const place = chance.pick(chance.chance(0.6) ? hood.streets : hood.leaves);
			const words = chance.pick(heard[topic]?.[kind] ?? []).replace("{in}", place.spoken);
			const text = chance.chance(tries < 5 ? 0.3 : 0.9) ? `${words} ${chance.pick(tails)}` : words;
			if (used.has(text)) continue;
			used.add(text);
			return { text, place };
		}
		throw new Error(`no text left for ${topic}, ${kind}`);
	};
}

/** Titles of needs: topics that an initiative here answers come first, so that each initiative finds its need. */
function titlesOf(world: World, hood: Hood): [topic: string, title: string][] {
	const taken = new Set(hood.needs.map((need) => need.title));
	const all = Object.entries(heard).flatMap(([topic, { needs }]) =>
		needs.map((title): [string, string] => [topic, title]),
	);
	const free = world.chance.some(all, all.length).filter(([, title]) => !taken.has(title));
	const wanted = new Set(hood.initiatives.flatMap((initiative) => initiative.topics));
	const first = [...wanted].flatMap((topic) => free.filter(([other]) => other === topic).slice(0, 1));
	return [...first, ...free.filter((pair) => !first.includes(pair))];
}

function addHeardNeed(world: World, hood: Hood, texts: Texts, topic: string, title: string): void {
	const { chance } = world;
	// Some needs always wait for an answer: what nobody answers is the first thing to look at.
	const waits = hood.needs.length >= hood.outline.needs - NEEDS_WAITING;
	const found = waits ? undefined : hood.initiatives.find((one) => one.topics.includes(topic));
	const linked = world.rows["initiatives.answered_needs"].some((row) => row.initiative_id === found?.id);
	const initiative = linked && chance.chance(0.65) ? undefined : found;
	const state = waits
		? "heard"
		: initiative
			? chance.weighted({ being_answered: 60, answered: 40 })
			: chance.weighted({ heard: 46, being_answered: 20, answered: 16, handed_over: 8, closed: 10 });
	const first = chance.dayIn(
		state === "heard" ? chance.back(170) : addDays(world.begin, 10),
		chance.back(state === "heard" ? 20 : 45),
	);
	const more = Array.from({ length: chance.whole(1, 5) }, () =>
		earlier(addDays(first, chance.whole(0, 110)), chance.back(2)),
	);
	const last = more.reduce(later, first);
	const place = chance.chance(0.5) ? chance.pick(hood.streets) : undefined;
	const need = addNeed(world, hood, { title, topic, state, first, last, place: place?.id });
	for (const day of [first, ...more]) {
		const kind = chance.weighted({ asked: 46, noticed: 28, reported: 26 });
		const said = texts(topic, kind);
		addNote(world, hood, {
			...circumstances(world, hood, kind, day, said.place),
			...said,
			place: (place ?? said.place).id,
			kind,
			topic,
			heardOn: day,
			need: need.id,
		});
	}
	if (state === "heard" || state === "closed") return;
	if (initiative) answerByInitiative(world, hood, need, initiative);
	addOtherAnswers(world, hood, need, texts, first, initiative !== undefined);
}

function addOtherAnswers(world: World, hood: Hood, need: Need, texts: Texts, first: Day, hasAnswer: boolean): void {
	const { chance } = world;
	const day = earlier(addDays(need.lastHeard, chance.whole(1, 20)), need.closedOn ?? chance.back(1));
	const from = chance.instant(first, 0);
	const answering = new Set(world.rows["listening.answers"].map((row) => row.record_id));
	const act = hood.acts.find((one) => one.topic === need.topic && one.at >= from && !answering.has(one.id));
	if (need.state === "handed_over") addAnswer(world, hood, need, "service", chance.pick(services), null, day);
	else if (act && chance.chance(0.7)) addAnswer(world, hood, need, "act", act.what, act.id, day);
	else if (hasAnswer) return;
	else if (chance.chance(0.6)) {
		const said = texts(need.topic, "offered");
		const heardOn = chance.dayIn(later(first, addDays(day, -30)), day);
		const note = addNote(world, hood, {
			...circumstances(world, hood, "offered", heardOn, said.place),
			...said,
			place: said.place.id,
			kind: "offered",
			topic: need.topic,
			heardOn,
		});
		addAnswer(world, hood, need, "offer", said.text.slice(0, 160), note, day);
	} else addAnswer(world, hood, need, "other", chance.pick(otherAnswers), null, day);
}

/** Whom it concerns and who told it: often nobody in particular, and only people known by that day. */
function circumstances(world: World, hood: Hood, kind: Kind, day: Day, place: Place): Partial<NoteOptions> {
	const { chance } = world;
	const near = hood.persons.filter(
		(person) =>
			person.place.streetId === place.streetId && person.knownSince <= day && !(person.left && person.left < day),
	);
	const somebody = (): Person | undefined => (near.length > 0 ? chance.pick(near) : undefined);
	const about = kind !== "noticed" && chance.chance(kind === "reported" ? 0.2 : 0.62) ? somebody() : undefined;
	const told = kind === "reported";
	return {
		about: about?.id,
		fromId: told && chance.chance(0.35) ? somebody()?.id : undefined,
		from: told && chance.chance(0.6) ? chance.pick(tellers) : undefined,
		visit: chance.chance(0.26),
	};
}

const urgentHere = { "san-vigilio": [0, 1, 2], pradivento: [5, 7], valbriosa: [3, 4, 6] } as const;

/** Urgent notes: somebody has taken charge of all but the latest in two neighbourhoods. */
function addUrgent(world: World, hood: Hood): void {
	const { chance } = world;
	const here = urgentHere[hood.outline.slug];
	for (const [i, n] of here.entries()) {
		const [text, kind, topic] = urgent[n] as (typeof urgent)[number];
		const waiting = i === here.length - 1 && hood.outline.slug !== "pradivento";
		const day = waiting ? chance.back(1) : chance.back(chance.whole(12, 400));
		const place = chance.pick(hood.streets);
		const said = { text: text.replace("{in}", place.spoken), kind, topic, place: place.id, heardOn: day };
		addNote(world, hood, {
			...said,
			urgent: true,
			called: /112|ambulanza|vigili/.test(text) ? "112" : hood.outline.urgentPhones[0]?.label,
			taken: !waiting,
			visit: i === 0,
			asideOn: waiting ? undefined : addDays(day, 2),
		});
	}
}

/** What remains of the neighbourhood's number: offers, recent notes, older ones set aside. */
function addUnplaced(world: World, hood: Hood, texts: Texts): void {
	const { chance } = world;
	const topics = Object.keys(heard);
	const fromHere =
		hood.outline.slug === "pradivento" ? german.slice(0, 4) : hood.outline.slug === "valbriosa" ? german.slice(4) : [];
	for (const [text, kind, topic] of fromHere)
		addNote(world, hood, { text, kind, topic, heardOn: chance.back(chance.whole(2, 26)), about: undefined });
	const left =
		hood.outline.notes - world.rows["listening.notes"].filter((row) => row.neighbourhood_id === hood.outline.id).length;
	const recent = Math.max(7, Math.round(left * 0.2));
	for (let i = 0; i < left; i++) {
		const isRecent = i < recent;
		const kind = isRecent
			? chance.weighted({ asked: 40, noticed: 30, reported: 22, offered: 8 })
			: chance.weighted({ offered: 62, asked: 15, noticed: 13, reported: 10 });
		const topic = chance.pick(topics);
		const heardOn =
			i < 2 ? chance.back(i) : isRecent ? chance.back(chance.whole(1, 11)) : chance.back(chance.whole(12, 500));
		const said = texts(topic, kind);
		const placed = said.text.includes(said.place.spoken) || chance.chance(0.4);
		const guessed = isRecent && chance.chance(0.4) ? ["topic", ...(placed ? ["place"] : [])] : [];
		addNote(world, hood, {
			...circumstances(world, hood, kind, heardOn, said.place),
			text: said.text,
			kind,
			topic: isRecent && guessed.length === 0 && chance.chance(0.3) ? undefined : topic,
			place: placed ? said.place.id : undefined,
			heardOn,
			guessed,
			asideOn:
				isRecent || (kind === "offered" && chance.chance(0.7))
					? undefined
					: earlier(addDays(heardOn, chance.whole(1, 30)), chance.back(1)),
		});
	}
}

function countNotes(world: World, hood: Hood): void {
	for (const need of world.rows["listening.needs"]) {
		if (need.neighbourhood_id !== hood.outline.id) continue;
		const notes = world.rows["listening.notes"].filter((note) => note.need_id === need.id);
		const days = notes.map((note) => note.heard_on as Day).sort();
		need.notes_count = notes.length;
		need.first_heard_on = days[0];
		need.last_heard_on = days.at(-1);
	}
}

const due = [-12, -1, 0, 0, 1, 2, 4, 6, 9, 15];

function addFollowUps(world: World, hood: Hood): void {
	const { chance } = world;
	const notes = world.rows["listening.notes"].filter((row) => row.neighbourhood_id === hood.outline.id);
	const recent = notes.filter((row) => (row.heard_on as Day) > chance.back(12));
	const open = hood.needs.filter((need) => need.closedOn === null);
	for (const [i, days] of [...due, ...Array.from({ length: 14 }, () => -chance.whole(3, 300))].entries()) {
		const done = i === 0 || i >= due.length;
		const dueOn = chance.back(-days);
		const note = i >= due.length ? undefined : i % 2 === 0 ? chance.pick(recent) : undefined;
		const recordedOn = earlier(addDays(dueOn, -chance.whole(2, 12)), chance.back(1));
		addFollowUp(world, hood, {
			dueOn,
			recordedOn: note ? later(recordedOn, note.heard_on as Day) : recordedOn,
			what: chance.pick(followUps),
			note: note?.id as string | undefined,
			about: note?.about_id as string | undefined,
			need: note || open.length === 0 ? undefined : chance.pick(open).id,
			outcome: done ? chance.pick(outcomes) : undefined,
		});
	}
}

export type FollowUpOptions = {
	dueOn: Day;
	recordedOn: Day;
	what: string;
	note?: string;
	need?: string;
	about?: string;
	outcome?: string;
	id?: string;
};

/** Adds something to come back to; with an outcome it is done. */
export function addFollowUp(world: World, hood: Hood, options: FollowUpOptions): void {
	const { chance } = world;
	const at = chance.written(options.recordedOn);
	const assigned = chance.chance(0.7) ? (hood.staff[0] as string) : chance.pick(hood.staff);
	world.rows["listening.follow_ups"].push({
		...tenant(hood),
		id: options.id ?? chance.id(at),
		due_on: options.dueOn,
		what: options.what,
		note_id: options.note ?? null,
		need_id: options.need ?? null,
		about_id: options.about ?? null,
		assigned_to: assigned,
		done_at: options.outcome ? chance.instant(options.dueOn, 1080) : null,
		done_by: options.outcome ? assigned : null,
		ending: options.outcome ? "done" : null,
		outcome: options.outcome ?? null,
		recorded_by: chance.pick(hood.staff),
		recorded_at: at,
	});
}

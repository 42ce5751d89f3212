import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, testNow } from "../../../../tests/harness.ts";
import { call, type Field, firstFollowUp, newDevice, newField, type Sent, sent } from "../../../../tests/notebook.ts";
import { random } from "../../../core/random.ts";
import { versionOfFollowUp, versionOfSheet } from "../rules.ts";
import { receive } from "./service.ts";

// However a phone's records arrive (replayed, reordered, doubled, cut off, two tabs at once, answers lost, its clock a
// month off, all of one instant), the server ends as after one clean run.

const runs = 1000;
const variants = 25;

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
let device: Awaited<ReturnType<typeof newDevice>>;

beforeAll(async () => {
	t = await freshDatabase();
	device = await newDevice(t.ground, anna);
});
afterAll(() => t.end());

type Chance = () => number;
const below = (chance: Chance, n: number) => Math.floor(chance() * n);

function shuffled<One>(chance: Chance, all: readonly One[]): One[] {
	const left = [...all];
	return all.map(() => left.splice(below(chance, left.length), 1)[0]!);
}

const month = 30 * 86_400_000;

/** What somebody writes in a day: the same variant writes the same, on whatever field. */
function written(variant: number, { people, session, followUp }: Field): Sent[] {
	const chance = random(variant);
	const clock = testNow.getTime() + [0, month, -month][variant % 3]!;
	const sameInstant = variant % 2 === 0;
	let seq = 0;
	const next = (base: string | null = null, after: string[] = []) => {
		seq += 1;
		return { seq, at: new Date(sameInstant ? clock : clock + seq * 60_000), base, after };
	};
	const person = () => people[below(chance, people.length)]!;
	const marks = () => Object.fromEntries(people.filter(() => chance() < 0.6).map((id) => [id, chance() < 0.7]));
	const note = sent(
		"note",
		{ text: `v${variant} sentito`, kind: "asked", about: person(), heardOn: "2026-11-20" },
		next(),
	);
	const sheet = versionOfSheet({ unnamed: 0, people: [] });
	const first = sent("attendance", { session, marks: marks(), unnamed: below(chance, 9) }, next(sheet));
	const second = sent("attendance", { session, marks: marks() }, next(first.id));
	const [giver, receiver] = shuffled(chance, people);
	const act = sent("act", { giver: giver!, receiver: receiver!, at: "2026-11-19", what: `v${variant} spesa` }, next());
	const made = sent(
		"follow_up",
		{ what: `v${variant} richiamare`, dueOn: "2026-12-01", note: note.id },
		next(null, [note.id]),
	);
	const start = { ...firstFollowUp, assignedTo: anna.accountId!, doneAt: null, ending: null, outcome: null };
	const moved = sent("follow_up_step", { followUp, to: "moved", dueOn: "2026-12-02" }, next(versionOfFollowUp(start)));
	const partly = sent(
		"follow_up_step",
		{ followUp, to: "partly", words: "a metà", remains: `v${variant} il resto`, dueOn: "2026-12-03" },
		next(moved.id),
	);
	const ended = sent(
		"follow_up_step",
		{ followUp, to: chance() < 0.5 ? "done" : "let_go", words: `v${variant} fine` },
		next(partly.id),
	);
	const last = sent("note", { text: `v${variant} offerto`, kind: "offered", heardOn: "2026-11-21" }, next());
	return [note, first, act, moved, made, second, partly, last, ended];
}

/** What stands on the server of a field and of its records, without the ids that differ from run to run. */
async function standing(field: Field, records: readonly Sent[]): Promise<string> {
	const ids = records.map((record) => record.id);
	const { rows } = await t.owner.query(
		`select
			(select json_agg(json_build_array(text, kind, heard_on, array_position($4::uuid[], about_id)) order by text) from listening.notes where id = any ($1)) as notes,
			(select json_agg(json_build_array(what, array_position($4::uuid[], giver_id), array_position($4::uuid[], receiver_id))) from exchange.acts where id = any ($1)) as acts,
			(select json_agg(json_build_array(f.what, f.due_on, n.text)) from listening.follow_ups f left join listening.notes n on n.id = f.note_id where f.id = any ($1)) as made,
			(select json_build_array(unnamed_count, state, named_count) from initiatives.sessions where id = $2) as sheet,
			(select json_agg(array_position($4::uuid[], person_id) order by array_position($4::uuid[], person_id)) from initiatives.participations where session_id = $2) as present,
			(select json_build_array(what, due_on, ending, outcome) from listening.follow_ups where id = $3) as followup,
			(select json_agg(json_build_array(kind, words, what_before, due_before) order by what_before, due_before, kind) from listening.follow_up_steps where follow_up_id = $3) as steps,
			(select json_agg(json_build_array(seq, kind, state) order by seq) from notebook.records where id = any ($1)) as records`,
		[ids, field.session, field.followUp, field.people],
	);
	return JSON.stringify(rows[0]);
}

async function send(records: readonly Sent[]): Promise<string[]> {
	const at = new Date(records[0]!.at as string);
	const { answers } = await receive(t.ground, anna, call(device, [...records], at));
	return answers.filter((a) => a.state !== "early").map((a) => a.id);
}

/** Sends everything as badly as it can go, until all of it was answered for good. */
async function sendBadly(chance: Chance, records: readonly Sent[]): Promise<void> {
	const answered = new Set<string>();
	for (let round = 0; answered.size < records.length; round++) {
		const left = records.filter((record) => !answered.has(record.id));
		// The last word is an orderly one: a phone that is opened sends what is left as it was written.
		if (round > 3) {
			for (const id of await send(left)) answered.add(id);
			continue;
		}
		const again = records.filter((record) => answered.has(record.id) && chance() < 0.3);
		const mixed = chance() < 0.6 ? shuffled(chance, [...left, ...again]) : [...again, ...left];
		const cut = mixed.slice(0, 1 + below(chance, mixed.length));
		const doubled = chance() < 0.3 ? [...cut, ...cut.filter(() => chance() < 0.5)] : cut;
		const calls = chance() < 0.3 ? [doubled, shuffled(chance, doubled)] : [doubled];
		for (const ids of await Promise.all(calls.map(send))) {
			const lost = chance() < 0.3;
			if (!lost) for (const id of ids) answered.add(id);
		}
	}
}

test(`${runs} uploads, replayed, reordered, doubled and cut, end as after one clean run`, {
	timeout: 600_000,
}, async () => {
	const { people } = await newField(t.owner, anna);
	const clean: string[] = [];
	for (let variant = 0; variant < variants; variant++) {
		const field = await newField(t.owner, anna, people);
		const records = written(variant, field);
		expect(await send(records)).toHaveLength(records.length);
		clean.push(await standing(field, records));
		expect(clean[variant]).not.toContain("needs_you");
	}
	expect(new Set(clean).size).toBe(variants);
	async function oneRun(run: number): Promise<void> {
		const field = await newField(t.owner, anna, people);
		const records = written(run % variants, field);
		await sendBadly(random(10_000 + run), records);
		expect(await standing(field, records), `run ${run}`).toBe(clean[run % variants]);
		// However often it comes from now on, the answer is the same.
		const again = run % 100 === 0 ? [...records, ...records] : [];
		for (const id of again.length > 0 ? await send(again) : []) expect(records.map((r) => r.id)).toContain(id);
	}
	let next = 0;
	// Several phones at once: each sends as badly as it can.
	const phone = async () => {
		while (next < runs) await oneRun(next++);
	};
	await Promise.all(Array.from({ length: 4 }, phone));
	const { rows } = await t.owner.query(
		"select count(*)::int as n, count(*) filter (where state = 'received')::int as received from notebook.records",
	);
	expect(rows[0]).toEqual({ n: (runs + variants) * 9, received: (runs + variants) * 9 });
});

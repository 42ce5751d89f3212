import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { call, type Field, firstFollowUp, newDevice, newField, type Sent, sent } from "../../../../tests/notebook.ts";
import type { Database, Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { versionOfFollowUp, versionOfSheet } from "../rules.ts";
import { receive } from "./service.ts";

// The server dies at every step of receiving: before and after each statement, before and after each commit.

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
let device: Awaited<ReturnType<typeof newDevice>>;
let photo: string;

beforeAll(async () => {
	t = await freshDatabase();
	device = await newDevice(t.ground, anna);
	const { default: sharp } = await import("sharp");
	const paper = sharp({ create: { width: 40, height: 30, channels: 3, background: "#ffffff" } });
	photo = (await paper.jpeg().toBuffer()).toString("base64");
});
afterAll(() => t.end());

class Killed extends Error {}

/** A server that dies at its `last` step: from then on nothing of it answers. Counts the steps it took. */
function mortal(ground: Ground, last: number): { ground: Ground; steps: () => number } {
	let steps = 0;
	const step = () => {
		steps += 1;
		if (steps >= last) throw new Killed();
	};
	const failing = (tx: Tx): Tx => ({
		...tx,
		rows: async (query) => {
			step();
			const rows = await tx.rows(query);
			step();
			return rows as never;
		},
	});
	const through =
		(open: Database["withActor"]): Database["withActor"] =>
		async (actor, work) => {
			step();
			const result = await open(actor, async (tx) => {
				const done = await work(failing(tx));
				step(); // all is said, nothing is committed
				return done;
			});
			step(); // committed, and nobody hears of it
			return result;
		};
	const { db } = ground;
	const dying: Database = {
		...db,
		withActor: through(db.withActor),
		noteReading: through(db.noteReading),
		readAs: through(db.readAs as Database["withActor"]) as Database["readAs"],
	};
	return { ground: { ...ground, db: dying }, steps: () => steps };
}

/** One record of each kind, its photo and its trail with it, and how many rows there are of all it writes. */
function day({ people, session, followUp }: Field): [record: Sent, rows: string, whole: number][] {
	const [one, two, three] = people as [string, string, string];
	const start = { ...firstFollowUp, assignedTo: anna.accountId!, doneAt: null, ending: null, outcome: null };
	const sheet = { base: versionOfSheet({ unnamed: 0, people: [] }) };
	return [
		[
			sent("note", { text: "sentito", kind: "asked", about: one, heardOn: "2026-11-20" }),
			"select count(*)::int as n from listening.notes where id = $1",
			1,
		],
		[
			sent("attendance", { session, marks: { [one]: true, [two]: true }, unnamed: 4 }, sheet),
			`select (select count(*)::int from initiatives.participations p where p.session_id = s.id) + unnamed_count as n
				from initiatives.sessions s where id = '${session}'`,
			6,
		],
		[
			sent("act", { giver: one, receiver: [two, three], at: "2026-11-19", what: `spesa ${session}` }),
			`select count(*)::int as n from exchange.acts where what = 'spesa ${session}'`,
			2,
		],
		[
			sent("consent", { person: one, purpose: "contact", how: "on_paper", day: "2026-11-20", photo }),
			`select count(*)::int + (select count(*)::int from community.agreement_sheets where agreement_id = $1) as n
				from community.agreements where id = $1`,
			2,
		],
		[
			sent("follow_up", { what: "richiamare", dueOn: "2026-12-01" }),
			"select count(*)::int as n from listening.follow_ups where id = $1",
			1,
		],
		[
			sent("follow_up_step", { followUp, to: "done", words: "fatto" }, { base: versionOfFollowUp(start) }),
			`select (select count(*)::int from listening.follow_up_steps s where s.follow_up_id = f.id)
				+ (ending is not null)::int as n from listening.follow_ups f where id = '${followUp}'`,
			2,
		],
	];
}

/** What is there of a record: its answer, and rows of what it writes. */
async function there(record: Sent, rows: string): Promise<string> {
	const kept = await t.owner.query("select 1 from notebook.records where id = $1 and state = 'received'", [record.id]);
	const found = await t.owner.query(rows, rows.includes("$1") ? [record.id] : []);
	return `${kept.rows.length} ${found.rows[0]?.n ?? 0}`;
}

/** Sends one record of a kind to a server that dies at a step, then to one that lives. Gives the steps, and how it ended. */
async function oneRecord(kind: number, last: number, people?: string[]) {
	const field = await newField(t.owner, anna, people);
	const [record, rows, whole] = day(field)[kind]!;
	const before = sent("note", { text: "prima", kind: "noticed", heardOn: "2026-11-20" });
	await receive(t.ground, anna, call(device, [before]));
	const dying = mortal(t.ground, last);
	const heard = await receive(dying.ground, anna, call(device, [record])).catch((error: unknown) => {
		if (!(error instanceof Killed)) throw error;
		return undefined;
	});
	const found = await there(record, rows);
	// Acknowledged is there; not acknowledged is there whole, or not at all; what was acknowledged before stays.
	if (heard) expect(heard.answers).toMatchObject([{ state: "received" }]);
	expect(heard ? [`1 ${whole}`] : [`1 ${whole}`, "0 0"], `kind ${kind}, step ${last}`).toContain(found);
	expect(await there(before, "select count(*)::int as n from listening.notes where id = $1")).toBe("1 1");
	const { answers } = await receive(t.ground, anna, call(device, [before, record]));
	expect(answers).toMatchObject([{ state: "received" }, { state: "received" }]);
	expect(await there(record, rows), `${record.kind}, step ${last}`).toBe(`1 ${whole}`);
	return { steps: dying.steps(), unheard: !heard && found !== "0 0" };
}

test("killed at every step: what was acknowledged is there, nothing is half, sent again it is whole", {
	timeout: 600_000,
}, async () => {
	const { people } = await newField(t.owner, anna);
	let points = 0;
	for (const [kind, [record]] of day(await newField(t.owner, anna, people)).entries()) {
		// Whoever said yes once has said it: each consent is of somebody else.
		const known = record.kind === "consent" ? undefined : people;
		const { steps } = await oneRecord(kind, Number.POSITIVE_INFINITY, known);
		let unheard = 0;
		for (let last = 1; last <= steps; last++) unheard += Number((await oneRecord(kind, last, known)).unheard);
		// Some died after the commit, before the answer.
		expect(unheard, `kind ${kind}`).toBeGreaterThan(0);
		points += steps;
	}
	expect(points).toBeGreaterThan(100);
});

/** Sends a whole call to a server that dies at a step, then to one that lives. Gives the steps. */
async function oneCall(last: number, people: string[]): Promise<number> {
	const field = await newField(t.owner, anna, people);
	const all = day(field).filter(([record]) => record.kind !== "consent");
	const records = all.map(([record]) => record);
	const dying = mortal(t.ground, last);
	const heard = await receive(dying.ground, anna, call(device, records)).catch((error: unknown) => {
		if (!(error instanceof Killed)) throw error;
		return undefined;
	});
	for (const [i, [record, rows, whole]] of all.entries()) {
		const found = await there(record, rows);
		const isSaid = heard?.answers[i]?.state === "received";
		expect(isSaid ? [`1 ${whole}`] : [`1 ${whole}`, "0 0"], `${record.kind}, step ${last}`).toContain(found);
	}
	expect((await receive(t.ground, anna, call(device, records))).answers.map((a) => a.state)).toEqual(
		records.map(() => "received"),
	);
	for (const [record, rows, whole] of all) expect(await there(record, rows)).toBe(`1 ${whole}`);
	return dying.steps();
}

test("killed in the middle of a whole call: each record is whole or not there, and sent again all are whole", {
	timeout: 600_000,
}, async () => {
	const { people } = await newField(t.owner, anna);
	const steps = await oneCall(Number.POSITIVE_INFINITY, people);
	expect(steps).toBeGreaterThan(40);
	for (let last = 1; last <= steps; last += 2) await oneCall(last, people);
});

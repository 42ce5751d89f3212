import pg from "pg";
import { newId } from "../../src/core/ids.ts";
import { dayOf } from "../../src/core/period.ts";
import { version } from "../../src/core/version.ts";
import { reachEmbedded } from "../../src/db/embedded.ts";
import { hashOf, newToken } from "../../src/modules/access/token.ts";
import { type Answered, mostRecords, type Pack } from "../../src/modules/notebook/contract.ts";
import { versionOfSheet } from "../../src/modules/notebook/rules.ts";
import { dataFolder, startFilo } from "../running.ts";
import { type Part, rowOf } from "./field-rows.ts";

// Phones that come back from a long time without coverage, all at the same moment, for the first time.

const phones = 100;
const each = 500;
const aimMs = 60_000;

/** The version of a sheet on which nobody stands yet. */
const untouched = versionOfSheet({ unnamed: 0, people: [] });

type Account = { id: string; cookie: string; neighbourhood: string; territory: string };

/** Facilitators who are signed in, in turns in each neighbourhood of the demonstration. */
async function newAccounts(owner: pg.Client): Promise<Account[]> {
	const { rows: places } = await owner.query(
		"select territory_id as territory, id from programme.neighbourhoods order by slug",
	);
	const made: Account[] = [];
	for (let n = 0; n < phones; n += 1) {
		const { territory, id: neighbourhood } = places[n % places.length];
		const [id, token, name] = [newId(), newToken(), `Facilitatrice ${n}`];
		await owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, array[$3::uuid])", [
			id,
			name,
			territory,
		]);
		await owner.query(
			`insert into access.assignments (id, account_id, role, territory_id, neighbourhood_id, since, name)
			values ($1, $2, 'facilitator', $3, $4, current_date - 30, $5)`,
			[newId(), id, territory, neighbourhood, name],
		);
		await owner.query(
			`insert into access.sessions (token_hash, id, account_id, role, territory_id, neighbourhood_id, created_at, expires_at, seen_at, device)
			values ($1, $2, $3, 'facilitator', $4, $5, now(), now() + interval '1 day', now(), 'phone')`,
			[hashOf(token), newId(), id, territory, neighbourhood],
		);
		made.push({ id, cookie: `filo=${token}`, neighbourhood, territory });
	}
	return made;
}

/** Dates of yesterday, on whose sheets nobody stands yet. */
async function newSessions(owner: pg.Client, { territory, neighbourhood }: Account, many: number): Promise<string[]> {
	const ids = Array.from({ length: many }, () => newId());
	const initiative = newId();
	await owner.query(
		"insert into initiatives.initiatives (territory_id, neighbourhood_id, id, title, state) values ($1, $2, $3, 'Doposcuola', 'open')",
		[territory, neighbourhood, initiative],
	);
	await owner.query(
		`insert into initiatives.sessions (territory_id, neighbourhood_id, id, initiative_id, starts_at, minutes, state)
		select $1, $2, unnest($4::uuid[]), $3, now() - interval '1 day', 60, 'planned'`,
		[territory, neighbourhood, initiative, ids],
	);
	return ids;
}

/** People of a neighbourhood who agreed to be on sheets. */
async function peopleOf(owner: pg.Client, { territory, neighbourhood }: Account): Promise<string[]> {
	const { rows } = await owner.query(
		`select distinct p.id from community.parties p join community.agreements a on a.territory_id = p.territory_id and a.person_id = p.id
			join community.persons q on q.territory_id = p.territory_id and q.id = p.id
		where p.territory_id = $1 and p.neighbourhood_id = $2 and a.purpose = 'sessions' and a.answer = 'agreed' and a.withdrawn_on is null
		order by p.id limit 60`,
		[territory, neighbourhood],
	);
	return rows.map(({ id }) => id);
}

type Record = { id: string; seq: number; kind: string; base: string | null; after: string[]; body: object };

/** What somebody wrote in a month on the stairs, of every kind. Half of it about somebody. */
function written(people: readonly string[], sessions: readonly string[], day: string, later: string): Record[] {
	const records: Record[] = [];
	const person = (n: number) => people[n % people.length]!;
	const add = (kind: string, body: object, base: string | null = null, after: string[] = []) => {
		const id = newId();
		records.push({ id, seq: records.length + 1, kind, base, after, body });
		return id;
	};
	let open = sessions.length;
	for (let n = 0; records.length < each; n += 1) {
		const words = `numero ${n}: la fontana della piazzetta perde, e qualcuno potrebbe guardarci`;
		const note = add("note", { text: words, kind: "noticed", heardOn: day, ...(n % 2 === 0 && { about: person(n) }) });
		add("note", { text: `ha offerto due ore la settimana, ${n}`, kind: "offered", heardOn: day });
		add("note", { text: `chiede chi l'accompagna in città, ${n}`, kind: "asked", heardOn: day, about: person(n + 3) });
		add("act", { giver: person(n), receiver: person(n + 1), at: day, what: `la spesa del venerdì ${n}` });
		const followUp = add("follow_up", { what: `richiamare ${n}`, dueOn: later, note }, null, [note]);
		if (n % 2 === 0) add("follow_up_step", { followUp, to: "done", words: "fatto" }, followUp, [followUp]);
		if (n % 4 === 0 && open > 0) {
			open -= 1;
			const marks = Object.fromEntries([0, 1, 2, 3].map((i) => [person(n + i), true]));
			add("attendance", { session: sessions[open], marks, unnamed: 2 }, untouched);
		}
	}
	return records.slice(0, each);
}

/** A phone's first time: it is registered, sends all it has, as the notebook does, and fetches what it takes along. */
async function firstTime(url: string, { cookie, neighbourhood }: Account, records: readonly Record[]): Promise<number> {
	const headers = { cookie, "content-type": "application/json" };
	const device = newId();
	const ask = async <Body>(path: string, body?: object): Promise<Body> => {
		const sent = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
		const answer = await fetch(`${url}/api/${path}`, sent);
		if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
		return (await answer.json()) as Body;
	};
	const began = performance.now();
	await ask("access/here");
	await ask("notebook/devices", { id: device, name: "telefono" });
	for (let n = 0; n < records.length; n += mostRecords) {
		const at = new Date().toISOString();
		const batch = records
			.slice(n, n + mostRecords)
			.map((record) => ({ ...record, neighbourhoodId: neighbourhood, at }));
		const { answers } = await ask<Answered>("notebook/records", { device, phone: { at, version }, records: batch });
		const wrong = answers.find(({ state }) => state !== "received");
		if (wrong) throw new Error(`a record was answered ${JSON.stringify(wrong)}`);
	}
	await ask<Pack>(`notebook/pack?device=${device}`);
	return performance.now() - began;
}

/** Sends everything of all phones at once to one server on this machine. */
export async function atTheServer(): Promise<Part> {
	const { folder, forget } = dataFolder();
	const filo = await startFilo(folder);
	const owner = new pg.Client({ connectionString: reachEmbedded(folder)!.urls.owner });
	await owner.connect();
	try {
		const accounts = await newAccounts(owner);
		const [day, later] = [dayOf(new Date()), dayOf(new Date(Date.now() + 30 * 86_400_000))];
		const all: Record[][] = [];
		for (const account of accounts)
			all.push(written(await peopleOf(owner, account), await newSessions(owner, account, 20), day, later));
		const before = process.cpuUsage();
		const began = performance.now();
		const took = await Promise.all(accounts.map((account, n) => firstTime(filo.url, account, all[n]!)));
		const seconds = (performance.now() - began) / 1000;
		const own = process.cpuUsage(before);
		const { rows } = await owner.query(
			"select count(*)::int as n from notebook.records where state = 'received' and account_id = any($1)",
			[accounts.map(({ id }) => id)],
		);
		if (rows[0].n !== phones * each) throw new Error(`${rows[0].n} records arrived of ${phones * each}`);
		const rate = (phones * each) / seconds;
		return {
			what: `At the server: ${phones} phones of as many accounts in the demonstration's neighbourhoods, each with ${each} records of every kind but agreements (notes, acts, follow-ups and their steps, attendance), all at once against one server on this machine: registered, everything sent in calls of ${mostRecords}, the pack fetched. None failed, all ${(phones * each).toLocaleString("en")} records were written: ${rate.toFixed(0)} a second. The phones themselves took ${((own.user + own.system) / 1e6).toFixed(0)} s of the same processors.`,
			rows: [
				rowOf(
					"a first synchronisation, s",
					took.map((ms) => ms / 1000),
					aimMs / 1000,
					1,
				),
			],
		};
	} finally {
		await owner.end();
		await filo.stop();
		forget();
	}
}

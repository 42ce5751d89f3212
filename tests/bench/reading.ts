import { join } from "node:path";
import pg from "pg";
import { demoAccountId } from "../../src/cli/demo/accounts.ts";
import { demoDeskLink } from "../../src/cli/demo/referrals.ts";
import type { Id } from "../../src/core/ids.ts";
import { type Database, openDatabase, type Tx } from "../../src/db/database.ts";
import { reachEmbedded } from "../../src/db/embedded.ts";
import { keyFolder, readKeys, sealOf } from "../../src/db/seal.ts";
import { demoRoom } from "../../src/web/demo.tsx";
import { openDoor } from "../../src/web/door.ts";
import { rooms } from "../../src/web/rooms.ts";
import { dataFolder, startFilo } from "../running.ts";
import { writeSection } from "./section.ts";

// `npm run bench -- reading`: what it costs to write down who has read what, as the share of a page's throughput, in
// one run: each page with its row and without, in turns, in the same process on the same database.

const together = 8;
const seconds = Number(process.argv[2] ?? 2);
const rounds = 12;

/** The same database, on which a page that notes its reading only reads. */
function withoutReadings(db: Database): Database {
	const reading = <Result>(actor: Parameters<Database["withActor"]>[0], work: (tx: Tx) => Promise<Result>) =>
		db.readAs(actor, (read) =>
			work({
				...read,
				rows: (query) => (isReading(query) ? Promise.resolve([]) : read.rows(query)),
			} as Tx),
		);
	// The door writes when a session was last seen, in both.
	const withActor: Database["withActor"] = (actor, work) =>
		actor.accountId ? reading(actor, work) : db.withActor(actor, work);
	return { ...db, noteReading: reading, withActor };
}

function isReading(query: Parameters<Tx["rows"]>[0]): boolean {
	const { sqlFragments } = query.toOperationNode() as { sqlFragments?: readonly string[] };
	return sqlFragments?.[0]?.includes("insert into access.readings") ?? false;
}

type App = ReturnType<typeof openDoor>;

function appOn(db: Database, folder: string): App {
	const keyFile = join(folder, "key");
	return openDoor({
		config: { url: undefined, port: 0, trustProxy: false, demo: true },
		ground: { db, seal: sealOf(readKeys(keyFile), keyFolder(keyFile)), clock: () => new Date(), demo: true },
		assets: { address: (name) => name, files: new Map() },
		log: { info() {}, error() {} },
		rooms: [
			demoRoom({
				accountId: (role, at) => demoAccountId(role, at) as Id<"account">,
				scenes: () => [],
				deskLink: demoDeskLink,
			}),
			...rooms,
		],
	});
}

/** Answers a second of a page, so many asked at once. */
async function rate(app: App, path: string, cookie: string, lasting: number): Promise<number> {
	const until = performance.now() + lasting * 1000;
	let answered = 0;
	const one = async () => {
		while (performance.now() < until) {
			const answer = await app.request(path, { headers: { cookie } });
			await answer.arrayBuffer();
			if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
			answered += 1;
		}
	};
	await Promise.all(Array.from({ length: together }, one));
	return answered / lasting;
}

function middle(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length / 2;
	return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}

async function compared(recording: App, silent: App, path: string, cookie: string) {
	await rate(recording, path, cookie, 1);
	await rate(silent, path, cookie, 1);
	const found: { recorded: number; unrecorded: number }[] = [];
	for (let round = 0; round < rounds; round += 1) {
		// Each goes first in turns: what a machine gains or loses meanwhile is not taken for the recording's.
		const first = await rate(round % 2 ? silent : recording, path, cookie, seconds);
		const second = await rate(round % 2 ? recording : silent, path, cookie, seconds);
		found.push(round % 2 ? { recorded: second, unrecorded: first } : { recorded: first, unrecorded: second });
	}
	return {
		recorded: middle(found.map(({ recorded }) => recorded)),
		unrecorded: middle(found.map(({ unrecorded }) => unrecorded)),
		cost: middle(found.map(({ recorded, unrecorded }) => 1 - recorded / unrecorded)),
	};
}

async function report(): Promise<string> {
	const { folder, forget } = dataFolder();
	const filo = await startFilo(folder);
	try {
		const server = reachEmbedded(folder);
		if (!server) throw new Error("The server of a running Filò was not found.");
		const owner = new pg.Client({ connectionString: server.urls.owner });
		await owner.connect();
		const anna = demoAccountId("facilitator");
		const { rows } = await owner.query(
			`select (select person_id from access.accounts where name = 'Luisa Mattedi') as person,
				(select id from referrals.referrals where $1 = any (readers) order by id limit 1) as referral`,
			[anna],
		);
		await owner.end();
		const db = openDatabase(server.urls.application);
		const recording = appOn(db, folder);
		const silent = appOn(withoutReadings(db), folder);
		const signIn = await recording.request("/demo/sign-in", {
			method: "POST",
			body: new URLSearchParams({ as: "facilitator", at: "san-vigilio" }),
		});
		const cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
		const pages = [
			{ name: "a person's page", path: `/community/persons/${rows[0].person}`, most: 0.1 },
			{ name: "a referral (reserved)", path: `/referrals/${rows[0].referral}`, most: 0.25 },
		];
		const lines: string[] = [];
		for (const { name, path, most } of pages) {
			const { recorded, unrecorded, cost } = await compared(recording, silent, path, cookie);
			const share = `${(cost * 100).toFixed(1)} %`;
			lines.push(`| ${name} | ${recorded.toFixed(0)} | ${unrecorded.toFixed(0)} | ${share} | ${most * 100} % |`);
		}
		await db.close();
		return lines.join("\n");
	} finally {
		await filo.stop();
		forget();
	}
}

const lines = await report();
const text = `${together} requests at once, each page with its row and without it in turns, either first, ${rounds} rounds of ${seconds} s; the cost is the median of the rounds' ratios.

| page | requests/s | without recording | cost | at most |
| --- | ---: | ---: | ---: | ---: |
${lines}`;
process.stdout.write(`${text}\n`);
// A short run shows that it works; only a whole one is written down.
if (process.argv[2] === undefined) writeSection("Who has read what", text);

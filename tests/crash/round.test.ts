import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { addDays, dayOf } from "../../src/core/period.ts";
import { system } from "../../src/db/actor.ts";
import { post } from "../../src/modules/access/service.ts";
import { newInitiative, newSessions } from "../../src/modules/initiatives/contract.ts";
import { joinAtDesk } from "../../src/modules/initiatives/joining/service.ts";
import { addSessions, changeState, startInitiative } from "../../src/modules/initiatives/service.ts";
import { actorOf, freshDatabase, places, testKeys, testNow } from "../harness.ts";
import type { Told } from "./round-child.ts";

// Killed in the middle of a batch, at every step between two machines, and started again: whoever was to get a letter
// gets it. Where the server may have taken it and nobody could write that down, it comes again: the same Message-ID,
// the same to the byte, so that whoever gets it can tell. At every other step nobody gets anything twice.

let t: Awaited<ReturnType<typeof freshDatabase>>;
let smtp: SMTPServer;
let running: ChildProcess | undefined;
/** At which step the server kills who is handing over, the next time it comes there. */
let killAt: string | undefined;
const taken: string[] = [];
const child = join(import.meta.dirname, "round-child.ts");

beforeAll(async () => {
	t = await freshDatabase();
	const kill = async (step: string): Promise<void> => {
		if (killAt !== step) return;
		killAt = undefined;
		running!.kill("SIGKILL");
		await ended(running!);
	};
	smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		onConnect: (_session, done) => void kill("connecting").then(() => done()),
		onMailFrom: (_address, _session, done) => void kill("between connecting and the recipient").then(() => done()),
		onRcptTo: (_address, _session, done) => void kill("between the recipient and the text").then(() => done()),
		onData(stream, _session, done) {
			const parts: Buffer[] = [];
			void kill("in the middle of the text").then(() => {
				stream.on("data", (part) => parts.push(part));
				stream.on("end", async () => {
					taken.push(Buffer.concat(parts).toString("utf8"));
					await kill("taken, the answer lost");
					done();
				});
			});
		},
	});
	smtp.on("error", () => {}); // whoever was killed hangs up
	smtp.listen(0, "127.0.0.1");
	await once(smtp.server, "listening");
});
afterAll(async () => {
	running?.kill("SIGKILL");
	smtp.close();
	await t.end();
});

async function ended(process: ChildProcess): Promise<void> {
	if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
}

function start(more: Partial<Told>): ChildProcess {
	const { port } = smtp.server.address() as AddressInfo;
	const told: Told = {
		...{ application: t.urls.application, jobs: t.urls.jobs, territoryId: places.territory, keys: testKeys },
		...{ smtpUrl: `smtp://127.0.0.1:${port}?from=filo@filo.example`, now: testNow.toISOString(), ...more },
	};
	running = spawn(process.execPath, ["--import", "tsx", child, JSON.stringify(told)], { stdio: "ignore" });
	return running;
}

const count = async (sql: string) =>
	(await t.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]!.n;

/** The outbox alone, in its order: which job of which letter a process took is left out, as if it were lost. */
async function forgetJobs(): Promise<void> {
	const jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
	await jobs.query(
		"delete from graphile_worker._private_jobs j using graphile_worker._private_tasks k where k.id = j.task_id and k.identifier = 'send-mail'",
	);
	await jobs.end();
}

const messageId = (raw: string) => /^Message-ID: <(.*)@filo\.example>/im.exec(raw)?.[1] ?? "";

const sure = [
	"connecting",
	"between connecting and the recipient",
	"between the recipient and the text",
	"in the middle of the text",
];
const own = ["before it is recorded", "before the commit", "after the commit"];
const unknown = ["taken, the answer lost", "before it is recorded", "before the commit"];

test("killed while sending, at every step, and started again: nobody misses a letter, nobody gets another than the same twice", {
	timeout: 300_000,
}, async () => {
	const n = 24;
	await t.db.withActor(system("door"), async (tx) => {
		for (let i = 0; i < n; i += 1) {
			const key = { on: dayOf(testNow), of: ["crash", String(i)] };
			await post(t.ground, tx, { email: `vicina${i}@example.org` }, "Un promemoria", `Ciao ${i}`, { key });
			await post(t.ground, tx, { email: `vicina${i}@example.org` }, "Un promemoria", `Ciao ${i}`, { key });
		}
	});
	expect(await count("access.mails"), "one occasion, one letter").toBe(n);
	await forgetJobs();
	for (const step of [...sure, "taken, the answer lost", ...own]) {
		const before = taken.length;
		const ids = () => taken.map(messageId);
		const doubles = () => taken.length - new Set(ids()).size;
		const doubled = doubles();
		killAt = own.includes(step) ? undefined : step;
		await ended(start({ step: own.includes(step) ? step : undefined }));
		expect(running!.signalCode, step).toBe("SIGKILL");
		expect(killAt, step).toBeUndefined();
		expect(taken.length - before, `${step}: it had begun`).toBeLessThan(n);
		expect(doubles() - doubled, `${step}: at most what the step before left unknown`).toBeLessThanOrEqual(1);
	}
	start({});
	await expect.poll(() => count("access.mails where sent_at is null"), { timeout: 60_000 }).toBe(0);
	running!.kill("SIGKILL");
	await ended(running!);
	const byId = Map.groupBy(taken, messageId);
	expect(byId.size, "nobody misses one").toBe(n);
	for (let i = 0; i < n; i += 1)
		expect([...byId.values()].filter(([raw]) => raw!.includes(`To: vicina${i}@example.org`))).toHaveLength(1);
	const again = [...byId.values()].filter((same) => same.length > 1);
	for (const same of again) expect(new Set(same).size, "the same to the byte").toBe(1);
	expect(taken.length, "once more for each step at which nobody could know").toBe(n + unknown.length);
});

test("killed while the reminders are written, at any statement, they are written in the end, one each", {
	timeout: 300_000,
}, async () => {
	await t.owner.query("truncate access.mails");
	const anna = actorOf("facilitator");
	const input = newInitiative.parse({ id: newId(), title: "Cena in cortile" });
	const { id } = await startInitiative(t.ground, anna, input);
	await changeState(t.ground, anna, id, { to: "open" });
	const dates = newSessions.parse({ startsOn: addDays(dayOf(testNow), 2), time: "19:00", minutes: 120 });
	const [date] = await addSessions(t.ground, anna, id, dates);
	for (let i = 0; i < 12; i += 1) {
		const contact = { kind: "email", value: `ospite${i}@example.org` } as const;
		const who = { id: newId<"joining">(), givenName: "Rosa", contact, language: "it" as const, parentAgrees: false };
		await joinAtDesk(t.ground, anna, id, date!.id, who);
	}
	const now = new Date(testNow.getTime() + 86_400_000).toISOString();
	for (const n of [8, 20, 45, 70]) {
		await ended(start({ writes: true, now, step: `statement ${n}` }));
		expect(running!.signalCode, `statement ${n}`).toBe("SIGKILL");
		expect([0, 12]).toContain(await count("access.mails"));
	}
	for (const _ of [1, 2]) await ended(start({ writes: true, now }));
	expect(await count("access.mails")).toBe(12);
	expect(await count("publication.ways_out")).toBe(12);
});

import { Logger, parseCronItems, run } from "graphile-worker";
import nodemailer from "nodemailer";
import pg from "pg";
import { nobody } from "../db/actor.ts";
import type { Jobs } from "../db/enqueue.ts";
import type { Letter } from "../modules/access/outbox/contract.ts";
import { type Handed, meaningOf } from "../modules/access/outbox/rules.ts";
import { deliver, lettersDue } from "../modules/access/outbox/service.ts";
import { mailSeal } from "../modules/access/seals/outside/service.ts";
import { sealTrail } from "../modules/access/seals/service.ts";
import { answerAsk } from "../modules/access/service.ts";
import { watchReadings } from "../modules/access/unusual/service.ts";
import { endByTime } from "../modules/community/agreements/service.ts";
import { finishErasures } from "../modules/community/erasing/service.ts";
import { endUnconfirmedPosts } from "../modules/exchange/board/behalf/service.ts";
import { followConfirmed, handOverAsks } from "../modules/exchange/board/service.ts";
import { endJoinings } from "../modules/initiatives/joining/service.ts";
import { measureAll, measureNeighbourhood } from "../modules/network/measured/service.ts";
import { endForsaken, followConfirmed as followIdea } from "../modules/pacts/ideas/service.ts";
import { territoriesIn } from "../modules/programme/service.ts";
import { writeDigests } from "../modules/publication/round/digests.ts";
import { endWaysOut, remindJoined, tellChanged, tellPlaces } from "../modules/publication/round/tell.ts";
import { countYears } from "../modules/publication/year/service.ts";
import { endLinks, remindAll } from "../modules/referrals/reminders/service.ts";
import { endDrafts, writeImport } from "../modules/spreadsheets/service.ts";
import type { Ground } from "../ui/http.ts";

type Parts = {
	ground: Ground;
	jobsUrl: string;
	smtpUrl: string | undefined;
	log: { error(fields: object, line: string): void };
	/** Address people use, without a slash at the end: for links in letters. */
	base: string;
	/** Lets go of whoever does not know of being here; every night. Left out where nobody is let go by itself. */
	forget?: () => Promise<unknown>;
	/** Shows what goes because its time is over, and lets go of what was shown; every night. */
	keepTerms?: () => Promise<unknown>;
	/** Packs the tables anew, where somebody was erased since the night before: what is gone is in no page either. */
	tidy?: () => Promise<unknown>;
};

/** Seconds after which a round of the outbox leaves the rest to the next. */
const mostSeconds = 50;
/** How long a mail server may keep a letter waiting: its row is held meanwhile. */
const patience = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000, dnsTimeout: 20_000 };

/**
 * Hands letters to a mail server. A letter is the same to the byte each time, its Message-ID with it: where the server
 * took it and the answer was lost, whoever gets it twice can tell.
 */
function handOver(smtpUrl: string): (letter: Letter) => Promise<Handed> {
	const mailer = nodemailer.createTransport({ url: smtpUrl, ...patience });
	const from = new URL(smtpUrl).searchParams.get("from") ?? "filo@localhost";
	const house = from.replace(/^.*@/, "").replace(/>$/, "");
	return async ({ id, to, subject, body, createdAt, unsubscribe }) => {
		const list = unsubscribe && {
			"List-Unsubscribe": `<${unsubscribe}>`,
			"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		};
		const letter = { from, to, subject, text: body, date: createdAt, messageId: `<${id}@${house}>` };
		try {
			await mailer.sendMail({ ...letter, ...(list && { headers: list }) });
			return { kind: "taken" };
		} catch (error) {
			return meaningOf(error);
		}
	};
}

/**
 * Jobs of a process that was killed stay locked to it for four hours. Every process holds a lock of the database while
 * it lives; where nobody else does, whatever is locked belongs to nobody any more.
 */
async function takeOver(pool: pg.Pool): Promise<() => void> {
	const client = await pool.connect();
	const { rows } = await client.query<{ alone: boolean }>("select pg_try_advisory_lock($1) as alone", [awakeLock]);
	if (rows[0]?.alone)
		await client.query(
			"select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))",
		);
	await client.query("select pg_advisory_lock_shared($1)", [awakeLock]);
	if (rows[0]?.alone) await client.query("select pg_advisory_unlock($1)", [awakeLock]);
	return () => client.release(true);
}

const awakeLock = 168_171;

/** Starts the background work: the queue's own tables stay closed to the application. Without a mail server letters wait in the outbox. */
export async function startWorker({
	ground,
	jobsUrl,
	smtpUrl,
	log,
	base,
	forget,
	keepTerms,
	tidy,
}: Parts): Promise<{ stop(): Promise<void> }> {
	const hand = smtpUrl ? handOver(smtpUrl) : undefined;
	const territoryIds = async () => (await ground.db.readAs(nobody(), territoriesIn)).map(({ id }) => id);
	const sendOne = async (mailId: string) => {
		const code = hand && (await deliver(ground, mailId, hand));
		if (code) log.error({ letter: mailId, code }, "letter given up");
	};
	const tasks = {
		"send-mail": (payload: unknown) => sendOne((payload as Jobs["send-mail"]).mailId),
		// Those whose job was lost with the process that held it, too.
		"send-mails": async () => {
			if (!hand) return;
			const until = Date.now() + mostSeconds * 1000;
			for (const mailId of await lettersDue(ground)) if (Date.now() < until) await sendOne(mailId);
		},
		"sign-in-letter": (payload: unknown) => answerAsk(ground, payload as Jobs["sign-in-letter"]),
		forget: async () => {
			await forget?.();
		},
		"keep-terms": async () => {
			await keepTerms?.();
		},
		"destroy-keys": async () => {
			await finishErasures(ground);
		},
		tidy: async () => {
			await tidy?.();
		},
		"measure-network": (payload: unknown) => measureNeighbourhood(ground, payload as Jobs["measure-network"]),
		"measure-networks": (payload: unknown) => measureAll(ground, (payload as { which?: "changed" }).which ?? "all"),
		"end-agreements": async () => {
			await endByTime(ground);
		},
		"seal-trail": async () => {
			await sealTrail(ground);
		},
		"mail-seal": async () => {
			await mailSeal(ground);
		},
		"watch-readings": async () => {
			await watchReadings(ground, await territoryIds(), base);
		},
		"remind-desks": async () => {
			await remindAll(ground, await territoryIds(), base);
		},
		"end-joinings": async () => {
			const all = await territoryIds();
			// First: with a contact goes what hangs on it, and whoever entered it for somebody is told.
			await endUnconfirmedPosts(ground, all);
			await endJoinings(ground, all);
			// After the contacts nobody confirmed: their ideas go with them.
			await endForsaken(ground, all);
		},
		"reach-confirmed": async (payload: unknown) => {
			await followConfirmed(ground, payload as Jobs["reach-confirmed"]);
			await followIdea(ground, payload as Jobs["reach-confirmed"]);
		},
		"hand-over-asks": async () => {
			await handOverAsks(ground, await territoryIds());
		},
		"count-years": async () => {
			await countYears(ground, await territoryIds());
		},
		"remind-joined": async () => {
			await remindJoined(ground, await territoryIds(), base);
		},
		"write-digests": async () => {
			await writeDigests(ground, await territoryIds(), base);
		},
		"end-ways-out": async () => endWaysOut(ground, await territoryIds()),
		"session-changed": (payload: unknown) => tellChanged(ground, payload as Jobs["session-changed"], base),
		"place-free": (payload: unknown) => tellPlaces(ground, payload as Jobs["place-free"], base),
		"write-import": (payload: unknown) => writeImport(ground, payload as Jobs["write-import"]),
		"end-drafts": async () => endDrafts(ground, await territoryIds()),
		"end-desk-links": async () => {
			await endLinks(ground, await territoryIds());
		},
	};
	const onceANight = { backfillPeriod: 86_400_000, maxAttempts: 4 };
	const byTheClock = parseCronItems([
		// Never an old round again: the next one finds all that waits.
		{ task: "send-mails", match: "* * * * *", options: { backfillPeriod: 0, maxAttempts: 1 } },
		...(forget ? [{ task: "forget", match: "15 2 * * *", options: onceANight }] : []),
		// Also of a job that was lost: a key that should be gone does not wait for the next erasure.
		{ task: "destroy-keys", match: "7 * * * *", options: { backfillPeriod: 0, maxAttempts: 4 } },
		...(tidy ? [{ task: "tidy", match: "5 3 * * *", options: onceANight }] : []),
		...(keepTerms ? [{ task: "keep-terms", match: "30 2 * * *", options: onceANight }] : []),
		{ task: "measure-networks", match: "45 2 * * *", options: onceANight },
		// Right after midnight in Rome, or an hour later in summer: what was agreed until yesterday.
		{ task: "end-agreements", match: "5 23 * * *", options: onceANight },
		{ task: "count-years", match: "20 3 * * *", options: onceANight },
		{ task: "mail-seal", match: "30 3 * * *", options: onceANight },
		{ task: "watch-readings", match: "35 6 * * *", options: onceANight },
		// In the morning in Rome: whoever is reminded has the day before them.
		{ task: "remind-desks", match: "30 6 * * *", options: { backfillPeriod: 0, maxAttempts: 4 } },
		// Right after midnight in Rome, or an hour later in summer: who meant to come yesterday.
		{ task: "end-joinings", match: "10 23 * * *", options: onceANight },
		// After midnight in Rome: what nobody took by yesterday waits at the desk in the morning.
		{ task: "hand-over-asks", match: "25 23 * * *", options: onceANight },
		// By day alone, and again each hour: what a run left off, the next one goes on with.
		{ task: "remind-joined", match: "5 * * * *", options: { backfillPeriod: 0, maxAttempts: 1 } },
		{ task: "write-digests", match: "*/15 * * * *", options: { backfillPeriod: 0, maxAttempts: 1 } },
		{ task: "end-ways-out", match: "50 2 * * *", options: onceANight },
		{ task: "end-drafts", match: "55 2 * * *", options: onceANight },
		{ task: "end-desk-links", match: "20 * * * *", options: { backfillPeriod: 0, maxAttempts: 4 } },
		// The next minute comes soon enough: a run that failed is not repeated.
		{ task: "seal-trail", match: "* * * * *", options: { backfillPeriod: 0, maxAttempts: 1 } },
	]);
	const logger = new Logger(() => (level, message) => {
		if (level === "error") log.error({ job: message.slice(0, 200) }, "job");
	});
	const pool = new pg.Pool({ connectionString: jobsUrl, max: 4, application_name: "filo jobs" });
	// A connection the server closed, idle or at work: the next job opens another.
	pool.on("error", () => {});
	pool.on("connect", (client) => client.on("error", () => {}));
	const letGo = await takeOver(pool);
	const runner = await run({
		pgPool: pool,
		taskList: tasks,
		parsedCronItems: byTheClock,
		concurrency: 2,
		noHandleSignals: true,
		pollInterval: 5000,
		logger,
	});
	// What changed while nobody was awake, and all of a new installation, need not wait for the night; what was counted
	// of the same rows by the same code is not counted again, and whoever opens a page right after the start comes first.
	const runAt = new Date(Date.now() + 10_000);
	await runner.addJob("send-mails", {}, { maxAttempts: 1 });
	await runner.addJob("destroy-keys", {}, { jobKey: "destroy-keys" });
	await runner.addJob("measure-networks", { which: "changed" }, { jobKey: "measure-networks", runAt });
	const stop = async () => {
		await runner.stop();
		letGo();
		await pool.end();
	};
	return { stop };
}

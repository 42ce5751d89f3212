import { Logger, parseCronItems, run } from "graphile-worker";
import nodemailer from "nodemailer";
import pg from "pg";
import { nobody } from "../db/actor.ts";
import type { Jobs } from "../db/enqueue.ts";
import { mailSeal } from "../modules/access/seals/outside/service.ts";
import { sealTrail } from "../modules/access/seals/service.ts";
import { answerAsk, deliver } from "../modules/access/service.ts";
import { watchReadings } from "../modules/access/unusual/service.ts";
import { endByTime } from "../modules/community/agreements/service.ts";
import { finishErasures } from "../modules/community/erasing/service.ts";
import { followConfirmed, handOverAsks } from "../modules/exchange/board/service.ts";
import { endJoinings } from "../modules/initiatives/joining/service.ts";
import { placeEverybody } from "../modules/network/drawing/service.ts";
import { measureAll, measureNeighbourhood } from "../modules/network/measured/service.ts";
import { territoriesIn } from "../modules/programme/service.ts";
import { endLinks, remindAll } from "../modules/referrals/reminders/service.ts";
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
	const mailer = smtpUrl ? nodemailer.createTransport(smtpUrl) : undefined;
	const sender = smtpUrl ? (new URL(smtpUrl).searchParams.get("from") ?? "filo@localhost") : "";
	const territoryIds = async () => (await ground.db.readAs(nobody(), territoriesIn)).map(({ id }) => id);
	const tasks = {
		"send-mail": async (payload: unknown) => {
			if (!mailer) return;
			const { mailId } = payload as Jobs["send-mail"];
			await deliver(ground, mailId, async (letter) => {
				await mailer.sendMail({ from: sender, to: letter.to, subject: letter.subject, text: letter.body });
			});
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
		"measure-networks": () => measureAll(ground),
		"end-agreements": async () => {
			await endByTime(ground);
		},
		"place-network": async () => {
			await placeEverybody(ground);
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
			await endJoinings(ground, await territoryIds());
		},
		"reach-confirmed": (payload: unknown) => followConfirmed(ground, payload as Jobs["reach-confirmed"]),
		"hand-over-asks": async () => {
			await handOverAsks(ground, await territoryIds());
		},
		"end-desk-links": async () => {
			await endLinks(ground, await territoryIds());
		},
	};
	const onceANight = { backfillPeriod: 86_400_000, maxAttempts: 4 };
	const byTheClock = parseCronItems([
		...(forget ? [{ task: "forget", match: "15 2 * * *", options: onceANight }] : []),
		// Also of a job that was lost: a key that should be gone does not wait for the next erasure.
		{ task: "destroy-keys", match: "7 * * * *", options: { backfillPeriod: 0, maxAttempts: 4 } },
		...(tidy ? [{ task: "tidy", match: "5 3 * * *", options: onceANight }] : []),
		...(keepTerms ? [{ task: "keep-terms", match: "30 2 * * *", options: onceANight }] : []),
		{ task: "measure-networks", match: "45 2 * * *", options: onceANight },
		// Right after midnight in Rome, or an hour later in summer: what was agreed until yesterday.
		{ task: "end-agreements", match: "5 23 * * *", options: onceANight },
		{ task: "place-network", match: "15 3 * * *", options: onceANight },
		{ task: "mail-seal", match: "30 3 * * *", options: onceANight },
		{ task: "watch-readings", match: "35 6 * * *", options: onceANight },
		// In the morning in Rome: whoever is reminded has the day before them.
		{ task: "remind-desks", match: "30 6 * * *", options: { backfillPeriod: 0, maxAttempts: 4 } },
		// Right after midnight in Rome, or an hour later in summer: who meant to come yesterday.
		{ task: "end-joinings", match: "10 23 * * *", options: onceANight },
		// After midnight in Rome: what nobody took by yesterday waits at the desk in the morning.
		{ task: "hand-over-asks", match: "25 23 * * *", options: onceANight },
		{ task: "end-desk-links", match: "20 * * * *", options: { backfillPeriod: 0, maxAttempts: 4 } },
		// The next minute comes soon enough: a run that failed is not repeated.
		{ task: "seal-trail", match: "* * * * *", options: { backfillPeriod: 0, maxAttempts: 1 } },
	]);
	const logger = new Logger(() => (level, message) => {
		if (level === "error") log.error({ job: message.slice(0, 200) }, "job");
	});
	const pool = new pg.Pool({ connectionString: jobsUrl, max: 3, application_name: "filo jobs" });
	pool.on("error", () => {}); // an idle connection the server closed; the next job opens another
	const runner = await run({
		pgPool: pool,
		taskList: tasks,
		parsedCronItems: byTheClock,
		concurrency: 2,
		noHandleSignals: true,
		pollInterval: 5000,
		logger,
	});
	// Whoever came while nobody was awake, and all of a new installation, need not wait for the night; but whoever
	// opens a page right after the start comes first.
	const runAt = new Date(Date.now() + 10_000);
	await runner.addJob("destroy-keys", {}, { jobKey: "destroy-keys" });
	await runner.addJob("place-network", {}, { jobKey: "place-network", runAt });
	await runner.addJob("measure-networks", {}, { jobKey: "measure-networks", runAt });
	const stop = async () => {
		await runner.stop();
		await pool.end();
	};
	return { stop };
}

import { openDatabase } from "../../src/db/database.ts";
import { sealOf } from "../../src/db/seal.ts";
import { startWorker } from "../../src/jobs/worker.ts";
import { remindJoined } from "../../src/modules/publication/round/tell.ts";
import { dyingAt } from "./dying.ts";

// Writes reminders, or sends what lies in the outbox, and is gone at the step it was told, as by a power cut.

export type Told = {
	application: string;
	jobs: string;
	smtpUrl: string;
	/** Where the keys lie. */
	keys: string;
	territoryId: string;
	now: string;
	/** Writes the reminders of the day instead of sending. */
	writes?: true;
	/** Where it dies; left out, it goes on until it is ended. */
	step?: string;
};

const told: Told = JSON.parse(process.argv[2] as string);

let isRecorded = false;
const die = dyingAt(told.step, (text) => {
	if (text.includes("set sent_at")) {
		die("before it is recorded");
		isRecorded = true;
	}
	if (text !== "COMMIT" || !isRecorded) return undefined;
	die("before the commit");
	isRecorded = false;
	return () => die("after the commit");
});

const db = openDatabase(told.application, 4);
const seal = sealOf(Buffer.alloc(32, 7), told.keys);
const ground = { db, seal, clock: () => new Date(told.now), demo: true };
const base = "https://filo.example";
if (told.writes) {
	await remindJoined(ground, [told.territoryId], base);
	await db.close();
} else await startWorker({ ground, jobsUrl: told.jobs, smtpUrl: told.smtpUrl, base, log: { error() {} } });

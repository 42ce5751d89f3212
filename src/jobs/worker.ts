import { Logger, type Runner, run } from "graphile-worker";
import nodemailer from "nodemailer";
import type { Jobs } from "../db/enqueue.ts";
import { deliver } from "../modules/access/service.ts";
import type { Ground } from "../ui/http.ts";

type Parts = {
	ground: Ground;
	jobsUrl: string;
	smtpUrl: string | undefined;
	log: { error(fields: object, line: string): void };
};

/** Starts the background work: the queue's own tables stay closed to the application. Without a mail server letters wait in the outbox. */
export async function startWorker({ ground, jobsUrl, smtpUrl, log }: Parts): Promise<Runner> {
	const mailer = smtpUrl ? nodemailer.createTransport(smtpUrl) : undefined;
	const sender = smtpUrl ? (new URL(smtpUrl).searchParams.get("from") ?? "filo@localhost") : "";
	const tasks = {
		"send-mail": async (payload: unknown) => {
			if (!mailer) return;
			const { mailId } = payload as Jobs["send-mail"];
			await deliver(ground, mailId, async (letter) => {
				await mailer.sendMail({ from: sender, to: letter.to, subject: letter.subject, text: letter.body });
			});
		},
	};
	const logger = new Logger(() => (level, message) => {
		if (level === "error") log.error({ job: message.slice(0, 200) }, "job");
	});
	return run({
		connectionString: jobsUrl,
		taskList: tasks,
		concurrency: 2,
		maxPoolSize: 3,
		noHandleSignals: true,
		pollInterval: 5000,
		logger,
	});
}

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, places } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import {
	addAccount,
	askForLink,
	firstAdministrator,
	openSession,
	outbox,
	spendLink,
} from "../modules/access/service.ts";
import { startWorker } from "./worker.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let smtp: SMTPServer;
const letters: string[] = [];
let refuseNext = true;

beforeAll(async () => {
	t = await freshDatabase();
	smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		onData(stream, _session, done) {
			const parts: Buffer[] = [];
			stream.on("data", (part) => parts.push(part));
			stream.on("end", () => {
				if (refuseNext) {
					refuseNext = false;
					return done(Object.assign(new Error("try again later"), { responseCode: 451 }));
				}
				letters.push(Buffer.concat(parts).toString("utf8"));
				done();
			});
		},
	});
	smtp.listen(0, "127.0.0.1");
	await once(smtp.server, "listening");
});
afterAll(async () => {
	smtp.close();
	await t.end();
});

test("a letter reaches the mail server in the end, once, though it was refused at first", async () => {
	const token = await spendLink(t.ground, (await firstAdministrator(t.ground))!.split("/").at(-1)!);
	const { actor } = (await openSession(t.ground, token))!;
	const place = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.here } as const;
	await addAccount(t.ground, actor, { id: newId(), name: "Anna", email: "anna@example.org" }, place);
	await askForLink(t.ground, "anna@example.org", "https://filo.example", "it");
	const { port } = smtp.server.address() as AddressInfo;
	const worker = await startWorker({
		ground: t.ground,
		jobsUrl: t.urls.jobs,
		smtpUrl: `smtp://127.0.0.1:${port}?from=filo@filo.example`,
		log: { error() {} },
	});
	try {
		await expect.poll(() => letters.length, { timeout: 15_000 }).toBe(1);
		await expect.poll(async () => (await outbox(t.ground))[0]?.sentAt, { timeout: 5000 }).toBeInstanceOf(Date);
	} finally {
		await worker.stop();
	}
	expect(letters[0]).toContain("To: anna@example.org");
	expect(letters[0]?.replaceAll("=\r\n", "")).toMatch(/https:\/\/filo\.example\/access\/link\//);
	const jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
	const { rows } = await jobs.query("select count(*)::int as n from graphile_worker._private_jobs");
	await jobs.end();
	expect(rows[0].n).toBe(0);
});

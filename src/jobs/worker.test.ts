import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { verifying } from "../cli/verify/verifying.ts";
import { newId } from "../core/ids.ts";
import { audit } from "../db/audit.ts";
import { mailSeal, sealGoesTo, setSealOutside } from "../modules/access/seals/outside/service.ts";
import { sealTrail } from "../modules/access/seals/service.ts";
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
		base: "https://filo.example",
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
	const { rows } = await jobs.query(
		"select count(*)::int as n from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id where k.identifier = 'send-mail'",
	);
	await jobs.end();
	expect(rows[0].n).toBe(0);
});

test("the day's seal goes to somebody outside, names nobody, and the whole letter is a seal", async () => {
	const administrator = actorOf("administrator");
	await t.owner.query("insert into access.accounts (id, name) values ($1, 'Irene Segreta')", [administrator.accountId]);
	await t.db.withActor(administrator, (tx) => audit(tx, { verb: "assign", kind: "account", id: newId() }));
	await sealTrail(t.ground);
	expect(await mailSeal(t.ground), "nobody is to have it").toBe(false);
	await setSealOutside(t.ground, administrator, { email: "segretario@example.org", act: "save" });
	letters.length = 0;
	expect(await mailSeal(t.ground)).toBe(true);
	expect(await mailSeal(t.ground), "once a day").toBe(false);
	const { port } = smtp.server.address() as AddressInfo;
	const worker = await startWorker({
		ground: t.ground,
		jobsUrl: t.urls.jobs,
		smtpUrl: `smtp://127.0.0.1:${port}?from=filo@filo.example`,
		log: { error() {} },
		base: "https://filo.example",
	});
	try {
		await expect.poll(() => letters.length, { timeout: 15_000 }).toBe(1);
	} finally {
		await worker.stop();
	}
	const [letter = ""] = letters;
	expect(letter).toContain("To: segretario@example.org");
	expect(letter).not.toMatch(/Irene|Segreta|Anna/);
	const file = join(await mkdtemp(join(tmpdir(), "filo-letter-")), "letter.eml");
	await writeFile(file, letter);
	expect((await verifying(t.ground, file)).holds).toBe(true);
	// What is cut off after the letter went out is seen by whoever has it.
	await t.owner.query(
		"delete from access.audit_links where (chain, position) in (select chain, max(position) from access.audit_links group by chain)",
	);
	expect((await verifying(t.ground, file)).line).toContain("cut off");
	await setSealOutside(t.ground, administrator, { email: undefined, act: "save" });
	expect(await sealGoesTo(t.ground, administrator)).toBeUndefined();
	await expect(sealGoesTo(t.ground, actorOf("coordinator")).catch((error) => error.code)).resolves.toBe("not_yours");
});

test("whoever does not know of being here is let go once a night, also on the night the machine was off", async () => {
	const jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
	const parts = {
		ground: t.ground,
		jobsUrl: t.urls.jobs,
		smtpUrl: undefined,
		log: { error() {} },
		base: "https://filo.example",
	};
	const known = async () =>
		(await jobs.query("select identifier from graphile_worker._private_known_crontabs")).rows.map((r) => r.identifier);
	let nights = 0;
	const forget = async () => {
		nights += 1;
	};
	try {
		await (await startWorker(parts)).stop();
		expect(await known(), "without a forgetting nobody is let go").not.toContain("forget");
		await (await startWorker({ ...parts, forget })).stop();
		expect(await known()).toContain("forget");
		expect(nights, "not by the start itself").toBe(0);
		await jobs.query(
			"update graphile_worker._private_known_crontabs set known_since = now() - interval '3 days', last_execution = now() - interval '2 days'",
		);
		const worker = await startWorker({ ...parts, forget });
		await expect.poll(() => nights, { timeout: 15_000 }).toBe(1);
		await worker.stop();
		await (await startWorker({ ...parts, forget })).stop();
		expect(nights).toBe(1);
	} finally {
		await jobs.end();
	}
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { said } from "../../src/modules/spreadsheets/contract.ts";
import {
	chooseImport,
	confirmImport,
	importOf,
	stageImport,
	undoImport,
} from "../../src/modules/spreadsheets/service.ts";
import { actorOf, freshDatabase, testKeys, testNow } from "../harness.ts";
import type { Told } from "./importing-child.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const child = join(import.meta.dirname, "importing-child.ts");

async function bring(told: Told): Promise<string | null> {
	const run = spawn(process.execPath, ["--import", "tsx", child, JSON.stringify(told)], {
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	run.stderr.on("data", (part) => {
		said += part;
	});
	const [code, signal] = (await once(run, "exit")) as [number | null, string | null];
	if (signal === null && code !== 0) throw new Error(`${told.step}: ${said}`);
	return signal;
}

const counted = async () =>
	(
		await t.owner.query(`select (select count(*)::int from community.parties) as parties, (select count(*)::int from community.agreements) as agreements,
			(select count(*)::int from community.contacts) as contacts, (select count(*)::int from spreadsheets.imports) as imports,
			(select count(*)::int from spreadsheets.written) as written,
			(select count(*)::int from access.audit where verb in ('recordPerson', 'confirmImport')) as trail`)
	).rows[0];

test("killed at any step of an import, all of it is there or nothing", { timeout: 600_000 }, async () => {
	const file = `Nome;Telefono\n${Array.from({ length: 50 }, (_, n) => `Ada${n} Rossi${n};0461 ${1000 + n}`).join("\n")}\n`;
	const told: Told = {
		url: t.urls.application,
		keys: testKeys,
		now: testNow.toISOString(),
		actor: actorOf("facilitator"),
		file,
	};
	const nothing = await counted();
	const steps = [...[4, 8, 12, 16, 20, 24].map((n) => `statement ${n}`), "before the commit"];
	for (const step of steps) {
		expect([step, await bring({ ...told, step })]).toEqual([step, "SIGKILL"]);
		expect([step, await counted()]).toEqual([step, nothing]);
	}
	expect(await bring({ ...told, step: "after the commit" })).toBe("SIGKILL");
	const all = { parties: 50, agreements: 100, contacts: 50, imports: 1, written: 250, trail: 51 };
	expect(await counted()).toEqual(all);
	// Brought again after the cut, it adds nothing.
	expect(await bring(told)).toBeNull();
	expect(await counted()).toEqual({ ...all, imports: 2, trail: 52 });
});

test("killed at any step while it is written in the background, it waits as it was and is written when it is begun again", {
	timeout: 600_000,
}, async () => {
	const actor = actorOf("facilitator");
	const id = newId<"import">();
	const file = `Nome\n${Array.from({ length: 600 }, (_, n) => `Ida${n} Verdi${n}`).join("\n")}\n`;
	await stageImport(t.ground, actor, { id, kind: "people", neighbourhood: "qui" }, Buffer.from(file));
	const agreed = said.parse({ basis: "agreed", agreedHow: "on_paper", alike: "another" });
	await chooseImport(t.ground, actor, id, { said: agreed, sheets: [] });
	// Nobody waits for so many rows: they are handed to the background.
	expect(await confirmImport(t.ground, actor, id)).toBeUndefined();
	expect((await importOf(t.ground, actor, id)).import.state).toBe("writing");
	const queue = new pg.Client({ connectionString: t.urls.jobs });
	await queue.connect();
	const { rows } = await queue.query(
		"select count(*)::int as n from graphile_worker._private_jobs j where j.payload ->> 'importId' = $1",
		[id],
	);
	await queue.end();
	expect(rows).toEqual([{ n: 1 }]);
	const told: Told = {
		url: t.urls.application,
		keys: testKeys,
		now: testNow.toISOString(),
		actor,
		file: "",
		waiting: id,
	};
	const nothing = await counted();
	for (const step of [...[3, 9, 15, 21, 27].map((n) => `statement ${n}`), "before the commit"]) {
		expect([step, await bring({ ...told, step })]).toEqual([step, "SIGKILL"]);
		expect([step, await counted()]).toEqual([step, nothing]);
		expect((await importOf(t.ground, actor, id)).import.state).toBe("writing");
	}
	expect(await bring(told)).toBeNull();
	const done = await importOf(t.ground, actor, id);
	expect([done.import.state, done.import.counts]).toMatchObject(["done", { created: 600 }]);
	// Begun once more, it writes nothing more.
	const all = await counted();
	expect(await bring(told)).toBeNull();
	expect(await counted()).toEqual(all);
	await undoImport(t.ground, actor, id);
	expect(await counted()).toMatchObject({ parties: nothing.parties, agreements: nothing.agreements });
});

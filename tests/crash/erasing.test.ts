import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { demoAccountId } from "../../src/cli/demo/accounts.ts";
import { newId } from "../../src/core/ids.ts";
import { type Embedded, reachEmbedded, startEmbedded } from "../../src/db/embedded.ts";
import { sanVigilio } from "../application.ts";
import { dataFolder, processesIn, startFilo } from "../running.ts";
import type { Told } from "./erasing-child.ts";

const { folder, forget } = dataFolder();
afterAll(forget);
const keyFile = join(folder, "key");
const child = join(import.meta.dirname, "erasing-child.ts");

/** In the order in which they come; what is before the commit leaves everything as it was. */
const before = ["statement 25", "statement 60", "before the erasure's commit"];
const after = [
	"after the erasure's commit",
	"a key overwritten, not yet emptied",
	"between two keys",
	"before it is written that the keys are gone",
	"before the last commit",
	"after the last commit",
];

/** Erases in a process of its own; answers the signal that ended it. */
async function erase(told: Told): Promise<string | null> {
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

async function inDatabase<Result>(server: Embedded, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
	const client = new pg.Client({ connectionString: server.urls.owner });
	await client.connect();
	return work(client).finally(() => client.end());
}

/** Some with an account of their own first: two keys are theirs. */
const people = (server: Embedded, n: number) =>
	inDatabase(server, async (client) => {
		const { rows } = await client.query<{ id: string }>(
			`select p.id from community.persons p
			left join access.accounts a on a.person_id = p.id and a.closed_at is null
			where p.territory_id = $1 and exists (select from community.contacts c where c.party_id = p.id and c.territory_id = p.territory_id and length(c.sealed) > 0)
				and not exists (select from community.grounds g where g.person_id = p.id and g.territory_id = p.territory_id)
				and not exists (select from community.erasures e where e.person_id = p.id and e.territory_id = p.territory_id)
			order by a.id is null, p.id limit $2`,
			[sanVigilio.territoryId, n],
		);
		return rows.map((row) => row.id);
	});

type State = {
	id: string;
	step: string;
	there: boolean;
	contacts: number;
	erased: boolean;
	finished: boolean;
	trail: number;
};

const keyOf = (id: string) => join(`${keyFile}.d`, sanVigilio.territoryId, id.slice(-2), id);
const keyBytes = (id: string) => (existsSync(keyOf(id)) ? statSync(keyOf(id)).size : undefined);

test("killed between any two steps of erasing, it begins anew or comes to its end when Filò starts", {
	timeout: 900_000,
}, async () => {
	await (await startFilo(folder)).stop();
	const steps = ["between two keys", ...before, ...after.filter((step) => step !== "between two keys")];
	let server = await startEmbedded(folder, () => {});
	const ids = await people(server, steps.length);
	expect(ids).toHaveLength(steps.length);
	const asked = steps.map((step, i) => ({ step, personId: ids[i]!, erasureId: newId<string>() }));
	const here = () => ({
		url: server.urls.application,
		keyFile,
		territoryId: sanVigilio.territoryId,
		accountId: demoAccountId("coordinator", "san-vigilio")!,
	});
	const states = () =>
		inDatabase(server, async (client) => {
			const all: State[] = [];
			for (const { step, personId, erasureId } of asked) {
				const { rows } = await client.query<Omit<State, "id" | "step">>(
					`select exists (select from community.parties where id = $1 and left_on is null and label <> '') as there,
					(select count(*)::int from community.contacts where party_id = $1 and length(sealed) > 0) as contacts,
					exists (select from community.erasures where id = $2 and erased_at is not null) as erased,
					exists (select from community.erasures where id = $2 and keys_destroyed_at is not null) as finished,
					(select count(*)::int from access.audit where record_id = $2 and verb = 'destroyKeys') as trail`,
					[personId, erasureId],
				);
				all.push({ id: personId, step, ...rows[0]! });
			}
			return all;
		});

	const whole = ids.map(keyBytes);
	expect(whole.every((size) => size !== undefined && size > 0)).toBe(true);
	for (const one of asked) expect(await erase({ ...here(), ...one }), one.step).toBe("SIGKILL");
	for (const [i, { id, step, there, contacts, erased }] of (await states()).entries()) {
		const isBefore = before.includes(step);
		expect([erased, contacts > 0], step).toEqual([!isBefore, isBefore]);
		if (isBefore) expect([there, keyBytes(id)], step).toEqual([true, whole[i]]);
	}
	// What each step left for the next start to do. Whoever came after finished what those before had begun.
	expect(keyBytes(asked.at(-1)!.personId)).toBe(0);
	await server.stop();

	const running = await startFilo(folder);
	server = { ...server, urls: reachEmbedded(folder)!.urls };
	try {
		await expect
			.poll(async () => (await states()).filter(({ erased, finished }) => erased && !finished), { timeout: 180_000 })
			.toEqual([]);
		for (const { id, step, erased, contacts, trail } of await states()) {
			expect(erased, step).toBe(!before.includes(step));
			expect([contacts, keyBytes(id), trail], step).toEqual(erased ? [0, 0, 1] : [expect.any(Number), whole[0], 0]);
		}
		for (const one of asked.filter(({ step }) => before.includes(step)))
			expect(await erase({ ...here(), ...one, step: undefined }), "asked again").toBeNull();
		for (const { step, finished, contacts } of await states()) expect([finished, contacts], step).toEqual([true, 0]);
	} finally {
		await running.stop();
	}
	expect(await processesIn(folder)).toEqual([]);
});

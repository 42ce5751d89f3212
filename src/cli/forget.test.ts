import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, places, testNow } from "../../tests/harness.ts";
import { newId } from "../core/ids.ts";
import { addDays, dayOf } from "../core/period.ts";
import { holders } from "../web/same/holders.ts";
import { forgetting } from "./forget.ts";

const run = promisify(execFile);
const filo = join(import.meta.dirname, "../../filo");
let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

/** Somebody who does not know of being here, written down so many days ago. */
async function unknowing(label: string, days: number): Promise<string> {
	const id = newId();
	const day = addDays(dayOf(testNow), -days);
	await t.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since, recorded_at, existed_before)
		values ($1, $2, $3, 'person', $4, $4, $5, ($5::date + time '12:00') at time zone 'Europe/Rome', false)`,
		[places.territory, id, places.here, label, day],
	);
	await t.owner.query(
		"insert into community.persons (territory_id, id, neighbourhood_id, level) values ($1, $2, $3, 'description')",
		[places.territory, id, places.here],
	);
	return id;
}

const forgottenOn = async (id: string) =>
	(await t.owner.query("select forgotten_on from community.parties where id = $1", [id])).rows[0].forgotten_on;

test("forgetting is shown first, then done; nobody is named, and who is not due stays", async () => {
	expect(await forgetting(t.ground, holders, true)).toEqual(["Nobody is to be let go today."]);
	const gone = await unknowing("la signora con il cane", 120);
	const stays = await unknowing("il ragazzo in bicicletta", 10);
	const lines = await forgetting(t.ground, holders, false);
	expect(lines).toEqual([
		expect.stringMatching(`^neighbourhood ${places.here}: 1 to become a count \\(0 notes\\), .*term 90 days$`),
		"Nothing was changed. --yes does it.",
	]);
	expect(await forgottenOn(gone)).toBeNull();
	const done = await forgetting(t.ground, holders, true);
	expect(done.at(-1)).toBe("1 people became a count.");
	expect(done.join()).not.toContain("cane");
	expect(await forgottenOn(gone)).not.toBeNull();
	expect(await forgottenOn(stays)).toBeNull();
	expect(await forgetting(t.ground, holders, true)).toEqual(["Nobody is to be let go today."]);
});

test("./filo forget wants to be told which of the two, and where there is a Filò", { timeout: 60_000 }, async () => {
	const env = { ...process.env, FILO_DATA: join(import.meta.dirname, "nowhere"), DATABASE_URL: "" };
	for (const args of [[], ["--yes", "--dry-run"], ["--dry-run"]])
		await expect(run(filo, ["forget", ...args], { env }), args.join(" ")).rejects.toMatchObject({
			code: 2,
			stdout: "",
			stderr: expect.stringContaining(args.length === 1 ? "There is no Filò" : "--dry-run | --yes"),
		});
});

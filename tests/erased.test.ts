import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { newId } from "../src/core/ids.ts";
import { reachEmbedded } from "../src/db/embedded.ts";
import { sanVigilio } from "./application.ts";
import { startDemonstration } from "./demonstration.ts";
import { cookieFor, dataFolder } from "./running.ts";

// Somebody is erased in a Filò that runs: neither the log of that process, nor the database's, nor a file that leaves it
// afterwards holds their name, their address or who they were.

const { folder, forget } = dataFolder();
afterAll(forget);
const name = "Luisa Mattedi";
const email = "luisa.abitante@esempio.filo.example";

type Answer = { path: string; text: string };

/** Every list and file of the description that can be asked for without a record's id. */
async function everything(url: string, cookie: string): Promise<Answer[]> {
	const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, { get?: unknown }> };
	const asked = Object.entries(paths).flatMap(([path, { get }]) => (get && !path.includes("{") ? [path] : []));
	const files = [
		"/network/circle/file.json",
		`/n/${sanVigilio.slug}`,
		"/community",
		"/access/audit",
		"/community/erasures",
	];
	const answers: Answer[] = [];
	for (const path of [...asked, ...files]) {
		const answer = await fetch(url + path, { headers: { cookie }, redirect: "manual" });
		answers.push({ path: `${answer.status} ${path}`, text: await answer.text() });
	}
	return answers;
}

test("what a running Filò logs and hands out holds nothing of somebody erased", { timeout: 600_000 }, async () => {
	const running = await startDemonstration(folder);
	const { url } = running;
	const client = new pg.Client({ connectionString: reachEmbedded(folder)!.urls.owner });
	client.on("error", () => {}); // a test that failed earlier stops the server under it
	await client.connect();
	try {
		const { rows } = await client.query<{ id: string }>(
			"select p.id from community.parties p join access.accounts a on a.person_id = p.id where a.name = $1 and p.territory_id = $2",
			[name, sanVigilio.territoryId],
		);
		const id = rows[0]!.id;
		const coordinator = await cookieFor(url, "coordinator", sanVigilio.slug);
		const resident = await cookieFor(url, "resident", sanVigilio.slug);
		const ask = (path: string, cookie: string) =>
			fetch(url + path, { headers: { cookie } }).then((answer) => answer.text());
		// She is looked for, opened, written to, taken along as a file and got wrong: all of it passes by the log.
		expect(await ask(`/community/persons/${id}`, coordinator)).toContain(name);
		await ask(`/search?q=${encodeURIComponent(name)}`, coordinator);
		await ask(`/nowhere/${encodeURIComponent(name)}?email=${email}`, coordinator);
		expect(await ask("/network/circle/file.json", resident)).toMatch(/^\{/);
		await fetch(`${url}/access/sign-in`, { method: "POST", body: new URLSearchParams({ email }) });
		const post = (path: string, fields: Record<string, string>) =>
			fetch(url + path, {
				method: "POST",
				redirect: "manual",
				headers: { cookie: coordinator },
				body: new URLSearchParams(fields),
			});
		expect((await post(`/community/persons/${id}/erasure`, { id: name, how: name })).status).toBeGreaterThanOrEqual(
			400,
		);
		const before = (await everything(url, coordinator)).filter(({ text }) => text.includes(name));
		expect(before.length, "it was handed out before").toBeGreaterThan(0);

		const erasure = newId();
		const done = await post(`/community/persons/${id}/erasure`, { id: erasure, how: "in_person", sure: "yes" });
		expect([done.status, done.headers.get("location")]).toEqual([
			303,
			expect.stringContaining(`/community/erasures/${erasure}`),
		]);
		const finished = "select keys_destroyed_at is not null as done from community.erasures where id = $1";
		await expect
			.poll(async () => (await client.query(finished, [erasure])).rows[0]?.done, { timeout: 120_000 })
			.toBe(true);

		const after = [...(await everything(url, coordinator)), ...(await everything(url, resident))];
		expect(after.length).toBeGreaterThan(40);
		expect(after.filter(({ text }) => [name, email].some((one) => text.includes(one))).map(({ path }) => path)).toEqual(
			[],
		);
		await client.end();
		await running.stop();
		const server = join(folder, "postgres.log");
		const logs = `${running.logged()}${running.said()}${existsSync(server) ? readFileSync(server, "utf8") : ""}`;
		expect(running.logged().split("\n").length, "lines were written").toBeGreaterThan(40);
		for (const word of [name, encodeURIComponent(name), "Mattedi", email, id]) expect(logs, word).not.toContain(word);
	} finally {
		await running.stop();
	}
});

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../../tests/application.ts";
import { demoAccounts } from "../../cli/demo/accounts.ts";
import { answerAsk, outbox } from "./service.ts";

let t: Awaited<ReturnType<typeof application>>;

beforeAll(async () => {
	t = await application();
	await t.owner.query("delete from access.mails");
}, 120_000);
afterAll(() => t?.end());

const known = demoAccounts[0]!.email;
const unknown = "nessuno.qui@example.org";

async function ask(email: string) {
	const before = t.db.statements();
	const answer = await t.app.request("/access/sign-in", { method: "POST", body: new URLSearchParams({ email }) });
	const statements = t.db.statements() - before;
	return { status: answer.status, headers: [...answer.headers], body: await answer.text(), statements };
}

type Waiting = { payload: { id: string; asked: string } };

async function waiting(): Promise<Waiting["payload"][]> {
	const queue = new pg.Client({ connectionString: t.urls.jobs });
	await queue.connect();
	const { rows } = await queue.query<Waiting>(
		`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
		where k.identifier = 'sign-in-letter' order by j.id`,
	);
	await queue.end();
	return rows.map((row) => row.payload);
}

test("who is known and who is not get the same answer by the same statements; nobody is looked for meanwhile", async () => {
	await ask("erste@example.org");
	const [first, second] = [await ask(known), await ask(unknown)];
	expect(second).toEqual(first);
	expect(first.status).toBe(303);
	expect(await outbox(t.ground)).toEqual([]);
	const payloads = await waiting();
	expect(payloads).toHaveLength(3);
	expect(JSON.stringify(payloads)).not.toMatch(/example|facilitatrice|@/);
	const lengths = payloads.slice(1).map(({ asked }) => Buffer.from(asked, "base64").length);
	expect(Math.abs(lengths[0]! - lengths[1]!)).toBe(Math.abs(known.length - unknown.length));
});

test("the job writes to whoever is known, and to nobody else", async () => {
	for (const payload of await waiting()) await answerAsk(t.ground, payload);
	const letters = (await outbox(t.ground)).map(({ to }) => to);
	expect(letters).toEqual([known]);
});

test("a passkey nobody has, and an answer nobody asked for, are refused in the same words", async () => {
	const answer = (id: string) =>
		t.app.request("/api/access/passkeys/sign-in", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({
				id,
				type: "public-key",
				response: { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA", userHandle: "AA" },
			}),
		});
	const said = await Promise.all(["AAAA", "BBBB"].map(async (id) => (await answer(id)).text()));
	expect(said[0]).toBe(said[1]);
	expect(said[0]).toContain("passkey_refused");
});

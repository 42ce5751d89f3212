import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testSeal } from "../../../../tests/harness.ts";
import { liesAt } from "../../../../tests/referral-rows.ts";
import { newId } from "../../../core/ids.ts";
import { outbox } from "../../access/service.ts";
import { makeDesk as made } from "../desks/contract.ts";
import { makeDesk } from "../desks/service.ts";
import { remindAll } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let now: Date;
const [facilitator, anna] = [actorOf("facilitator"), actorOf("social-worker")];
const coordinator = actorOf("coordinator");

beforeAll(async () => {
	t = await freshDatabase();
	await account(facilitator.accountId!, "Fausta", "facilitator", "fausta@example.org");
	await account(anna.accountId!, "Anna", "social-worker", "anna@example.org");
});
afterAll(() => t.end());
beforeEach(() =>
	t.owner.query("truncate referrals.desks, referrals.referrals, referrals.reminders, access.mails cascade"),
);

async function account(id: string, name: string, role: string, email: string): Promise<void> {
	const neighbourhood = role === "facilitator" ? places.here : null;
	await t.owner.query("insert into access.accounts (id, name) values ($1, $2)", [id, name]);
	const sealed = testSeal.ofAccount(id).close(email, `access.addresses/${id}`);
	await t.owner.query("insert into access.addresses values ($1, $2, $3)", [id, sealed, testSeal.blind(email)]);
	await t.owner.query(
		"insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since) values ($1, $2, $3, $4, $5, $6, '2026-01-01')",
		[newId(), id, name, role, places.territory, neighbourhood],
	);
}

const desk = (more: object) =>
	makeDesk(
		t.ground,
		coordinator,
		made.parse({ id: newId(), name: "Sportello Alfa", hours: "sempre", phones: "1", ...more }),
	);

const lies = (
	deskId: string,
	members: string[],
	at: string,
	state: "sent" | "received" | "in_progress" | "concluded",
) => liesAt(t.owner, { deskId, facilitatorId: facilitator.accountId!, members, at, state });

/** Reminds on a day, at eight in the morning; gives to whom. */
async function remindOn(day: string): Promise<string[]> {
	now = new Date(`${day}T07:00:00Z`);
	await t.owner.query("delete from access.mails");
	const n = await remindAll(
		{ ...t.ground, clock: () => now },
		[places.territory, places.otherTerritory],
		"https://filo.example",
	);
	const letters = await outbox(t.ground);
	expect(letters).toHaveLength(n);
	for (const { subject, body } of letters)
		expect(`${subject} ${body}`).not.toMatch(/Alfa|Anna|Fausta|Qui\b(?! non c'è)|[0-9a-f]{8}-/);
	return letters.map(({ to }) => to).sort();
}

test("whoever it waits for and whoever handed it over get one letter a day, however much waits, until it is answered", async () => {
	const { id } = await desk({ members: [anna.accountId] });
	await lies(id, [anna.accountId!], "2026-11-16T09:00:00Z", "sent");
	const other = await lies(id, [anna.accountId!], "2026-11-02T09:00:00Z", "in_progress");
	await lies(id, [anna.accountId!], "2026-11-02T09:00:00Z", "concluded");
	expect(await remindOn("2026-11-23")).toEqual(["anna@example.org", "fausta@example.org"]);
	expect(await remindOn("2026-11-23"), "not twice a day").toEqual([]);
	expect(await remindOn("2026-11-24")).toEqual(["anna@example.org", "fausta@example.org"]);
	await t.owner.query(
		"update referrals.referrals set state = 'received', received_at = '2026-11-24' where state = 'sent'",
	);
	expect(await remindOn("2026-11-25"), "the other one still waits").toHaveLength(2);
	await t.owner.query("update referrals.referrals set state = 'concluded', concluded_at = now() where id = $1", [
		other,
	]);
	expect(await remindOn("2026-11-26"), "answered").toEqual([]);
});

test("nobody is reminded before the term of the desk, nor on days on which nobody works", async () => {
	const { id } = await desk({ members: [anna.accountId], receiveDays: "5" });
	await lies(id, [anna.accountId!], "2026-11-16T09:00:00Z", "sent");
	expect(await remindOn("2026-11-20")).toEqual([]);
	expect(await remindOn("2026-11-22"), "a Sunday").toEqual([]);
	expect(await remindOn("2026-11-23")).toHaveLength(2);
	expect(await remindOn("2026-12-08"), "a holiday").toEqual([]);
});

test("a desk without accounts is reminded at its address; the letter leads nowhere", async () => {
	const { id } = await desk({ members: [], email: "desk@example.org" });
	await lies(id, [], "2026-11-16T09:00:00Z", "sent");
	expect(await remindOn("2026-11-23")).toEqual(["desk@example.org", "fausta@example.org"]);
	const letter = (await outbox(t.ground)).find(({ to }) => to === "desk@example.org");
	expect(letter?.body).not.toContain("http");
});

test("whoever no longer works there gets no letter", async () => {
	const { id } = await desk({ members: [anna.accountId] });
	await lies(id, [anna.accountId!], "2026-11-16T09:00:00Z", "sent");
	await t.owner.query("update access.assignments set until = '2026-11-20' where account_id = $1", [anna.accountId]);
	expect(await remindOn("2026-11-23")).toEqual(["fausta@example.org"]);
	await t.owner.query("update access.assignments set until = null where account_id = $1", [anna.accountId]);
});

import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { liesAt } from "../../../../tests/referral-rows.ts";
import { newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { changeDesk as changed, type MakeDesk, makeDesk as made } from "./contract.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const coordinator = actorOf("coordinator");
const facilitator = actorOf("facilitator");
const [anna, bruno] = [actorOf("social-worker"), actorOf("social-worker")];

beforeAll(async () => {
	t = await freshDatabase();
	for (const [who, name] of [
		[anna, "Anna"],
		[bruno, "Bruno"],
	] as const) {
		await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, array[$3::uuid])", [
			who.accountId,
			name,
			places.territory,
		]);
		await t.owner.query(
			"insert into access.assignments (id, account_id, name, role, territory_id, since) values ($1, $2, $3, 'social-worker', $4, '2026-01-01')",
			[newId(), who.accountId, name, places.territory],
		);
	}
});
afterAll(() => t.end());

const said = (more: object = {}): MakeDesk =>
	made.parse({
		id: newId(),
		name: "Servizio sociale",
		hours: "lunedì 9-12",
		phones: "0461 000 101\n\n0461 000 102",
		members: [anna.accountId],
		...more,
	});

async function refusal(work: Promise<unknown>): Promise<Refused> {
	const error = await work.then(
		() => undefined,
		(thrown) => thrown,
	);
	if (!(error instanceof Refused)) throw new Error("was not refused");
	return error;
}

describe("a desk", () => {
	test("is made once however often it is sent, and read by those who choose and by its own people", async () => {
		const input = said({ capacity: "3", topics: ["caring"] });
		const desk = await service.makeDesk(t.ground, coordinator, input);
		expect(await service.makeDesk(t.ground, coordinator, input)).toEqual(desk);
		expect(desk).toMatchObject({
			...{ capacity: 3, phones: ["0461 000 101", "0461 000 102"], byLink: false },
			...{ receiveDays: 3, answerDays: 10, closedOn: null },
		});
		const seenBy = async (actor: Actor) => (await service.listDesks(t.ground, actor)).some(({ id }) => id === desk.id);
		expect(await Promise.all([facilitator, coordinator, anna].map(seenBy))).toEqual([true, true, true]);
		const others = [bruno, actorOf("facilitator", "far"), actorOf("coordinator", "far")];
		expect(await Promise.all(others.map(seenBy))).toEqual([false, false, false]);
		const page = await service.deskOnPage(t.ground, anna, desk.id);
		expect(page.names).toEqual([{ id: anna.accountId, name: "Anna" }]);
		expect(await refusal(service.deskOnPage(t.ground, bruno, desk.id))).toMatchObject({ code: "not_found" });
	});

	test("is reached by somebody: members, who work there as social workers, or an address", async () => {
		const nobody = service.makeDesk(t.ground, coordinator, said({ members: [] }));
		expect((await refusal(nobody)).fields).toEqual({ email: "desks.error_reach" });
		const stranger = service.makeDesk(t.ground, coordinator, said({ members: [facilitator.accountId] }));
		expect((await refusal(stranger)).fields).toEqual({ members: "error.choice" });
		const byLink = await service.makeDesk(t.ground, coordinator, said({ members: [], email: "Uno@Esempio.it" }));
		expect(byLink.byLink).toBe(true);
		const { rows } = await t.owner.query("select email_sealed from referrals.desks where id = $1", [byLink.id]);
		expect(rows[0].email_sealed.toString("latin1")).not.toContain("uno@esempio.it");
		const address = await t.db.readAs(facilitator, (read) => service.deskAddressIn(t.ground, read, byLink.id));
		expect(address).toEqual({ email: "uno@esempio.it", language: "it" });
		expect((await service.deskToChange(t.ground, coordinator, byLink.id)).desk?.email).toBe("uno@esempio.it");
	});

	test("is offered for its topics, and for all where it names none; closed it is not offered, and can be opened again", async () => {
		const papers = await service.makeDesk(t.ground, coordinator, said({ name: "Carte", topics: ["papers"] }));
		const all = await service.makeDesk(t.ground, coordinator, said({ name: "Tutto" }));
		const offered = async (topic?: "papers" | "children") =>
			(await service.chooseDesks(t.ground, facilitator, { topic })).map(({ id }) => id);
		expect(await offered("papers")).toEqual(expect.arrayContaining([papers.id, all.id]));
		expect(await offered("children")).not.toContain(papers.id);
		expect(await offered("children")).toContain(all.id);
		expect((await service.closeDesk(t.ground, coordinator, all.id)).closedOn).toBe("2026-11-22");
		expect(await offered()).not.toContain(all.id);
		await service.reopenDesk(t.ground, coordinator, all.id);
		expect(await offered()).toContain(all.id);
	});

	test("is kept by the coordinator of its territory alone", async () => {
		const { id } = await service.makeDesk(t.ground, coordinator, said());
		const { id: _, ...change } = said();
		for (const actor of [facilitator, anna, actorOf("administrator"), actorOf("citizen")]) {
			expect(await refusal(service.makeDesk(t.ground, actor, said()))).toMatchObject({ code: "not_yours" });
			expect(await refusal(service.changeDesk(t.ground, actor, id, change))).toMatchObject({ code: "not_yours" });
			expect(await refusal(service.closeDesk(t.ground, actor, id))).toMatchObject({ code: "not_yours" });
		}
		const far = actorOf("coordinator", "far");
		expect(await refusal(service.changeDesk(t.ground, far, id, change))).toMatchObject({ code: "not_found" });
		expect(await refusal(service.closeDesk(t.ground, far, id))).toMatchObject({ code: "not_found" });
	});
});

describe("who reads what lies at a desk", () => {
	const tables = ["referrals", "fields", "steps", "words", "calls", "companions"];
	/** How many rows of each table somebody of the desk reads. */
	const readBy = (actor: Actor) =>
		t.db.readAs(actor, async (read) => {
			const counts: number[] = [];
			for (const table of tables)
				counts.push((await read.rows(sql`select 1 from ${sql.table(`referrals.${table}`)}`)).length);
			return counts;
		});

	test("changes with its members, in the same transaction and in every table", async () => {
		const desk = await service.makeDesk(t.ground, coordinator, said({ name: "Con accessi" }));
		const elsewhere = await service.makeDesk(t.ground, coordinator, said({ name: "Altrove" }));
		await liesAt(t.owner, { deskId: desk.id, facilitatorId: facilitator.accountId!, members: [anna.accountId!] });
		await liesAt(t.owner, { deskId: elsewhere.id, facilitatorId: facilitator.accountId!, members: [anna.accountId!] });
		expect(await readBy(anna)).toEqual([2, 2, 2, 2, 2, 2]);
		expect(await readBy(bruno)).toEqual([0, 0, 0, 0, 0, 0]);
		const { id: _, ...change } = said({ name: "Con accessi", members: [bruno.accountId] });
		await service.changeDesk(t.ground, coordinator, desk.id, changed.parse(change));
		// Anna keeps what lies at the other desk, and nothing of this one.
		expect(await readBy(anna)).toEqual([1, 1, 1, 1, 1, 1]);
		expect(await readBy(bruno)).toEqual([1, 1, 1, 1, 1, 1]);
		const { rows } = await t.owner.query("select readers from referrals.referrals where desk_id = $1", [desk.id]);
		expect(rows[0].readers.sort()).toEqual([bruno.accountId, facilitator.accountId].sort());
		const [choice] = (await service.chooseDesks(t.ground, facilitator, {})).filter(({ id }) => id === desk.id);
		expect(choice?.waiting, "a number, and nothing else").toBe(1);
		expect(JSON.stringify(choice)).not.toMatch(/referral|person|member/);
	});
});

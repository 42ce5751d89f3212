import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import type { Ground } from "../../ui/http.ts";
import type { Assignment } from "./contract.ts";
import * as access from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let administrator: access.Session["actor"];

beforeAll(async () => {
	t = await freshDatabase();
	const path = await access.firstAdministrator(t.ground);
	const token = await access.spendLink(t.ground, path!.split("/").at(-1)!);
	administrator = (await access.openSession(t.ground, token))!.actor;
});
afterAll(() => t.end());

const here: Assignment = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.here };

async function newcomer(email: string, place = here): Promise<Id<"account">> {
	const id = newId<"account">();
	await access.addAccount(t.ground, administrator, { id, name: "Anna", email }, place);
	return id;
}

async function linkFor(email: string, ground: Ground = t.ground): Promise<string> {
	await access.askForLink(ground, email, "https://filo.example", "it");
	const letter = (await access.outbox(ground)).find((l) => l.to === email);
	return /access\/link\/(\S+)/.exec(letter!.body)![1]!;
}

const code = (error: unknown) => (error instanceof Refused ? error.code : error);

test("the first administrator comes in once, and no second one can be made that way", async () => {
	expect(administrator.role).toBe("administrator");
	expect(await access.firstAdministrator(t.ground)).toBeUndefined();
});

test("a link lets its account in once, in the role it holds", async () => {
	const id = await newcomer("anna@example.org");
	const link = await linkFor("anna@example.org");
	expect(await access.linkIsFresh(t.ground, link)).toBe(true);
	const session = await access.openSession(t.ground, await access.spendLink(t.ground, link));
	expect(session?.actor).toMatchObject({
		role: "facilitator",
		accountId: id,
		territoryId: places.territory,
		neighbourhoodIds: [places.here],
	});
	await expect(access.spendLink(t.ground, link).catch(code)).resolves.toBe("link_spent");
});

test("two who press at once: one comes in", async () => {
	await newcomer("both@example.org");
	const link = await linkFor("both@example.org");
	const outcomes = await Promise.allSettled([access.spendLink(t.ground, link), access.spendLink(t.ground, link)]);
	expect(outcomes.map((o) => o.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a link is worth nothing after half an hour", async () => {
	await newcomer("late@example.org");
	const link = await linkFor("late@example.org");
	const later = { ...t.ground, clock: () => new Date(testNow.getTime() + 31 * 60_000) };
	await expect(access.spendLink(later, link).catch(code)).resolves.toBe("link_spent");
});

test("an unknown address gets the same answer and no letter; a known one at most five an hour", async () => {
	const before = (await access.outbox(t.ground)).length;
	await access.askForLink(t.ground, "nobody@example.org", "https://filo.example", "it");
	expect(await access.outbox(t.ground)).toHaveLength(before);
	await newcomer("often@example.org");
	for (let i = 0; i < 8; i += 1) await access.askForLink(t.ground, "often@example.org", "https://filo.example", "it");
	expect((await access.outbox(t.ground)).filter((l) => l.to === "often@example.org")).toHaveLength(5);
});

test("neither address nor link stands anywhere in clear", async () => {
	await newcomer("sealed@example.org");
	const link = await linkFor("sealed@example.org");
	for (const table of ["addresses", "mails", "links", "sessions"]) {
		const { rows } = await t.owner.query(
			`select string_agg(encode(convert_to(x::text, 'UTF8'), 'escape'), '') as all from access.${table} x`,
		);
		expect(rows[0].all).not.toContain("sealed@example.org");
		expect(rows[0].all).not.toContain(Buffer.from("sealed@example.org").toString("hex"));
		expect(rows[0].all).not.toContain(link);
	}
});

test("when the role ends, its open sessions end with it", async () => {
	const id = await newcomer("gone@example.org");
	const token = await access.spendLink(t.ground, await linkFor("gone@example.org"));
	const row = (await access.accounts(t.ground, administrator)).find((a) => a.id === id)!;
	await access.endAssignment(t.ground, administrator, row.assignments[0]!.id);
	expect(await access.openSession(t.ground, token)).toBeUndefined();
});

test("nobody puts on screen a place they do not hold", async () => {
	await newcomer("place@example.org");
	const token = await access.spendLink(t.ground, await linkFor("place@example.org"));
	const { actor } = (await access.openSession(t.ground, token))!;
	const wanted: Assignment = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.beside };
	await expect(access.choosePlace(t.ground, actor, token, wanted, undefined).catch(code)).resolves.toBe("not_yours");
	await expect(
		access.choosePlace(t.ground, actor, token, { ...wanted, role: "coordinator" }, undefined).catch(code),
	).resolves.toBe("not_yours");
});

test("only the administrator gives accounts, and every step leaves its entry in the trail", async () => {
	const id = await newcomer("trail@example.org");
	const token = await access.spendLink(t.ground, await linkFor("trail@example.org"));
	const { actor } = (await access.openSession(t.ground, token))!;
	const input = { id: newId<"account">(), name: "X", email: "x@example.org" };
	await expect(access.addAccount(t.ground, actor, input, here).catch(code)).resolves.toBe("not_yours");
	await access.endSession(t.ground, actor, token);
	expect(await access.openSession(t.ground, token)).toBeUndefined();
	const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by id", [id]);
	expect(rows.map((r) => r.verb).sort()).toEqual([
		"addAccount",
		"assign",
		"beginSession",
		"endSession",
		"makeLink",
		"spendLink",
	]);
	await expect(
		access.addAccount(t.ground, administrator, { ...input, email: "trail@example.org" }, here).catch(code),
	).resolves.toBe("id_taken");
});

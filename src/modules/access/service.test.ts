import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
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

test("who works here: name and roles of those with a role in force, for facilitators and coordinators of the territory only", async () => {
	const begun = (name: string, email: string, place: Assignment) => {
		const id = newId<"account">();
		return access.addAccount(t.ground, administrator, { id, name, email }, place).then(() => id);
	};
	const there = { ...here, neighbourhoodId: places.beside };
	const wide = { ...here, neighbourhoodId: null };
	const ada = await begun("Ada", "ada@example.org", { ...here, role: "citizen" });
	const bice = await begun("Bice", "bice@example.org", there);
	const carla = await begun("Carla", "carla@example.org", { ...wide, role: "coordinator" });
	const dino = await begun("Dino", "dino@example.org", { ...wide, role: "social-worker" });
	const elio = await begun("Elio", "elio@example.org", { ...here, role: "resident" });
	const far = await begun("Fia", "fia@example.org", {
		role: "facilitator",
		territoryId: places.otherTerritory,
		neighbourhoodId: places.far,
	});
	await access.addAssignment(t.ground, administrator, newId(), bice, { ...wide, role: "coordinator" });
	await access.addAssignment(t.ground, administrator, newId(), dino, { ...here, role: "citizen" });
	const anna = actorOf("facilitator");
	const ask = (work: typeof access.colleaguesIn, actor = anna, on = "2026-11-22") =>
		t.db.readAs(actor, (read) => work(read, on));
	const named = async (work: typeof access.colleaguesIn, actor = anna) =>
		(await ask(work, actor)).filter((c) => c.name !== "Anna");
	const staff = [
		{ id: bice, name: "Bice", roles: ["coordinator", "facilitator"] },
		{ id: carla, name: "Carla", roles: ["coordinator"] },
		{ id: dino, name: "Dino", roles: ["social-worker"] },
	];
	expect(await named(access.colleaguesIn)).toEqual(staff);
	expect(await named(access.colleaguesIn, actorOf("coordinator"))).toEqual(staff);
	expect(await named(access.citizensIn)).toEqual([
		{ id: ada, name: "Ada", roles: ["citizen"] },
		{ id: dino, name: "Dino", roles: ["citizen"] },
	]);
	const at = (neighbourhoodId: string) =>
		t.db.readAs(anna, (read) => access.colleaguesAt(read, neighbourhoodId, "2026-11-22"));
	expect((await at(places.here)).map((c) => c.id)).toEqual(expect.arrayContaining([bice, carla]));
	expect((await at(places.beside)).map((c) => c.id)).toEqual([bice, carla]);
	expect((await at(places.here)).map((c) => c.id)).not.toEqual(expect.arrayContaining([dino]));
	expect(await ask(access.colleaguesIn, anna, "2026-11-20"), "before their first day").toEqual([]);
	for (const actor of [
		actorOf("citizen"),
		actorOf("resident"),
		actorOf("social-worker"),
		actorOf("officer"),
		actorOf("evaluator"),
	]) {
		expect(await ask(access.colleaguesIn, actor), actor.role).toEqual([]);
		expect(await ask(access.citizensIn, actor), actor.role).toEqual([]);
	}
	expect((await ask(access.colleaguesIn, actorOf("coordinator", "far"))).map((c) => c.id)).toEqual([far]);
	const hidden = (await t.db.readAs(anna, (read) =>
		read.rows<{ account_id: string }>(sql`select account_id from access.assignments where role = 'resident'
			union all select id from access.accounts where id = ${ada} or id = ${elio}
			union all select account_id from access.addresses`),
	)) as unknown[];
	expect(hidden, "no resident, no row of a citizen's account, no address").toEqual([]);

	await t.owner.query(
		`insert into access.codes (id, account_id, session_hash, code_hash, made_at, expires_at)
			values ($1, $2, 'a', 'b', now(), now()), ($3, $4, 'c', 'd', now(), now())`,
		[newId(), carla, newId(), dino],
	);
	await access.closeAccount(t.ground, administrator, carla);
	const { rows: codes } = await t.owner.query("select account_id from access.codes");
	expect(codes, "the codes of a closed account go at once").toEqual([{ account_id: dino }]);
	const row = (await access.accounts(t.ground, administrator)).find((a) => a.id === dino)!;
	await access.endAssignment(t.ground, administrator, row.assignments.find((a) => a.role === "citizen")!.id);
	expect((await named(access.colleaguesIn)).map((c) => c.name)).toEqual(["Bice", "Dino"]);
	expect((await named(access.citizensIn)).map((c) => c.name)).toEqual(["Ada"]);
	for (const role of (await access.accounts(t.ground, administrator)).find((a) => a.id === bice)!.assignments)
		await access.endAssignment(t.ground, administrator, role.id);
	const names = await t.db.readAs(anna, (read) => access.accountNames(read, [bice, carla, far, elio]));
	expect([...names.values()].sort(), "what they wrote keeps their name").toEqual(["Bice", "Carla"]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { administratorLink, NoAdministrator } from "../../../cli/link.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Assignment } from "../contract.ts";
import { readOwnAccount, writeOwnAccount } from "../own/service.ts";
import * as access from "../service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let first: Actor;

const everywhere: Assignment = { role: "administrator", territoryId: null, neighbourhoodId: null };
const here: Assignment = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.here };
const link = (email?: string) => administratorLink(t.ground, "https://filo.example.org", email);
const code = (error: { code?: string }) => error.code;

async function cameIn(made: { link: string }): Promise<Actor> {
	const token = await access.spendLink(t.ground, made.link.split("/").at(-1)!);
	return (await access.openSession(t.ground, token))!.actor;
}

async function added(email: string, place: Assignment): Promise<Id<"account">> {
	const id = newId<"account">();
	await access.addAccount(t.ground, first, { id, name: "Anna", email }, place);
	return id;
}

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

test("where nobody is, there is nobody to make a link for", async () => {
	await expect(link()).rejects.toThrow(NoAdministrator);
});

test("the first administrator comes back by a new link, once and within half an hour", async () => {
	await access.firstAdministrator(t.ground);
	const made = await link();
	expect(made.link).toMatch(/^https:\/\/filo\.example\.org\/access\/link\/[\w-]{43}$/);
	expect(made.minutes).toBe(30);
	first = await cameIn(made);
	expect(first).toMatchObject({ role: "administrator", name: "Amministrazione" });
	await expect(cameIn(made).catch(code)).resolves.toBe("link_spent");
	const late = { ...t.ground, clock: () => new Date(testNow.getTime() + 31 * 60_000) };
	await expect(access.spendLink(late, (await link()).link.split("/").at(-1)!).catch(code)).resolves.toBe("link_spent");
});

test("the trail says that it was whoever holds the machine", async () => {
	const { rows } = await t.owner.query(
		"select role, actor_id, kind from access.audit where verb = 'makeLink' and record_id = $1 order by id desc limit 1",
		[first.accountId],
	);
	expect(rows).toEqual([{ role: "machine", actor_id: null, kind: "account" }]);
});

test("with an address: for that administrator, and for nobody who is none", async () => {
	const second = await added("second@example.org", everywhere);
	await added("anna@example.org", here);
	expect((await cameIn(await link(" Second@Example.org "))).accountId).toBe(second);
	expect((await cameIn(await link())).accountId).toBe(first.accountId);
	const refused = await Promise.all(
		["anna@example.org", "nobody@example.org", ""].map((email) => link(email).catch((error) => error)),
	);
	for (const error of refused) expect(error).toBeInstanceOf(NoAdministrator);
	// The same words, so that nobody learns from them whose address it is.
	expect(new Set(refused.map((error) => error.message)).size).toBe(1);
	await access.closeAccount(t.ground, first, second);
	await expect(link("second@example.org")).rejects.toThrow(NoAdministrator);
});

test("an administrator's own name and address: the address may be left, and once there only changed", async () => {
	expect(await readOwnAccount(t.ground, first)).toEqual({ name: "Amministrazione", email: undefined });
	await writeOwnAccount(t.ground, first, "", { name: "Rosa Dalpiaz", email: undefined });
	const named = await cameIn(await link());
	expect(await readOwnAccount(t.ground, named)).toEqual({ name: "Rosa Dalpiaz", email: undefined });
	await writeOwnAccount(t.ground, named, "", { name: "Rosa Dalpiaz", email: "rosa@example.org" });
	await writeOwnAccount(t.ground, named, "", { name: "Rosa Dalpiaz", email: "rosa.d@example.org" });
	expect((await readOwnAccount(t.ground, named)).email).toBe("rosa.d@example.org");
	await expect(writeOwnAccount(t.ground, named, "", { name: "Rosa", email: undefined })).rejects.toMatchObject({
		code: "invalid",
		fields: { email: "error.required" },
	});
	await expect(writeOwnAccount(t.ground, named, "", { name: "Rosa", email: "anna@example.org" })).rejects.toMatchObject(
		{
			code: "id_taken",
			fields: { email: "access.email_known" },
		},
	);
	expect((await readOwnAccount(t.ground, named)).email).toBe("rosa.d@example.org");
	// Half an hour later whoever sits there may be somebody else: the name alone is theirs to change.
	const half = { ...t.ground, clock: () => new Date(testNow.getTime() + 31 * 60_000) };
	const write = (email: string) => writeOwnAccount(half, named, "", { name: "Rosa Dalpiaz", email });
	await expect(write("another@example.org").catch(code)).resolves.toBe("assurance_needed");
	await expect(write("rosa.d@example.org")).resolves.toBeUndefined();
	const { rows } = await t.owner.query("select name from access.assignments where account_id = $1", [named.accountId]);
	expect(rows).toEqual([{ name: "Rosa Dalpiaz" }]);
	expect((await cameIn(await link("rosa.d@example.org"))).accountId).toBe(first.accountId);
	// Links made at the machine count among the five of an hour, so this is asked for after it.
	const later = { ...t.ground, clock: () => new Date(testNow.getTime() + 3_700_000) };
	await access.askForLink(later, "rosa.d@example.org", "https://filo.example.org", "it");
	expect((await access.outbox(t.ground)).map((letter) => letter.to)).toEqual(["rosa.d@example.org"]);
});

test("nobody but an administrator writes such an account", async () => {
	await access.askForLink(t.ground, "anna@example.org", "https://filo.example.org", "it");
	const letter = (await access.outbox(t.ground)).find(({ to }) => to === "anna@example.org");
	const anna = await cameIn({ link: /access\/link\/\S+/.exec(letter!.body)![0] });
	await expect(readOwnAccount(t.ground, anna).catch(code)).resolves.toBe("not_yours");
	await expect(writeOwnAccount(t.ground, anna, "", { name: "Anna", email: "a@example.org" }).catch(code)).resolves.toBe(
		"not_yours",
	);
});

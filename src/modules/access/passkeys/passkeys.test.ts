import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SoftPasskey } from "../../../../tests/authenticator.ts";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { Role } from "../../../core/roles.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Assignment } from "../contract.ts";
import { printCodes } from "../printed/service.ts";
import * as access from "../service.ts";
import { mayReplace, relyingParty, wentBack } from "./rules.ts";
import * as passkeys from "./service.ts";

const base = "https://filo.example.org";
let t: Awaited<ReturnType<typeof freshDatabase>>;
let administrator: Actor;

beforeAll(async () => {
	t = await freshDatabase();
	// The outbox shows the latest letters: each is a millisecond later than the one before.
	let now = testNow.getTime();
	t.ground.clock = () => {
		now += 1;
		return new Date(now);
	};
	const path = await access.firstAdministrator(t.ground);
	administrator = await actorBy(await access.spendLink(t.ground, path!.split("/").at(-1)!));
});
afterAll(() => t.end());

const here: Assignment = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.here };
const over = { territoryId: places.territory, neighbourhoodId: null };
const code = (error: { code?: string }) => error.code;
const later = (minutes: number): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + minutes * 60_000),
});

async function actorBy(token: string): Promise<Actor> {
	return (await access.openSession(t.ground, token))!.actor;
}

let made = 0;

/** Somebody new, who has come in by a letter. */
async function newcomer(place: Assignment = here) {
	made += 1;
	const email = `a${made}@example.org`;
	const id = newId<"account">();
	await access.addAccount(t.ground, administrator, { id, name: `Anna ${made}`, email }, place);
	const token = await access.spendLink(t.ground, (await letterTo(email))!);
	return { id, email, token, actor: await actorBy(token) };
}

async function letterTo(email: string, ground = t.ground): Promise<string | undefined> {
	await access.askForLink(ground, email, base, "it");
	const letter = (await access.outbox(ground)).find((one) => one.to === email);
	return /access\/link\/(\S+)/.exec(letter?.body ?? "")?.[1];
}

type Person = Awaited<ReturnType<typeof newcomer>>;

/** Who has just shown that it is them. */
const shown = (actor: Actor): Actor => ({ ...actor, assuredUntil: new Date(testNow.getTime() + 30 * 60_000) });

async function register(who: Pick<Person, "actor" | "token">, key = new SoftPasskey(base), name = "telefono") {
	const options = await passkeys.askForNew(t.ground, who.actor, who.token, base);
	const { id } = await passkeys.addPasskey(t.ground, who.actor, who.token, base, key.make(options, name));
	return { key, id };
}

async function comeIn(key: SoftPasskey, lies = {}, ground = t.ground): Promise<string> {
	return passkeys.signInByPasskey(ground, base, key.answer(await passkeys.askWhoComes(ground, base), lies));
}

async function trailOf(id: string): Promise<string[]> {
	const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id]);
	return rows.map((row) => row.verb);
}

describe("coming in", () => {
	let anna: Person;
	let key: SoftPasskey;
	beforeEach(async () => {
		anna = await newcomer();
		key = (await register(anna)).key;
	});

	test("whoever has registered a passkey comes in with it, without saying who they are", async () => {
		expect((await actorBy(await comeIn(key))).accountId).toBe(anna.id);
		await comeIn(key);
		expect(await passkeys.passkeysOf(t.ground, anna.actor)).toMatchObject([
			{ name: "telefono", lastUsedOn: "2026-11-22" },
		]);
		expect(await trailOf(anna.id)).toContain("signInByPasskey");
	});

	test("a challenge is good for one answer, also a wrong one, and for five minutes", async () => {
		const options = await passkeys.askWhoComes(t.ground, base);
		const answer = key.answer(options);
		await passkeys.signInByPasskey(t.ground, base, answer);
		await expect(passkeys.signInByPasskey(t.ground, base, answer).catch(code)).resolves.toBe("passkey_refused");
		const burnt = await passkeys.askWhoComes(t.ground, base);
		await passkeys.signInByPasskey(t.ground, base, key.answer(burnt, { origin: "https://evil.example" })).catch(code);
		await expect(passkeys.signInByPasskey(t.ground, base, key.answer(burnt)).catch(code)).resolves.toBe(
			"passkey_refused",
		);
		const old = key.answer(await passkeys.askWhoComes(t.ground, base));
		await expect(passkeys.signInByPasskey(later(6), base, old).catch(code)).resolves.toBe("passkey_refused");
		await expect(comeIn(key)).resolves.toBeTypeOf("string");
	});

	test("two answers at once to one challenge: one comes in", async () => {
		const answer = key.answer(await passkeys.askWhoComes(t.ground, base));
		const both = [1, 2].map(() => passkeys.signInByPasskey(t.ground, base, answer));
		expect((await Promise.allSettled(both)).map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
	});

	test.each([
		["another origin", { origin: "https://evil.example" }],
		["the same host on another port", { origin: `${base}:8443` }],
		["another host", { rpId: "evil.example" }],
		["nobody verified at the device", { verified: false }],
		["no account named", { userHandle: "" }],
	])("%s is refused", async (_which, lies) => {
		await expect(comeIn(key, lies).catch(code)).resolves.toBe("passkey_refused");
		await expect(comeIn(key)).resolves.toBeTypeOf("string");
	});

	test("a signature of another key is refused", async () => {
		const options = await passkeys.askWhoComes(t.ground, base);
		const forged = new SoftPasskey(base).answer(options, { userHandle: key.answer(options).response.userHandle });
		const answer = { ...forged, id: key.id };
		await expect(passkeys.signInByPasskey(t.ground, base, answer).catch(code)).resolves.toBe("passkey_refused");
	});

	test("a passkey nobody registered, and one of somebody else, are refused in the same words", async () => {
		const stranger = new SoftPasskey(base);
		stranger.make(await passkeys.askForNew(t.ground, shown(anna.actor), anna.token, base), "mai registrata");
		await expect(comeIn(stranger).catch(code)).resolves.toBe("passkey_refused");
		const bruno = await newcomer();
		const other = await register(bruno);
		const handle = key.answer(await passkeys.askWhoComes(t.ground, base)).response.userHandle;
		await expect(comeIn(other.key, { userHandle: handle }).catch(code)).resolves.toBe("passkey_refused");
	});

	test("a removed one is refused; the last one is not removed, and nobody removes another's", async () => {
		const [first] = await passkeys.passkeysOf(t.ground, anna.actor);
		await expect(passkeys.removePasskey(t.ground, shown(anna.actor), anna.token, first!.id).catch(code)).resolves.toBe(
			"last_passkey",
		);
		const second = await register({ ...anna, actor: shown(anna.actor) }, new SoftPasskey(base), "chiavetta");
		const bruno = await newcomer();
		await expect(
			passkeys.removePasskey(t.ground, shown(bruno.actor), bruno.token, first!.id).catch(code),
		).resolves.toBe("not_found");
		await passkeys.removePasskey(t.ground, shown(anna.actor), anna.token, first!.id);
		await expect(comeIn(key).catch(code)).resolves.toBe("passkey_refused");
		await expect(comeIn(second.key)).resolves.toBeTypeOf("string");
	});

	test("a counter that goes back, or stands, is refused and said; one that stays at 0 is not", async () => {
		await comeIn(key, { counter: 7 });
		await expect(comeIn(key, { counter: 7 }).catch(code)).resolves.toBe("passkey_copied");
		await expect(comeIn(key, { counter: 3 }).catch(code)).resolves.toBe("passkey_copied");
		await expect(comeIn(key, { counter: 0 }).catch(code)).resolves.toBe("passkey_copied");
		expect(await trailOf(anna.id)).toContain("refuseCopiedPasskey");
		await expect(comeIn(key, { counter: 8 })).resolves.toBeTypeOf("string");
		const quiet = (await register({ ...anna, actor: shown(anna.actor) }, new SoftPasskey(base, { counts: false }))).key;
		await comeIn(quiet);
		await expect(comeIn(quiet)).resolves.toBeTypeOf("string");
	});

	test("nothing in the database could make an answer, and old challenges go", async () => {
		const { challenge } = await passkeys.askWhoComes(t.ground, base);
		const { rows } = await t.owner.query("select encode(challenge_hash, 'base64') as kept from access.challenges");
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.map((row) => row.kept)).not.toContain(Buffer.from(challenge, "base64url").toString("base64"));
		await passkeys.askWhoComes(later(60), base);
		expect((await t.owner.query("select 1 from access.challenges")).rowCount).toBe(1);
	});
});

describe("registering", () => {
	test("is for those who work here", async () => {
		for (const role of ["resident", "citizen"] satisfies Role[])
			await expect(passkeys.askForNew(t.ground, actorOf(role), "", base).catch(code)).resolves.toBe("not_yours");
	});

	test.each([
		["another origin", { origin: "https://evil.example" }],
		["another host", { rpId: "evil.example" }],
		["nobody verified at the device", { verified: false }],
	])("%s is refused", async (_which, lies) => {
		const anna = await newcomer();
		const answer = new SoftPasskey(base).make(
			await passkeys.askForNew(t.ground, anna.actor, anna.token, base),
			"x",
			lies,
		);
		await expect(passkeys.addPasskey(t.ground, anna.actor, anna.token, base, answer).catch(code)).resolves.toBe(
			"passkey_refused",
		);
		expect(await passkeys.passkeysOf(t.ground, anna.actor)).toEqual([]);
	});

	test("a challenge is for whoever asked, for registering only, and once", async () => {
		const anna = await newcomer();
		const bruno = await newcomer();
		const add = (who: Person, answer: ReturnType<SoftPasskey["make"]>) =>
			passkeys.addPasskey(t.ground, shown(who.actor), who.token, base, answer).catch(code);
		const forAnna = () => passkeys.askForNew(t.ground, shown(anna.actor), anna.token, base);
		expect(await add(bruno, new SoftPasskey(base).make(await forAnna(), "x"))).toBe("passkey_refused");
		const { challenge } = await passkeys.askWhoComes(t.ground, base);
		expect(await add(anna, new SoftPasskey(base).make({ ...(await forAnna()), challenge }, "x"))).toBe(
			"passkey_refused",
		);
		const key = new SoftPasskey(base);
		const answer = key.make(await forAnna(), "x");
		expect(await add(anna, answer)).toMatchObject({ name: "x" });
		expect(await add(anna, answer)).toBe("passkey_refused");
		expect(await add(bruno, key.make(await passkeys.askForNew(t.ground, bruno.actor, bruno.token, base), "x"))).toBe(
			"passkey_refused",
		);
	});

	test("names those already there, so that a device does not make a second one; at most ten", async () => {
		const anna = await newcomer();
		const again = { ...anna, actor: shown(anna.actor) };
		for (let i = 0; i < 10; i += 1) await register(again);
		const options = await passkeys.askForNew(t.ground, again.actor, anna.token, base);
		expect(options.excludeCredentials).toHaveLength(10);
		await expect(register(again)).rejects.toMatchObject({ code: "invalid", fields: { name: "passkeys.error_most" } });
	});
});

describe("showing again who one is", () => {
	const refused = "assurance_needed";
	const ask = (who: Person, ground = t.ground) => passkeys.askForNew(ground, who.actor, who.token, base).catch(code);

	test("the letter somebody came in with is enough for the first passkey, for half an hour; then a code is", async () => {
		const anna = await newcomer();
		expect(await ask(anna, later(29))).toHaveProperty("challenge");
		expect(await ask(anna, later(31))).toBe(refused);
		const key = new SoftPasskey(base).make(await passkeys.askForNew(t.ground, anna.actor, anna.token, base), "x");
		const add = (actor: Actor) => passkeys.addPasskey(later(31), actor, anna.token, base, key).catch(code);
		expect(await add(anna.actor)).toBe(refused);
		const assuredUntil = new Date(testNow.getTime() + 40 * 60_000);
		expect(await ask({ ...anna, actor: { ...anna.actor, assuredUntil } }, later(31))).toHaveProperty("challenge");
	});

	test("not for another, nor to remove one; nor the token of somebody else, nor one that has ended", async () => {
		const anna = await newcomer();
		const { id } = await register(anna);
		expect(await ask(anna)).toBe(refused);
		expect(await passkeys.removePasskey(t.ground, anna.actor, anna.token, id).catch(code)).toBe(refused);
		expect(await passkeys.removePasskey(t.ground, shown(anna.actor), anna.token, id).catch(code)).toBe("last_passkey");
		const bruno = await newcomer();
		expect(await ask({ ...bruno, token: anna.token })).toBe(refused);
		await access.endSession(t.ground, bruno.actor, bruno.token);
		expect(await ask(bruno)).toBe(refused);
	});

	test("nor where somebody has a sheet of codes, or the body lets no code go by letter", async () => {
		const anna = await newcomer();
		expect(await ask(anna, { ...t.ground, codesByLetter: false })).toBe(refused);
		await printCodes(t.ground, actorOf("coordinator"), anna.id, true);
		expect(await ask(anna)).toBe(refused);
	});

	test("whoever was given a link by hand has been seen", async () => {
		const anna = await newcomer();
		await register(anna);
		const { path } = await passkeys.replacePasskey(t.ground, actorOf("coordinator"), anna.id, true, base);
		const token = await access.spendLink(t.ground, path.split("/").at(-1)!);
		const strict = { ...t.ground, codesByLetter: false };
		expect(await ask({ ...anna, token, actor: await actorBy(token) }, strict)).toHaveProperty("challenge");
	});
});

describe("the letter", () => {
	test("lets in by itself until there is a passkey; then it is a letter without a link, and an older link is refused", async () => {
		const anna = await newcomer();
		const older = (await letterTo(anna.email))!;
		await register(anna);
		await expect(access.spendLink(t.ground, older).catch(code)).resolves.toBe("passkey_needed");
		expect(await letterTo(anna.email)).toBeUndefined();
		const [letter] = await access.outbox(t.ground);
		expect(letter!.to).toBe(anna.email);
		expect(letter!.body).toContain("di persona");
	});

	test("goes on letting in citizens, and whoever no longer works here", async () => {
		const citizen = await newcomer({ ...here, role: "citizen" });
		expect(await letterTo(citizen.email)).toBeTypeOf("string");
		const anna = await newcomer();
		await access.addAssignment(t.ground, administrator, newId(), anna.id, { ...here, role: "citizen" });
		await register(anna);
		expect(await letterTo(anna.email)).toBeUndefined();
		const row = (await access.accounts(t.ground, administrator)).find((one) => one.id === anna.id)!;
		await access.endAssignment(t.ground, administrator, row.assignments.find((a) => a.role === "facilitator")!.id);
		const link = (await letterTo(anna.email))!;
		expect((await actorBy(await access.spendLink(t.ground, link))).role).toBe("citizen");
	});
});

describe("a lost passkey", () => {
	const coordinator = (where: "here" | "far" = "here") => actorOf("coordinator", where);
	const replace = (actor: Actor, id: Id<"account">) => passkeys.replacePasskey(t.ground, actor, id, true, base);

	test("is replaced in person: old passkeys, sessions and links end, and a link shown once leads to a new one", async () => {
		const anna = await newcomer();
		const older = (await letterTo(anna.email))!;
		const { key } = await register(anna);
		const session = await comeIn(key);
		const { path, minutes } = await replace(coordinator(), anna.id);
		expect(minutes).toBe(15);
		expect(await access.openSession(t.ground, session)).toBeUndefined();
		await expect(comeIn(key).catch(code)).resolves.toBe("passkey_refused");
		await expect(access.spendLink(t.ground, older).catch(code)).resolves.toBe("link_spent");
		expect(await letterTo(anna.email), "and a letter still lets nobody in").toBeUndefined();
		const link = path.split("/").at(-1)!;
		await expect(access.spendLink(later(16), link).catch(code)).resolves.toBe("link_spent");
		const token = await access.spendLink(t.ground, link);
		await expect(access.spendLink(t.ground, link).catch(code)).resolves.toBe("link_spent");
		expect(await access.openSession(later(16), token), "the session is for registering").toBeUndefined();
		expect(await passkeys.lacksPasskey(t.ground, token, base)).toBe(true);
		const fresh = await register({ actor: await actorBy(token), token });
		expect(await access.openSession(later(16), token), "and goes on afterwards").toBeDefined();
		expect((await actorBy(await comeIn(fresh.key))).accountId).toBe(anna.id);
	});

	test("the trail says who allowed it, and the person is told", async () => {
		const anna = await newcomer();
		const paolo = coordinator();
		await replace(paolo, anna.id);
		const { rows } = await t.owner.query(
			"select actor_id, role, territory_id from access.audit where record_id = $1 and verb = 'allowReplacement'",
			[anna.id],
		);
		expect(rows).toEqual([{ actor_id: paolo.accountId, role: "coordinator", territory_id: places.territory }]);
		const [letter] = await access.outbox(t.ground);
		expect(letter).toMatchObject({ to: anna.email, subject: "La tua passkey per Filò è stata sostituita" });
	});

	test("by nobody else", async () => {
		const anna = await newcomer();
		const { key } = await register(anna);
		for (const actor of [coordinator("far"), administrator])
			await expect(replace(actor, anna.id).catch(code)).resolves.toBe("not_found");
		for (const role of ["facilitator", "social-worker", "citizen", "resident", "officer"] satisfies Role[])
			await expect(replace(actorOf(role), anna.id).catch(code)).resolves.toBe("not_yours");
		const paolo = await newcomer({ ...over, role: "coordinator" });
		await expect(replace(paolo.actor, paolo.id).catch(code)).resolves.toBe("not_found");
		await expect(replace(coordinator(), paolo.id).catch(code)).resolves.toBe("not_found");
		await expect(replace(administrator, paolo.id)).resolves.toMatchObject({ minutes: 15 });
		await expect(comeIn(key)).resolves.toBeTypeOf("string");
	});

	test("nor when nobody stands there", async () => {
		const anna = await newcomer();
		const { key } = await register(anna);
		await expect(passkeys.replacePasskey(t.ground, coordinator(), anna.id, false, base)).rejects.toMatchObject({
			code: "invalid",
			fields: { inPerson: "passkeys.error_in_person" },
		});
		await expect(comeIn(key)).resolves.toBeTypeOf("string");
	});

	test("a coordinator cannot come in as an administrator by it", async () => {
		const anna = await newcomer();
		await access.addAssignment(t.ground, administrator, newId(), anna.id, {
			role: "administrator",
			territoryId: null,
			neighbourhoodId: null,
		});
		await expect(replace(coordinator(), anna.id).catch(code)).resolves.toBe("not_found");
	});
});

test("who replaces whose", () => {
	const mine = "00000000-0000-7000-8000-0000000000ff";
	const social: Assignment = { ...over, role: "social-worker" };
	const far: Assignment = { ...here, territoryId: places.otherTerritory, neighbourhoodId: places.far };
	const paolo = actorOf("coordinator");
	const irene = actorOf("administrator");
	const cases: [held: Assignment[], coordinator: boolean, administrator: boolean][] = [
		[[here], true, false],
		[[here, social, { ...far, role: "citizen" }], true, false],
		[[here, far], false, true],
		[[far], false, false],
		[[{ ...over, role: "coordinator" }], false, true],
		[[{ role: "officer", territoryId: null, neighbourhoodId: null }], false, true],
		[[{ ...here, role: "citizen" }], false, false],
		[[], false, false],
	];
	for (const [held, byCoordinator, byAdministrator] of cases) {
		expect(mayReplace(paolo, mine, held), JSON.stringify(held)).toBe(byCoordinator);
		expect(mayReplace(irene, mine, held), JSON.stringify(held)).toBe(byAdministrator);
	}
	expect(mayReplace(paolo, paolo.accountId!, [here])).toBe(false);
});

test("passkeys need a host name, and https unless on this machine", async () => {
	expect(relyingParty("https://filo.example.org")).toEqual({ id: "filo.example.org", origin: base });
	expect(relyingParty("http://localhost:3000")).toEqual({ id: "localhost", origin: "http://localhost:3000" });
	expect(relyingParty("https://filo.example.org/under/here")?.origin).toBe(base);
	for (const address of [
		"http://127.0.0.1:3000",
		"https://192.168.1.9",
		"https://[::1]:3000",
		"http://filo.example.org",
	])
		expect(relyingParty(address), address).toBeUndefined();
	await expect(passkeys.askWhoComes(t.ground, "http://127.0.0.1:3000").catch(code)).resolves.toBe("no_host_name");
});

test("a counter tells of a copy unless it grows, or is not kept", () => {
	expect([wentBack(0, 0), wentBack(0, 1), wentBack(4, 5), wentBack(4, 4), wentBack(4, 3), wentBack(4, 0)]).toEqual([
		false,
		false,
		false,
		true,
		true,
		true,
	]);
});

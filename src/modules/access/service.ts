import { type Id, newId } from "../../core/ids.ts";
import { addDays, type Day, dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Role } from "../../core/roles.ts";
import { type Actor, system } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import { lend, type Read, type Tx } from "../../db/database.ts";
import { enqueue, type Jobs } from "../../db/enqueue.ts";
import { type Ground, only } from "../../ui/http.ts";
import { type Language, languageFor, sayIn } from "../../ui/words.ts";
import type { AccountRow, Assignment, Colleague, OnScreen } from "./contract.ts";
import { post } from "./outbox/service.ts";
import {
	anyBrowser,
	assuredMinutes,
	type Browser,
	checkPlaces,
	firstAssignment,
	linkMinutes,
	linksAnHour,
	replacementMinutes,
	sessionDays,
	staffRoles,
	workRoles,
} from "./rules.ts";
import * as store from "./store.ts";
import { hashOf, newToken } from "./token.ts";

export { letLettersGo, outbox, post } from "./outbox/service.ts";
export { safeBack } from "./rules.ts";

/** Opaque tokens and what is kept of them, also for the links of modules above. */
export { hashOf, newToken } from "./token.ts";

/** An open session: its actor, what is on screen, how many roles and places there are to change to. */
export type Session = {
	actor: Actor;
	onScreen: OnScreen | undefined;
	choices: number;
	id: Id<"session">;
	seenAt: Date;
	/** On a shared phone, after how many minutes without use it lets nobody in. */
	idleMinutes: number | undefined;
};

/** Who comes with this cookie, in one query; undefined when the session is over or its role has ended. */
export async function openSession(ground: Ground, token: string): Promise<Session | undefined> {
	const now = ground.clock();
	// As the door, not as nobody: what anybody reads is kept as long as nothing changes, which costs a question of its own.
	const row = await ground.db.readAs(system("door"), (read) =>
		store.readSession(read, hashOf(token), now, dayOf(now), ground.idleMinutes),
	);
	if (!row || row.held === 0) return undefined;
	const actor: Actor = {
		role: row.role,
		accountId: row.accountId,
		name: row.name,
		territoryId: row.territoryId ?? undefined,
		neighbourhoodIds: row.neighbourhoodIds ?? [],
		neighbourhoodId: row.onScreen?.id,
		personId: row.personTerritoryId === row.territoryId ? (row.personId ?? undefined) : undefined,
		language: row.language ?? undefined,
		assuredUntil: row.assuredUntil ?? undefined,
	};
	const { id, seenAt, choices } = row;
	return { actor, onScreen: row.onScreen ?? undefined, choices, id, seenAt, idleMinutes: row.idleMinutes ?? undefined };
}

type Beginning = { wanted?: Role; minutes?: number; assured?: boolean; browser?: Browser };

/**
 * Begins a session for an account, in a role it holds; `assured` where whoever comes in has just shown that it is them.
 * Returns the token of its cookie. Throws `access_ended`, `not_yours`.
 */
export async function beginSession(
	tx: Tx,
	accountId: Id<"account">,
	now: Date,
	{ wanted, minutes = sessionDays * 1440, assured, browser = anyBrowser }: Beginning = {},
): Promise<string> {
	const held = await store.readAssignments(tx, accountId, dayOf(now));
	if (held.length === 0) throw new Refused("access_ended");
	const place = firstAssignment(held, wanted);
	const token = newToken();
	const assuredUntil = assured ? minutesAfter(now, assuredMinutes) : null;
	const expiresAt = minutesAfter(now, minutes);
	await store.writeSession(tx, hashOf(token), accountId, place, { now, expiresAt, assuredUntil, browser });
	await audit(tx, { verb: "beginSession", kind: "account", id: accountId });
	return token;
}

/**
 * Whoever owns an open session has shown that it is them: for half an hour they are not asked again. The session goes
 * on under the token returned; a copy somebody had of the old one is worth nothing.
 */
export async function assureSession(tx: Tx, tokenHash: Buffer, accountId: Id<"account">, now: Date): Promise<string> {
	const token = newToken();
	await store.writeAssurance(tx, tokenHash, hashOf(token), accountId, minutesAfter(now, assuredMinutes));
	await audit(tx, { verb: "assure", kind: "account", id: accountId });
	return token;
}

/** A code by which somebody should have shown who they are was wrong: the trail says so. Throws `invalid` with these fields. */
export async function refuseCode(ground: Ground, accountId: string, fields: Record<string, string>): Promise<never> {
	await ground.db.withActor(system("door"), (tx) => audit(tx, { verb: "refuseCode", kind: "account", id: accountId }));
	throw new Refused("invalid", fields);
}

function minutesAfter(now: Date, minutes: number): Date {
	return new Date(now.getTime() + minutes * 60_000);
}

/** The actor an account would be in a role it holds, without opening a session: for the command line of the demonstration. */
export async function actorFor(ground: Ground, accountId: Id<"account">, role: Role): Promise<Actor> {
	const held = await ground.db.readAs(system("door"), (read) =>
		store.readAssignments(read, accountId, dayOf(ground.clock())),
	);
	const place = firstAssignment(held, role);
	const person = await ground.db.readAs(system("door"), (read) => store.readPersonOf(read, accountId));
	const neighbourhoodIds = held.flatMap((a) =>
		a.role === role && a.territoryId === place.territoryId && a.neighbourhoodId ? [a.neighbourhoodId] : [],
	);
	return {
		role,
		accountId,
		territoryId: place.territoryId ?? undefined,
		neighbourhoodIds,
		neighbourhoodId: place.neighbourhoodId ?? undefined,
		personId: person?.territoryId === place.territoryId ? person?.personId : undefined,
	};
}

/**
 * Signs a demonstration account in. The door offers this only in the demonstration, where nobody is real and whoever
 * looks around has neither passkey nor mailbox: for half an hour they are not asked to show who they are.
 */
export function beginDemoSession(
	ground: Ground,
	accountId: Id<"account">,
	role: Role,
	browser: Browser,
): Promise<string> {
	return ground.db.withActor(system("door"), (tx) =>
		beginSession(tx, accountId, ground.clock(), { wanted: role, assured: true, browser }),
	);
}

/** Puts a role, and a neighbourhood, on screen. The choice must be one of those held. Throws `not_yours`. */
export async function choosePlace(
	ground: Ground,
	actor: Actor,
	token: string,
	wanted: Assignment,
	onScreen: OnScreen | undefined,
): Promise<void> {
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const held = await store.readAssignments(tx, actor.accountId!, dayOf(now));
		const fits = held.some(
			(a) =>
				a.role === wanted.role &&
				a.territoryId === wanted.territoryId &&
				(a.neighbourhoodId === wanted.neighbourhoodId || (a.role === "coordinator" && a.neighbourhoodId === null)),
		);
		if (!fits) throw new Refused("not_yours");
		await store.writePlace(tx, hashOf(token), wanted, onScreen);
		await audit(tx, { verb: "choosePlace", kind: "account", id: actor.accountId! });
	});
}

/** Keeps the name of the neighbourhood a new session begins in, so that pages need no second look. */
export async function showPlace(ground: Ground, actor: Actor, token: string, onScreen: OnScreen): Promise<void> {
	const place = { role: actor.role as Role, territoryId: actor.territoryId ?? null, neighbourhoodId: onScreen.id };
	await ground.db.withActor(actor, (tx) => store.writePlace(tx, hashOf(token), place, onScreen));
}

/** What somebody may change to. */
export function placesHeld(ground: Ground, actor: Actor): Promise<Assignment[]> {
	return ground.db.readAs(actor, (read) => store.readAssignments(read, actor.accountId!, dayOf(ground.clock())));
}

/** Ends this session, or all of the account's. */
export async function endSession(ground: Ground, actor: Actor, token: string, everywhere = false): Promise<void> {
	if (actor.role === "nobody") return;
	await ground.db.withActor(actor, async (tx) => {
		if (everywhere) await store.endAllSessions(tx, actor.accountId!, ground.clock());
		else await store.endSession(tx, hashOf(token), ground.clock());
		await audit(tx, { verb: "endSession", kind: "account", id: actor.accountId! });
	});
}

/**
 * Takes down that somebody wants a link, without looking whose address it is: known or unknown, the answer is the
 * same in its words and in its work. A job then writes the letter, or none.
 */
export async function takeAsk(ground: Ground, email: string, base: string, language: Language): Promise<void> {
	const id = newId();
	const asked = ground.seal.close(JSON.stringify({ email, base, language }), `sign-in-letter/${id}`);
	await ground.db.withActor(system("door"), (tx) =>
		enqueue(tx, "sign-in-letter", { id, asked: asked.toString("base64") }),
	);
}

/** What `takeAsk` took down: the job's part. */
export async function answerAsk(ground: Ground, { id, asked }: Jobs["sign-in-letter"]): Promise<void> {
	const { email, base, language } = JSON.parse(
		ground.seal.open(Buffer.from(asked, "base64"), `sign-in-letter/${id}`),
	) as { email: string; base: string; language: Language };
	await askForLink(ground, email, base, language);
}

/** Writes a one-time link to an address, if it is somebody's. */
export async function askForLink(ground: Ground, email: string, base: string, language: Language): Promise<void> {
	const now = ground.clock();
	await ground.db.withActor(system("door"), async (tx) => {
		const account = await store.readAccountByEmail(tx, ground.seal.blind(email));
		if (!account) return;
		if ((await store.countLinks(tx, account.id, new Date(now.getTime() - 3_600_000))) >= linksAnHour) return;
		if ((await store.readAssignments(tx, account.id, dayOf(now))).length === 0) return;
		const say = sayIn(languageFor(account.language ?? undefined, language));
		// Made also where it lets nobody in: letters are counted by their links.
		const link = `${base}/access/link/${await makeLink(tx, account.id, "sign-in", now)}`;
		const byPasskey = await store.needsPasskey(tx, account.id, dayOf(now), workRoles);
		const body = byPasskey
			? say("passkeys.mail_instead", { door: `${base}/access/sign-in` })
			: say("signin.mail_body", { link, minutes: linkMinutes });
		await post(ground, tx, { email, accountId: account.id }, say("signin.mail_subject"), body);
	});
}

async function makeLink(
	tx: Tx,
	accountId: Id<"account">,
	purpose: "sign-in" | "first-administrator",
	now: Date,
): Promise<string> {
	const token = newToken();
	await store.writeLink(tx, hashOf(token), accountId, purpose, now, new Date(now.getTime() + linkMinutes * 60_000));
	await audit(tx, { verb: "makeLink", kind: "account", id: accountId });
	return token;
}

/** Whether a link can still be spent; looking does not spend it, so that a mail scanner cannot. */
export function linkIsFresh(ground: Ground, token: string): Promise<boolean> {
	return ground.db.readAs(system("door"), (read) => store.linkIsFresh(read, hashOf(token), ground.clock()));
}

/**
 * Spends a link and begins a session; after a passkey was lost, one just long enough to register another. Throws
 * `link_spent`, or `passkey_needed` where a letter alone lets nobody in, or `access_ended`.
 */
export async function spendLink(ground: Ground, token: string, browser = anyBrowser): Promise<string> {
	const now = ground.clock();
	return ground.db.withActor(system("door"), async (tx) => {
		const spent = await store.spendLink(tx, hashOf(token), now);
		if (!spent) throw new Refused("link_spent");
		const { accountId, purpose } = spent;
		if (purpose === "sign-in" && (await store.needsPasskey(tx, accountId, dayOf(now), workRoles)))
			throw new Refused("passkey_needed");
		await audit(tx, { verb: "spendLink", kind: "account", id: accountId });
		const minutes = purpose === "replacement" ? replacementMinutes : undefined;
		// Every link but that of a letter was given to somebody who was there.
		return beginSession(tx, accountId, now, { minutes, browser, assured: purpose !== "sign-in" });
	});
}

/** Whether anybody can sign in at all. */
export function anybodyHere(ground: Ground): Promise<boolean> {
	return ground.db.readAs(system("door"), (read) => store.anyAccount(read));
}

/** On an empty installation: makes the first administrator and returns the one-time path that lets them in. */
export async function firstAdministrator(ground: Ground): Promise<string | undefined> {
	const now = ground.clock();
	return ground.db.withActor(system("door"), async (tx) => {
		if (await store.anyAccount(tx)) return reopenFirst(tx, now);
		const id = newId<"account">();
		await store.writeAccount(tx, { id, name: "Amministrazione", email: undefined });
		await store.writeAssignment(
			tx,
			newId(),
			id,
			{ role: "administrator", territoryId: null, neighbourhoodId: null },
			dayOf(now),
		);
		await audit(tx, { verb: "firstAdministrator", kind: "account", id });
		return `/access/link/${await makeLink(tx, id, "first-administrator", now)}`;
	});
}

/** While nobody but the first administrator exists and nobody has ever come in, a restart makes a new link. */
async function reopenFirst(tx: Tx, now: Date): Promise<string | undefined> {
	const accounts = await store.readAccounts(tx, dayOf(now));
	const only = accounts[0];
	if (accounts.length !== 1 || !only || (await store.everSignedIn(tx, only.id))) return undefined;
	return `/access/link/${await makeLink(tx, only.id, "first-administrator", now)}`;
}

/** Remembers the language somebody chose. */
export async function chooseLanguage(ground: Ground, actor: Actor, language: Language): Promise<void> {
	if (!actor.accountId) return;
	await ground.db.withActor(actor, async (tx) => {
		await store.writeLanguage(tx, actor.accountId!, language);
		await audit(tx, { verb: "chooseLanguage", kind: "account", id: actor.accountId!, fields: ["language"] });
	});
}

/** Accounts and what they may do. Administrator only. */
export async function accounts(ground: Ground, actor: Actor): Promise<AccountRow[]> {
	only(actor, "administrator");
	return ground.db.readAs(actor, (read) => store.readAccounts(read, dayOf(ground.clock())));
}

/** A new account with its first role. Throws `id_taken` when the address is already somebody's. */
export async function addAccount(
	ground: Ground,
	actor: Actor,
	input: { id: Id<"account">; name: string; email: string },
	place: Assignment,
): Promise<void> {
	only(actor, "administrator");
	checkPlaces(place.role, {
		territoryId: place.territoryId ?? undefined,
		neighbourhoodId: place.neighbourhoodId ?? undefined,
	});
	const email = {
		sealed: ground.seal.ofAccount(input.id).close(input.email, `access.addresses/${input.id}`),
		blind: ground.seal.blind(input.email),
	};
	await ground.db.withActor(actor, async (tx) => {
		const known = await store.readAccountByEmail(tx, email.blind);
		if (known?.id === input.id) return;
		if (known || !(await store.writeAccount(tx, { ...input, email })))
			throw new Refused("id_taken", { email: "access.email_known" });
		await assign(tx, newId(), input.id, place, dayOf(ground.clock()));
		await audit(tx, { verb: "addAccount", kind: "account", id: input.id });
	});
}

async function assign(tx: Tx, id: string, accountId: string, place: Assignment, today: string): Promise<void> {
	await store.writeAssignment(tx, id, accountId, place, today);
	await store.rewriteStaffOf(tx, accountId, staffRoles, today);
	await audit(tx, {
		verb: "assign",
		kind: "account",
		id: accountId,
		neighbourhoodId: place.neighbourhoodId,
		fields: ["assignments"],
	});
}

/** Gives an account one more role. Administrator only. */
export async function addAssignment(
	ground: Ground,
	actor: Actor,
	id: string,
	accountId: string,
	place: Assignment,
): Promise<void> {
	only(actor, "administrator");
	checkPlaces(place.role, {
		territoryId: place.territoryId ?? undefined,
		neighbourhoodId: place.neighbourhoodId ?? undefined,
	});
	await ground.db.withActor(actor, async (tx) => {
		if ((await store.readNames(tx, [accountId])).length === 0) throw new Refused("not_found");
		await assign(tx, id, accountId, place, dayOf(ground.clock()));
	});
}

/** Takes a role from an account, from tomorrow on the page, from now in its sessions. Administrator only. */
export async function endAssignment(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "administrator");
	await ground.db.withActor(actor, async (tx) => {
		const yesterday = dayOf(new Date(ground.clock().getTime() - 86_400_000));
		const accountId = await store.endAssignment(tx, id, yesterday);
		if (!accountId) throw new Refused("not_found");
		await store.rewriteStaffOf(tx, accountId, staffRoles, dayOf(ground.clock()));
		await audit(tx, { verb: "endAssignment", kind: "account", id: accountId, fields: ["assignments"] });
	});
}

/** Closes an account: it cannot sign in and holds no role from now on. What it wrote stays, with its name. Administrator only. */
export async function closeAccount(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "administrator");
	if (id === actor.accountId) throw new Refused("not_yours");
	await ground.db.withActor(actor, async (tx) => {
		const now = ground.clock();
		if (!(await store.closeAccount(tx, id, now))) throw new Refused("not_found");
		await store.endAssignmentsOf(tx, id, addDays(dayOf(now), -1));
		await lend("door", tx, (lent) => store.deleteCodesOf(lent, id));
		await audit(tx, { verb: "closeAccount", kind: "account", id, fields: ["closed_at", "assignments"] });
	});
}

/** Names of colleagues by account id; ids the actor may not see are missing. */
export async function accountNames(read: Read, ids: readonly (string | null)[]): Promise<Map<string, string>> {
	const wanted = [...new Set(ids.filter((id) => id !== null))];
	if (wanted.length === 0) return new Map();
	return new Map((await store.readNames(read, wanted)).map((row) => [row.id, row.name]));
}

/** Who works as staff in the actor's territory on a day, by name; at most 200. For facilitators and coordinators. */
export function colleaguesIn(read: Read, on: Day): Promise<Colleague[]> {
	return store.readColleagues(read, staffRoles, on);
}

/** Those of them who read what is written in a neighbourhood of the territory. */
export function colleaguesAt(read: Read, neighbourhoodId: string, on: Day): Promise<Colleague[]> {
	return store.readColleagues(read, ["facilitator", "coordinator"], on, neighbourhoodId);
}

/** The active citizens of the actor's territory on a day, by name; at most 200. For facilitators and coordinators. */
export function citizensIn(read: Read, on: Day): Promise<Colleague[]> {
	return store.readColleagues(read, ["citizen"], on);
}

import type { Id } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import type { Language } from "../../../ui/words.ts";
import { accountNames, colleaguesIn } from "../../access/service.ts";
import type { Topic } from "../../listening/contract.ts";
import { nameDeskMembersIn, waitingAtDesksIn } from "../readers/service.ts";
import type { ChangeDesk, Desk, DeskChoice, DeskOnPage, KnownDesk, MakeDesk, Member } from "./contract.ts";
import { checkReach, membersChanged } from "./rules.ts";
import * as store from "./store.ts";

/** The desks of the territory, open ones first; for a social worker the own. */
export async function listDesks(ground: Ground, actor: Actor): Promise<Desk[]> {
	only(actor, "facilitator", "coordinator", "social-worker");
	return ground.db.readAs(actor, async (read) => withWaiting(read, await store.readDesks(read, {})));
}

/** The desks to choose from, open now: with their hours, how many they take on in a week and how many wait there. */
export async function desksFor(read: Read, topic?: Topic): Promise<DeskChoice[]> {
	const desks = await withWaiting(read, await store.readDesks(read, { open: true, topic }));
	return desks.map(({ id, name, topics, hours, capacity, phones, byLink, waiting }) => ({
		...{ id, name, topics, hours, capacity, phones, byLink, waiting },
	}));
}

/** The desks to choose from. For facilitators, coordinators and, of their own, social workers. */
export function chooseDesks(ground: Ground, actor: Actor, { topic }: { topic?: Topic }): Promise<DeskChoice[]> {
	only(actor, "facilitator", "coordinator", "social-worker");
	return ground.db.readAs(actor, (read) => desksFor(read, topic));
}

/** One desk, as far as the actor sees it. Throws `not_found`. */
export async function deskIn(read: Read, id: Id<"desk">): Promise<KnownDesk> {
	const row = await store.readDesk(read, id);
	if (!row) throw new Refused("not_found");
	return known(row);
}

/**
 * Desks with how many wait there, which nobody else may read: the usher counts. Nothing else is asked in the same
 * breath, or the usher would answer that too.
 */
async function withWaiting(read: Read, rows: readonly store.DeskRow[]): Promise<Desk[]> {
	const waiting = rows.length > 0 ? await waitingAtDesksIn(read) : new Map<string, number>();
	return rows.map((row) => ({ ...known(row), waiting: waiting.get(row.id) ?? 0 }));
}

function known({ email: _, hash: __, ...row }: store.DeskRow): KnownDesk {
	return { ...row, byLink: row.members.length === 0 };
}

/** A desk with the names of its members. Throws `not_found`. */
export function deskOnPage(ground: Ground, actor: Actor, id: Id<"desk">): Promise<DeskOnPage> {
	only(actor, "facilitator", "coordinator", "social-worker");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.readDesk(read, id);
		if (!row) throw new Refused("not_found");
		const [desk] = await withWaiting(read, [row]);
		if (!desk) throw new Refused("not_found");
		const names = await accountNames(read, desk.members);
		return { ...desk, names: desk.members.map((member) => ({ id: member, name: names.get(member) ?? "" })) };
	});
}

/** What the form of a desk begins with: the desk and its address, where there is one, and who can belong to it. Throws `not_found`. */
export function deskToChange(
	ground: Ground,
	actor: Actor,
	id: Id<"desk"> | undefined,
): Promise<{ desk?: KnownDesk & { email?: string }; workers: Member[] }> {
	only(actor, "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const workers = await workersIn(read, ground);
		if (!id) return { workers };
		const row = await store.readDesk(read, id);
		if (!row) throw new Refused("not_found");
		return { desk: { ...known(row), email: addressOf(ground, actor.territoryId!, row) }, workers };
	});
}

/** The social workers of the territory today. */
async function workersIn(read: Read, ground: Ground): Promise<Member[]> {
	const colleagues = await colleaguesIn(read, dayOf(ground.clock()));
	return colleagues.filter(({ roles }) => roles.includes("social-worker")).map(({ id, name }) => ({ id, name }));
}

const placeOf = (territoryId: string, id: string) => `referrals.desks/${territoryId}/${id}/email`;

function addressOf({ seal }: Ground, territoryId: string, row: Pick<store.DeskRow, "id" | "email">) {
	return row.email ? seal.ofTerritory(territoryId).open(row.email, placeOf(territoryId, row.id)) : undefined;
}

/** Where a letter to the desk itself goes, and in which language; undefined where it has no address. Throws `not_found`. */
export async function deskAddressIn(
	ground: Ground,
	read: Read,
	id: Id<"desk">,
): Promise<{ email: string; language: Language } | undefined> {
	const row = await store.readDesk(read, id);
	if (!row) throw new Refused("not_found");
	const email = addressOf(ground, read.actor.territoryId!, row);
	return email === undefined ? undefined : { email, language: row.language };
}

/** Checks who belongs to a desk and seals its address. Throws `invalid`. */
async function writable(ground: Ground, tx: Tx, id: Id<"desk">, input: ChangeDesk): Promise<store.Written> {
	checkReach(input);
	const workers = await workersIn(tx, ground);
	if (!input.members.every((one) => workers.some((worker) => worker.id === one)))
		throw new Refused("invalid", { members: "error.choice" });
	const { territoryId } = tx.actor;
	const sealer = ground.seal.ofTerritory(territoryId!);
	return {
		...input,
		id,
		capacity: input.capacity ?? null,
		members: [...new Set(input.members)],
		email: input.email ? sealer.close(input.email, placeOf(territoryId!, id)) : null,
	};
}

/** A new desk. Sent twice it is made once. Throws `invalid`, `id_taken`. */
export async function makeDesk(ground: Ground, actor: Actor, input: MakeDesk): Promise<KnownDesk> {
	only(actor, "coordinator");
	const at = ground.clock();
	const request = requestOf(actor, at, "desk", input);
	return ground.db.withActor(actor, async (tx) => {
		const made = await store.insertDesk(tx, await writable(ground, tx, input.id, input), request.hash, at);
		if (!made) writtenBefore(await store.readDesk(tx, input.id), request);
		else await audit(tx, { verb: "makeDesk", kind: "desk", id: input.id });
		return deskIn(tx, input.id);
	});
}

/** Changes what is said of a desk. Whoever no longer belongs to it reads nothing of it any more. Throws `not_found`, `invalid`. */
export async function changeDesk(ground: Ground, actor: Actor, id: Id<"desk">, input: ChangeDesk): Promise<KnownDesk> {
	only(actor, "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const before = await store.lockDesk(tx, id);
		if (!before) throw new Refused("not_found");
		const after = await writable(ground, tx, id, input);
		await store.updateDesk(tx, after);
		const { gone, come } = membersChanged(before.members, after.members);
		await nameDeskMembersIn(tx, id, { gone, come });
		const fields = gone.length + come.length > 0 ? ["desk", "members"] : ["desk"];
		await audit(tx, { verb: "changeDesk", kind: "desk", id, fields });
		return deskIn(tx, id);
	});
}

/** Closes a desk: nothing more is sent to it, and what lies there stays with its members. Throws `not_found`. */
export function closeDesk(ground: Ground, actor: Actor, id: Id<"desk">): Promise<KnownDesk> {
	return setClosed(ground, actor, id, true);
}

/** Opens a closed desk again. Throws `not_found`. */
export function reopenDesk(ground: Ground, actor: Actor, id: Id<"desk">): Promise<KnownDesk> {
	return setClosed(ground, actor, id, false);
}

async function setClosed(ground: Ground, actor: Actor, id: Id<"desk">, closed: boolean): Promise<KnownDesk> {
	only(actor, "coordinator");
	const verb = closed ? "closeDesk" : "reopenDesk";
	return ground.db.withActor(actor, async (tx) => {
		const done = await store.writeClosed(tx, id, closed ? dayOf(ground.clock()) : null);
		if (done) await audit(tx, { verb, kind: "desk", id, fields: ["closed_on"] });
		return deskIn(tx, id);
	});
}

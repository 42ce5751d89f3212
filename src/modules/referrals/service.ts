import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { actorIdOf } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import { lend, type Tx } from "../../db/database.ts";
import { assured, type Ground, only } from "../../ui/http.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import { agreeWhereDone } from "../community/agreements/service.ts";
import { withdrawAgreementIn } from "../community/persons/service.ts";
import { refuseKept } from "../community/restriction/service.ts";
import { partiesByIds } from "../community/service.ts";
import type {
	Agree,
	BeginReferral,
	ChooseDesk,
	Conclude,
	GroundIt,
	Referral,
	Side,
	StateName,
	StepInWords,
	StepTaken,
	Verb,
	WordKind,
} from "./contract.ts";
import { deskIn } from "./desks/service.ts";
import { decide, decideSending, isOpenTo, isShown, isWritable, moves, whileKept } from "./rules.ts";
import { factsOf, referralOf } from "./shown.ts";
import * as store from "./store.ts";
import { textsOf } from "./texts.ts";

/**
 * The path of a referral. Every step is taken by one function: it waits for whoever decides at the same time, decides
 * on what is there now, and rewrites in the same transaction who reads it.
 */

/** On whose side the actor stands. Throws `sign_in_first`, `not_yours`. */
export function sideOf(actor: Actor): Side {
	if (actor.role === "desk") return "desk";
	only(actor, "facilitator", "social-worker", "resident", "citizen");
	if (actor.role === "facilitator") return "facilitator";
	return actor.role === "social-worker" ? "desk" : "person";
}

/** Staff and desks show that it is them before they touch what is reserved; a person's own page is the person's. */
export function allow(ground: Ground, actor: Actor, ...sides: Side[]): Side {
	const side = sideOf(actor);
	if (!sides.includes(side)) throw new Refused("not_yours");
	if (side !== "person") assured(ground, actor);
	return side;
}

/** What a step brings with it. */
type Told = {
	change?: Omit<Partial<store.Change>, "state" | "readers" | "openTo" | "shown">;
	words?: { kind: WordKind; text: string }[];
	/** Who belongs to the desk it goes to now. */
	members?: readonly string[];
	/** Whether the person was told, where it rests on a ground. */
	told?: boolean;
};

type Telling = (tx: Tx, row: store.Row, now: Date) => Told | Promise<Told>;

const sides: Readonly<Record<Verb, readonly Side[]>> = Object.fromEntries(
	Object.entries(moves).map(([verb, { by }]) => [verb, by]),
) as Record<Verb, readonly Side[]>;

/** What the trail calls each step. */
const trail: Readonly<Record<Verb, string>> = {
	offer: "offerReferral",
	agree: "agreeToReferral",
	ground: "groundReferral",
	redraft: "redraftReferral",
	send: "sendReferral",
	receive: "receiveReferral",
	accept: "acceptReferral",
	decline: "declineReferral",
	returnForMore: "returnReferral",
	begin: "beginOnReferral",
	conclude: "concludeReferral",
	close: "closeReferral",
	revoke: "revokeReferral",
	reopen: "reopenReferral",
};

/**
 * Takes one step. Throws `not_found`, `changed_meanwhile` when it is not what the form was made from, `restricted`, and
 * `not_in_this_state`; a step without words sent twice is taken once.
 */
async function step(
	ground: Ground,
	actor: Actor,
	id: string,
	verb: Verb,
	version: number | undefined,
	tell: Telling,
): Promise<Referral> {
	const side = allow(ground, actor, ...sides[verb]);
	return ground.db.withActor(actor, async (tx) => {
		const row = await lockFor(tx, id, verb, side);
		if (!row) throw new Refused("not_found");
		if (await isRepetition(tx, row, verb, version)) return referralOf(row);
		const to = decide(verb, side, factsOf(row), version);
		if (!whileKept.includes(verb)) await refuseKept(tx, row.personId);
		const now = ground.clock();
		const told = await tell(tx, row, now);
		const hasWords = (told.words?.length ?? 0) > 0;
		await say(ground, tx, row, told, now);
		await store.insertStep(tx, row, {
			id: newId(),
			from: row.state,
			to,
			at: now,
			round: told.change?.round ?? row.round,
		});
		const change = { ...told.change, state: to, ...whoReads(row, verb, to, told) };
		await lend("usher", tx, (lent) => store.write(lent, id, change, verb === "send" ? now : undefined));
		const fields = hasWords ? ["state", "words"] : ["state"];
		await audit(tx, { verb: trail[verb], kind: "referral", id, neighbourhoodId: row.neighbourhoodId, fields });
		return referralOf({ ...row, ...change, readers: [...change.readers], version: row.version + 1 });
	});
}

/** The person reads their own; waiting for its turn and writing it is done for them. */
async function lockFor(tx: Tx, id: string, verb: Verb, side: Side): Promise<store.Row | undefined> {
	if (verb === "send") {
		// Before the row itself: whoever changes who belongs to the desk comes from the other end.
		const before = await store.byId(tx, id);
		if (before?.deskId) await store.lockDesk(tx, before.deskId);
	}
	if (side !== "person") return store.lock(tx, id);
	if (!(await store.byId(tx, id))) return undefined;
	const row = await lend("usher", tx, (lent) => store.lock(lent, id));
	// While they waited it may have been taken off their page.
	return row?.shown ? row : undefined;
}

/** The same step, sent again by whoever took it: nothing was said in it that could be lost. */
async function isRepetition(tx: Tx, row: store.Row, verb: Verb, version: number | undefined): Promise<boolean> {
	const wordless = !["ground", "decline", "returnForMore", "conclude", "reopen"].includes(verb);
	if (!wordless || version !== row.version - 1 || row.state !== moves[verb].to) return false;
	const last = await store.lastStep(tx, row.id);
	return last?.to === row.state && last.byId !== null && last.byId === actorIdOf(tx.actor);
}

async function say(ground: Ground, tx: Tx, row: store.Row, told: Told, now: Date): Promise<void> {
	for (const { kind, text } of told.words ?? []) {
		const id = newId<"words">();
		const sealed = textsOf(ground, tx, row).close("words", id, text);
		await store.insertWord(tx, row, { id, kind, sealed, at: now, round: told.change?.round ?? row.round });
	}
}

function whoReads(
	row: store.Row,
	verb: Verb,
	to: StateName,
	told: Told,
): Pick<store.Change, "readers" | "openTo" | "shown"> {
	const answered = verb === "conclude" || (row.concludedAt !== null && verb !== "reopen");
	const openTo = isOpenTo(to, answered) ? row.deskId : null;
	const there = openTo !== null && row.openTo === openTo ? row.readers : [];
	const named = openTo === null ? [] : [...there, ...(told.members ?? [])];
	const readers = [...new Set([row.facilitatorId, ...named])];
	return { readers, openTo, shown: isShown(to, { shown: row.shown, told: told.told }) };
}

/**
 * Begins a referral about somebody known here, empty and read by whoever begins it alone. Sent twice it is begun once.
 * Throws `not_found` for somebody out of sight, `id_taken`.
 */
export async function beginReferral(ground: Ground, actor: Actor, input: BeginReferral): Promise<Referral> {
	allow(ground, actor, "facilitator");
	const now = ground.clock();
	const request = requestOf<"referral">(actor, now, "referral", input);
	return ground.db.withActor(actor, async (tx) => {
		const there = await store.byId(tx, request.id);
		if (there) return referralOf(writtenBefore(there, request));
		const person = (await partiesByIds(tx, [input.person])).get(input.person);
		if (person?.kind !== "person") throw new Refused("not_found");
		await refuseKept(tx, person.id);
		const neighbourhoodId = await store.neighbourhoodOf(tx, person.id);
		const one = { ...request, neighbourhoodId, personId: person.id, urgent: input.urgent, at: now };
		if (!(await store.insert(tx, one))) throw new Refused("id_taken");
		const row = await store.byId(tx, request.id);
		if (!row) throw new Refused("not_found");
		await store.insertStep(tx, row, { id: newId(), from: null, to: "draft", at: now, round: 1 });
		await audit(tx, { verb: "beginReferral", kind: "referral", id: row.id, neighbourhoodId, fields: ["urgent"] });
		return referralOf(row);
	});
}

/** One that can still be written on, locked, as the form saw it. Throws `not_found`, `changed_meanwhile`, `not_in_this_state`. */
export async function writableIn(tx: Tx, id: string, version: number): Promise<store.Row> {
	const row = await store.lock(tx, id);
	if (!row) throw new Refused("not_found");
	if (row.version !== version) throw new Refused("changed_meanwhile");
	if (!isWritable(row.state)) throw new Refused("not_in_this_state");
	return row;
}

/** Says which desk it is meant for, while it is a draft. Throws `not_found`, `invalid` (`desk`), `changed_meanwhile`, `not_in_this_state`. */
export async function chooseDesk(ground: Ground, actor: Actor, id: string, input: ChooseDesk): Promise<void> {
	allow(ground, actor, "facilitator");
	await ground.db.withActor(actor, async (tx) => {
		const row = await writableIn(tx, id, input.version);
		if (row.state !== "draft") throw new Refused("not_in_this_state");
		await refuseKept(tx, row.personId);
		const desk = await deskIn(tx, input.desk);
		if (desk.closedOn) throw new Refused("invalid", { desk: "referrals.error_desk_closed" });
		await store.writeDesk(tx, id, desk);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "chooseDesk", kind: "referral", id, neighbourhoodId, fields: ["deskId"] });
	});
}

/** Lays it before the person: from now on they read on their own page, or on paper, exactly what would be sent. */
export function offerReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "offer", version, async (tx, row, now) => {
		const { shared } = await store.sendCounts(tx, id);
		if (!row.deskId) throw new Refused("invalid", { desk: "referrals.error_desk" });
		if (shared === 0) throw new Refused("invalid", { fields: "referrals.error_nothing_shared" });
		return { change: { offeredAt: now } };
	});
}

/**
 * The person says yes to what lies before them: by themselves, or to staff, who say how and when. Throws also `invalid`
 * (`day`) for a day to come or before the offer, (`responsible`, `responsibleAs`, `form`) for a minor.
 */
export function agreeToReferral(ground: Ground, actor: Actor, id: string, input: Agree): Promise<Referral> {
	return step(ground, actor, id, "agree", input.version, async (tx, row, now) => {
		const today = dayOf(now);
		const isOwn = sideOf(actor) === "person";
		const day = isOwn ? today : (input.day ?? today);
		if (day > today) throw new Refused("invalid", { day: "error.future" });
		if (row.offeredAt && day < dayOf(row.offeredAt)) throw new Refused("invalid", { day: "error.order" });
		const how = isOwn ? ("online" as const) : input.how;
		const asked = { personId: row.personId, purpose: "referral", how, day } as const;
		const agreementId = await agreeWhereDone(tx, ground, asked, input);
		return { change: { agreementId, agreedOn: day } };
	});
}

/** Without the person's agreement, because a norm says so: its words stand in the referral. */
export function groundReferral(ground: Ground, actor: Actor, id: string, input: GroundIt): Promise<Referral> {
	return step(ground, actor, id, "ground", input.version, (_tx, _row, now) => ({
		change: { groundedOn: dayOf(now), offeredAt: null },
		words: [{ kind: "ground", text: input.norm }],
		told: input.told === "yes",
	}));
}

/** Back to the draft, to write it otherwise: whatever the person had said yes to, they are asked anew. */
export function redraftReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "redraft", version, async (tx, row, now) => {
		await endAgreement(tx, row, now);
		return { change: { offeredAt: null, agreementId: null, agreedOn: null, groundedOn: null } };
	});
}

async function endAgreement(tx: Tx, row: store.Row, now: Date): Promise<void> {
	const { personId, neighbourhoodId, agreementId } = row;
	if (!agreementId) return;
	await withdrawAgreementIn(tx, { personId, neighbourhoodId, purpose: "referral", on: dayOf(now), id: agreementId });
}

/**
 * Sends it: those of the desk read what is ticked, and nothing else. Throws also `invalid` (`desk`, `fields`, `call`) and
 * `needs_agreement`.
 */
export function sendReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "send", version, async (tx, row, now) => {
		const [counts, agreementStands, desk] = await Promise.all([
			store.sendCounts(tx, id),
			row.agreementId ? store.agreementStands(tx, row.agreementId, dayOf(now)) : false,
			row.deskId ? deskIn(tx, row.deskId as never) : undefined,
		]);
		const deskTakes = desk !== undefined && desk.closedOn === null;
		decideSending(factsOf(row), { ...counts, agreementStands, deskTakes });
		return { change: { sentAt: now }, members: desk?.members ?? [] };
	});
}

/** The desk says that it has it. */
export function receiveReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "receive", version, (_tx, row, now) => ({
		change: { receivedAt: row.receivedAt ?? now },
	}));
}

/** The desk takes it on. From here on the person cannot take it back by themselves. */
export function acceptReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "accept", version, (_tx, _row, now) => ({
		change: { acceptedAt: now, takenBy: actor.accountId ?? null },
	}));
}

/** The desk declines it and says why; it reads nothing of it any more. */
export function declineReferral(ground: Ground, actor: Actor, id: string, input: StepInWords): Promise<Referral> {
	return step(ground, actor, id, "decline", input.version, (_tx, _row, now) => ({
		change: { declinedAt: now },
		words: [{ kind: "reason", text: input.words }],
	}));
}

/** The desk asks for more and says what. */
export function returnReferral(ground: Ground, actor: Actor, id: string, input: StepInWords): Promise<Referral> {
	return step(ground, actor, id, "returnForMore", input.version, (_tx, _row, now) => ({
		change: { returnedAt: now },
		words: [{ kind: "question", text: input.words }],
	}));
}

/** The desk begins to work on it. */
export function beginOnReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "begin", version, (_tx, _row, now) => ({ change: { begunAt: now } }));
}

/** The desk answers: what whoever handed it over and the person may know, and perhaps a note that stays at the desk. */
export function concludeReferral(ground: Ground, actor: Actor, id: string, input: Conclude): Promise<Referral> {
	return step(ground, actor, id, "conclude", input.version, (_tx, _row, now) => ({
		change: { concludedAt: now },
		words: [
			{ kind: "answer", text: input.answer },
			...(input.note ? [{ kind: "own_note" as const, text: input.note }] : []),
		],
	}));
}

/** Whoever handed it over closes it. */
export function closeReferral(ground: Ground, actor: Actor, id: string, { version }: StepTaken): Promise<Referral> {
	return step(ground, actor, id, "close", version, (_tx, _row, now) => ({ change: { closedAt: now } }));
}

/**
 * The person takes it back, or staff on their word: until a desk took it on this always wins, whatever happened
 * meanwhile, and from that moment the desk reads nothing. Throws `not_found`, `not_in_this_state`.
 */
export function revokeReferral(ground: Ground, actor: Actor, id: string): Promise<Referral> {
	return step(ground, actor, id, "revoke", undefined, async (tx, row, now) => {
		await endAgreement(tx, row, now);
		return { change: { revokedAt: now, revokedBy: sideOf(actor) === "person" ? "person" : "staff" } };
	});
}

/** Opens it again, with a reason: it is a draft, and the person is asked anew. */
export function reopenReferral(ground: Ground, actor: Actor, id: string, input: StepInWords): Promise<Referral> {
	return step(ground, actor, id, "reopen", input.version, (_tx, row) => ({
		change: {
			round: row.round + 1,
			offeredAt: null,
			agreementId: null,
			agreedOn: null,
			groundedOn: null,
			sentAt: null,
			receivedAt: null,
			acceptedAt: null,
			declinedAt: null,
			returnedAt: null,
			begunAt: null,
			concludedAt: null,
			closedAt: null,
			revokedAt: null,
			revokedBy: null,
			takenBy: null,
		},
		words: [{ kind: "reopening", text: input.words }],
	}));
}

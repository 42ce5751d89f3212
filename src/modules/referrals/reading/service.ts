import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { accountNames } from "../../access/service.ts";
import type { Party } from "../../community/contract.ts";
import { partiesByIds } from "../../community/service.ts";
import type { Phone } from "../../programme/contract.ts";
import { neighbourhoodsByIdsIn, urgentPhonesIn } from "../../programme/service.ts";
import { callsOf, companionsOf, wordsOf } from "../beside/store.ts";
import { type Call, type Companion, type Field, fieldKeys, type Referral, type Step, type Word } from "../contract.ts";
import { deskIn } from "../desks/service.ts";
import { fieldsOf } from "../fields/store.ts";
import { allow } from "../service.ts";
import { referralOf } from "../shown.ts";
import { byId, type Row } from "../store.ts";
import { textsOf } from "../texts.ts";
import * as store from "./store.ts";

/** Reading referrals: whoever is named on one, and the person it is about. */

/** What a referral says, opened: each part as far as the reader may read it. */
export type Whole = {
	referral: Referral;
	fields: Field[];
	steps: Step[];
	words: Word[];
	calls: Call[];
	companions: Companion[];
};

/** One referral as its page shows it to staff and desks. */
export type Opened = Whole & {
	/** Who it is about, as they are called here: to whoever hands over alone. A desk reads what the field `name` says. */
	person?: Party;
	facilitator: string;
	neighbourhood: string;
	/** Numbers to call: those of the place and, first, of the desk. */
	phones: Phone[];
	/** Who at the desk took it on. */
	taker: string | null;
};

async function wholeIn(ground: Ground, read: Read, row: Row): Promise<Whole & { stepIds: (string | null)[] }> {
	const [fields, steps, words, calls, companions] = await Promise.all([
		fieldsOf(read, row.id),
		store.stepsOf(read, row.id),
		wordsOf(read, row.id),
		callsOf(read, row.id),
		companionsOf(read, row.id),
	]);
	const { open } = textsOf(ground, read, row);
	return {
		referral: referralOf(row),
		fields: fields
			.map(({ key, sealed, shared, left }) => ({ key, text: open("fields", `${row.id}/${key}`, sealed), shared, left }))
			.sort((a, b) => fieldKeys.indexOf(a.key) - fieldKeys.indexOf(b.key)),
		steps: steps.map(({ from, to, at, byRole, round }) => ({ from, to, at, byRole, by: null, round })),
		stepIds: steps.map(({ byId: by }) => by),
		words: words.map(({ id, kind, sealed, at, round }) => ({ id, kind, text: open("words", id, sealed), at, round })),
		calls: calls.map(({ id, sealed, reached, at }) => ({ id, who: open("calls", id, sealed), reached, at })),
		companions: companions.map(({ id, kind, sealed, on }) => ({ id, kind, name: open("companions", id, sealed), on })),
	};
}

/**
 * One referral, to whoever is named on it, and that they opened it is on the disk before it leaves. Throws
 * `sign_in_first`, `not_yours`, `assurance_needed`, `not_found`.
 */
export async function openReferral(ground: Ground, actor: Actor, id: string): Promise<Opened> {
	const side = allow(ground, actor, "facilitator", "desk");
	return ground.db.withActor(actor, async (tx) => {
		const row = await byId(tx, id);
		if (!row) throw new Refused("not_found");
		const isDesk = side === "desk";
		const [{ stepIds, ...whole }, people, [place], phones, desk] = await Promise.all([
			wholeIn(ground, tx, row),
			isDesk ? new Map<string, Party>() : partiesByIds(tx, [row.personId]),
			neighbourhoodsByIdsIn(tx, [row.neighbourhoodId]),
			isDesk ? [] : urgentPhonesIn(tx),
			row.deskId && !isDesk ? deskIn(tx, row.deskId as never) : undefined,
		]);
		const names = await accountNames(tx, [row.facilitatorId, row.takenBy, ...(isStaff(actor) ? stepIds : [])]);
		const { neighbourhoodId, personId, readers } = row;
		await recordReading(tx, { kind: "referral", id, personId, neighbourhoodId, readers });
		return {
			...whole,
			steps: whole.steps.map((step, i) => ({ ...step, by: names.get(stepIds[i] ?? "") ?? null })),
			person: people.get(row.personId),
			facilitator: names.get(row.facilitatorId) ?? "",
			neighbourhood: place?.name ?? "",
			phones: [...(desk?.phones ?? []).map((phone) => ({ label: desk!.name, phone })), ...phones],
			taker: names.get(row.takenBy ?? "") ?? null,
		};
	});
}

function isStaff(actor: Actor): boolean {
	return actor.role === "facilitator" || actor.role === "social-worker";
}

/** One line of a list: what a desk's list says of a referral names nobody it is about. */
export type Line = {
	id: string;
	referral: Referral;
	/** Whether it waits for the reader. */
	waits: boolean;
	/** Who it is about: to whoever hands over alone. */
	person?: Party;
	facilitator: string;
	neighbourhood: string;
};

/** Which of them: those that wait for the reader, and, at a desk, those the reader took on. */
export type Filter = { waiting: boolean; mine: boolean };

/** The referrals somebody hands over, or those at their desks; what is urgent stands before all others. At most 100. */
export async function listReferrals(ground: Ground, actor: Actor, filter: Filter): Promise<Line[]> {
	const side = allow(ground, actor, "facilitator", "desk");
	const { waiting, mine } = filter;
	return ground.db.readAs(actor, async (read) => {
		const rows =
			side === "facilitator"
				? await store.handedBy(read, actor.accountId ?? "", waiting)
				: await store.atDesk(read, { waiting, taken: mine ? actor.accountId : undefined });
		const [people, names, places] = await Promise.all([
			side === "facilitator"
				? partiesByIds(
						read,
						rows.map((row) => row.personId),
					)
				: new Map<string, Party>(),
			accountNames(
				read,
				rows.map((row) => row.facilitatorId),
			),
			neighbourhoodsByIdsIn(read, [...new Set(rows.map((row) => row.neighbourhoodId))]),
		]);
		const placeNames = new Map<string, string>(places.map((place) => [place.id, place.name]));
		return rows.map((row) => ({
			id: row.id,
			referral: referralOf(row),
			waits: row.waits,
			person: people.get(row.personId),
			facilitator: names.get(row.facilitatorId) ?? "",
			neighbourhood: placeNames.get(row.neighbourhoodId) ?? "",
		}));
	});
}

/**
 * What was handed to the services about the person themselves, the latest first: what was said, how far it is and what
 * was answered. Undefined for an account that belongs to nobody known here.
 */
export async function ownReferrals(ground: Ground, actor: Actor): Promise<Whole[] | undefined> {
	allow(ground, actor, "person");
	const { personId } = actor;
	if (!personId) return undefined;
	return ground.db.readAs(actor, async (read) => {
		const rows = await store.ofPerson(read, personId);
		return Promise.all(rows.map((row) => wholeIn(ground, read, row)));
	});
}

/** How many referrals wait for the reader, and how many of them are urgent: a count, no content. */
export function waitingIn(read: Read): Promise<{ n: number; urgent: number }> {
	only(read.actor, "facilitator", "social-worker");
	return store.waiting(read);
}

/** About whom a referral would be begun, and whom to call first when it is urgent. Throws `not_found`. */
export async function toBegin(
	ground: Ground,
	actor: Actor,
	personId: string,
): Promise<{ person: Party; phones: Phone[] }> {
	allow(ground, actor, "facilitator");
	return ground.db.readAs(actor, async (read) => {
		const [people, phones] = await Promise.all([partiesByIds(read, [personId]), urgentPhonesIn(read)]);
		const person = people.get(personId);
		if (person?.kind !== "person") throw new Refused("not_found");
		return { person, phones };
	});
}

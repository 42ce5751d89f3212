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
import { type Call, type Companion, type Field, fieldKeys, type Referral, type Step, type Word } from "../contract.ts";
import { allow } from "../service.ts";
import { referralOf } from "../shown.ts";
import { byId } from "../store.ts";
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
	/** Whether its desk has no accounts: it reads by a link that whoever hands over sends. */
	byLink: boolean;
	/** Who at the desk took it on. */
	taker: string | null;
};

/** Opens what is sealed in a referral: what its reader was given, in the order in which it is read. */
function openedOf(ground: Ground, read: Read, row: store.WholeRow): Whole {
	const { open } = textsOf(ground, read, row);
	const text = (table: "fields" | "words" | "calls" | "companions", key: string, sealed: string) =>
		open(table, key, Buffer.from(sealed, "base64"));
	const fields = row.fields.map(({ key, sealed, ...field }) => ({
		...{ key, ...field },
		text: text("fields", `${row.id}/${key}`, sealed),
	}));
	return {
		referral: referralOf(row),
		fields: fields.sort((a, b) => fieldKeys.indexOf(a.key) - fieldKeys.indexOf(b.key)),
		steps: row.steps.map(({ byId: _, at, ...step }) => ({ ...step, at: new Date(at), by: null })),
		words: row.words.map(({ sealed, at, ...word }) => ({
			...word,
			at: new Date(at),
			text: text("words", word.id, sealed),
		})),
		calls: row.calls.map(({ sealed, at, ...call }) => ({
			...call,
			at: new Date(at),
			who: text("calls", call.id, sealed),
		})),
		companions: row.companions.map(({ sealed, ...one }) => ({ ...one, name: text("companions", one.id, sealed) })),
	};
}

/**
 * One referral, to whoever is named on it, and that they opened it is on the disk before it leaves. Throws
 * `sign_in_first`, `not_yours`, `assurance_needed`, `not_found`.
 */
export async function openReferral(ground: Ground, actor: Actor, id: string): Promise<Opened> {
	const isDesk = allow(ground, actor, "facilitator", "desk") === "desk";
	return ground.db.withActor(actor, async (tx) => {
		const row = await store.whole(tx, id);
		if (!row) throw new Refused("not_found");
		const { facilitatorId, takenBy, neighbourhoodId, personId, readers } = row;
		const who = row.steps.map(({ byId }) => byId);
		const [people, names] = await Promise.all([
			isDesk ? new Map<string, Party>() : partiesByIds(tx, [personId]),
			accountNames(tx, [facilitatorId, takenBy, ...(isStaff(actor) ? who : [])]),
			recordReading(tx, { kind: "referral", id, personId, neighbourhoodId, readers }),
		]);
		const whole = openedOf(ground, tx, row);
		const ofDesk = (row.deskPhones ?? []).map((phone) => ({ label: row.deskName ?? "", phone }));
		return {
			...whole,
			steps: whole.steps.map((step, i) => ({ ...step, by: names.get(who[i] ?? "") ?? null })),
			person: people.get(personId),
			facilitator: names.get(facilitatorId) ?? "",
			neighbourhood: row.neighbourhood,
			phones: isDesk ? [] : [...ofDesk, ...row.urgentPhones],
			byLink: row.byLink === true,
			taker: names.get(takenBy ?? "") ?? null,
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
export async function listReferrals(
	ground: Ground,
	actor: Actor,
	filter: Filter,
	how: "shown" | "copied" = "shown",
): Promise<Line[]> {
	const side = allow(ground, actor, "facilitator", "desk");
	const { waiting, mine } = filter;
	return ground.db.withActor(actor, async (read) => {
		// Handed to a machine it is a copy, of which nobody learns who is not named on it.
		const copy = { kind: "export", id: actor.territoryId ?? "", readers: [actor.accountId ?? ""] } as const;
		if (how === "copied") await recordReading(read, copy);
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
		return rows.map((row) => openedOf(ground, read, row));
	});
}

/** How many referrals wait for the reader, and how many of them are urgent: a count, no content. */
export function waitingIn(read: Read): Promise<{ n: number; urgent: number }> {
	only(read.actor, "facilitator", "social-worker");
	return store.waiting(read);
}

/** How far a referral is, for the page on which its desk is chosen: nothing that is said in it is opened. Throws `not_found`. */
export async function referralHere(ground: Ground, actor: Actor, id: string): Promise<Referral> {
	allow(ground, actor, "facilitator");
	return ground.db.readAs(actor, async (read) => {
		const row = await byId(read, id);
		if (!row) throw new Refused("not_found");
		return referralOf(row);
	});
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

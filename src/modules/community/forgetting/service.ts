import type { Id } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { refuseRestricted } from "../restriction/contract.ts";
import type { Holder } from "../same/contract.ts";
import { partiesById } from "../store.ts";
import type { Leaving, RecordGround } from "./contract.ts";
import { fateOn, goesOn, lastEntryBy } from "./rules.ts";
import * as store from "./store.ts";

/** Whoever does not know of being here becomes a count. Where people stand in other modules is handed in as `holders`. */

const mostShown = 200;
const mostAtOnce = 500;

function leavingOf(row: store.UnknowingRow, term: number): Leaving {
	return { ...row, goesOn: goesOn(row.lastOn, term) };
}

/**
 * Who of a neighbourhood will be let go within a week, or already should be: who, when, and what becomes of it; with the
 * term in days. Throws `choose_neighbourhood`.
 */
export async function leaving(
	ground: Ground,
	actor: Actor,
	holders: readonly Holder[],
	query: { neighbourhood?: string } = {},
): Promise<{ people: Leaving[]; term: number; remaining: { month: Day; n: number }[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(read, query.neighbourhood);
		const today = dayOf(ground.clock());
		const { term, remaining } = await store.termAndRemaining(read, neighbourhoodId);
		const asked = { neighbourhoodId, by: lastEntryBy(today, term), today, limit: mostShown };
		const rows = await lend("forgetting", read, (lent) => lent.rows(store.unknowing(lent, holders, asked)));
		return { people: rows.map((row) => leavingOf(row, term)), term, remaining };
	});
}

/** How many of a neighbourhood are to be asked, or let go, within a week; for the first page of the day, in one statement. */
export async function leavingCountIn(
	read: Read,
	holders: readonly Holder[],
	neighbourhoodId: string,
	today: Day,
): Promise<number> {
	// The term is at least thirty days; who is shown is decided by the territory's own in the same statement.
	const rows = await read.rows<{ n: number }>(
		store.counted(
			store.unknowing(read, holders, { neighbourhoodId, by: lastEntryBy(today, 30), today, limit: 2000 }),
			read,
			today,
		),
	);
	return rows[0]?.n ?? 0;
}

type Plan = { territoryId: string; term: number; people: Leaving[] };

/** The system actor of a territory. */
function letter(territoryId: string): Actor {
	return { ...system("forgetting"), territoryId: territoryId as Id<"territory"> };
}

/** What letting go would do today, in every territory; nothing is changed. At most 500 people a territory. */
export async function planForgetting(ground: Ground, holders: readonly Holder[]): Promise<Plan[]> {
	const today = dayOf(ground.clock());
	const territories = await ground.db.readAs(system("forgetting"), (read) => store.terms(read));
	const plans: Plan[] = [];
	for (const { id, days } of territories) {
		const people = await ground.db.readAs(letter(id), (read) => dueIn(read, holders, today, days));
		if (people.length > 0) plans.push({ territoryId: id, term: days, people });
	}
	return plans;
}

async function dueIn(
	read: Read,
	holders: readonly Holder[],
	today: Day,
	term: number,
	ids?: readonly string[],
): Promise<Leaving[]> {
	const query = { ids, by: lastEntryBy(today, term), today, limit: mostAtOnce };
	const rows = await read.rows(store.unknowing(read, holders, query));
	return rows.map((row) => leavingOf(row, term)).filter((one) => fateOn(today, one.goesOn) === "goes");
}

/**
 * Does what `planForgetting` shows, each territory in one transaction: words, names and contacts go, counts stay. Who was
 * written about in the meantime stays. Gives how many were let go.
 */
export async function letGo(ground: Ground, holders: readonly Holder[]): Promise<number> {
	let n = 0;
	for (const { territoryId, term, people } of await planForgetting(ground, holders)) {
		const today = dayOf(ground.clock());
		n += await ground.db.withActor(letter(territoryId), async (tx) => {
			const locked = await store.lockPeople(
				tx,
				people.map((one) => one.id),
			);
			const due = await dueIn(tx, holders, today, term, locked);
			if (due.length === 0) return 0;
			const ids = await store.withThoseBehind(
				tx,
				due.map((one) => one.id),
			);
			for (const holder of holders)
				for (const statement of holder.people?.letGo({ territoryId, ids, today }) ?? []) await tx.rows(statement);
			await store.unnameMerges(tx, ids);
			for (const { id, neighbourhoodId } of due)
				await audit(tx, { verb: "letPersonGo", kind: "person", id, neighbourhoodId, fields: ["label", "notes"] });
			return due.length;
		});
	}
	return n;
}

/**
 * Writes down a legal ground on which somebody is kept without having agreed. Sent twice it is one. Throws `not_found`,
 * `invalid` (`validFrom` in the future), `id_taken`.
 */
export async function recordLegalGround(
	ground: Ground,
	actor: Actor,
	personId: string,
	input: RecordGround,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const [person] = await partiesById(tx, [personId]);
		if (person?.kind !== "person") throw new Refused("not_found");
		refuseRestricted(person);
		const today = dayOf(ground.clock());
		const since = input.validFrom ?? today;
		if (since > today) throw new Refused("invalid", { validFrom: "error.future" });
		const { neighbourhoodId } = person;
		const row = { id: input.id, neighbourhoodId, personId, words: input.words, since };
		if (!(await store.insertGround(tx, row))) {
			const there = await store.groundById(tx, input.id);
			if (there?.personId !== personId || there.words !== input.words) throw new Refused("id_taken");
			return;
		}
		await audit(tx, { verb: "recordLegalGround", kind: "person", id: personId, neighbourhoodId, fields: ["ground"] });
	});
}

/** Ends a legal ground; ending it twice is one ending. Throws `not_found`. Gives whose it was. */
export async function endLegalGround(ground: Ground, actor: Actor, id: string): Promise<{ personId: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const there = await store.groundById(tx, id);
		if (!there) throw new Refused("not_found");
		const { personId, neighbourhoodId } = there;
		if (await store.endGround(tx, id, dayOf(ground.clock())))
			await audit(tx, { verb: "endLegalGround", kind: "person", id: personId, neighbourhoodId, fields: ["ground"] });
		return { personId };
	});
}

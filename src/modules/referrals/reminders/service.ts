import type { Id } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { lend, type Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { sayIn } from "../../../ui/words.ts";
import { addresseesIn } from "../../access/addresses/service.ts";
import { post } from "../../access/service.ts";
import { deskAddressIn } from "../desks/service.ts";
import { endExpiredLinks } from "../links/service.ts";
import { isLate, isWorkingDay } from "./rules.ts";
import * as store from "./store.ts";

/** Background work at the desks: letters that say that something waits, and links that ran out. */

/**
 * Reminds whoever a referral waits for longer than its desk's terms, and whoever handed it over: one letter a day each,
 * on working days, until it is answered. Gives how many letters went into the outbox.
 */
export async function remindAll(ground: Ground, territoryIds: readonly string[], base: string): Promise<number> {
	const today = dayOf(ground.clock());
	if (!isWorkingDay(today)) return 0;
	let letters = 0;
	for (const territoryId of territoryIds as Id<"territory">[]) {
		const reminder: Actor = { ...system("reminder"), territoryId };
		letters += await ground.db.withActor(reminder, async (tx) => {
			const late = (await store.readWaiting(tx)).filter((one) => isLate(one, today));
			const byLink = new Set(late.flatMap(({ members, deskId }) => (members.length === 0 ? [deskId] : [])));
			const accounts = new Set(late.flatMap(({ members, facilitatorId }) => [...members, facilitatorId]));
			const waits = await store.noteReminded(tx, [...byLink, ...accounts], today);
			const desks = [...byLink].filter((id) => waits.includes(id));
			const people = [...accounts].filter((id) => waits.includes(id));
			return (await remindPeople(ground, tx, people, base)) + (await remindDesks(ground, tx, desks));
		});
	}
	return letters;
}

async function remindPeople(ground: Ground, tx: Tx, accountIds: readonly string[], base: string): Promise<number> {
	const where = { territoryId: tx.actor.territoryId ?? "", today: dayOf(ground.clock()) };
	return lend("door", tx, async (lent) => {
		const held = ["facilitator", "social-worker"] as const;
		const addressees = await addresseesIn(ground, lent, accountIds, { ...where, held });
		for (const { accountId, email, language } of addressees) {
			const say = sayIn(language);
			const body = say("reminders.mail_body", { door: `${base}/referrals` });
			await post(ground, lent, { email, accountId }, say("reminders.mail_subject"), body);
		}
		return addressees.length;
	});
}

/** A desk that works by link: its letter leads nowhere, because whoever has it should not have the link again. */
async function remindDesks(ground: Ground, tx: Tx, deskIds: readonly Id<"desk">[]): Promise<number> {
	let letters = 0;
	for (const id of deskIds) {
		const to = await deskAddressIn(ground, tx, id);
		if (!to) continue;
		const { email } = to;
		const say = sayIn(to.language);
		const letter = [say("reminders.desk_subject"), say("reminders.desk_body")] as const;
		await lend("door", tx, (lent) => post(ground, lent, { email }, ...letter));
		letters += 1;
	}
	return letters;
}

/** Ends the links that ran out, in each of the territories, as the usher. Gives how many. */
export async function endLinks(ground: Ground, territoryIds: readonly string[]): Promise<number> {
	let ended = 0;
	for (const territoryId of territoryIds as Id<"territory">[])
		ended += await endExpiredLinks(ground, { ...system("usher"), territoryId });
	return ended;
}

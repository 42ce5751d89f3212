import { type Id, newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { keepReachIn, reachesIn } from "../../community/reach/service.ts";
import type { NewReport, ReportedKind } from "./contract.ts";
import { holdsContact, isBetween, screen } from "./rules.ts";
import * as store from "./store.ts";

export { holdsContact, isSameContact } from "./rules.ts";

/**
 * Safety on public pages, for whatever stands there: reports, and contact that is blocked. What a kind of record is and
 * how it is taken off is its module's to say.
 */

/**
 * Why somebody reads these texts, by field, before they are public; null where nobody has to. Links wait where no account
 * says who wrote them. Throws `invalid` with `refusal` at a field that holds a contact.
 */
export function heldOf(texts: Readonly<Record<string, string>>, trusted: boolean, refusal: string) {
	for (const [field, text] of Object.entries(texts))
		if (holdsContact(text)) throw new Refused("invalid", { [field]: refusal });
	const { held = null } = screen(Object.values(texts).join("\n"));
	return held === "link" && trusted ? null : held;
}

/** What is reported: which record, and the public page it stands on. */
export type Reported = { kind: ReportedKind; recordId: string; neighbourhoodId: string; page: string };

/**
 * Writes down that something is wrong, inside the caller's transaction as `square`. Who says so is not kept: the caller
 * acts for nobody. The same again writes nothing more. Throws `id_taken`.
 */
export async function reportIn(ground: Ground, tx: Tx, of: Reported, input: NewReport): Promise<void> {
	const now = ground.clock();
	const { id, hash } = requestOf<"report">(tx.actor, now, `report ${of.recordId}`, input);
	const row = { ...of, id, hash, at: now, why: input.why, words: input.words ?? "" };
	if (!(await store.insertReport(tx, row))) {
		writtenBefore(await store.readReportHash(tx, id), { hash });
		return;
	}
	const { neighbourhoodId } = of;
	await audit(tx, { verb: "reportPublic", kind: of.kind, id: of.recordId, neighbourhoodId });
}

/** Somebody behind a post or an answer. */
export type Behind = { personId: string | null; reachId: string; called: string };

/**
 * Whether contact between the two is blocked in their neighbourhood. Another name, or writing once with an account and
 * once without, changes nothing: the contacts are compared too. As `square` or as staff.
 */
export async function isBlockedIn(
	ground: Ground,
	read: Read,
	neighbourhoodId: string,
	a: Behind,
	b: Behind,
): Promise<boolean> {
	const blocks = await store.readBlocks(read, neighbourhoodId);
	if (blocks.length === 0) return false;
	const ids = [a.reachId, b.reachId, ...blocks.flatMap((block) => [block.oneReachId, block.otherReachId])];
	const reaches = await reachesIn(read, ground.seal, [...new Set(ids)]);
	const known = (personId: string | null, reachId: string) => ({
		personId,
		contact: reaches.get(reachId)?.contact.value,
	});
	return blocks.some((block) =>
		isBetween(
			{ one: known(block.onePersonId, block.oneReachId), other: known(block.otherPersonId, block.otherReachId) },
			known(a.personId, a.reachId),
			known(b.personId, b.reachId),
		),
	);
}

/** Days for which the contacts of a block are kept, so that it still holds. */
const keptDays = 1095;

/** Blocks contact between two, inside the caller's transaction; again changes nothing. Answers its id. */
export async function blockIn(
	ground: Ground,
	tx: Tx,
	neighbourhoodId: string,
	[one, other]: readonly [Behind, Behind],
	id: Id<"block"> = newId<"block">(),
): Promise<Id<"block">> {
	if (one.reachId === other.reachId || (await isBlockedIn(ground, tx, neighbourhoodId, one, other))) return id;
	const now = ground.clock();
	const made = await store.insertBlock(tx, {
		...{ id, neighbourhoodId, madeAt: now, madeBy: tx.actor.role === "square" ? null : (tx.actor.accountId ?? null) },
		...{ onePersonId: one.personId, oneReachId: one.reachId, oneCalled: one.called },
		...{ otherPersonId: other.personId, otherReachId: other.reachId, otherCalled: other.called },
	});
	if (!made) return id;
	const until = addDays(dayOf(now), keptDays);
	for (const { reachId } of [one, other]) await keepReachIn(tx, reachId, until);
	await audit(tx, { verb: "blockContact", kind: "block", id, neighbourhoodId });
	return id;
}

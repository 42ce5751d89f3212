import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Ground } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import type { Language } from "../../../ui/words.ts";
import { holdsContact } from "../../exchange/moderation/service.ts";
import type { NewEntry, RenewPact } from "../contract.ts";
import { forParties, hold, refuseKeptParties, write } from "../find.ts";
import * as rules from "../rules.ts";
import { speaksFor, writeVersion } from "../service.ts";
import * as store from "../store.ts";

/** A pact that is lived: its diary, its renewal, its end. By staff and by its parties. */

/**
 * Writes a line of the diary, with a picture where whoever is in it agreed. Sent twice it is written once. Throws
 * `not_found`, `not_in_this_state`, `restricted`, `id_taken`, `invalid` (`day`, `agreed`, `words`: a contact on what
 * anybody reads).
 */
export async function writeEntry(
	ground: Ground,
	actor: Actor,
	pactId: string,
	input: NewEntry,
	{ language, photo }: { language: Language; photo?: Buffer },
): Promise<void> {
	forParties(actor);
	const at = ground.clock();
	const { hash } = requestOf<"pact_entry">(actor, at, `pact diary ${pactId}`, input);
	decideEntry(input, photo !== undefined, dayOf(at));
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const there = await store.entryById(tx, actor.territoryId, input.id);
		if (there) {
			writtenBefore(there, { hash });
			return;
		}
		rules.allow(row.facts, "note");
		if (row.inForceOn !== null && input.day < row.inForceOn)
			throw new Refused("invalid", { day: "pacts.error_before" });
		await refuseKeptParties(tx, pactId);
		const { id, day, words, minutes = null, agreed, shown } = input;
		const sealed = photo ? sealPhoto(ground, actor.territoryId, id).close(photo) : null;
		const entry = { id, day, words, language, minutes, photo: sealed, agreed, shown, hash };
		if (!(await store.insertEntry(tx, row, entry, at))) throw new Refused("id_taken");
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "writePactDiary", kind: "pact", id: pactId, neighbourhoodId, fields: ["diary"] });
	});
}

/** Pictures lie sealed with the territory's key. */
export function sealPhoto({ seal }: Pick<Ground, "seal">, territoryId: string | undefined, id: string) {
	const [key, place] = [seal.ofTerritory(territoryId ?? ""), `pacts.entries/${territoryId}/${id}`];
	return { close: (bytes: Buffer) => key.close(bytes, place), open: (bytes: Buffer) => key.openBytes(bytes, place) };
}

function decideEntry({ day, words, agreed, shown }: NewEntry, hasPhoto: boolean, today: string): void {
	if (day > today) throw new Refused("invalid", { day: "error.future" });
	if (hasPhoto && !agreed) throw new Refused("invalid", { agreed: "pacts.error_photo" });
	if (shown && holdsContact(words)) throw new Refused("invalid", { words: "pacts.error_contact" });
}

/** Whether anybody reads a line of the diary. Twice is once. Throws `not_found`, `invalid` for one with a contact. */
export async function showEntry(
	ground: Ground,
	actor: Actor,
	{ pactId, entryId }: { pactId: string; entryId: string },
	shown: boolean,
): Promise<void> {
	forParties(actor);
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await hold(tx, pactId);
		const entry = await store.entryById(tx, actor.territoryId, entryId);
		if (entry?.pactId !== pactId) throw new Refused("not_found");
		if (shown && holdsContact(entry.words)) throw new Refused("invalid", { words: "pacts.error_contact" });
		if (shown) await refuseKeptParties(tx, pactId);
		if (await store.writeShown(tx, entryId, shown))
			await audit(tx, { verb: "showPactDiary", kind: "pact", id: pactId, neighbourhoodId, fields: ["diary"] });
	});
}

/**
 * The same pact until a later day: a version of its own, which all sign again; until they have, the old one holds. Sent
 * twice it is begun once. Throws `not_found`, `not_in_this_state`, `restricted`, `id_taken`, `invalid` (`until`).
 */
export async function renewPact(ground: Ground, actor: Actor, pactId: string, input: RenewPact): Promise<void> {
	forParties(actor);
	const request = requestOf<"pact_version">(actor, ground.clock(), `pact renewal ${pactId}`, input);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const there = await store.versionById(tx, request.id);
		if (there) {
			writtenBefore(there, request);
			return;
		}
		const next = rules.renew(row.facts, input.until, dayOf(ground.clock()));
		await refuseKeptParties(tx, pactId);
		const [inForce] = await store.versionsOf(tx, pactId, [row.inForce ?? 0]);
		if (!inForce) throw new Error("a pact in force without its version");
		await writeVersion(ground, tx, row, next, { ...inForce, until: input.until, ...request });
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "renewPact", kind: "pact", id: pactId, neighbourhoodId, fields: ["version", "until"] });
	});
}

/** The renewal comes to nothing, and the pact stays as it was. Twice is once. Throws `not_found`, `not_in_this_state`. */
export async function keepPact(ground: Ground, actor: Actor, pactId: string): Promise<void> {
	forParties(actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		if (row.state === "in_force") return;
		await write(ground, tx, row, rules.keep(row.facts));
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "keepPact", kind: "pact", id: pactId, neighbourhoodId, fields: ["state"] });
	});
}

/** Comes to its end as promised, with what was learnt: anybody reads it. Throws `not_found`, `not_in_this_state`, `invalid`. */
export async function concludePact(ground: Ground, actor: Actor, pactId: string, learnt: string): Promise<void> {
	forParties(actor);
	if (holdsContact(learnt)) throw new Refused("invalid", { learnt: "pacts.error_contact" });
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const concludedOn = dayOf(ground.clock());
		await write(ground, tx, row, rules.finish(row.facts, "conclude"), { concludedOn, learnt });
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "concludePact", kind: "pact", id: pactId, neighbourhoodId, fields: ["state", "learnt"] });
	});
}

/**
 * One side ends it early and says why: who has an account for itself, staff for whoever told them. Throws `not_found`,
 * `not_in_this_state`, `not_yours`.
 */
export async function endPact(
	ground: Ground,
	actor: Actor,
	pactId: string,
	{ by, because }: { by: store.Ending["endedBy"] & string; because: string },
): Promise<void> {
	forParties(actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		const next = rules.finish(row.facts, "end", by);
		const party = await store.partyById(tx, by);
		if (!party || !speaksFor(actor, party)) throw new Refused("not_yours");
		await write(ground, tx, row, next, { endedOn: dayOf(ground.clock()), endedBy: by, endedBecause: because });
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "endPact", kind: "pact", id: pactId, neighbourhoodId, fields: ["state"] });
	});
}

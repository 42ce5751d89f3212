import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { openedIf } from "../../../db/keys.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { type PartyRow, partiesById } from "../store.ts";
import { cover, type ProtectPerson, type SafeContact, type SaySafely } from "./contract.ts";
import * as store from "./store.ts";

/**
 * How somebody can safely be reached, and people of whom one speaks in person alone.
 *
 * Where a protected person shows, and to whom:
 * - their label lies sealed with their own key, and a cover stands in its place in `parties`: whatever page, list, drawing,
 *   sheet, file, copy or mail names them, today or tomorrow, says the cover;
 * - row security keeps them from everybody who is no staff: residents and citizens, themselves included (a phone is looked
 *   at by others at home; their account opens nothing of theirs and gets no letter), and from what a household reads;
 * - what is printed, said on or hung up leaves them out: rolls and sheets of sessions, invitations, introductions, stories,
 *   suggestions while typing, lists of people, the ties on the pages of others, likenesses;
 * - staff who work there find them: by looking for the name (what is found says the cover), on the page of protected
 *   records, and wherever their own work leads there, under the cover. Their own page alone says the name.
 * What counts people goes on counting them.
 */

function placeOfLabel(territoryId: string | undefined, personId: string): string {
	return `community.persons/${territoryId}/${personId}/label`;
}

function placeOfSafe(territoryId: string | undefined, id: string): string {
	return `community.safe_contacts/${territoryId}/${id}`;
}

/** How a protected person is really called; nothing for anybody else. */
export async function nameUnderCover(
	read: Read,
	ground: Ground,
	person: Pick<PartyRow, "id" | "protected">,
): Promise<string | undefined> {
	if (!person.protected) return undefined;
	const sealed = await store.sealedLabelOf(read, person.id);
	const { territoryId = "" } = read.actor;
	return (
		sealed &&
		openedIf(() => ground.seal.ofPerson(territoryId, person.id).open(sealed, placeOfLabel(territoryId, person.id)))
	);
}

/** The label to write for somebody: under cover the cover stays, and the new one is sealed beside it. */
export async function labelToWrite(tx: Tx, ground: Ground, person: PartyRow, label: string): Promise<string> {
	if (!person.protected) return label;
	const { territoryId = "" } = tx.actor;
	const sealed = ground.seal.ofPerson(territoryId, person.id).close(label, placeOfLabel(territoryId, person.id));
	await store.writeSealedLabel(tx, person.id, sealed);
	return cover;
}

async function personHere(read: Read, id: string): Promise<PartyRow> {
	const [row] = await partiesById(read, [id]);
	if (row?.kind !== "person") throw new Refused("not_found");
	return row;
}

/** How a person can safely be reached, opened; nothing where the key is gone. */
export function openSafe(ground: Ground, actor: Actor, personId: string, row: store.SafeRow): SafeContact | undefined {
	const { territoryId = "" } = actor;
	const sealer = ground.seal.ofPerson(territoryId, personId);
	const json = openedIf(() => sealer.open(row.sealed, placeOfSafe(territoryId, row.id)));
	return json === undefined ? undefined : { ...(JSON.parse(json) as SafeContact), saidOn: row.saidOn };
}

/** How a person can safely be reached, where they said so. */
export async function safeContactIn(read: Read, ground: Ground, personId: string): Promise<SafeContact | undefined> {
	const row = await store.safeContactOf(read, personId);
	return row && openSafe(ground, read.actor, personId, row);
}

/**
 * Writes down how a person can safely be reached, or takes it back: the person themselves leaves `whose` out, staff name
 * them. Throws `not_yours`, `not_found`.
 */
export async function saySafely(ground: Ground, actor: Actor, input: SaySafely, whose?: string): Promise<void> {
	const isStaff = whose !== undefined;
	if (isStaff) only(actor, "facilitator", "coordinator");
	else only(actor, "resident", "citizen");
	const personId = whose ?? actor.personId;
	if (!personId) throw new Refused("not_found");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await personHere(tx, personId);
		const trail = { kind: "person", id: personId, neighbourhoodId, fields: ["safeContact"] };
		if (input.act === "forget") {
			if (await store.deleteSafeContact(tx, personId)) await audit(tx, { verb: "forgetSafeContact", ...trail });
			return;
		}
		const there = await store.safeContactOf(tx, personId);
		const id = there?.id ?? newId<"safe_contact">();
		const { act: _act, ...said } = input;
		const { territoryId = "" } = actor;
		const sealer = ground.seal.ofPerson(territoryId, personId);
		const sealed = sealer.close(JSON.stringify(said), placeOfSafe(territoryId, id));
		await store.writeSafeContact(tx, {
			id,
			personId,
			neighbourhoodId,
			sealed,
			saidOn: dayOf(ground.clock()),
		});
		await audit(tx, { verb: "saySafeContact", ...trail });
	});
}

/**
 * Protects a record, or lifts that: who did it stands in the trail, why stands nowhere. Twice is once. Throws
 * `not_found`.
 */
export async function protectPerson(ground: Ground, actor: Actor, id: string, input: ProtectPerson): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const wanted = input.protected === "yes";
	await ground.db.withActor(actor, async (tx) => {
		const person = await personHere(tx, id);
		if (Boolean(person.protected) === wanted) return;
		const { territoryId = "" } = actor;
		const sealer = ground.seal.ofPerson(territoryId, id);
		await store.writeProtection(
			tx,
			wanted
				? { id, label: cover, sealed: sealer.close(person.label, placeOfLabel(territoryId, id)) }
				: { id, label: (await nameUnderCover(tx, ground, person)) ?? cover, sealed: null },
		);
		const verb = wanted ? "protectPerson" : "liftProtection";
		await audit(tx, { verb, kind: "person", id, neighbourhoodId: person.neighbourhoodId, fields: ["protected"] });
	});
}

/** The protected records of the neighbourhood on screen, for those who work there. Throws `choose_neighbourhood`. */
export async function protectedPeople(ground: Ground, actor: Actor): Promise<{ id: string; label: string }[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read);
		const { territoryId = "" } = actor;
		const rows = await store.protectedIn(read, id);
		return rows
			.map((row) => ({
				id: row.id,
				label:
					openedIf(() =>
						ground.seal.ofPerson(territoryId, row.id).open(row.sealed, placeOfLabel(territoryId, row.id)),
					) ?? cover,
			}))
			.sort((a, b) => a.label.localeCompare(b.label, "it"));
	});
}

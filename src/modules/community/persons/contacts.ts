import type { Read } from "../../../db/database.ts";
import { openedIf } from "../../../db/keys.ts";
import type { Seal, Sealer } from "../../../db/seal.ts";
import type { Contact, PartyKind } from "../contract.ts";
import { contactsOf } from "./store.ts";

/** The place a contact is sealed to: its row, so that moved to another one it does not open. */
export function placeOfContact(territoryId: string | undefined, id: string): string {
	return `community.contacts/${territoryId}/${id}`;
}

/** What seals the contacts of somebody, under their own key, or of an organisation. */
export function sealerOfContacts(seal: Seal, territoryId: string, party: { id: string; kind: PartyKind }): Sealer {
	return party.kind === "person" ? seal.ofPerson(territoryId, party.id) : seal.ofTerritory(territoryId);
}

/** The contacts of a party in force, opened; those whose key is gone are left out. */
export async function openContacts(read: Read, seal: Seal, party: { id: string; kind: PartyKind }): Promise<Contact[]> {
	const territoryId = read.actor.territoryId ?? "";
	const sealer = sealerOfContacts(seal, territoryId, party);
	const rows = await contactsOf(read, party.id);
	return rows.flatMap(({ id, kind, sealed }) => {
		const value = openedIf(() => sealer.open(sealed, placeOfContact(territoryId, id)));
		return value === undefined ? [] : [{ id, kind, value }];
	});
}

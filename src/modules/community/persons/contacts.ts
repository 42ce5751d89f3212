import type { Read } from "../../../db/database.ts";
import type { Seal } from "../../../db/seal.ts";
import type { Contact } from "../contract.ts";
import { contactsOf } from "./store.ts";

/** The place a contact is sealed to: its row, so that moved to another one it does not open. */
export function placeOfContact(territoryId: string | undefined, id: string): string {
	return `community.contacts/${territoryId}/${id}`;
}

/** The contacts of a party in force, opened. */
export async function openContacts(read: Read, seal: Seal, partyId: string): Promise<Contact[]> {
	const rows = await contactsOf(read, partyId);
	return rows.map(({ id, kind, sealed }) => ({
		id,
		kind,
		value: seal.open(sealed, placeOfContact(read.actor.territoryId, id)),
	}));
}

import type { Read } from "../../db/database.ts";
import { KeyDestroyed } from "../../db/keys.ts";
import type { Ground } from "../../ui/http.ts";
import type { Row } from "./store.ts";

type Kept = "fields" | "words" | "calls" | "companions";

/** Seals and opens the texts of one referral, each bound to its row; what was erased opens as nothing. */
export type Texts = {
	/** `key`: the row's id; of a field, the referral's and the field's. */
	close(table: Kept, key: string, text: string): Buffer;
	open(table: Kept, key: string, sealed: Buffer): string;
};

/** Everything said about a person in a referral opens with that person's key alone. */
export function textsOf({ seal }: Pick<Ground, "seal">, read: Read, row: Pick<Row, "sealedFor">): Texts {
	const territoryId = read.actor.territoryId ?? "";
	const sealer = seal.ofPerson(territoryId, row.sealedFor);
	const place = (table: Kept, key: string) => `referrals.${table}/${territoryId}/${key}`;
	return {
		close: (table, key, text) => sealer.close(text, place(table, key)),
		open(table, key, sealed) {
			try {
				return sealer.open(sealed, place(table, key));
			} catch (error) {
				if (error instanceof KeyDestroyed) return "";
				throw error;
			}
		},
	};
}

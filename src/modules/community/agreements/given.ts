import { newId } from "../../../core/ids.ts";
import type { Read } from "../../../db/database.ts";
import { KeyDestroyed } from "../../../db/keys.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Purpose } from "../contract.ts";
import type { Given } from "../service.ts";
import { questionIn } from "./asked.ts";
import type { AskedInput } from "./fields.ts";

function placeOfResponsible(territoryId: string, id: string): string {
	return `community.agreements/${territoryId}/${id}/responsible`;
}

/** What stands beside an answer: the words as they are now, until when, and who answers for a minor, sealed with the minor's own key. */
export function givenOf(
	{ seal }: Ground,
	{ actor }: Read,
	of: { id?: string; personId: string; purpose: Purpose },
	{ language, until, responsible, responsibleAs }: Omit<AskedInput, "minor" | "again">,
): Given & { id: string } {
	const territoryId = actor.territoryId ?? "";
	const { id = newId<"agreement">(), personId, purpose } = of;
	const sealed =
		responsible && seal.ofPerson(territoryId, personId).close(responsible, placeOfResponsible(territoryId, id));
	return {
		id,
		until,
		...(language && { asked: { words: questionIn(language, purpose), language } }),
		...(sealed && responsibleAs && { responsible: { sealed, as: responsibleAs } }),
	};
}

/** The name of who answered for a minor; nothing once the minor's key is gone. */
export function responsibleOf(
	{ seal }: Ground,
	territoryId: string,
	entry: { id: string; personId: string; responsible: Buffer },
): string | undefined {
	try {
		return seal
			.ofPerson(territoryId, entry.personId)
			.open(entry.responsible, placeOfResponsible(territoryId, entry.id));
	} catch (error) {
		if (error instanceof KeyDestroyed) return undefined;
		throw error;
	}
}

import { fold } from "../../../core/text.ts";
import type { Read } from "../../../db/database.ts";
import * as store from "./store.ts";

/** The people of a neighbourhood whose name or nickname, whole, stands in a text that others will read. */
export function calledInIn(
	read: Read,
	neighbourhoodId: string,
	text: string,
): Promise<{ id: string; label: string }[]> {
	return store.readCalledIn(read, neighbourhoodId, ` ${fold(text)} `);
}

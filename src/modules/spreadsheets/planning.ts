import type { Read } from "../../db/database.ts";
import type { Ground } from "../../ui/http.ts";
import { contactsOpenedIn, knownIn, knownTiesIn } from "../community/bulk/service.ts";
import { knownNotesIn } from "../listening/bulk/service.ts";
import type { Columns, Field, Kind } from "./contract.ts";
import { type Asked, emptyPlan, type Plan } from "./plan.ts";
import { type Facts, rowsOf } from "./plans/facts.ts";
import { planNotes } from "./plans/notes.ts";
import { planParties } from "./plans/parties.ts";
import { planPeople } from "./plans/people.ts";
import { planTies } from "./plans/ties.ts";
import type { Table } from "./table/table.ts";

type Given = { kind: Kind; table: Table; columns: Columns; asked: Asked; missing: boolean };

/** Compares a table with what is there, and says what would become of each of its rows. */
export async function planIn(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	{ kind, table, columns, asked, missing }: Given,
): Promise<Plan> {
	if (missing) return { ...emptyPlan(), stop: "needs_columns" };
	const rows = rowsOf(table, columns);
	const facts = await factsIn(read, ground, neighbourhoodId, new Set(Object.values(columns)));
	if (kind === "people") return planPeople(rows, facts, asked);
	if (kind === "organisations") return planParties("organisation", rows, facts, asked);
	if (kind === "places") return planParties("place", rows, facts, asked);
	if (kind === "ties") return planTies(rows, facts, asked);
	return planNotes(rows, facts, await knownNotesIn(read, neighbourhoodId), asked);
}

/** Contacts are opened only where the table brings some. */
async function factsIn(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	fields: ReadonlySet<Field | "">,
): Promise<Facts> {
	const [known, ties] = await Promise.all([knownIn(read, neighbourhoodId), knownTiesIn(read, neighbourhoodId)]);
	const kinds = new Map(known.map(({ id, kind }) => [id, kind]));
	const reaches = fields.has("phone") || fields.has("email");
	return { known, ties, contacts: reaches ? await contactsOpenedIn(read, ground, neighbourhoodId, kinds) : [] };
}

import { fold } from "../../core/text.ts";
import type { Read } from "../../db/database.ts";
import type { Ground } from "../../ui/http.ts";
import { contactsOpenedIn, knownIn, knownTiesIn } from "../community/bulk/service.ts";
import { initiativesForRollsIn, sessionsForRollIn } from "../initiatives/bulk/service.ts";
import { knownNotesIn } from "../listening/bulk/service.ts";
import type { Columns, Field, Kind, Preview } from "./contract.ts";
import { type Asked, emptyPlan, type Plan } from "./plan.ts";
import { planAttendance } from "./plans/attendance.ts";
import { type Facts, rowsOf } from "./plans/facts.ts";
import { planNotes } from "./plans/notes.ts";
import { planParties } from "./plans/parties.ts";
import { planPeople } from "./plans/people.ts";
import { planTies } from "./plans/ties.ts";
import type { Once } from "./remembered.ts";
import type { Roll } from "./table/roll.ts";
import type { Table } from "./table/table.ts";

type Given = { kind: Kind; table: Table; columns: Columns; asked: Asked; missing: boolean; once: Once };
type Planned = Plan & { about?: Preview["roll"] };

/** Compares a table with what is there, and says what would become of each of its rows. */
export async function planIn(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	{ kind, table, columns, asked, missing, once }: Given,
): Promise<Plan> {
	if (missing) return { ...emptyPlan(), stop: "needs_columns" };
	const facts = await factsIn(read, ground, neighbourhoodId, new Set(Object.values(columns)));
	const notes = kind === "notes" ? await knownNotesIn(read, neighbourhoodId) : [];
	return once([columns, asked, facts.known, facts.ties, facts.contacts, notes], () => {
		const rows = rowsOf(table, columns);
		if (kind === "people") return planPeople(rows, facts, asked);
		if (kind === "organisations") return planParties("organisation", rows, facts, asked);
		if (kind === "places") return planParties("place", rows, facts, asked);
		if (kind === "ties") return planTies(rows, facts, asked);
		return planNotes(rows, facts, notes, asked);
	});
}

/** The same for a sheet of presences: of which initiative it is, it says itself or somebody does. */
export async function planRollIn(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	{ roll, columns, asked, missing, once }: Omit<Given, "kind" | "table"> & { roll: Roll },
): Promise<Planned> {
	const all = await initiativesForRollsIn(read, neighbourhoodId);
	const named = new Set(roll.titles.flatMap((title) => titledIn(all, title)?.id ?? []));
	const initiativeId = initiativeOf(all, asked.said.initiative, named);
	const days = roll.days.filter((day) => day !== undefined);
	const about = { days, newDates: 0, initiatives: all.map(({ id, title }) => ({ id, title })) };
	const stop =
		named.size > 1
			? "several_initiatives"
			: roll.needsYear
				? "needs_year"
				: days.length === 0
					? "needs_dates"
					: missing
						? "needs_columns"
						: undefined;
	if (stop) return { ...emptyPlan(), stop, about: { ...about, ...(initiativeId && { initiative: initiativeId }) } };
	const facts = await factsIn(read, ground, neighbourhoodId, new Set());
	// Who is on the sheet can be looked at before it is said what it is of.
	const sessions = initiativeId ? await sessionsForRollIn(read, initiativeId) : [];
	const of = { ...asked, initiativeId: initiativeId ?? "" };
	const plan = await once([columns, of, facts.known, sessions], () =>
		planAttendance(roll, columns, facts, sessions, of),
	);
	if (!initiativeId) return { ...plan, stop: "needs_initiative", about };
	return { ...plan, about: { ...about, initiative: initiativeId, newDates: plan.roll?.sessions.length ?? 0 } };
}

/** Which initiative is meant: the one said, or the only one that stands above the sheets. */
function initiativeOf(
	all: readonly Titled[],
	said: string | undefined,
	named: ReadonlySet<string>,
): string | undefined {
	if (said) return (all.find(({ id }) => id === said) ?? only(all.filter((one) => fold(one.title) === fold(said))))?.id;
	return only([...named]);
}

type Titled = { id: string; title: string };

/** The only one whose title stands above a sheet; the longest, where one is a part of another. */
function titledIn(all: readonly Titled[], title: string): Titled | undefined {
	const named = all.filter((one) => ` ${title} `.includes(` ${fold(one.title)} `));
	const longest = Math.max(0, ...named.map((one) => one.title.length));
	return only(named.filter((one) => one.title.length === longest));
}

function only<Item>(items: readonly Item[]): Item | undefined {
	return items.length === 1 ? items[0] : undefined;
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

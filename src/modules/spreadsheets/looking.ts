import { createHash } from "node:crypto";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Read } from "../../db/database.ts";
import type { Ground } from "../../ui/http.ts";
import { type Columns, type Import, type Kind, neededOf, type Preview } from "./contract.ts";
import { countsOf, type Plan } from "./plan.ts";
import { planIn, planRollIn } from "./planning.ts";
import { BadFile } from "./reading/bad-file.ts";
import { readSheets, type Sheet } from "./reading/sheets.ts";
import * as store from "./store.ts";
import { recognise } from "./table/headings.ts";
import { columnsOfRoll, type Roll, rollOf } from "./table/roll.ts";
import { type Table, tableOf } from "./table/table.ts";

/** Looking at a file: what its columns say, and what would become of each of its rows. */

export function placeOfFile(territoryId: string | undefined, id: string): string {
	return `spreadsheets.imports/${territoryId}/${id}`;
}

/** Reads the sheets of a file. Throws `invalid` (`file`) for what is none, or too large. */
export async function sheetsOf(file: Buffer): Promise<Sheet[]> {
	try {
		return await readSheets(file);
	} catch (error) {
		if (error instanceof BadFile) throw new Refused("invalid", { file: `spreadsheets.file_${error.fault}` });
		throw error;
	}
}

export function rowsIn(sheets: readonly Sheet[]): number {
	return sheets.reduce((n, { rows }) => n + rows.length, 0);
}

export type Looked = { preview: Preview; plan: Plan; kept: { headings: string; columns: Columns[string][] } };

/** The same for a file that is kept. */
export async function look(
	read: Read,
	ground: Ground,
	one: Pick<Import, "id" | "kind" | "neighbourhoodId">,
	sealed: Buffer,
	chosen: store.Chosen,
): Promise<Looked> {
	const sealer = ground.seal.ofTerritory(read.actor.territoryId ?? "");
	const sheets = await sheetsOf(sealer.openBytes(sealed, placeOfFile(read.actor.territoryId, one.id)));
	return lookAt(read, ground, one.neighbourhoodId, { kind: one.kind, sheets, chosen });
}

type Given = { kind: Kind; sheets: readonly Sheet[]; chosen: store.Chosen };

/** Recognises a sheet and plans each of its rows. */
export async function lookAt(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	{ kind, sheets, chosen }: Given,
): Promise<Looked> {
	const at = Math.min(chosen.sheet, sheets.length - 1);
	const sheet = sheets[at]!;
	const roll = kind === "attendance" ? rollIn(sheet, chosen) : undefined;
	const table = roll?.table ?? tableOf(kind, sheet.rows);
	const lasting = lastingOf(table, roll);
	const before = chosen.columns ? undefined : await store.keptColumns(read, kind, hashOf(lasting));
	const columns = columnsOf(kind, { table, roll, lasting }, chosen.columns, before);
	const asked = {
		said: chosen.said,
		today: dayOf(ground.clock()),
		rows: chosen.rows ?? {},
		...(sheet.outlines && { outlines: sheet.outlines }),
	};
	const has = (field: string) => Object.values(columns).some((one) => one === field);
	const missing = neededOf[kind].some((field) => !has(field) && !(field === "name" && has("surname")));
	const given = { columns, asked, missing };
	const { about, ...plan } = roll
		? await planRollIn(read, ground, neighbourhoodId, { roll, ...given })
		: { ...(await planIn(read, ground, neighbourhoodId, { kind, table, ...given })), about: undefined };
	const { lines, stop, people } = plan;
	const preview: Preview = {
		sheets: sheets.map(({ name }) => name),
		sheet: at,
		headings: table.headings,
		columns,
		lines,
		counts: countsOf(lines),
		people,
		...(stop && { stop }),
		...(about && { roll: about }),
	};
	return { preview, plan, kept: { headings: hashOf(lasting), columns: lasting.map((one) => columns[one] ?? "") } };
}

function rollIn({ name, rows }: Sheet, { said }: store.Chosen): Roll {
	return rollOf(rows, { name, ...(said.year !== undefined && { year: said.year }) });
}

type Recognised = { table: Table; roll: Roll | undefined; lasting: readonly string[] };

/** The headings by which a sheet like this one is known again: days are others each time. */
function lastingOf({ headings }: Table, roll: Roll | undefined): string[] {
	return headings.filter((_, i) => !roll?.days[i]);
}

function columnsOf(
	kind: Kind,
	{ table, roll, lasting }: Recognised,
	chosen: readonly Columns[string][] | undefined,
	before: readonly Columns[string][] | undefined,
): Columns {
	const { headings } = table;
	const [of, fields] = chosen ? [headings, chosen] : [lasting, before];
	const kept: Columns = fields?.length === of.length ? Object.fromEntries(of.map((one, i) => [one, fields[i]!])) : {};
	return roll ? columnsOfRoll(roll, kept) : recognise(kind, headings, kept);
}

/** The field of each column of a sheet, where some of them were said. Throws `invalid` (`columns`) for a heading that is not there. */
export function columnsSaid(kind: Kind, sheet: Sheet, chosen: store.Chosen, said: Columns): Columns[string][] {
	const roll = kind === "attendance" ? rollIn(sheet, chosen) : undefined;
	const { headings } = roll?.table ?? tableOf(kind, sheet.rows);
	if (Object.keys(said).some((heading) => !headings.includes(heading)))
		throw new Refused("invalid", { columns: "spreadsheets.heading_unknown" });
	const all = roll ? columnsOfRoll(roll, said) : recognise(kind, headings, said);
	return headings.map((heading) => all[heading] ?? "");
}

function hashOf(headings: readonly string[]): string {
	return createHash("sha256").update(JSON.stringify(headings)).digest("hex");
}

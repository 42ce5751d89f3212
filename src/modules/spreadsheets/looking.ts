import { createHash } from "node:crypto";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read } from "../../db/database.ts";
import type { Ground } from "../../ui/http.ts";
import type { Columns, Import, Kind, Line, Preview } from "./contract.ts";
import { countsOf, type Plan } from "./plan.ts";
import { planIn, planRollIn } from "./planning.ts";
import { BadFile } from "./reading/bad-file.ts";
import { readSheets, type Sheet } from "./reading/sheets.ts";
import { type Once, planOnce, sheetsOnce } from "./remembered.ts";
import * as store from "./store.ts";
import { recognise } from "./table/headings.ts";
import { columnsOfRoll, type Roll } from "./table/roll.ts";
import { fits, hasNeeded, type Stack, sheetsFor, stackOf } from "./table/stack.ts";
import type { Table } from "./table/table.ts";

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
	const sheets = await sheetsKept(ground, read.actor, one.id, sealed);
	return lookAt(read, ground, one.neighbourhoodId, { kind: one.kind, sheets, chosen, once: planOnce(one.id, chosen) });
}

/** The sheets of a file that is kept. */
export function sheetsKept(ground: Ground, { territoryId }: Actor, id: string, sealed: Buffer): Promise<Sheet[]> {
	const sealer = ground.seal.ofTerritory(territoryId ?? "");
	return sheetsOnce(id, () => sheetsOf(sealer.openBytes(sealed, placeOfFile(territoryId, id))));
}

type Given = { kind: Kind; sheets: readonly Sheet[]; chosen: store.Chosen; once: Once };

/** Recognises the sheets and plans each of their rows. */
export async function lookAt(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	{ kind, sheets, chosen, once }: Given,
): Promise<Looked> {
	const taken = takenOf(kind, sheets, chosen);
	const stack = stackOf(kind, pick(sheets, taken), chosen.said.year);
	const { table, roll, outlines } = stack;
	const lasting = lastingOf(table, roll);
	const before = chosen.columns ? undefined : await store.keptColumns(read, kind, hashOf(lasting));
	const columns = columnsOf(kind, { table, roll, lasting }, chosen.columns, before);
	const asked = {
		said: chosen.said,
		today: dayOf(ground.clock()),
		rows: chosen.rows ?? {},
		...(outlines && { outlines }),
	};
	const given = { columns, asked, missing: !hasNeeded(kind, Object.values(columns)), once };
	const { about, ...plan } = roll
		? await planRollIn(read, ground, neighbourhoodId, { roll, ...given })
		: { ...(await planIn(read, ground, neighbourhoodId, { kind, table, ...given })), about: undefined };
	const { lines, stop, people } = plan;
	const preview: Preview = {
		sheets: sheets.map((sheet, i) => ({
			name: sheet.name,
			taken: taken.includes(i),
			fits: sheets.length === 1 || fits(kind, sheet),
			hidden: sheet.hidden === true,
		})),
		headings: table.headings,
		columns,
		lines: lines.map((line) => placed(line, stack)),
		counts: countsOf(lines),
		people,
		...(stop && { stop }),
		...(about && { roll: about }),
	};
	return { preview, plan, kept: { headings: hashOf(lasting), columns: lasting.map((one) => columns[one] ?? "") } };
}

/** The sheets that were said, or those that fit. */
function takenOf(kind: Kind, sheets: readonly Sheet[], { sheets: said = [] }: store.Chosen): number[] {
	const there = [...new Set(said)].filter((i) => i < sheets.length).sort((a, b) => a - b);
	return there.length > 0 ? there : sheetsFor(kind, sheets);
}

function pick(sheets: readonly Sheet[], taken: readonly number[]): Sheet[] {
	return taken.map((i) => sheets[i]!);
}

/** A line with where it stands, where there are several sheets. */
function placed(line: Line, { placeOf }: Stack): Line {
	const at = placeOf(line.row);
	if (!at) return line;
	const before = line.reason === "row_before" ? placeOf(Number(line.of)) : undefined;
	return { ...line, at, ...(before && { of: `${before.row} (${before.sheet})` }) };
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

/** The field of each column of the sheets, where some of them were said. Throws `invalid` (`columns`) for a heading that is not there. */
export function columnsSaid(
	kind: Kind,
	sheets: readonly Sheet[],
	chosen: store.Chosen,
	said: Columns,
): Columns[string][] {
	const { table, roll } = stackOf(kind, pick(sheets, takenOf(kind, sheets, chosen)), chosen.said.year);
	const { headings } = table;
	if (Object.keys(said).some((heading) => !headings.includes(heading)))
		throw new Refused("invalid", { columns: "spreadsheets.heading_unknown" });
	const all = roll ? columnsOfRoll(roll, said) : recognise(kind, headings, said);
	return headings.map((heading) => all[heading] ?? "");
}

function hashOf(headings: readonly string[]): string {
	return createHash("sha256").update(JSON.stringify(headings)).digest("hex");
}

import { renderToString } from "preact-render-to-string";
import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { calledIn } from "../../community/contract.ts";
import { type Circle, circleFile, mostEntries, saidOfEntry, type TakenIn } from "./contract.ts";
import { readCsv, writeCsv } from "./csv.ts";
import { Lists } from "./drawing.tsx";
import type { Whole } from "./service.ts";

/** A circle as a file: everything the person said, and no id of ours. */
export type CircleFile = { person: string } & Omit<Circle, "entries"> & {
		entries: Omit<Circle["entries"][number], "id">[];
	};

/** What a circle's file says, for programs. */
export function fileOf({ person, circle }: Whole): CircleFile | undefined {
	if (!circle) return undefined;
	const entries = circle.entries.map(({ id: _id, party: _who, ...said }) => said);
	return { person: person.label, ...circle, entries };
}

/** The same as a table, for spreadsheets: who is in it, one a line. */
export function tableOf({ circle }: Whole): string | undefined {
	const cell = (value: string | boolean | null) => (typeof value === "boolean" ? (value ? "yes" : "") : (value ?? ""));
	return (
		circle && writeCsv([saidOfEntry, ...circle.entries.map((entry) => saidOfEntry.map((name) => cell(entry[name])))])
	);
}

/**
 * Reads a file that a circle was taken along in, of either kind. Throws `invalid` (`file`): `file_type` for another
 * file, `file_row` where something of it is said otherwise than here.
 */
export function readFile(text: string): TakenIn {
	const found = text.trimStart().startsWith("{") ? objectIn(text) : rowsIn(text);
	if (!Array.isArray(found?.entries)) throw new Refused("invalid", { file: "circle.file_type" });
	if (found.entries.length > mostEntries) throw new Refused("invalid", { file: "circle.error_full" });
	const parsed = circleFile.safeParse(found);
	if (!parsed.success) throw new Refused("invalid", { file: "circle.file_row" });
	return parsed.data;
}

function objectIn(text: string): { entries?: unknown } | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Columns may stand in any order; what is not ours is passed over. */
function rowsIn(text: string): { entries: object[] } | undefined {
	const [heading = [], ...rows] = readCsv(text) ?? [];
	const at = new Map(heading.map((name, i) => [name.trim(), i]));
	if (!["label", "sector", "ring"].every((name) => at.has(name))) return undefined;
	const said = saidOfEntry.filter((name) => at.has(name));
	return { entries: rows.map((row) => Object.fromEntries(said.map((name) => [name, row[at.get(name)!] ?? ""]))) };
}

/** The same as a sheet to read and print; it needs nothing beside itself. */
export function sheetOf(view: View, { person, circle }: Whole): string | undefined {
	if (!circle) return undefined;
	const { say, language } = view;
	const tree = (
		<html lang={language}>
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>{say("circle.title")}</title>
			</head>
			<body>
				<h1>{say("circle.title")}</h1>
				<p>{say("circle.file_lead", { label: calledIn(person), day: dateInWords(language, dayOf(view.now)) })}</p>
				<Lists view={view} entries={circle.entries} />
				{circle.ownNeeds && (
					<>
						<h2>{say("circle.needs")}</h2>
						<p>{circle.ownNeeds}</p>
					</>
				)}
			</body>
		</html>
	);
	return `<!doctype html>${renderToString(tree)}`;
}

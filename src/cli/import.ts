import { readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Id } from "../core/ids.ts";
import { Refused } from "../core/refusal.ts";
import { type Role, roles } from "../core/roles.ts";
import type { Actor } from "../db/actor.ts";
import { accountWithEmail } from "../modules/access/machine/service.ts";
import { actorFor } from "../modules/access/service.ts";
import {
	type Columns,
	fieldsOf,
	type Kind,
	kinds,
	type Line,
	type Preview,
	type Said,
	said,
} from "../modules/spreadsheets/contract.ts";
import { mostBytes } from "../modules/spreadsheets/reading/sheets.ts";
import { importFile, undoImport } from "../modules/spreadsheets/service.ts";
import type { Ground } from "../ui/http.ts";
import { sayIn } from "../ui/words.ts";
import { BadUse } from "./beside.ts";
import { progressTo } from "./measure/progress.ts";

const usage = `Usage: ./filo import ${kinds.join("|")} FILE [--at NEIGHBOURHOOD] [--as EMAIL] [--mapping FILE] [--sheet NAME]… [--initiative TITLE] [--year YEAR] [--agreed in_person|on_paper|by_phone|online [--agreed-on DATE] [--contacts]] [--descriptions] [--another] [--sector WORD] [--sort WORD] [--dry-run] [--json]
       ./filo import undo ID [--at NEIGHBOURHOOD] [--as EMAIL]`;

const options = {
	at: { type: "string" },
	as: { type: "string" },
	mapping: { type: "string" },
	sheet: { type: "string", multiple: true },
	agreed: { type: "string" },
	"agreed-on": { type: "string" },
	contacts: { type: "boolean" },
	descriptions: { type: "boolean" },
	another: { type: "boolean" },
	initiative: { type: "string" },
	year: { type: "string" },
	sector: { type: "string" },
	sort: { type: "string" },
	"dry-run": { type: "boolean" },
	json: { type: "boolean" },
	help: { type: "boolean", short: "h" },
} as const;

type Print = (line: string) => void;
/** The account in whose name the demonstration works where nobody is named. */
type DemoAccount = (role: Role, at?: string) => string | undefined;

/**
 * Who works, in the neighbourhood named or in the only one of theirs: an account by its address, or a facilitator of the
 * demonstration. Throws `BadUse`.
 */
export async function whoWorks(
	ground: Ground,
	{ as, at }: { as?: string; at?: string },
	demo: DemoAccount,
): Promise<{ actor: Actor; slug: string | undefined }> {
	const id = as
		? await accountWithEmail(ground, as.trim().toLowerCase())
		: ground.demo
			? demo("facilitator", at)
			: undefined;
	if (!id)
		throw new BadUse(
			as ? "Nobody here has the address of --as." : "--as is missing: the address of whoever does this.",
		);
	for (const role of roles.filter((role) => role === "facilitator" || role === "coordinator")) {
		const actor = await actorFor(ground, id as Id<"account">, role).catch((error) => {
			if (error instanceof Refused) return undefined;
			throw error;
		});
		// Of several, one is said: nothing on screen chooses it here.
		if (actor && !at && actor.neighbourhoodIds.length > 1)
			throw new BadUse("--at is missing: the short name of the neighbourhood, as in its address.");
		if (actor) return { actor, slug: at };
	}
	throw new BadUse("Only facilitators and coordinators bring in and take out spreadsheets.");
}

type Io = { print: Print; say: Print; demo: DemoAccount };
type Work = (ground: Ground) => Promise<void>;

/**
 * `./filo import …`: looks at a spreadsheet, and writes it unless it is only looked at. What was typed and the file are
 * read at once, before anything is opened. Throws `BadUse` in one line, and so does the work.
 */
export function importSheet(args: string[], io: Io): Work {
	const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
	const [what = "", file] = positionals;
	if (values.help) throw new BadUse(usage);
	if (what === "undo") return undo(file, values, io);
	if (!(kinds as readonly string[]).includes(what) || !file || positionals.length > 2) throw new BadUse(usage);
	const kind = what as Kind;
	const asked = {
		kind,
		said: saidOf(values),
		sheets: values.sheet,
		columns: values.mapping ? mappingIn(values.mapping, kind) : undefined,
		dryRun: values["dry-run"] === true,
	};
	const bytes = bytesOf(file);
	const progress = progressTo(io.say);
	return async (ground) => {
		const { actor, slug } = await whoWorks(ground, values, io.demo);
		const done = await refusing(() =>
			importFile(ground, actor, { ...asked, neighbourhood: slug }, bytes, (step, n) => progress(`${n} rows ${step}`)),
		);
		io.print(values.json ? JSON.stringify(done) : reportOf(done, asked.dryRun));
	};
}

function undo(id: string | undefined, values: { as?: string; at?: string }, { print, demo }: Io): Work {
	if (!id || !z.uuid().safeParse(id).success) throw new BadUse(usage);
	return async (ground) => {
		const { actor } = await whoWorks(ground, values, demo);
		await refusing(() => undoImport(ground, actor, id));
		print("Everything that this import wrote is gone again.");
	};
}

/** Reads a file that is not larger than what is taken. Throws `BadUse`. */
function bytesOf(file: string): Buffer {
	try {
		if (statSync(file).size > mostBytes) throw new BadUse(`${file}: larger than ${mostBytes / 1024 / 1024} MB.`);
		return readFileSync(file);
	} catch (error) {
		if (error instanceof BadUse) throw error;
		throw new BadUse(`${file}: this file cannot be read.`);
	}
}

type Values = {
	[Name in keyof Omit<typeof options, "sheet">]?: (typeof options)[Name]["type"] extends "string" ? string : boolean;
};

function saidOf(values: Values): Said {
	const parsed = said.safeParse({
		basis: values.descriptions ? "descriptions" : values.agreed ? "agreed" : "rows",
		agreedHow: values.agreed,
		agreedOn: values["agreed-on"],
		agreedContact: values.contacts,
		alike: values.another ? "another" : "ask",
		sector: values.sector,
		sort: values.sort,
		initiative: values.initiative,
		year: values.year,
	});
	if (parsed.success) return parsed.data;
	const named = String(parsed.error.issues[0]?.path[0] ?? "");
	const option = { agreedHow: "agreed", agreedOn: "agreed-on" }[named] ?? named;
	throw new BadUse(`--${option}: this cannot be said.`);
}

/** A file of JSON: heading → field, empty for a column that is left aside. */
function mappingIn(file: string, kind: Kind): Columns {
	const fields: readonly string[] = fieldsOf[kind];
	const shape = z.record(z.string().max(200), z.enum(["", ...fields]));
	try {
		const parsed = shape.safeParse(JSON.parse(bytesOf(file).toString("utf8")));
		if (parsed.success) return parsed.data as Columns;
	} catch (error) {
		if (error instanceof BadUse) throw error;
	}
	throw new BadUse(`${file}: expected JSON that says for each heading one of ${fields.join(", ")} or "".`);
}

/** What is missing, as the command takes it. */
const missing: Record<string, string> = {
	"spreadsheets.stop_needs_columns":
		'A column that is needed is missing: --mapping FILE says what the headings say, as {"heading": "name"}.',
	"spreadsheets.stop_needs_year": "The dates say no year: --year says that of the first one.",
	"spreadsheets.stop_needs_initiative": "--initiative says of which initiative the sheet is.",
	"spreadsheets.stop_several_initiatives": "These sheets are of different initiatives: --sheet takes those of one.",
};

/** Runs the work; what it refuses is said in one line. */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		const say = sayIn("en");
		const [field, why] = Object.entries(error.fields)[0] ?? ["", `refusal.${error.code}`];
		throw new BadUse(`${field && field !== "form" ? `${field}: ` : ""}${missing[why] ?? say(why)}`);
	}
}

function reportOf({ id, preview }: { id?: string; preview: Preview }, dryRun: boolean): string {
	const say = sayIn("en");
	const { counts, columns, lines, stop, roll, sheets } = preview;
	const told = lines.filter(({ outcome, reason }) => reason !== undefined || (dryRun && outcome !== "matched"));
	return [
		...(sheets.length > 1 ? sheets.map(sheetOf) : []),
		...Object.entries(columns).map(([heading, field]) => `${heading} → ${field || "–"}`),
		...(roll ? [rollOf(roll)] : []),
		...told.slice(0, 1000).map((line) => sentenceOf(line, say)),
		...(stop
			? [
					missing[`spreadsheets.stop_${stop}`] ?? say(`spreadsheets.stop_${stop}`),
					...(stop === "list_of_names" ? [say("spreadsheets.count_offered", { n: preview.people })] : []),
				]
			: []),
		`${counts.created} created, ${counts.matched} matched, ${counts.merged} merged, ${counts.counted} counted without a name, ${counts.refused} refused`,
		id ? `./filo import undo ${id} takes all of it away again.` : "Nothing was written.",
	].join("\n");
}

/** Whether a sheet of several is taken, and why not. */
function sheetOf({ name, taken, fits, hidden }: Preview["sheets"][number], i: number): string {
	const left = hidden ? "hidden" : fits ? "not said" : "without the headings that are needed";
	return `sheet ${i + 1}, ${name}: ${taken ? "taken" : `left out, ${left} (--sheet takes it)`}`;
}

/** Which initiative it is, or which it can be; which days it has. */
function rollOf({ days, newDates, initiative, initiatives }: NonNullable<Preview["roll"]>): string {
	const [first, last] = [[...days].sort()[0], [...days].sort().at(-1)];
	const titles = initiatives.slice(0, 20).map(({ title }) => title);
	const which =
		initiatives.find(({ id }) => id === initiative)?.title ?? `--initiative is one of: ${titles.join(" | ")}`;
	return `${which}: ${days.length} dates${first ? ` from ${first} to ${last}` : ""}, ${newDates} new`;
}

function sentenceOf({ row, at, outcome, label, reason, of }: Line, say: ReturnType<typeof sayIn>): string {
	return `${at ? `${at.sheet}, row ${at.row}` : `row ${row}`}: ${outcome}: ${label}${reason ? ` (${say(`spreadsheets.why_${reason}`, { of: of ?? "" })})` : ""}`;
}

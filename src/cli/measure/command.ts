import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { BadInput, found } from "./bad-input.ts";
import { type Progress, progressTo } from "./progress.ts";
import { aboutGenerativity, aboutNetwork, aboutOutreach } from "./sheet.ts";
import { instantOf, isCalendarDay, numberOf } from "./values.ts";

// ./filo measure …: the measures on anybody's CSV files. A door of its own, so that neither the pages nor a database
// are loaded for it, and no data folder is needed. Each measure is loaded when it is asked for.

const usages = {
	network: "./filo measure network --ties FILE [--people FILE] [--json] [--per-person FILE] [--at DATE] [--steps N]",
	generativity: "./filo measure generativity --acts FILE [--horizon 180] [--as-of DATE] [--json]",
	outreach: "./filo measure outreach --ties FILE --people FILE --inviters K [--beta B] [--json]",
} as const;

type Answer = { figures: object; sheet: string };

const commands: Record<string, (args: string[], progress: Progress) => Promise<Answer>> = {
	async network(args, progress) {
		const given = optionsOf("network", args, ["ties", "people", "per-person", "at", "steps"]);
		const files = {
			ties: needed("network", given, "ties"),
			people: given.people,
			perPerson: given["per-person"],
			at: given.at,
			steps: wholeOf(given, "steps"),
		};
		if (files.at !== undefined && !isCalendarDay(files.at)) throw badOption(given, "at", "a day such as 2026-11-22");
		const { network } = await import("./network.ts");
		const figures = await network(files, progress);
		return { figures, sheet: aboutNetwork(figures) };
	},
	async generativity(args, progress) {
		const given = optionsOf("generativity", args, ["acts", "horizon", "as-of"]);
		const acts = needed("generativity", given, "acts");
		const asOf = given["as-of"] === undefined ? undefined : instantOf(given["as-of"]);
		if (Number.isNaN(asOf)) throw badOption(given, "as-of", "a day such as 2026-11-22");
		const horizonDays = given.horizon === undefined ? undefined : numberOf(given.horizon);
		if (horizonDays !== undefined && !(horizonDays > 0)) throw badOption(given, "horizon", "a number of days above 0");
		const { generativity } = await import("./generativity.ts");
		const figures = generativity({ acts, horizonDays, asOf }, progress);
		return { figures, sheet: aboutGenerativity(figures) };
	},
	async outreach(args, progress) {
		const given = optionsOf("outreach", args, ["ties", "people", "inviters", "beta"]);
		const files = { ties: needed("outreach", given, "ties"), people: needed("outreach", given, "people") };
		needed("outreach", given, "inviters");
		const beta = given.beta === undefined ? undefined : numberOf(given.beta);
		if (beta !== undefined && !(beta >= 0 && beta <= 1)) throw badOption(given, "beta", "a number from 0 to 1");
		const inviters = wholeOf(given, "inviters")!;
		const { outreach } = await import("./outreach.ts");
		const figures = outreach({ ...files, inviters, beta }, progress);
		return { figures, sheet: aboutOutreach(figures) };
	},
};

type Given = Record<string, string | undefined>;

/** The options of one measure, each a text; `--json` is read by whoever prints. */
function optionsOf(measure: keyof typeof usages, args: string[], names: readonly string[]): Given {
	const options: ParseArgsOptionsConfig = { json: { type: "boolean" } };
	for (const name of names) options[name] = { type: "string" };
	try {
		const { values } = parseArgs({ args, options });
		return Object.fromEntries(names.map((name) => [name, values[name] as string | undefined]));
	} catch (error) {
		throw new BadInput(`${(error as Error).message.split(". ")[0]}. Usage: ${usages[measure]}`);
	}
}

function needed(measure: keyof typeof usages, given: Given, name: string): string {
	const value = given[name];
	if (!value) throw new BadInput(`--${name} is missing. Usage: ${usages[measure]}`);
	return value;
}

function badOption(given: Given, name: string, expected: string): BadInput {
	return new BadInput(`--${name}: expected ${expected}, found ${found(given[name] ?? "")}`);
}

function wholeOf(given: Given, name: string): number | undefined {
	const text = given[name];
	if (text === undefined) return undefined;
	if (!/^[1-9]\d{0,8}$/.test(text)) throw badOption(given, name, "a whole number from 1");
	return Number(text);
}

async function main([measure = "", ...args]: string[]): Promise<void> {
	const command = Object.hasOwn(commands, measure) ? commands[measure] : undefined;
	if (!command) throw new BadInput(`Usage: ./filo measure ${Object.keys(commands).join(" | ")}`);
	const { figures, sheet } = await command(args, progressTo(say));
	process.stdout.write(args.includes("--json") ? `${JSON.stringify(figures)}\n` : `${sheet}\n`);
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

// Whoever reads only the beginning of what is printed is not told of the rest.
process.stdout.on("error", () => {});
main(process.argv.slice(2)).catch((error: Error) => {
	say(error instanceof BadInput ? error.message : (error.stack ?? error.message));
	process.exitCode = error instanceof BadInput ? 2 : 1;
});

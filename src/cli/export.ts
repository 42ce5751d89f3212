import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Role } from "../core/roles.ts";
import { exportAsked, kinds } from "../modules/spreadsheets/contract.ts";
import { exportSheet } from "../modules/spreadsheets/exporting.ts";
import type { Ground } from "../ui/http.ts";
import { BadUse } from "./beside.ts";
import { refusing, whoWorks } from "./import.ts";

const usage = `Usage: ./filo export ${kinds.join("|")} [--at NEIGHBOURHOOD] [--as EMAIL] [--initiative TITLE] [--format csv|xlsx|geojson] [-o FILE]`;

/**
 * `./filo export …`: a spreadsheet of one kind, to a file or to the standard output. What was typed is read at once,
 * before anything is opened. Throws `BadUse` in one line, and so does the work.
 */
export function takeOut(
	args: string[],
	io: { write: (bytes: Buffer) => void; demo: (role: Role, at?: string) => string | undefined },
): (ground: Ground) => Promise<void> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			at: { type: "string" },
			as: { type: "string" },
			initiative: { type: "string" },
			format: { type: "string", default: "csv" },
			output: { type: "string", short: "o" },
			help: { type: "boolean", short: "h" },
		},
	});
	const [kind, ...more] = positionals;
	const asked = exportAsked.safeParse({
		kind,
		format: values.format,
		neighbourhood: values.at,
		initiative: values.initiative,
	});
	if (values.help || !asked.success || more.length > 0) throw new BadUse(usage);
	return async (ground) => {
		const { actor } = await whoWorks(ground, values, io.demo);
		const { bytes } = await refusing(() => exportSheet(ground, actor, asked.data));
		if (!values.output) return io.write(bytes);
		try {
			// What is taken out is nobody else's to read.
			writeFileSync(values.output, bytes, { mode: 0o600 });
		} catch {
			throw new BadUse(`${values.output}: this file cannot be written.`);
		}
	};
}

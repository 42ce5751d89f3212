import { parseArgs } from "node:util";
import { BadSetting, readConfig } from "../../config.ts";
import { BadKeyFile } from "../../db/seal.ts";
import { BadUse, beside, say } from "../beside.ts";
import { BadSeal } from "./bad-seal.ts";
import { verifying } from "./verifying.ts";

/**
 * `./filo verify audit [--seal FILE]`: whether the trail is as it was written, beside a Filò that runs or is stopped. It
 * starts by itself and without a loader, because whoever checks a trail should not wait for an application.
 */
async function verify(args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { seal: { type: "string" } } });
	if (positionals.join(" ") !== "audit") throw new BadUse("Usage: ./filo verify audit [--seal FILE]");
	await beside(readConfig(process.env), async (ground) => {
		const { holds, line } = await verifying(ground, values.seal);
		process.stdout.write(`${line}\n`);
		if (!holds) process.exitCode = 1;
	});
}

verify(process.argv.slice(2)).catch((error: Error & { code?: string }) => {
	const isTheirs = [BadUse, BadSetting, BadKeyFile, BadSeal].some((kind) => error instanceof kind);
	const isUse = isTheirs || error.code?.startsWith("ERR_PARSE_ARGS");
	say(isUse || /^[0-9A-Z]{5}$/.test(error.code ?? "") ? error.message : (error.stack ?? error.message));
	process.exit(isUse ? 2 : 1);
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { alone } from "./harness.ts";
import { forgetOnPowerCut, type Running, startFilo } from "./running.ts";

/**
 * Starts Filò in an empty folder as `startFilo` does, with the demonstration already there: a first start with these
 * settings makes it once a run, and its folder is copied. The database does not wait for the disk.
 */
export async function startDemonstration(folder: string, settings: Record<string, string> = {}): Promise<Running> {
	const made = join(inject("folder"), ["demonstration", ...Object.values(settings)].join(" "));
	await alone(made, async () => {
		if (existsSync(made)) return;
		const draft = mkdtempSync(join(inject("folder"), "draft-"));
		await (await startFilo(draft, settings)).stop();
		forgetOnPowerCut(draft);
		renameSync(draft, made);
	});
	// Under root the database belongs to another account: it still does in the copy.
	execFileSync("cp", ["-a", `${made}/.`, folder]);
	return startFilo(folder, settings);
}

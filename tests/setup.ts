import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type DatabaseUrls, startEmbedded } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { forgetOnPowerCut } from "./running.ts";

declare module "vitest" {
	interface ProvidedContext {
		urls: DatabaseUrls;
		/** Of this run: what its files make once for all of them; removed at the end. */
		folder: string;
	}
}

/** One real server for the whole run; each file clones the migrated database for itself. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = mkdtempSync(join(tmpdir(), "filo-tests-"));
	const server = await startEmbedded(folder, () => {});
	forgetOnPowerCut(folder);
	process.kill(Number.parseInt(readFileSync(join(folder, "postgres/postmaster.pid"), "utf8"), 10), "SIGHUP");
	await migrate(server.urls);
	project.provide("urls", server.urls);
	project.provide("folder", folder);
	return async () => {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	};
}

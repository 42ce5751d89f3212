import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type DatabaseUrls, startEmbedded } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";

declare module "vitest" {
	interface ProvidedContext {
		urls: DatabaseUrls;
	}
}

/** One real server for the whole run; each file clones the migrated database for itself. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = mkdtempSync(join(tmpdir(), "filo-tests-"));
	const server = await startEmbedded(folder, () => {});
	await migrate(server.urls);
	project.provide("urls", server.urls);
	return async () => {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	};
}

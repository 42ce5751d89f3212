import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { clockOf } from "../core/clock.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { type Embedded, reachEmbedded, startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { isRotating } from "../db/rotation.ts";
import { keyFolder, readKeys, sealOf } from "../db/seal.ts";
import type { Ground } from "../ui/http.ts";

/** What a command works on: the database of the settings, beside a Filò that may be running. Loads nothing of a page. */

/** Tells whoever typed a command. */
export const say = (line: string) => process.stderr.write(`${line}\n`);

/** Somebody typed something this command cannot do; its message says what to do. */
export class BadUse extends Error {}

/** The database of the settings: one's own server, or the one in the data folder. */
export function openServer(config: Config): Promise<Embedded> {
	return config.databaseUrls
		? Promise.resolve({ urls: config.databaseUrls, stop: async () => {} })
		: startEmbedded(config.dataFolder, say);
}

/** The same for a command beside a Filò that may be running. */
export function reachServer(config: Config): Promise<Embedded> {
	const running = config.databaseUrls ? null : reachEmbedded(config.dataFolder);
	return running ? Promise.resolve(running) : openServer(config);
}

/** Runs a command beside a Filò that runs or is stopped; a folder misspelt must not become a new installation. */
export async function beside(config: Config, work: (ground: Ground) => Promise<void>): Promise<void> {
	refuseNoFilo(config);
	if (existsSync(config.keyFile) && isRotating(config.keyFile))
		throw new BadUse("An exchange of the key was cut off: ./filo keys rotate ends it.");
	const server = await reachServer(config);
	let db: Database | undefined;
	try {
		await migrate(server.urls, say);
		db = openDatabase(server.urls.application, 1);
		await work(groundOf(config, db));
	} finally {
		await db?.close();
		await server.stop();
	}
}

export function refuseNoFilo(config: Config): void {
	if (!config.databaseUrls && !existsSync(join(config.dataFolder, "postgres")))
		throw new BadUse(`There is no Filò in ${config.dataFolder}. FILO_DATA says where it is.`);
}

export function groundOf(config: Config, db: Database): Ground {
	return {
		db,
		seal: sealOf(readKeys(config.keyFile), keyFolder(config.keyFile)),
		clock: clockOf(config.now),
		demo: config.demo,
		codesByLetter: config.codesByLetter,
		idleMinutes: config.idleMinutes,
	};
}

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { newId } from "../core/ids.ts";
import { addDays, dayOf } from "../core/period.ts";
import { system } from "../db/actor.ts";
import { audit } from "../db/audit.ts";
import { BadBackup, inOneLine } from "../db/backup/envelope.ts";
import { writeBackup } from "../db/backup/write.ts";
import { openDatabase } from "../db/database.ts";
import type { Embedded } from "../db/embedded.ts";
import { keyLines, readKeys } from "../db/seal.ts";
import { secretToLock } from "./secret.ts";

/** How long a backup may be kept: longer, and names that people had erased go on in it. */
const backupDays = 90;

type Here = { config: Config; version: string; reach: () => Promise<Embedded>; say: (line: string) => void };

/** `./filo backup FILE`: everything as it stands at one instant, locked, beside a Filò that runs or is stopped. */
export async function backUp({ config, version, reach, say }: Here, args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { key: { type: "string" }, "passphrase-file": { type: "string" } },
	});
	const [name] = positionals;
	if (!name || positionals.length > 1)
		throw new BadBackup("Usage: ./filo backup FILE [--key FILE | --passphrase-file FILE]");
	const file = resolve(name);
	// A folder misspelt must not become a new installation, nor a missing key a new one.
	if (!config.databaseUrls && !existsSync(join(config.dataFolder, "postgres")))
		throw new BadBackup(`There is no Filò in ${config.dataFolder}. FILO_DATA says where it is.`);
	if (!existsSync(config.keyFile))
		throw new BadBackup(`The key ${config.keyFile} is missing. FILO_KEY_FILE says where it is.`);
	if (existsSync(file)) throw new BadBackup(`${file} is there already. A backup never takes the place of another.`);
	const secret = await secretToLock(values, config.dataFolder, say);
	const began = Date.now();
	const server = await reach();
	try {
		const id = newId();
		const expiresOn = addDays(dayOf(new Date()), backupDays);
		const about = {
			id,
			version,
			madeAt: new Date().toISOString(),
			expiresOn,
			key: keyLines(readKeys(config.keyFile)).trim(),
		};
		const whole = () => noteBackup(server.urls.application, id);
		const { tables, rows, bytes } = await writeBackup({ urls: server.urls, file, secret, about, whole }, say);
		say(
			`It expires on ${expiresOn}: delete it then, and every copy. The keys of people are not in it: ./filo keys mirror.`,
		);
		say(`${file}: ${tables} tables, ${rows} rows, ${megabytes(bytes)}, in ${seconds(Date.now() - began)}.`);
	} catch (error) {
		throw inOneLine(error);
	} finally {
		await server.stop();
	}
}

async function noteBackup(url: string, id: string): Promise<void> {
	const db = openDatabase(url, 1);
	try {
		await db.withActor(system("machine"), (tx) => audit(tx, { verb: "backUp", kind: "backup", id }));
	} finally {
		await db.close();
	}
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

function seconds(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

import { readdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { BadBackup, inOneLine, lockOf } from "../db/backup/envelope.ts";
import type { Checked } from "../db/backup/frames.ts";
import { checkBackup, restoreBackup } from "../db/backup/restore.ts";
import type { Embedded } from "../db/embedded.ts";
import { lettersOut } from "../db/enqueue.ts";
import { lockHolder } from "../db/process.ts";
import { type SecretOptions, secretToOpen } from "./secret.ts";

type Here = { config: Config; start: () => Promise<Embedded>; say: (line: string) => void };
type Options = SecretOptions & { letters?: string };

/** `./filo restore FILE`: fills an empty data folder, or an empty database of one's own server, with a backup. */
export async function putBack({ config, start, say }: Here, args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { key: { type: "string" }, "passphrase-file": { type: "string" }, letters: { type: "string" } },
	});
	const [name] = positionals;
	if (!name || positionals.length > 1 || !/^(send|hold)$/.test(values.letters ?? "hold"))
		throw new BadBackup("Usage: ./filo restore FILE [--key FILE | --passphrase-file FILE] [--letters send | hold]");
	if (!config.databaseUrls) refuseOtherFolder(config.dataFolder);
	const file = await openFile(resolve(name));
	try {
		await restoreFrom(file, values, { config, start, say });
	} catch (error) {
		throw inOneLine(error);
	} finally {
		await file.close();
	}
}

async function restoreFrom(file: FileHandle, options: Options, { config, start, say }: Here): Promise<void> {
	const secret = await secretToOpen(options, await lockOf(file));
	const checked = await checkBackup(file, secret, say);
	const { about, totals } = checked;
	say(
		`The backup of ${about.madeAt} is whole: ${totals.tables} tables, ${totals.rows} rows, by Filò ${about.version}.`,
	);
	const letters = options.letters === "send" ? "send" : "hold";
	const server = await start();
	try {
		const isNew = await restoreBackup(
			{ urls: server.urls, file, secret, checked, keyFile: config.keyFile, letters },
			say,
		);
		if (!isNew) return say("This backup was restored here before; nothing was changed.");
		say("Everything is back. Who had signed in signs in again; ./filo serve starts it.");
		if (letters === "hold") tellOfLetters(checked, say);
	} finally {
		await server.stop();
	}
}

function tellOfLetters({ jobs }: Checked, say: Here["say"]): void {
	const waiting = jobs.filter(({ task }) => lettersOut.has(task)).length;
	if (waiting === 0) return;
	say(`Letters that were waiting when the backup was made and are not sent from here: ${waiting}.`);
	say("If the Filò it was made of has not run since, restore into another empty place with --letters send.");
}

async function openFile(file: string): Promise<FileHandle> {
	try {
		return await open(file, "r");
	} catch (error) {
		throw new BadBackup(`The backup cannot be read: ${(error as Error).message}`);
	}
}

/** What a first start leaves in a data folder, also an interrupted one. Anything else is somebody else's. */
const ours = /^(key|key\.new|postgres|postgres\.new|postgres\.log|database\.json|database\.json\.new|filo\.lock.*)$/;

function refuseOtherFolder(folder: string): void {
	if (lockHolder(join(folder, "filo.lock")) !== null)
		throw new BadBackup(`Filò is running in ${folder}. Restore into a new folder (FILO_DATA).`);
	const strange = namesIn(folder).find((name) => !ours.test(name));
	if (strange)
		throw new BadBackup(`${join(folder, strange)} is no part of Filò. Restore into a new folder (FILO_DATA).`);
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw error;
	}
}

import { readdirSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { dayOf } from "../core/period.ts";
import { BadBackup, inOneLine, lockOf } from "../db/backup/envelope.ts";
import type { Checked } from "../db/backup/frames.ts";
import { checkBackup, restoreBackup } from "../db/backup/restore.ts";
import type { Embedded } from "../db/embedded.ts";
import { lettersOut } from "../db/enqueue.ts";
import { keyHolders, mirroredOn, mirrorKeys } from "../db/keys.ts";
import { lockHolder } from "../db/process.ts";
import { keyFolder } from "../db/seal.ts";
import { type SecretOptions, secretToOpen } from "./secret.ts";

type Here = {
	config: Config;
	start: () => Promise<Embedded>;
	/** What has to be done with restored rows before anybody is served: ends an exchange of keys, erases again. */
	settle: (server: Embedded) => Promise<string[]>;
	say: (line: string) => void;
};
type Options = SecretOptions & { letters?: string; keys?: string };

/** `./filo restore FILE`: fills an empty data folder, or an empty database of one's own server, with a backup. */
export async function putBack(here: Here, args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			key: { type: "string" },
			"passphrase-file": { type: "string" },
			letters: { type: "string" },
			keys: { type: "string" },
		},
	});
	const [name] = positionals;
	if (!name || positionals.length > 1 || !/^(send|hold)$/.test(values.letters ?? "hold"))
		throw new BadBackup(
			"Usage: ./filo restore FILE [--key FILE | --passphrase-file FILE] [--letters send | hold] [--keys FOLDER]",
		);
	const { config } = here;
	if (!config.databaseUrls) refuseOtherFolder(config.dataFolder);
	const file = await openFile(resolve(name));
	try {
		await restoreFrom(file, values, here);
	} catch (error) {
		throw inOneLine(error);
	} finally {
		await file.close();
	}
}

async function restoreFrom(file: FileHandle, options: Options, { config, start, settle, say }: Here): Promise<void> {
	const secret = await secretToOpen(options, await lockOf(file));
	const checked = await checkBackup(file, secret, say);
	const { about, totals } = checked;
	say(
		`The backup of ${about.madeAt} is whole: ${totals.tables} tables, ${totals.rows} rows, by Filò ${about.version}.`,
	);
	if (about.expiresOn && about.expiresOn <= dayOf(new Date()))
		say(
			`It expired on ${about.expiresOn} and should have been deleted. Whoever was erased since is erased again below.`,
		);
	if (options.keys) bringKeys(resolve(options.keys), config.keyFile, say);
	const letters = options.letters === "send" ? "send" : "hold";
	const server = await start();
	try {
		const isNew = await restoreBackup(
			{ urls: server.urls, file, secret, checked, keyFile: config.keyFile, letters },
			say,
		);
		if (!isNew) say("This backup was restored here before; nothing was changed.");
		for (const line of await settle(server)) say(line);
		if (!isNew) return;
		say("Everything is back. Who had signed in signs in again; ./filo serve starts it.");
		if (letters === "hold") tellOfLetters(checked, say);
	} finally {
		await server.stop();
	}
}

/** Brings a copy of the keys to where this Filò looks for them. Throws `BadBackup` where there are keys already. */
function bringKeys(from: string, keyFile: string, say: Here["say"]): void {
	const to = keyFolder(keyFile);
	if (keyHolders(from).length === 0)
		throw new BadBackup(`${from} holds no keys. ./filo keys mirror FOLDER makes a copy.`);
	if (keyHolders(to).length > 0)
		throw new BadBackup(
			`There are keys in ${to} already: restore without --keys, or say with FILO_KEY_FILE where these go.`,
		);
	const of = mirroredOn(from);
	mirrorKeys(from, to, new Date());
	rmSync(join(to, "mirrored"), { force: true });
	if (of)
		say(`The keys are of ${of}. Whoever was erased after that has to be erased again by hand: ask who kept the list.`);
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
const ours =
	/^(key|key\.new|key\.d|postgres|postgres\.new|postgres\.log|database\.json|database\.json\.new|filo\.lock.*)$/;

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

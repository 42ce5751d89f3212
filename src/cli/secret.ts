import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { BadBackup, optionOf, type Secret } from "../db/backup/envelope.ts";

/** How a backup is locked, as it was said on the command line. */
export type SecretOptions = { key?: string; "passphrase-file"?: string };

const passphraseLettersMin = 12;

/** The secret of a new backup. A key file is made where there is none yet; never inside the data folder. */
export async function secretToLock(options: SecretOptions, dataFolder: string, say: Say): Promise<Secret> {
	const kind = kindSaid(options);
	if (kind === "key") return { kind, bytes: keyToLock(resolve(options.key!), dataFolder, say) };
	const text = kind ? passphraseIn(options["passphrase-file"]!) : await askTwice();
	if (text.length < passphraseLettersMin)
		throw new BadBackup(`A passphrase needs ${passphraseLettersMin} letters or more; five or six words are good.`);
	return { kind: "passphrase", text };
}

/** The secret of a backup that is there; `kind` is what the file says it was locked with. */
export async function secretToOpen(options: SecretOptions, kind: Secret["kind"]): Promise<Secret> {
	const said = kindSaid(options);
	if (said ? said !== kind : kind === "key")
		throw new BadBackup(`This backup was locked with a ${kind}: open it with ${optionOf[kind]}.`);
	if (kind === "key") return { kind, bytes: readKeyFile(resolve(options.key!)) };
	return { kind, text: said ? passphraseIn(options["passphrase-file"]!) : await ask("Passphrase: ") };
}

type Say = (line: string) => void;

function kindSaid(options: SecretOptions): Secret["kind"] | undefined {
	if (options.key && options["passphrase-file"])
		throw new BadBackup(`Either ${optionOf.key} or ${optionOf.passphrase}, not both.`);
	if (options.key) return "key";
	return options["passphrase-file"] ? "passphrase" : undefined;
}

function keyToLock(file: string, dataFolder: string, say: Say): Buffer {
	const way = relative(dataFolder, file);
	if (!way.startsWith("..") && !isAbsolute(way))
		throw new BadBackup(`${file} is in the data folder: whoever loses the folder would lose the key with it.`);
	if (existsSync(file)) return readKeyFile(file);
	const key = randomBytes(32);
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const handle = openSync(file, "wx", 0o600);
	writeFileSync(handle, `${key.toString("hex")}\n`);
	fsyncSync(handle);
	closeSync(handle);
	say(
		`A new key was made: ${file}. Nobody opens the backup without it: keep a copy elsewhere, apart from the backups.`,
	);
	return key;
}

function readKeyFile(file: string): Buffer {
	const text = readGiven(file, "key").trim();
	if (!/^[0-9a-f]{64}$/.test(text)) throw new BadBackup(`${file} is no key of a backup: 64 hexadecimal digits.`);
	return Buffer.from(text, "hex");
}

function passphraseIn(file: string): string {
	return readGiven(resolve(file), "passphrase").replace(/\r?\n$/, "");
}

function readGiven(file: string, what: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new BadBackup(`The ${what} cannot be read: ${(error as Error).message}`);
	}
}

async function askTwice(): Promise<string> {
	const first = await ask("Passphrase for the backup: ");
	if (first !== (await ask("The same once more: "))) throw new BadBackup("The two were not the same.");
	return first;
}

/** Asks on the terminal; what is typed is not shown. */
async function ask(question: string): Promise<string> {
	if (!process.stdin.isTTY)
		throw new BadBackup(`Say what locks the backup: ${optionOf.key}, or ${optionOf.passphrase}.`);
	process.stderr.write(question);
	const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
	const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
	try {
		return await lines.question("");
	} finally {
		lines.close();
		process.stderr.write("\n");
	}
}

import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { newId } from "../core/ids.ts";
import { system } from "../db/actor.ts";
import { audit } from "../db/audit.ts";
import { openDatabase } from "../db/database.ts";
import type { DatabaseUrls } from "../db/embedded.ts";
import { keyHolders, mirrorKeys } from "../db/keys.ts";
import {
	beginRotation,
	finishRotation,
	isServed,
	type Keeping,
	rotateTerritories,
	verifySealed,
} from "../db/rotation.ts";
import { keyFolder, readKeys, sealOf } from "../db/seal.ts";
import type { SealedColumn } from "../db/sealed.ts";

/** Keys that cannot be exchanged, copied or checked; the message says why and what to do. */
export class BadKeys extends Error {}

type Here = {
	urls: DatabaseUrls;
	keyFile: string;
	columns: readonly SealedColumn[];
	/** Lines for whoever typed the command. */
	print: (line: string) => void;
};

const usage = "Usage: ./filo keys rotate [--territory] | mirror FOLDER | verify";

/** Which of the three was typed. Throws `BadKeys`. */
export function keysAsked(args: string[]): {
	what: "rotate" | "mirror" | "verify";
	territory: boolean;
	folder: string;
} {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { territory: { type: "boolean", default: false } },
	});
	const [what, folder = ""] = positionals;
	const is = (name: string, n: number) => what === name && positionals.length === n;
	if (!is("rotate", 1) && !is("mirror", 2) && !is("verify", 1)) throw new BadKeys(usage);
	if (values.territory && what !== "rotate") throw new BadKeys(usage);
	return { what: what as "rotate", territory: values.territory, folder: resolve(folder) };
}

/** Without this a key looked for in the wrong place would be made there, and open nothing. Throws `BadKeys`. */
function refuseNoKey(keyFile: string): void {
	if (!existsSync(keyFile)) throw new BadKeys(`The key ${keyFile} is missing. FILO_KEY_FILE says where it is.`);
}

/** Exchanges the master key, or the keys of the territories; Filò is stopped meanwhile. Killed, it is run again. */
export async function rotate({ urls, keyFile, columns, print }: Here, territory: boolean): Promise<void> {
	refuseNoKey(keyFile);
	if (await isServed(urls.owner))
		throw new BadKeys("Filò is running, with the keys in its memory. Stop it, exchange them, start it again.");
	const keeping: Keeping = { ownerUrl: urls.owner, keyFile, columns };
	await finishRotation(keeping);
	if (!territory) beginRotation(keyFile);
	const n = territory ? await rotateTerritories(keeping) : await finishRotation(keeping);
	const db = openDatabase(urls.application, 1);
	const id = newId();
	const fields = [territory ? "territory" : "master"];
	await db
		.withActor(system("machine"), (tx) => audit(tx, { verb: "rotateKeys", kind: "keys", id, fields }))
		.finally(() => db.close());
	print(`${territory ? "Every territory has a new key" : `${keyFile} holds a new key`}; ${n} values were sealed anew.`);
	print("Make a backup now, and bring the copy of the keys up to date: ./filo keys mirror FOLDER.");
}

/** Makes another folder equal to the store of keys, destructions included. */
export function mirror({ keyFile, print }: Pick<Here, "keyFile" | "print">, folder: string, now: Date): void {
	const store = keyFolder(keyFile);
	if (!existsSync(store)) throw new BadKeys(`There are no keys in ${store} yet. FILO_KEY_FILE says where the key is.`);
	const way = relative(store, folder);
	if (way === "" || (!way.startsWith("..") && !isAbsolute(way)))
		throw new BadKeys(`${folder} is the store itself, or in it: a copy belongs elsewhere, on another machine.`);
	const { brought, destroyed, same } = mirrorKeys(store, folder, now);
	print(
		`${folder} holds what the store holds: ${brought} keys brought, ${destroyed} destroyed there, ${same} as they were.`,
	);
}

/** Opens everything that is sealed. False where something does not open that nobody erased. */
export async function verifyKeys({ urls, keyFile, columns, print }: Here): Promise<boolean> {
	refuseNoKey(keyFile);
	const seal = sealOf(readKeys(keyFile), keyFolder(keyFile));
	let opened = 0;
	const unopened = await verifySealed({ ownerUrl: urls.owner, columns, seal }, () => {
		opened += 1;
	});
	const holders = keyHolders(keyFolder(keyFile));
	const count = (why: string) => unopened.filter((one) => one.why === why).length;
	print(
		`${opened} sealed values open. Keys: ${holders.length}, ${holders.filter((one) => one.isDestroyed).length} of them destroyed.`,
	);
	if (count("destroyed") > 0)
		print(`${count("destroyed")} are of people erased: their keys are gone for good, as they asked.`);
	if (count("missing") > 0) print(`${count("missing")} do not open: their keys are not in ${keyFolder(keyFile)}.`);
	if (count("broken") > 0)
		print(
			`${count("broken")} do not open though their keys are here, the first at ${unopened.find((one) => one.why === "broken")!.place}.`,
		);
	return count("missing") + count("broken") === 0;
}

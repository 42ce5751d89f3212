import type { Actor } from "../../src/db/actor.ts";
import { openDatabase } from "../../src/db/database.ts";
import { sealOf } from "../../src/db/seal.ts";
import { said } from "../../src/modules/spreadsheets/contract.ts";
import { importFile, writeImport } from "../../src/modules/spreadsheets/service.ts";
import { dyingAt } from "./dying.ts";

// Brings in a spreadsheet, and is gone at the step it was told, as by a power cut.

export type Told = {
	url: string;
	keys: string;
	now: string;
	actor: Actor;
	file: string;
	/** The import that waits to be written in the background, in place of a file. */
	waiting?: string;
	/** Where it dies; left out, it comes to its end. */
	step?: string;
};

const told: Told = JSON.parse(process.argv[2] as string);

let isWritten = false;
const die = dyingAt(told.step, (text) => {
	if (text.includes("update spreadsheets.imports set state")) isWritten = true;
	if (text !== "COMMIT" || !isWritten) return undefined;
	die("before the commit");
	return () => die("after the commit");
});

const db = openDatabase(told.url, 2);
const seal = sealOf(Buffer.alloc(32, 7), told.keys);
const ground = { db, seal, clock: () => new Date(told.now), demo: true };
const agreed = said.parse({ basis: "agreed", agreedHow: "on_paper", agreedContact: "yes", alike: "another" });
const asked = { kind: "people" as const, neighbourhood: "qui", said: agreed, dryRun: false };
const { accountId = "", territoryId = "", role, neighbourhoodIds } = told.actor;
if (told.waiting) await writeImport(ground, { importId: told.waiting, accountId, territoryId, role, neighbourhoodIds });
else await importFile(ground, told.actor, asked, Buffer.from(told.file), () => {});
await db.close();

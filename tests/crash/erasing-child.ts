import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import type { Id } from "../../src/core/ids.ts";
import type { Actor } from "../../src/db/actor.ts";
import { openDatabase } from "../../src/db/database.ts";
import { keyFolder, readKeys, sealOf } from "../../src/db/seal.ts";
import { erasePerson, finishErasures } from "../../src/modules/community/erasing/service.ts";
import { texts } from "../../src/web/erasure/texts.ts";
import { holders } from "../../src/web/same/holders.ts";
import { dyingAt } from "./dying.ts";

// Erases somebody and destroys their keys, and is gone at the step it was told, as by a power cut.

export type Told = {
	url: string;
	keyFile: string;
	territoryId: string;
	accountId: string;
	personId: string;
	erasureId: string;
	/** Where it dies; left out, it comes to its end. */
	step?: string;
};

const told: Told = JSON.parse(process.argv[2] as string);

let isErased = false;
let isMarked = false;
const die = dyingAt(told.step, (text) => {
	const isCommit = text === "COMMIT";
	const ends = isCommit && !isErased ? "the erasure's commit" : isCommit && isMarked ? "the last commit" : undefined;
	if (text.includes("set keys_destroyed_at")) {
		die("before it is written that the keys are gone");
		isMarked = true;
	}
	if (!ends) return undefined;
	die(`before ${ends}`);
	isErased = true;
	return () => die(`after ${ends}`);
});

const { truncateSync } = fs;
fs.truncateSync = (...given) => {
	die("a key overwritten, not yet emptied");
	truncateSync(...given);
};
syncBuiltinESMExports();

const db = openDatabase(told.url, 1);
const seal = sealOf(readKeys(told.keyFile), keyFolder(told.keyFile));
let destroyed = 0;
const counted = {
	...seal,
	destroy: (...of: Parameters<typeof seal.destroy>) => {
		destroyed += 1;
		if (destroyed === 2) die("between two keys");
		seal.destroy(...of);
	},
};
const ground = { db, seal: counted, clock: () => new Date(), demo: true };
const actor: Actor = {
	role: "coordinator",
	accountId: told.accountId as Id<"account">,
	territoryId: told.territoryId as Id<"territory">,
	neighbourhoodIds: [],
};
const asked = { id: told.erasureId as Id<"erasure">, how: "in_person", sure: true } as const;
await erasePerson(ground, actor, { holders, texts }, told.personId, asked);
await finishErasures(ground);
await db.close();

import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { Id } from "../src/core/ids.ts";
import type { Role } from "../src/core/roles.ts";
import type { Actor } from "../src/db/actor.ts";
import { type Database, openDatabase } from "../src/db/database.ts";
import type { DatabaseUrls } from "../src/db/embedded.ts";
import { sealOf } from "../src/db/seal.ts";
import type { Ground } from "../src/ui/http.ts";

/** Fixed places of the tests: two neighbourhoods of one territory, one of another. */
export const places = {
	territory: "00000000-2017-7000-8000-000000000001" as Id<"territory">,
	otherTerritory: "00000000-2017-7000-8000-000000000002" as Id<"territory">,
	here: "00000000-0000-7000-8000-00000000000a" as Id<"neighbourhood">,
	beside: "00000000-0000-7000-8000-00000000000b" as Id<"neighbourhood">,
	far: "00000000-0000-7000-8000-00000000000c" as Id<"neighbourhood">,
};

/** Where the keys of what seals in the tests lie. */
export const testKeys = mkdtempSync(join(inject("folder"), "keys-"));

/** What seals in the tests, the same for every database. */
export const testSeal = sealOf(Buffer.alloc(32, 7), testKeys);

export const testNow = new Date("2026-11-22T09:30:00Z");

export type Fresh = {
	db: Database;
	ground: Ground;
	owner: pg.Client;
	urls: DatabaseUrls;
	end: () => Promise<void>;
};

/** A database of one's own, cloned from the migrated one, with three neighbourhoods and nobody in them. It goes with the server, at the end of the run. */
export async function freshDatabase(): Promise<Fresh> {
	const t = await opened(await cloned("filo"));
	await t.owner.query(
		`insert into programme.neighbourhoods (id, territory_id, slug, name, kind, desk_place, desk_hours, phone, residents, fictional) values
		('${places.here}', '${places.territory}', 'qui', 'Qui', 'quarter', 'Circolo', 'martedì 9-12', '0461 000 000', 900, true),
		('${places.beside}', '${places.territory}', 'accanto', 'Accanto', 'quarter', 'Sala', 'giovedì 9-12', '0461 000 001', 700, true),
		('${places.far}', '${places.otherTerritory}', 'lontano', 'Lontano', 'village', 'Canonica', 'lunedì 9-12', '0463 000 000', 150, true)`,
	);
	return t;
}

/** A database of one's own and the keys to it, as `fill` leaves a fresh one: it is filled once a run, by the file that asks first. */
export async function filledDatabase(name: string, fill: (t: Fresh) => Promise<void>): Promise<Fresh> {
	const keys = join(inject("folder"), `${name}-keys`);
	await alone(name, async (keeper) => {
		if (existsSync(keys)) return;
		const t = await freshDatabase();
		await fill(t);
		await t.end();
		await keeper.query(`alter database ${databaseOf(t.urls.owner)} rename to ${name}`);
		cpSync(testKeys, keys, { recursive: true });
	});
	cpSync(keys, testKeys, { recursive: true });
	return opened(await cloned(name));
}

async function opened(urls: DatabaseUrls): Promise<Fresh> {
	const owner = new pg.Client({ connectionString: urls.owner });
	await owner.connect();
	const db = openDatabase(urls.application, 4);
	const ground: Ground = { db, seal: testSeal, clock: () => new Date(testNow), demo: true };
	const end = async () => {
		await db.close();
		await owner.end();
	};
	return { db, ground, owner, urls, end };
}

/** Whoever works under the same name, in any file, waits for the other. */
export async function alone(name: string, work: (keeper: pg.Client) => Promise<unknown>): Promise<void> {
	const keeper = new pg.Client({ connectionString: urlOf(inject("urls").owner, "postgres") });
	await keeper.connect();
	try {
		await keeper.query("select pg_advisory_lock(hashtext($1))", [name]);
		await work(keeper);
	} finally {
		await keeper.end();
	}
}

/** Two files that clone at once must wait for each other: a template may have no other session. */
async function cloned(template: string): Promise<DatabaseUrls> {
	const name = `t_${randomBytes(6).toString("hex")}`;
	await alone("clone", (keeper) => keeper.query(`create database ${name} template ${template} strategy file_copy`));
	return urlsOf(name);
}

/** A database with nothing in it, as somebody makes one on a server of their own. */
export async function emptyDatabase(): Promise<DatabaseUrls> {
	const urls = await cloned("template1");
	const name = databaseOf(urls.owner);
	await alone("clone", async (keeper) => {
		await keeper.query(`grant connect on database ${name} to filo_application`);
		await keeper.query(`grant connect, create on database ${name} to filo_jobs`);
	});
	return urls;
}

function urlsOf(database: string): DatabaseUrls {
	const { application, jobs, owner } = inject("urls");
	return { application: urlOf(application, database), jobs: urlOf(jobs, database), owner: urlOf(owner, database) };
}

function urlOf(url: string, database: string): string {
	return url.replace("@/filo?", `@/${database}?`);
}

function databaseOf(url: string): string {
	return /@\/(\w+)\?/.exec(url)![1]!;
}

let made = 0;

/** An actor of a role, with an account of its own (not stored: policies read only the actor). */
export function actorOf(role: Role, where: "here" | "beside" | "far" = "here", more: Partial<Actor> = {}): Actor {
	made += 1;
	const inNeighbourhood = ["facilitator", "citizen", "resident"].includes(role);
	const inTerritory = inNeighbourhood || ["coordinator", "social-worker"].includes(role);
	return {
		role,
		accountId: `00000000-0000-7000-9000-${String(made).padStart(12, "0")}` as Id<"account">,
		name: `${role} ${where}`,
		territoryId: inTerritory ? (where === "far" ? places.otherTerritory : places.territory) : undefined,
		neighbourhoodIds: inNeighbourhood ? [places[where]] : [],
		neighbourhoodId: inTerritory ? places[where] : undefined,
		// Whatever a test's clock says; one about its end says until when.
		assuredUntil: new Date("2100-01-01T00:00:00Z"),
		...more,
	};
}

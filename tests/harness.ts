import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
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
export const testKeys = mkdtempSync(join(tmpdir(), "filo-keys-"));

/** What seals in the tests, the same for every database. */
export const testSeal = sealOf(Buffer.alloc(32, 7), testKeys);

export const testNow = new Date("2026-11-22T09:30:00Z");

function urlOf(url: string, database: string): string {
	return url.replace("@/filo?", `@/${database}?`);
}

/** A database of one's own, cloned from the migrated one, with three neighbourhoods and nobody in them. It goes with the server, at the end of the run. */
export async function freshDatabase(): Promise<{
	db: Database;
	ground: Ground;
	owner: pg.Client;
	urls: { application: string; jobs: string; owner: string };
	end: () => Promise<void>;
}> {
	const urls = inject("urls");
	const name = `t_${randomBytes(6).toString("hex")}`;
	const keeper = new pg.Client({ connectionString: urlOf(urls.owner, "template1") });
	await keeper.connect();
	// Two files that clone at once must wait for each other: a template may have no other session.
	await keeper.query("select pg_advisory_lock(1)");
	await keeper.query(`create database ${name} template filo`);
	await keeper.end();
	const own = {
		application: urlOf(urls.application, name),
		jobs: urlOf(urls.jobs, name),
		owner: urlOf(urls.owner, name),
	};
	const owner = new pg.Client({ connectionString: own.owner });
	await owner.connect();
	await owner.query(
		`insert into programme.neighbourhoods (id, territory_id, slug, name, kind, desk_place, desk_hours, phone, residents, fictional) values
		('${places.here}', '${places.territory}', 'qui', 'Qui', 'quarter', 'Circolo', 'martedì 9-12', '0461 000 000', 900, true),
		('${places.beside}', '${places.territory}', 'accanto', 'Accanto', 'quarter', 'Sala', 'giovedì 9-12', '0461 000 001', 700, true),
		('${places.far}', '${places.otherTerritory}', 'lontano', 'Lontano', 'village', 'Canonica', 'lunedì 9-12', '0463 000 000', 150, true)`,
	);
	const db = openDatabase(own.application, 4);
	const ground: Ground = { db, seal: testSeal, clock: () => new Date(testNow), demo: true };
	const end = async () => {
		await db.close();
		await owner.end();
	};
	return { db, ground, owner, urls: own, end };
}

let made = 0;

/** A database with nothing in it, as somebody makes one on a server of their own. */
export async function emptyDatabase(): Promise<DatabaseUrls> {
	const urls = inject("urls");
	const name = `e_${randomBytes(6).toString("hex")}`;
	const keeper = new pg.Client({ connectionString: urlOf(urls.owner, "template1") });
	await keeper.connect();
	// Whoever clones waits for the other: see freshDatabase.
	await keeper.query("select pg_advisory_lock(1)");
	await keeper.query(`create database ${name}`);
	await keeper.query(`grant connect on database ${name} to filo_application`);
	await keeper.query(`grant connect, create on database ${name} to filo_jobs`);
	await keeper.end();
	return { application: urlOf(urls.application, name), jobs: urlOf(urls.jobs, name), owner: urlOf(urls.owner, name) };
}

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

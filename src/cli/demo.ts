import pg from "pg";
import { addDays, type Day } from "../core/period.ts";
import type { Seal } from "../db/seal.ts";
import { addAccounts } from "./demo/account-rows.ts";
import { addActs } from "./demo/acts.ts";
import { addLedger, demoGrounds } from "./demo/agreements.ts";
import { addBehalf, addNumbers } from "./demo/behalf.ts";
import { addBoard } from "./demo/board.ts";
import { chanceOf } from "./demo/chance.ts";
import { addCircles } from "./demo/circles.ts";
import { addDesks } from "./demo/desks.ts";
import { addErasures } from "./demo/erasures.ts";
import { addFrame } from "./demo/frame.ts";
import { addHanded } from "./demo/handed.ts";
import { addIdeas } from "./demo/ideas.ts";
import { addJoinings, addReaches } from "./demo/joinings.ts";
import { addLetters } from "./demo/letters.ts";
import { addListening } from "./demo/listening.ts";
import { addMediations } from "./demo/mediations.ts";
import { addMeetings } from "./demo/meetings.ts";
import { addModels } from "./demo/models.ts";
import { neighbourhoods } from "./demo/neighbourhoods.ts";
import { addNetwork } from "./demo/network.ts";
import { addNotebook } from "./demo/notebook.ts";
import { addOutside } from "./demo/outside.ts";
import { addPacts } from "./demo/pacts.ts";
import { addPartners } from "./demo/partners.ts";
import { addPeople } from "./demo/people.ts";
import { addPins } from "./demo/pins.ts";
import { addReadings } from "./demo/readings.ts";
import { addDeskLink, addReferrals } from "./demo/referrals.ts";
import { addResources } from "./demo/resources.ts";
import { addRights } from "./demo/rights.ts";
import { addSame } from "./demo/same.ts";
import { addCast, addScenes } from "./demo/scenes.ts";
import { addInitiatives } from "./demo/sessions.ts";
import { addAffiliations, addSettlement } from "./demo/settlement.ts";
import { addSheets } from "./demo/sheets.ts";
import { addSpaces } from "./demo/spaces.ts";
import { addTrail } from "./demo/trail.ts";
import { addWordOfMouth } from "./demo/word-of-mouth.ts";
import { emptyHood, emptyWorld, type Row, type Table, tables, type World } from "./demo/world.ts";
import { addYears } from "./demo/years.ts";

export { scenes } from "./demo/scenes-list.ts";

/** The day of the programme's decision. */
const SEED = 20170505;

/**
 * Fills an empty installation with the demonstration, all in one transaction:
 * a killed first start leaves nothing half. Does nothing where it is already
 * there. The same day gives the same rows, sealed ones apart (a nonce each).
 * Throws where the database holds neighbourhoods that are not invented.
 */
export async function seedDemo(
	ownerUrl: string,
	seal: Seal,
	today: Day,
	say: (line: string) => void = () => {},
): Promise<void> {
	await inOneTransaction(ownerUrl, async (client) => {
		if (await isThere(client)) return;
		await fill(client, seal, today, say);
	});
}

/**
 * Wipes everything hanging below a territory and all accounts, sessions,
 * letters and audit entries, and seeds again: whoever looks in between sees
 * the old or the new. Throws where anything is not invented.
 */
export async function resetDemo(
	ownerUrl: string,
	seal: Seal,
	today: Day,
	say: (line: string) => void = () => {},
): Promise<void> {
	await inOneTransaction(ownerUrl, async (client) => {
		await refuseTrueNeighbourhoods(client);
		await wipe(client);
		// Whoever was erased is there again, invented anew: their key may not stay destroyed.
		seal.keys.clear();
		await fill(client, seal, today, say);
	});
}

/** Whether the demonstration is in this database. */
export async function isSeeded(ownerUrl: string): Promise<boolean> {
	return inOneTransaction(ownerUrl, isThere);
}

async function inOneTransaction<Result>(
	ownerUrl: string,
	work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
	const client = new pg.Client({ connectionString: ownerUrl });
	await client.connect();
	try {
		await client.query("begin");
		// Two starters at once: the second waits, then finds it done.
		await client.query("select pg_advisory_xact_lock($1)", [SEED]);
		const result = await work(client);
		await client.query("commit");
		return result;
	} finally {
		// Ending the connection rolls back what was not committed.
		await client.end();
	}
}

async function isThere(client: pg.Client): Promise<boolean> {
	const ids = neighbourhoods.map((outline) => outline.id);
	const found = await client.query("select 1 from programme.neighbourhoods where id = any ($1::uuid[])", [ids]);
	return found.rows.length > 0;
}

async function refuseTrueNeighbourhoods(client: pg.Client): Promise<void> {
	const found = await client.query("select name from programme.neighbourhoods where not fictional limit 1");
	const name = found.rows[0]?.name;
	if (name !== undefined) throw new Error(`This is no demonstration: it holds the neighbourhood ${name}.`);
}

async function fill(client: pg.Client, seal: Seal, today: Day, say: (line: string) => void): Promise<void> {
	await refuseTrueNeighbourhoods(client);
	const models = await client.query("select model_id, steps from initiatives.model_texts where language = 'it'");
	const world = inventedWorld(seal, today, new Map(models.rows.map((row) => [row.model_id, row.steps])));
	for (const { territoryId, urgentPhones } of neighbourhoods) {
		await client.query("update programme.territories set urgent_phones = $2, fictional = true where id = $1", [
			territoryId,
			JSON.stringify(urgentPhones),
		]);
	}
	await client.query(
		`insert into programme.bodies (id, name, controller, contact, processors, processors_named, assessed_on, topics_chosen)
			values (true, 'Ente dimostrativo', 'Ente dimostrativo', 'dati@example.org', '{"Cooperativa dimostrativa"}', true, $1, true)
			on conflict (id) do nothing`,
		[addDays(today, -560)],
	);
	const grounds = Object.entries(demoGrounds).map(([purpose, { ground, norm }]) => ({ purpose, ground, norm }));
	await client.query(
		`insert into programme.purposes (id, purpose, ground, norm, since)
			select ('00000000-2017-7000-8000-00000000' || to_char(9200 + n, 'FM0000'))::uuid, purpose, ground, norm, $2::date
			from rows from (jsonb_to_recordset($1::jsonb) as (purpose text, ground text, norm text))
				with ordinality as g (purpose, ground, norm, n)
			on conflict (id) do nothing`,
		[JSON.stringify(grounds), addDays(today, -560)],
	);
	for (const table of tables) await insert(client, table, world.rows[table]);
	// The first pages should not wait for the server to notice by itself how much came in.
	await client.query(`analyze ${tables.join(", ")}`);
	const count = (table: Table) => world.rows[table].length;
	say(
		`demonstration: ${count("community.persons")} people, ${count("community.ties")} ties, ${count("listening.notes")} notes, ${count("exchange.acts")} acts`,
	);
}

/** Everything invented, before any of it is stored. */
function inventedWorld(seal: Seal, today: Day, models: World["models"]): World {
	const chance = chanceOf(SEED, today);
	const world = emptyWorld(chance, seal, models);
	addAccounts(world);
	const hoods = neighbourhoods.map(emptyHood);
	for (const hood of hoods) {
		addSettlement(world, hood);
		addCast(world, hood);
		addPeople(world, hood);
		addInitiatives(world, hood);
		addAffiliations(world, hood);
		addScenes(world, hood);
		addNetwork(world, hood);
		addActs(world, hood);
		addListening(world, hood);
		addPartners(world, hood);
		addResources(world, hood);
		addModels(world, hood);
		addMeetings(world, hood);
		addSame(world, hood);
	}
	addDesks(world);
	addHanded(world);
	addTrail(world);
	for (const outline of neighbourhoods) addFrame(world, outline, emptyHood(outline).staff[0] ?? "");
	addWordOfMouth(world);
	addCircles(world);
	addRights(world);
	addReferrals(world);
	addReadings(world);
	for (const hood of hoods) addErasures(world, hood);
	addMediations(world);
	addLedger(world);
	addReaches(world);
	addJoinings(world);
	addBoard(world);
	addIdeas(world);
	addBehalf(world);
	addNumbers(world);
	addSpaces(world);
	addPacts(world);
	addOutside(world);
	addPins(world);
	addYears(world);
	addLetters(world);
	addNotebook(world);
	addDeskLink(world);
	for (const hood of hoods) addSheets(world, hood);
	return world;
}

/** One statement a table; PostgreSQL reads each value as its column's type. */
async function insert(client: pg.Client, table: Table, rows: Row[]): Promise<void> {
	const columns = Object.keys(rows[0] ?? {})
		.map(pg.escapeIdentifier)
		.join(", ");
	if (columns === "") return;
	const name = table.split(".").map(pg.escapeIdentifier).join(".");
	await client.query(
		`insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
		[JSON.stringify(rows)],
	);
}

/** Tables of the tenants are found by their comment, so that a later one is not forgotten. */
async function wipe(client: pg.Client): Promise<void> {
	const found = await client.query(`
		select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and obj_description(c.oid, 'pg_class') like '@tenant%' order by 1`);
	const own = [
		"audit",
		"unusual",
		"seal_outside",
		"undoables",
		"mails",
		"links",
		"challenges",
		"codes",
		"printed_codes",
		"totps",
		"limits",
		"passkeys",
		"identities",
		"openid_provider",
		"sessions",
		"assignments",
		"addresses",
		"accounts",
	].map((name) => `access.${name}`);
	const links = ["listening.partner_links", "listening.partner_tries", "referrals.links", "publication.calendar_links"];
	const all = [...found.rows.map((row) => row.name as string), ...own, ...links];
	await client.query(`truncate ${all.join(", ")}`);
	await client.query("delete from programme.neighbourhoods where fictional");
	await client.query("update programme.territories set urgent_phones = '[]', fictional = false");
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { random } from "../../../core/random.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Language, languages } from "../../../ui/words.ts";
import { holdersOfNetwork } from "../holding/service.ts";
import { measureNeighbourhood } from "../measured/service.ts";
import { api } from "./api.ts";
import { pages } from "./pages.tsx";
import type { DrawingForScreen } from "./service.ts";

const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const person = (n: number) => id(0x1000 + n);
const street = (n: number) => id(0x100 + n);
const choir = id(0x50);
const school = id(0x51);

const facilitator = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;
let reader: { actor: Actor; language?: Language } = { actor: facilitator };

const as = async (actor: Actor, path: string, language: Language = "it") => {
	reader = { actor, language };
	const answer = await app.request(path);
	return { status: answer.status, text: await answer.text() };
};
const screen = async (actor: Actor, query = ""): Promise<DrawingForScreen> =>
	JSON.parse((await as(actor, `/api/network/drawing${query}`)).text);
const spotsOf = (drawn: DrawingForScreen) => new Map(drawn.nodes.map(({ id: who, x, y }) => [who, `${x} ${y}`]));

/** What the night does; answers with how many have their place. */
async function placeEverybody(): Promise<number> {
	for (const neighbourhoodId of [places.here, places.beside])
		await measureNeighbourhood(t.ground, { territoryId: places.territory, neighbourhoodId });
	const { rows } = await t.owner.query("select count(*)::int as n from network.positions");
	return rows[0].n;
}

/** People in four streets, most of them tied to somebody of their street, some across. */
async function addPeople(neighbourhood: string, from: number, n: number, streets: number): Promise<void> {
	const chance = random(from + 1);
	const party = (who: string, kind: string, label: string, place: string | null) => ({
		territory_id: places.territory,
		id: who,
		neighbourhood_id: neighbourhood,
		kind,
		label,
		folded: label.toLowerCase(),
		place_id: place,
		known_since: "2025-05-01",
		existed_before: false,
		recorded_at: "2025-05-01",
	});
	const parties = [
		...Array.from({ length: streets }, (_, i) => party(street(from + i), "place", `via ${from + i}`, null)),
		...Array.from({ length: n }, (_, i) =>
			party(person(from + i), "person", `Persona ${from + i}`, street(from + (i % streets))),
		),
	];
	const ties = Array.from({ length: n * 2 }, (_, i) => {
		const one = Math.floor(chance() * n);
		const other = chance() < 0.8 ? (one + streets) % n : (one + 1) % n;
		return {
			territory_id: places.territory,
			id: id(0x100000 + from * 4096 + i),
			neighbourhood_id: neighbourhood,
			one_id: person(from + one),
			other_id: person(from + other),
			kind: "knows",
			since: "2025-06-01",
			said_by: "one",
			existed_before: false,
			recorded_at: "2025-06-01",
		};
	});
	const columns =
		"territory_id, id, neighbourhood_id, kind, label, folded, place_id, known_since, existed_before, recorded_at";
	await t.owner.query(
		`insert into community.parties (${columns}) select ${columns} from json_populate_recordset(null::community.parties, $1)`,
		[JSON.stringify(parties)],
	);
	await t.owner.query(
		`insert into community.persons (territory_id, id, neighbourhood_id, level) select territory_id, id, neighbourhood_id, 'name'
			from community.parties where kind = 'person' on conflict do nothing`,
	);
	const tied =
		"territory_id, id, neighbourhood_id, one_id, other_id, kind, since, said_by, existed_before, recorded_at";
	await t.owner.query(
		`insert into community.ties (${tied}) select ${tied} from json_populate_recordset(null::community.ties, $1)`,
		[JSON.stringify(ties)],
	);
}

beforeAll(async () => {
	t = await freshDatabase();
	app = pagesFor(t.ground, [pages, api], () => reader);
	await addPeople(places.here, 0, 320, 4);
	await addPeople(places.beside, 2000, 40, 2);
	const where = `'${places.territory}', '${places.beside}'`;
	await t.owner.query(`insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since) values
			(${where}, '${choir}', 'group', 'Coro', 'coro', '2025-05-01'),
			(${where}, '${school}', 'organisation', 'Scuola', 'scuola', '2026-05-01');
		insert into community.organisations (territory_id, neighbourhood_id, id, sector) values (${where}, '${school}', 'public');
		insert into community.ties (territory_id, neighbourhood_id, id, one_id, other_id, kind, since, said_by) values
			(${where}, '${id(0x60)}', '${person(2000)}', '${choir}', 'member_of', '2026-04-01', 'one'),
			(${where}, '${id(0x61)}', '${person(2000)}', '${person(2002)}', 'helps', '2026-04-01', 'one')`);
});
afterAll(() => t.end());

describe("a neighbourhood that fits on a sheet", () => {
	test("is one drawing, each node a link with its name, and looking writes nothing", async () => {
		const { status, text } = await as(beside, "/network/drawing");
		expect(status).toBe(200);
		expect(text.match(/<a href="\?at=[0-9a-f-]{36}#near"/g)).toHaveLength(42);
		expect(text).toContain("Persona 2000</text>");
		expect(text).toContain("40 persone, 1 famiglia o gruppo, 1 organizzazione o servizio");
		expect(text).not.toContain("network.js");
		const { rows } = await t.owner.query("select count(*)::int as n from network.positions");
		expect(rows[0].n).toBe(0);
	});

	test("says around somebody what ties them to whom, with the way to each", async () => {
		const { text } = await as(beside, `/network/drawing?at=${person(2000)}`);
		const near = text.slice(text.indexOf('id="near"'));
		expect(near).toContain("Persona 2000 fa parte di Coro");
		expect(near).toContain("Persona 2000 dà una mano a Persona 2002");
		expect(near).toContain(`href="/network/drawing?at=${choir}#near"`);
		expect(near).toContain(`href="/community/persons/${person(2000)}"`);
		expect(text.match(/#near"[^>]* aria-current="true"/g)).toHaveLength(1);
		const back = await as(beside, `/network/drawing?at=${choir}`);
		expect(back.text).toContain(`href="/network/drawing?at=${person(2000)}#near"`);
	});

	test("whoever has no tie is not called alone", async () => {
		const { text } = await as(beside, `/network/drawing?at=${school}`);
		expect(text).toContain("Non conosciamo ancora nessun legame");
	});

	test("stands the same before it is kept, kept, and after somebody came", { timeout: 60_000 }, async () => {
		const before = spotsOf(await screen(beside));
		expect(spotsOf(await screen(beside))).toEqual(before);
		expect(await placeEverybody()).toBe(362);
		expect(spotsOf(await screen(beside))).toEqual(before);
		expect(await placeEverybody()).toBe(362);
		await addPeople(places.beside, 3000, 2, 1);
		const after = spotsOf(await screen(beside));
		expect(after.size).toBe(44);
		for (const [who, spot] of before) expect(after.get(who)).toBe(spot);
		expect(await placeEverybody()).toBe(364);
		expect(spotsOf(await screen(beside))).toEqual(after);
	});
});

describe("a neighbourhood too large for a sheet", () => {
	test("offers a sheet for each place, the screen and the list", async () => {
		const { text } = await as(facilitator, "/network/drawing");
		expect(text).toContain("/assets/network.js");
		expect(text).toContain('data-network="/api/network/drawing"');
		for (let i = 0; i < 4; i++) expect(text).toContain(`href="/network/drawing?place=${street(i)}"`);
		expect(text).toContain('href="/network/drawing/list"');
		expect(text).not.toContain("?at=");
	});

	test("draws a place on its own, and around somebody the place they live in", async () => {
		const sheet = await as(facilitator, `/network/drawing?place=${street(1)}`);
		expect(sheet.text.match(/<a href="\?at=/g)).toHaveLength(80);
		const near = await as(facilitator, `/network/drawing?at=${person(5)}`);
		expect(near.text).toContain('aria-current="true"');
		expect(near.text).toContain(`href="?at=${person(9)}#near"`);
	});

	test("hands the screen everybody and every pair once", async () => {
		const { nodes, ties, of } = await screen(facilitator);
		expect([nodes.length, of]).toEqual([320, 320]);
		expect(new Set(ties.map(({ one, other }) => `${one} ${other}`)).size).toBe(ties.length);
		expect(nodes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
	});
});

describe("the same as a list", () => {
	test("is everybody once, by place and name, fifty a page, as a tree and as a table", async () => {
		const found: string[] = [];
		for (let n = 1; n <= 7; n++) {
			const { text } = await as(facilitator, `/network/drawing/list?page=${n}`);
			const those = [...text.matchAll(/href="\/community\/persons\/[0-9a-f-]{36}">(Persona \d+)</g)].map((m) => m[1]!);
			expect(those.length).toBe(n < 7 ? 50 : 20);
			found.push(...those);
			const table = await as(facilitator, `/network/drawing/list?as=table&page=${n}`);
			expect(those.every((name) => table.text.includes(`>${name}</a>`))).toBe(true);
			expect(table.text).toContain("<table>");
		}
		expect(new Set(found).size).toBe(320);
		expect(found.slice(0, 3)).toEqual(["Persona 0", "Persona 4", "Persona 8"]);
		expect((await as(facilitator, "/network/drawing/list?page=8")).status).toBe(404);
	});

	test("says in words what is drawn as a line", async () => {
		const { text } = await as(beside, "/network/drawing/list");
		expect(text).toContain("Persona 2000 fa parte di Coro");
		expect(text).toContain("via 2000");
	});
});

describe("who sees it", () => {
	test("who works there, and nobody else", async () => {
		for (const path of ["/network/drawing", "/network/drawing/list", "/api/network/drawing"]) {
			for (const role of ["resident", "citizen", "social-worker", "officer", "evaluator", "administrator"] as const)
				expect((await as(actorOf(role), path)).status, `${role} ${path}`).toBe(403);
			expect((await as(actorOf("coordinator"), path)).status).toBe(200);
		}
		expect((await as(beside, `/network/drawing?at=${person(5)}`)).status).toBe(404);
		expect((await as(beside, `/network/drawing?place=${street(1)}`)).status).toBe(404);
	});

	test("in three languages, in words of its own", async () => {
		const titles = new Set<string>();
		for (const language of languages) {
			const { status, text } = await as(beside, `/network/drawing?at=${choir}&from=2026-01-01`, language);
			expect(status).toBe(200);
			titles.add(/<h1>(.*?)<\/h1>/.exec(text)![1]!);
		}
		expect(titles.size).toBe(3);
	});
});

test("whoever is let go leaves no place behind", async () => {
	await placeEverybody();
	const gone = { territoryId: places.territory, ids: [person(7)], today: "2026-11-22" };
	const forgetting: Actor = { role: "forgetting", territoryId: places.territory, neighbourhoodIds: [] };
	const { people } = holdersOfNetwork.find(({ table }) => table === "network.positions")!;
	await t.db.withActor(forgetting, async (tx) => {
		for (const statement of people!.letGo(gone)) await tx.rows(statement);
	});
	const { rows } = await t.owner.query("select 1 from network.positions where party_id = $1", [person(7)]);
	expect(rows).toEqual([]);
});

import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { random } from "../../../core/random.ts";
import type { Actor } from "../../../db/actor.ts";
import { api } from "../drawing/api.ts";
import { pages as drawing } from "../drawing/pages.tsx";
import { pages as holdUps } from "../hold-ups/pages.tsx";
import { pages as introductions } from "../introductions/pages.tsx";
import { measureAll, measureNeighbourhood } from "../measured/service.ts";
import { areKept } from "./service.ts";

const here = { territoryId: places.territory, neighbourhoodId: places.here };
const where = `'${places.territory}', '${places.here}'`;
const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const [roggia, ponte] = [id(0x101), id(0x102)];
/** People 0–11 live in via Roggia, 12–23 at piazza del Ponte; two rings and one tie between them, two hang on 3. */
const person = (n: number) => id(0x1000 + n);
const n = 24;
const facilitator = actorOf("facilitator");
const paths = ["/network/drawing", "/network/drawing/list", "/network/hold-ups", "/network/introductions"];

let jobs: pg.Client;
let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;
let reader: Actor = facilitator;

const read = async (path: string, actor = facilitator): Promise<string> => {
	reader = actor;
	const answer = await app.request(path);
	const text = await answer.text();
	return `${answer.status} ${/<main.*<\/main>/s.exec(text)?.[0] ?? text}`;
};
const readAll = () => Promise.all(paths.map((path) => read(path)));
const own = (query: string) => t.owner.query(query);
const tie = (k: number, one: string, other: string, kind = "knows") =>
	`(${where}, '${id(0x5000 + k)}', '${one}', '${other}', '${kind}', '2026-02-01', 'both')`;
/** Puts everybody where they stood, in rows that are new. */
async function fill(): Promise<void> {
	await own(`truncate community.ties, community.parties cascade;
		insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since) values
			(${where}, '${roggia}', 'place', 'via Roggia', 'via roggia', '2025-01-01'), (${where}, '${ponte}', 'place', 'piazza del Ponte', 'piazza del ponte', '2025-01-01');
		insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, place_id, known_since) values
			${Array.from({ length: n }, (_, i) => `(${where}, '${person(i)}', 'person', 'Abitante ${i}', 'abitante ${i}', '${i < 12 ? roggia : ponte}', '2026-0${1 + (i % 9)}-01')`)};
		insert into community.persons (territory_id, neighbourhood_id, id, level) select territory_id, neighbourhood_id, id, 'name' from community.parties where kind = 'person';
		insert into community.ties (territory_id, neighbourhood_id, id, one_id, other_id, kind, since, said_by) values
			${Array.from({ length: 10 }, (_, i) => tie(i, person(i), person((i + 1) % 10)))},
			${Array.from({ length: 12 }, (_, i) => tie(20 + i, person(12 + i), person(12 + ((i + 1) % 12))))},
			${tie(40, person(0), person(12))}, ${tie(41, person(3), person(10), "friend")}, ${tie(42, person(3), person(11), "trusts")}`);
}

beforeAll(async () => {
	t = await freshDatabase();
	jobs = new pg.Client({ connectionString: t.urls.jobs });
	await jobs.connect();
	app = pagesFor(t.ground, [drawing, api, holdUps, introductions], () => ({ actor: reader }));
});
beforeEach(async () => {
	await fill();
	await measureNeighbourhood(t.ground, here);
});
afterAll(async () => {
	await jobs.end();
	await t.end();
});

describe("kept pictures", () => {
	test("show the same as what is worked out there and then, to the last letter", async () => {
		expect(await areKept(t.ground, here)).toBe(true);
		const kept = await readAll();
		await own("truncate network.pictures");
		expect(await readAll()).toEqual(kept);
		expect(kept[2]).toContain("Abitante 0");
		expect(kept[3]).toContain("Abitante 10");
		expect(kept[1]).toContain("Abitante 23");
	});

	test("hold numbers, no id, no name, no word", async () => {
		const { rows } = await own(
			"select picture, content::text as content, people, ties from network.pictures order by 1",
		);
		expect(rows.map(({ picture }) => picture)).toEqual(["drawing", "hold-ups", "introductions"]);
		for (const { content, people, ties } of rows) {
			expect({ people, ties }).toEqual({ people: n, ties: 25 });
			expect(content).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|Abitante|Roggia|Ponte/i);
			const words = content.match(/"[^"]*"/g)!.filter((word: string) => !/^"\d{4}-\d\d-\d\d"$/.test(word));
			expect(words.every((word: string) => /^"[a-zA-Z]+"$/.test(word) && word.length < 14)).toBe(true);
		}
	});

	test("are really what is shown: another number in the row is another page", async () => {
		await own(
			`update network.pictures set content = replace(content::text, '"people":24', '"people":4711')::json where picture = 'hold-ups'`,
		);
		expect(await read("/network/hold-ups")).toMatch(/4[.\s]?711 persone/);
	});

	const named = "Abitante 11";
	const changes: Record<string, string> = {
		"has left": `update community.parties set left_on = '2026-11-01' where id = '${person(11)}'`,
		"was let go": `update community.parties set forgotten_on = '2026-11-22', label = '–' where id = '${person(11)}'`,
		"turned out to be another": `update community.parties set merged_into = '${person(10)}' where id = '${person(11)}'`,
		"is protected": `update community.persons set protected = true, label_sealed = '\\x00' where id = '${person(11)}'; update community.parties set protected = true, label = 'una persona del quartiere' where id = '${person(11)}'`,
		"is only kept": `update community.persons set restricted_since = '2026-11-22', restricted_by = 'person' where id = '${person(11)}'`,
		"is called otherwise": `update community.parties set label = 'chi suona' where id = '${person(11)}'`,
		"was erased": `delete from network.positions where party_id = '${person(11)}'; delete from community.ties where other_id = '${person(11)}'; delete from community.persons where id = '${person(11)}'; delete from community.parties where id = '${person(11)}'`,
	};
	for (const [what, change] of Object.entries(changes))
		test(`whoever ${what} is on no page from that moment on, and is asked for anew`, async () => {
			await readAll();
			expect((await readAll()).join()).toContain(named);
			await own(change);
			expect(await areKept(t.ground, here)).toBe(false);
			const after = await readAll();
			expect(after.join()).not.toContain(named);
			const { rows } = await own("select state from network.computations");
			expect(rows).toEqual([{ state: "queued" }]);
			await measureNeighbourhood(t.ground, here);
			expect(await areKept(t.ground, here)).toBe(true);
			expect(await readAll()).toEqual(after);
		});

	test("a tie that ended, was taken back or stood aside is told of no more", async () => {
		const told = async () => (await read("/network/drawing/list")).includes("Abitante 3 si fida di Abitante 11");
		for (const change of [
			`update community.ties set until = '2026-11-01' where id = '${id(0x5000 + 42)}'`,
			`update community.ties set set_aside_by = '${id(1)}' where id = '${id(0x5000 + 42)}'`,
			`delete from community.ties where id = '${id(0x5000 + 42)}'`,
		]) {
			await fill();
			await measureNeighbourhood(t.ground, here);
			expect(await told()).toBe(true);
			await own(change);
			expect(await told(), change).toBe(false);
		}
	});

	test("what people drew themselves is there while they agree, and not a moment longer", async () => {
		const drawn = async () => (await read("/network/drawing/list")).includes("Abitante 11 e Abitante 20: sono parenti");
		for (const change of [
			"delete from network.circle_entries; delete from network.circles",
			"delete from network.circle_entries",
			"update community.agreements set withdrawn_on = '2026-11-22'",
			"update network.circle_entries set party_id = null",
		]) {
			await fill();
			await own(`insert into network.circles (territory_id, neighbourhood_id, id, person_id, drawn_on) values (${where}, '${id(0x900)}', '${person(11)}', '2026-03-01');
				insert into network.circle_entries (territory_id, neighbourhood_id, id, circle_id, person_id, label, ring, sector, party_id)
					values (${where}, '${id(0x901)}', '${id(0x900)}', '${person(11)}', 'zia', 'street', 'family', '${person(20)}');
				insert into community.agreements (territory_id, neighbourhood_id, id, person_id, purpose, given_on, given_how)
					values (${where}, '${id(0x902)}', '${person(11)}', 'circle', '2026-03-01', 'in_person')`);
			await measureNeighbourhood(t.ground, here);
			expect(await drawn()).toBe(true);
			await own(change);
			expect(await drawn(), change).toBe(false);
			expect(await areKept(t.ground, here)).toBe(false);
		}
	});

	test("no change of any row leaves the stamp as it was, at random", { timeout: 60_000 }, async () => {
		const chance = random(4);
		const one = () => Math.floor(chance() * n);
		for (let round = 0; round < 25; round++) {
			await measureNeighbourhood(t.ground, here);
			const changes = [
				`update community.ties set since = since where one_id = '${person(one())}'`,
				`update community.parties set folded = folded where id = '${person(one())}'`,
				`update community.persons set level = level where id = '${person(one())}'`,
				`update community.ties set id = gen_random_uuid() where id = (select id from community.ties order by md5(id::text || ${round}) limit 1)`,
				`insert into community.ties (territory_id, neighbourhood_id, id, one_id, other_id, kind, since, said_by) values
					${tie(100 + round, person(2 + (one() % 20)), person(1), "helps")}`,
			];
			const { rowCount } = await own(changes[Math.floor(chance() * changes.length)]!);
			expect(await areKept(t.ground, here)).toBe(rowCount === 0);
		}
	});

	test("who works elsewhere sees none of it, whatever they ask for", async () => {
		const beside = actorOf("facilitator", "beside");
		expect(await read("/network/drawing/list", beside)).not.toContain("Abitante");
		const { rows } = await own(`select slug from programme.neighbourhoods where id = '${places.here}'`);
		expect(await read(`/api/network/drawing?neighbourhood=${rows[0].slug}`, beside)).toMatch(/^422 /);
		expect(await read(`/api/network/drawing?neighbourhood=${rows[0].slug}`)).toContain('"label":"Abitante 11"');
	});

	test("at the start only what is not of today's rows is counted again; by night everything", async () => {
		const queued = async () =>
			(
				await jobs.query(
					"select count(*)::int as n from graphile_worker.jobs where task_identifier = 'measure-network'",
				)
			).rows[0].n;
		const asked = async (which: "all" | "changed") => {
			const before = await queued();
			await measureAll(t.ground, which);
			return (await queued()) - before;
		};
		const all = await asked("all");
		expect(all).toBeGreaterThan(1);
		expect(await asked("changed")).toBe(all - 1);
		await own("update network.pictures set code_version = '0'");
		expect(await asked("changed")).toBe(all);
		await measureNeighbourhood(t.ground, here);
		await own(`delete from community.ties where id = '${id(0x5000 + 40)}'`);
		expect(await asked("changed")).toBe(all);
	});
});

import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { seedDemo } from "../../../cli/demo.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { addDays } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { pages } from "../../../web/baseline.tsx";
import { correctParty } from "../../community/corrections/service.ts";
import { addPersonIn, recordTieIn } from "../../community/service.ts";
import { addSessions, changeState, startInitiative } from "../../initiatives/service.ts";
import { recordNote as noteContract } from "../../listening/contract.ts";
import { recordNote } from "../../listening/notes/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodBySlug } from "../../programme/service.ts";
import { answers, type Document, fieldOf, questions } from "./contract.ts";
import { canonical, hashOf, tellBaseline } from "./rules.ts";
import { documentIn } from "./service.ts";

const base = "/evaluation/neighbourhoods/qui";
const facilitator = actorOf("facilitator");
const coordinator = actorOf("coordinator");
const officer = actorOf("officer");
const today = "2026-11-22";
let reader: Actor = facilitator;
let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;

const counted: Record<string, string> = { given: "30", returned: "20" };
for (const q of questions) for (const a of answers) counted[fieldOf(q, a)] = a === "no" ? "2" : "6";

async function person(label: string, knownSince = "2026-06-01", existedBefore = false): Promise<string> {
	return t.db.withActor(facilitator, async (tx) => {
		const made = { neighbourhoodId: places.here, label, level: "description" as const, knownSince, existedBefore };
		return (await addPersonIn(tx, made)).id;
	});
}
async function tie(oneId: string, otherId: string, since = "2026-06-01", existedBefore = false): Promise<void> {
	await t.db.withActor(facilitator, (tx) =>
		recordTieIn(tx, {
			neighbourhoodId: places.here,
			oneId,
			otherId,
			kind: "knows",
			since,
			saidBy: "both",
			existedBefore,
		}),
	);
}
const frozen = async () =>
	(await t.owner.query("select document::text, encode(hash, 'hex') as hash, frozen_at from evaluation.baselines"))
		.rows[0];
const as = async (actor: Actor, path: string) => {
	reader = actor;
	const answer = await app.request(path);
	reader = facilitator;
	return { status: answer.status, text: await answer.text() };
};

let people: string[];
beforeAll(async () => {
	t = await freshDatabase();
	app = pagesFor(t.ground, [pages], () => ({ actor: reader }));
	people = [];
	for (let i = 0; i < 7; i += 1) people.push(await person(`Una persona ${i}`));
	for (let i = 1; i < 5; i += 1) await tie(people[0]!, people[i]!);
});
afterAll(() => t.end());

describe("freezing", () => {
	test("the sheets are checked: no more come back than were given, no question has more answers than sheets", async () => {
		const query = (more: object) => `${base}/baseline/preview?${new URLSearchParams({ ...counted, ...more })}`;
		expect((await as(facilitator, query({ returned: "31" }))).status).toBe(422);
		expect((await as(facilitator, query({ q2_yes: "13" }))).status).toBe(422);
		expect((await as(facilitator, query({ q1_no: "due" }))).status).toBe(422);
		expect((await as(facilitator, query({}))).status).toBe(200);
	});

	test("it is looked at first, meant, and done once; what changed meanwhile is looked at again", async () => {
		const preview = await as(facilitator, `${base}/baseline/preview?${new URLSearchParams(counted)}`);
		expect(preview.text).toContain("nessuno può cambiarla");
		const [, seen = ""] = /name="seen" value="([0-9a-f]{64})"/.exec(preview.text) ?? [];
		const request = { id: newId(), seen, ...counted };
		expect((await app.request(`${base}/baseline`, formOf(request))).status).toBe(422);
		expect(await frozen()).toBeUndefined();
		people.push(await person("Arrivata nel frattempo"));
		const late = await app.request(`${base}/baseline`, formOf({ ...request, sure: "yes" }));
		expect(late.status).toBe(422);
		const [, again = ""] = /name="seen" value="([0-9a-f]{64})"/.exec(await late.text()) ?? [];
		expect(again).not.toBe(seen);
		const meant = { ...request, seen: again, sure: "yes" };
		expect((await app.request(`${base}/baseline`, formOf(meant))).status).toBe(303);
		expect((await app.request(`${base}/baseline`, formOf(meant))).status).toBe(303);
		expect((await app.request(`${base}/baseline`, formOf({ ...meant, id: newId() }))).status).toBe(409);
		const { document, hash } = await frozen();
		expect(hashOf(JSON.parse(document) as Document).toString("hex")).toBe(hash);
		expect(JSON.parse(document)).toMatchObject({
			on: today,
			network: { persons: 8, pairs: 4, ties: [{ kind: "knows", n: 4, people: 5 }] },
			belonging: { given: 30, returned: 20 },
		});
	});

	test("the application has no right and no policy to change or remove what is frozen", async () => {
		for (const actor of [facilitator, coordinator, actorOf("administrator"), officer])
			for (const statement of [
				sql`update evaluation.baselines set document = '{}'`,
				sql`update evaluation.baselines set frozen_on = frozen_on`,
				sql`delete from evaluation.baselines`,
				sql`truncate evaluation.baselines`,
				sql`delete from evaluation.remarks`,
			])
				await expect(t.db.withActor(actor, (tx) => tx.rows(statement))).rejects.toMatchObject({ code: "42501" });
		const { rows } = await t.owner.query(
			`select polname from pg_policy where polrelid in ('evaluation.baselines'::regclass, 'evaluation.remarks'::regclass)
				and polcmd not in ('r', 'a') and pg_get_expr(polqual, polrelid) not like '%''erasing''%'`,
		);
		expect(rows).toEqual([]);
	});

	test("a correction is a dated remark beside it", async () => {
		const before = await frozen();
		const remark = { id: newId(), text: "Due persone erano scritte due volte." };
		expect((await app.request(`${base}/remarks`, formOf(remark))).status).toBe(303);
		expect((await app.request(`${base}/remarks`, formOf(remark))).status).toBe(303);
		const { text } = await as(facilitator, `${base}/baseline`);
		expect(text.split(remark.text)).toHaveLength(2);
		expect(text).toContain("22 novembre 2026");
		expect(await frozen()).toEqual(before);
	});
});

const edits = {
	person: () => person("Qualcuno di nuovo"),
	tie: async (n: number) => {
		const id = await person("Qualcuno con un legame");
		await tie(people[n % people.length]!, id);
	},
	correct: (n: number) =>
		correctParty(t.ground, facilitator, people[n % people.length]!, { label: `Si dice così ${n}` } as never),
	left: (n: number) =>
		t.owner.query("update community.parties set left_on = '2026-11-20' where id = $1", [people[n % people.length]]),
	ended: () => t.owner.query("update community.ties set until = '2026-11-21' where until is null"),
	note: (n: number) =>
		recordNote(t.ground, facilitator, noteContract.parse({ text: `Ho sentito una cosa ${n}`, kind: "noticed" })),
	initiative: async (n: number) => {
		const id = newId<"initiative">();
		const side = { title: `Ritrovo ${n}`, languages: ["it"], onFoot: true, byBus: false, stepFree: false };
		await startInitiative(t.ground, facilitator, { id, ...side, objectives: ["O2"], needs: [] } as never);
		await changeState(t.ground, facilitator, id, { to: "preparing" });
		await addSessions(t.ground, facilitator, id, {
			startsOn: addDays(today, -(n % 60) - 1),
			time: "15:00",
			minutes: 60,
		});
	},
};

test("whatever is edited afterwards, every byte of what was frozen stays, and its page says so", {
	timeout: 120_000,
}, async () => {
	const before = await frozen();
	const then = async () => {
		const { text } = await as(facilitator, `${base}/baseline`);
		return /<h2>Com'era il.*?Il documento è quello di allora/s.exec(text)?.[0];
	};
	const said = await then();
	expect(said).toContain("Persone conosciute: 8");
	const step = fc.record({ edit: fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])), n: fc.nat(500) });
	let done = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
			for (const { edit, n } of steps) await edits[edit](n);
			done += steps.length;
			expect(await frozen()).toEqual(before);
			expect(await then()).toBe(said);
		}),
		{ numRuns: 20, endOnFailure: true },
	);
	expect(done).toBeGreaterThan(40);
});

test("what was there before it was written down counts as known, not as new", async () => {
	await t.owner.query("update evaluation.baselines set frozen_on = '2026-11-01', frozen_at = now()");
	const told = async () => {
		const { text } = await as(facilitator, `${base}/baseline`);
		const cell = (label: string) => Number(new RegExp(`${label}</th><td class="figure">([0-9.]+)`).exec(text)?.[1]);
		return {
			fresh: cell("Persone conosciute da allora"),
			found: cell("Persone scritte dopo, ma che c'erano già"),
			ties: cell("Legami cominciati da allora"),
			foundTies: cell("Legami scritti dopo, ma che c'erano già"),
		};
	};
	expect(await told()).toEqual({ fresh: 0, found: 0, ties: 0, foundTies: 0 });
	const fresh = await person("Arrivata dopo", "2026-11-10");
	const old = await person("C'era da sempre", "2026-11-10", true);
	await person("Saputo tardi", "2026-10-10");
	await tie(fresh, old, "2026-11-11");
	await tie(old, people[1]!, "2001-01-01", true);
	expect(await told()).toEqual({ fresh: 1, found: 2, ties: 1, foundTies: 1 });
});

test("officer and evaluator read counts without small cells and without names; who works elsewhere finds nothing", async () => {
	for (const role of ["officer", "evaluator"] as const) {
		const { status, text } = await as(actorOf(role), `${base}/baseline`);
		expect(status).toBe(200);
		expect(text).toContain("non si dice");
		expect(text).not.toContain(facilitator.name!);
		expect(text).not.toContain("/remarks");
		expect(/Persone conosciute da allora<\/th><td class="figure">non si dice/.test(text)).toBe(true);
	}
	expect((await as(actorOf("facilitator", "beside"), `${base}/baseline`)).status).toBe(404);
	expect((await as(actorOf("coordinator", "far"), `${base}/baseline`)).status).toBe(404);
	for (const role of ["resident", "citizen", "social-worker", "administrator"] as const)
		expect((await as(actorOf(role), `${base}/baseline`)).status, role).toBe(403);
	expect((await as(officer, `${base}/sheet`)).status).toBe(403);
	expect((await as(facilitator, `${base}/sheet`)).text).toContain("Se mi serve una mano, qui so a chi chiedere.");
});

test("no cell of few people is told of a document, whatever it holds", () => {
	const few = fc.nat(30);
	const row = fc.record({ yes: few, rather: few, hardly: few, no: few });
	const rows = fc.record({ q1: row, q2: row, q3: row });
	fc.assert(
		fc.property(fc.record({ persons: few, households: few, people: few, presences: few, rows }), (x) => {
			const returned = 120;
			const document = {
				network: {
					persons: x.persons,
					households: x.households,
					ties: [{ kind: "kin", n: 9, people: x.people }],
					pairs: 9,
				},
				wentOn: { presences: x.presences, people: x.people },
				belonging: { returned, answers: x.rows },
			} as unknown as Document;
			const told = tellBaseline(document, true);
			const cells = [told.network.persons, told.network.households, told.wentOn.presences, told.wentOn.people];
			for (const q of questions) cells.push(...Object.values(told.belonging.answers[q]));
			expect(cells.filter((n) => n !== null && n > 0 && n < 5)).toEqual([]);
			expect(told.network.ties[0]?.n === null).toBe(x.people > 0 && x.people < 5);
		}),
	);
});

test("the order in which a document is kept does not change its text", () => {
	expect(canonical({ b: [1, { d: null, c: "è" }], a: true })).toBe('{"a":true,"b":[1,{"c":"è","d":null}]}');
});

test("the demonstration's baselines are what would have been frozen that day", { timeout: 60_000 }, async () => {
	const demo = await freshDatabase();
	try {
		await seedDemo(demo.urls.owner, demo.ground.seal, today);
		const { rows } = await demo.owner.query<{ document: Document; hash: string; frozen_at: Date; slug: string }>(
			"select b.document, encode(b.hash, 'hex') as hash, b.frozen_at, n.slug from evaluation.baselines b join programme.neighbourhoods n on n.id = b.neighbourhood_id",
		);
		expect(rows).toHaveLength(3);
		for (const { document, hash, frozen_at, slug } of rows) {
			expect(hashOf(document).toString("hex")).toBe(hash);
			const place: Neighbourhood = await demo.db.readAs(officer, (read) => neighbourhoodBySlug(read, slug));
			const staff = { ...coordinator, territoryId: place.territoryId as Id<"territory"> };
			const counted = await demo.db.readAs(staff, (read) =>
				documentIn(read, place, document.on, document.belonging, frozen_at),
			);
			expect(canonical(document)).toBe(canonical(counted));
			expect(document.network.persons).toBeGreaterThan(30);
		}
	} finally {
		await demo.end();
	}
});

import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Id, newId } from "../src/core/ids.ts";
import { addDays, type Day, dayOf } from "../src/core/period.ts";
import { Refused } from "../src/core/refusal.ts";
import { type Actor, nobody } from "../src/db/actor.ts";
import { newEntry, newPact, newParty, paperPact, type State, signPact } from "../src/modules/pacts/contract.ts";
import * as living from "../src/modules/pacts/living/service.ts";
import * as reading from "../src/modules/pacts/reading/service.ts";
import * as service from "../src/modules/pacts/service.ts";
import * as signing from "../src/modules/pacts/signing/service.ts";
import { actorOf, freshDatabase, places, testNow } from "./harness.ts";

// A pact under random histories: two act at the same moment on real connections. What they are told and what lies there
// afterwards must be what one of the two orders gives, as a model says that knows nothing of the code.

const histories = 200;
const today = dayOf(testNow);
const place = { id: places.here, territoryId: places.territory };

let t: Awaited<ReturnType<typeof freshDatabase>>;
const actors = {
	/** Works there, and signs for nobody. */
	anna: actorOf("facilitator"),
	/** Coordinates: signs for the municipality. */
	paolo: actorOf("coordinator"),
	/** A citizen who is party to it, with an account. */
	tommaso: actorOf("citizen"),
	/** Another one, who is not. */
	other: actorOf("citizen"),
} satisfies Record<string, Actor>;
type Who = keyof typeof actors;
const whos = Object.keys(actors) as Who[];

beforeAll(async () => {
	t = await freshDatabase();
	await t.owner.query("insert into access.accounts (id, name) values ($1, 'Tommaso Prova')", [
		actors.tommaso.accountId,
	]);
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
		values ($1, $2, 'Tommaso Prova', 'citizen', $3, $4, '2026-01-01')`,
		[newId(), actors.tommaso.accountId, places.territory, places.here],
	);
});
afterAll(() => t.end());

/* ── The model ─────────────────────────────────────────────────────────────────────────────────────────────────── */

/** Three sides: a citizen with an account, the public body, a group that signs on paper. */
const sides = ["citizen", "body", "group"] as const;
type Side = (typeof sides)[number];
type Text = { title: string; whole: boolean; until: Day };
type Signed = { no: number; side: Side; how: "account" | "paper"; void: boolean };

type Model = {
	state: State;
	/** What each version says, by its number less one. */
	versions: readonly Text[];
	fixed: number | null;
	inForce: number | null;
	signatures: readonly Signed[];
	diary: number;
	/** What was said when it came to its end, and by which side. */
	end: { words: string; by?: Side } | null;
};

type Doing =
	| { verb: "save"; title: string; whole: boolean }
	| { verb: "propose" | "keep" | "note" }
	| { verb: "sign" | "paper"; side: Side }
	| { verb: "renew"; until: Day }
	| { verb: "conclude" | "drop"; words: string }
	| { verb: "end"; side: Side; words: string };
type Act = { who: Who; doing: Doing; stale: boolean };
/** What whoever acts has on their screen: both read it before either wrote. */
type Seen = { latest: number; fixed: number };
type Told = { code: string } | { model: Model };

const staff: readonly Who[] = ["anna", "paolo"];
/** In which states something can be done, as the issue draws it. */
const drawn: Record<Doing["verb"], readonly State[]> = {
	save: ["draft", "proposed", "renewing"],
	propose: ["draft"],
	sign: ["proposed", "renewing"],
	paper: ["proposed", "renewing"],
	renew: ["in_force"],
	keep: ["renewing"],
	note: ["in_force", "renewing"],
	conclude: ["in_force", "renewing"],
	end: ["in_force", "renewing"],
	drop: ["draft", "proposed"],
};
const ownSide: Partial<Record<Who, Side>> = { tommaso: "citizen", paolo: "body" };
const latestOf = (m: Model) => m.versions.length;
const live = (m: Model, no: number | null) => m.signatures.filter((one) => one.no === no && !one.void);
/** Signatures under a text that is to be signed no more count no more; none is ever taken away. */
const voided = (m: Model) =>
	m.signatures.map((one) => (one.no === m.fixed && one.no !== m.inForce ? { ...one, void: true } : one));

/** What one act gives, alone. */
function alone(m: Model, { who, doing }: Act, seen: Seen): Told {
	const { verb } = doing;
	if (verb === "paper" && !staff.includes(who)) return { code: "not_yours" };
	if (who === "other") return { code: "not_found" };
	if (verb === "propose" && m.state === "proposed" && m.fixed === seen.latest) return { model: m };
	if (verb === "keep" && m.state === "in_force") return { model: m };
	if (!drawn[verb].includes(m.state)) return { code: "not_in_this_state" };
	switch (doing.verb) {
		case "save":
			return saved(m, doing, seen.latest);
		case "propose":
			if (seen.latest !== latestOf(m)) return { code: "changed_meanwhile" };
			if (!m.versions.at(-1)?.whole) return { code: "invalid" };
			return { model: { ...m, state: "proposed", fixed: latestOf(m) } };
		case "sign":
		case "paper":
			return signedBy(m, who, doing, seen.fixed);
		case "renew": {
			const before = m.versions[m.inForce! - 1]!;
			if (doing.until <= before.until) return { code: "invalid" };
			const versions = [...m.versions, { ...before, until: doing.until }];
			return { model: { ...m, state: "renewing", versions, fixed: versions.length } };
		}
		case "keep":
			return { model: { ...m, state: "in_force", fixed: null, signatures: voided(m) } };
		case "note":
			return { model: { ...m, diary: m.diary + 1 } };
		case "conclude":
			return { model: over(m, "concluded", { words: doing.words }) };
		case "drop":
			return { model: over(m, "dropped", { words: doing.words }) };
		case "end":
			if (!staff.includes(who) && ownSide[who] !== doing.side) return { code: "not_yours" };
			return { model: over(m, "ended", { words: doing.words, by: doing.side }) };
	}
}

function saved(m: Model, { title, whole }: Doing & { verb: "save" }, base: number): Told {
	if (base !== latestOf(m)) return { code: "changed_meanwhile" };
	const before = m.versions.at(-1)!;
	if (before.title === title && before.whole === whole) return { model: m };
	if (m.state === "renewing" && !whole) return { code: "invalid" };
	const versions = [...m.versions, { ...before, title, whole }];
	const state = m.state === "renewing" ? "renewing" : "draft";
	const fixed = m.state === "renewing" ? versions.length : null;
	return { model: { ...m, state, versions, fixed, signatures: voided(m) } };
}

function signedBy(m: Model, who: Who, { verb, side }: Doing & { verb: "sign" | "paper" }, no: number): Told {
	if (no !== m.fixed) return { code: "changed_meanwhile" };
	if (live(m, no).some((one) => one.side === side)) return { code: "already_taken" };
	if (verb === "sign" && ownSide[who] !== side) return { code: "not_yours" };
	const how = verb === "sign" ? "account" : "paper";
	const next = { ...m, signatures: [...m.signatures, { no, side, how, void: false } as const] };
	if (live(next, no).length < sides.length) return { model: next };
	return { model: { ...next, state: "in_force", inForce: no, fixed: null } };
}

function over(m: Model, state: State, end: Model["end"]): Model {
	return { ...m, state, fixed: null, signatures: voided(m), end };
}

/* ── The real thing ────────────────────────────────────────────────────────────────────────────────────────────── */

type Real = { id: string; parties: Record<Side, Id<"pact_party">> };
const until = addDays(today, 300);
const said = { where: "Via dei Gelsi", checking: "Un giro insieme in primavera.", budgetCents: 0 };
const sheet = { bytes: Buffer.from("%PDF-1.7 firmato"), type: "application/pdf" as const };

async function begin(): Promise<{ real: Real; model: Model }> {
	const title = "L'aiuola";
	const id = await service.beginPact(t.ground, actors.anna, newPact.parse({ id: newId(), title }));
	const parties = { citizen: newId(), body: newId(), group: newId() } as Real["parties"];
	const people = [
		{ kind: "citizen", party_typed: "Tommaso Prova", account: actors.tommaso.accountId },
		{ kind: "body", party_typed: "Comune di Prova" },
		{ kind: "group", party_typed: "La rete dei pacchi", through: "Zita" },
	];
	for (const [i, one] of people.entries())
		await service.addParty(
			t.ground,
			actors.anna,
			id,
			newParty.parse({ ...one, id: parties[one.kind as Side], base: i + 1 }),
		);
	const real = { id, parties };
	await doIt(real, actors.anna, { verb: "save", title, whole: true }, { latest: 4, fixed: 0 }, newId());
	const blank = { title, whole: false, until };
	const versions = [blank, blank, blank, blank, { title, whole: true, until }];
	return {
		real,
		model: { state: "draft", versions, fixed: null, inForce: null, signatures: [], diary: 0, end: null },
	};
}

async function doIt({ id, parties }: Real, actor: Actor, doing: Doing, seen: Seen, record: string): Promise<void> {
	const g = t.ground;
	switch (doing.verb) {
		case "save": {
			const words = (side: Side) => (side === "body" && !doing.whole ? "" : `Cura l'aiuola, ${side}.`);
			const promises = new Map(sides.map((side) => [parties[side], { words: words(side), to: null }]));
			const current = record as Id<"pact_version">;
			const on = await untilOf(id);
			await service.saveVersion(g, actor, id, {
				...{ ...said, id: current, base: seen.latest, title: doing.title, until: on, promises },
			});
			return;
		}
		case "propose":
			return service.proposePact(g, actor, id, seen.latest);
		case "sign": {
			const input = { id: record, no: seen.fixed, party: parties[doing.side], meant: "yes" };
			return signing.signPact(g, actor, id, signPact.parse(input));
		}
		case "paper": {
			const input = paperPact.parse({ id: record, no: seen.fixed, day: today });
			return signing.signOnPaper(g, actor, { pactId: id, partyId: parties[doing.side] }, input, sheet);
		}
		case "renew":
			return living.renewPact(g, actor, id, { id: record as Id<"pact_version">, until: doing.until });
		case "keep":
			return living.keepPact(g, actor, id);
		case "note": {
			const input = newEntry.parse({ id: record, day: today, words: "Abbiamo piantato le viole." });
			return living.writeEntry(g, actor, id, input, { language: "it" });
		}
		case "conclude":
			return living.concludePact(g, actor, id, doing.words);
		case "drop":
			return service.dropPact(g, actor, id, doing.words);
		case "end":
			return living.endPact(g, actor, id, { by: parties[doing.side], because: doing.words });
	}
}

/** The last day as the form of the latest version shows it. */
async function untilOf(id: string): Promise<Day> {
	const { rows } = await t.owner.query<{ until: Day | null }>(
		"select until::text from pacts.versions where pact_id = $1 order by no desc limit 1",
		[id],
	);
	return rows[0]?.until ?? until;
}

async function codeOf(work: Promise<void>): Promise<string> {
	try {
		await work;
		return "done";
	} catch (error) {
		if (error instanceof Refused) return error.code;
		throw error;
	}
}

/** What lies there, in the words of the model. */
async function whatLies({ id, parties }: Real): Promise<Model> {
	const pact = await reading.pact(t.ground, actors.anna, id);
	const sideOf = (party: string | null) => sides.find((side) => parties[side] === party)!;
	const versions = await t.owner.query<Text>(
		`select v.title, v.until::text, not exists (select 1 from pacts.promises p where p.version_id = v.id and p.words = '')
			and (select count(*) = 3 from pacts.promises p where p.version_id = v.id) and v.checking <> '' as whole
		from pacts.versions v where v.pact_id = $1 order by v.no`,
		[id],
	);
	const signatures = await t.owner.query(
		`select version_no as no, party_id, case how when 'paper' then 'paper' else 'account' end as how, void_at is not null as void
		from pacts.signatures where pact_id = $1`,
		[id],
	);
	let end: Model["end"] = null;
	if (pact.state === "concluded") end = { words: pact.learnt };
	if (pact.state === "dropped") end = { words: pact.droppedBecause };
	if (pact.state === "ended") end = { words: pact.endedBecause, by: sideOf(pact.endedBy) };
	return {
		state: pact.state,
		versions: versions.rows.map((row) => ({ ...row, until: row.until ?? until })),
		fixed: "fixedNo" in pact ? pact.fixedNo : null,
		inForce: "inForceNo" in pact ? pact.inForceNo : null,
		signatures: signatures.rows.map(({ party_id, ...row }) => ({ ...row, side: sideOf(party_id) })),
		diary: pact.diary.length,
		end,
	};
}

/** Whether something was written under the id that came with a form. */
async function isKept(id: string): Promise<boolean> {
	const { rows } = await t.owner.query(
		`select 1 from pacts.versions where id = $1 union all select 1 from pacts.signatures where id = $1
		union all select 1 from pacts.entries where id = $1`,
		[id],
	);
	return rows.length > 0;
}

const inOrder = (m: Model) => ({
	...m,
	signatures: m.signatures.map((one) => `${one.no} ${one.side} ${one.how} ${one.void}`).toSorted(),
});

/** What anybody reads is the version in force and no other, from the last signature on; and nobody's name. */
async function lookFromOutside({ id }: Real, m: Model): Promise<void> {
	const open = await t.db
		.readAs(nobody(), (read) => reading.publicPactIn(read, place, id))
		.catch((error: Refused) => error.code);
	if (m.inForce === null) return expect(open).toBe("not_found");
	const { title, until } = m.versions[m.inForce - 1]!;
	expect(open).toMatchObject({ version: { no: m.inForce, title, until } });
	expect(live(m, m.inForce)).toHaveLength(sides.length);
	expect(JSON.stringify(open)).not.toMatch(/Tommaso|perché/);
	for (const actor of [actors.other, actorOf("facilitator", "beside")])
		await expect(reading.pact(t.ground, actor, id)).rejects.toMatchObject({ code: "not_found" });
}

/* ── Histories ─────────────────────────────────────────────────────────────────────────────────────────────────── */

const drawnAct = fc.record({
	who: fc.constantFrom<Who>(...whos, "anna", "paolo", "tommaso"),
	/** Three times of four something that can be done now: else few would ever be signed. */
	sensible: fc.nat(3).map((n) => n > 0),
	pick: fc.nat(99),
	stale: fc.nat(7).map((n) => n === 0),
	side: fc.constantFrom(...sides),
	title: fc.constantFrom("L'aiuola", "L'orto", "Il cortile"),
	whole: fc.nat(5).map((n) => n > 0),
	later: fc.integer({ min: -1, max: 3 }),
});
type DrawnAct = typeof drawnAct extends fc.Arbitrary<infer T> ? T : never;

/** Signing is what a pact lives on: it is drawn more often than its end. */
const often: readonly Doing["verb"][] = [
	...(["save", "propose", "propose", "sign", "sign", "sign", "paper", "paper", "paper"] as const),
	...(["renew", "renew", "renew", "renew", "keep", "note", "conclude", "end", "drop"] as const),
];

function actOf(m: Model, drawnOne: DrawnAct): Act {
	const { sensible, pick, side, title, whole, later, stale } = drawnOne;
	let { who } = drawnOne;
	const verbs = sensible ? often.filter((verb) => drawn[verb].includes(m.state)) : often;
	const verb = (verbs.length > 0 ? verbs : often)[pick % (verbs.length || often.length)]!;
	// Mostly whoever may: what is refused to the others is drawn besides.
	if (sensible && verb === "sign") who = side === "citizen" ? "tommaso" : "paolo";
	if (sensible && verb === "paper") who = "anna";
	const words = verb === "conclude" ? `imparato ${pick}` : `perché ${pick}`;
	const last = m.versions[(m.inForce ?? m.versions.length) - 1]!.until;
	const act = (doing: Doing): Act => ({ who, doing, stale });
	switch (verb) {
		case "save":
			return act({ verb, title, whole });
		case "sign":
			return act({ verb, side: sensible && side === "group" ? "body" : side });
		case "paper":
			return act({ verb, side });
		case "renew":
			return act({ verb, until: addDays(last, later * 30) });
		case "conclude":
		case "drop":
			return act({ verb, words });
		case "end":
			return act({ verb, side, words });
		default:
			return act({ verb });
	}
}

const reached = { states: new Set<State>(), codes: new Set<string>(), renewed: 0, voided: 0, both: 0 };

/** Both at once; what was written, sent a second time, says the same and changes nothing. */
async function pair(real: Real, m: Model, acts: readonly [Act, Act]): Promise<Model> {
	const seenBy = ({ stale }: Act): Seen => ({
		latest: latestOf(m) - (stale ? 1 : 0),
		fixed: (m.fixed ?? latestOf(m)) - (stale ? 1 : 0),
	});
	const records = [newId(), newId()];
	const send = (i: 0 | 1) => codeOf(doIt(real, actors[acts[i].who], acts[i].doing, seenBy(acts[i]), records[i]!));
	const told = await Promise.all([send(0), send(1)]);
	const possible = ([0, 1] as const).map((first) => {
		const codes = ["", ""];
		let model = m;
		for (const i of [first, 1 - first] as (0 | 1)[]) {
			const answer = alone(model, acts[i], seenBy(acts[i]));
			codes[i] = "code" in answer ? answer.code : "done";
			if ("model" in answer) model = answer.model;
		}
		return { codes, lies: model };
	});
	const lies = await whatLies(real);
	const fits = possible.find(
		({ codes, lies: should }) => `${codes}` === `${told}` && isDeepStrictEqual(inOrder(should), inOrder(lies)),
	);
	if (!fits)
		expect({ told, lies: inOrder(lies) }).toEqual({ told: possible[0]!.codes, lies: inOrder(possible[0]!.lies) });
	for (const code of told) reached.codes.add(code);
	if (told[0] === "done" && told[1] === "done") reached.both += 1;
	for (const i of [0, 1] as const) {
		if (!(await isKept(records[i]!))) continue;
		expect(await send(i)).toBe("done");
		expect(inOrder(await whatLies(real))).toEqual(inOrder(lies));
	}
	return fits!.lies;
}

/** The shortest way to a pact in force: histories that begin there reach what comes long after it. */
async function inForce({ real, model }: { real: Real; model: Model }): Promise<{ real: Real; model: Model }> {
	const way: { who: Who; doing: Doing }[] = [
		{ who: "anna", doing: { verb: "propose" } },
		{ who: "tommaso", doing: { verb: "sign", side: "citizen" } },
		{ who: "paolo", doing: { verb: "sign", side: "body" } },
		{ who: "anna", doing: { verb: "paper", side: "group" } },
	];
	let reachedOne = model;
	for (const { who, doing } of way) {
		const seen = { latest: latestOf(reachedOne), fixed: latestOf(reachedOne) };
		const told = alone(reachedOne, { who, doing, stale: false }, seen);
		await doIt(real, actors[who], doing, seen, newId());
		if ("model" in told) reachedOne = told.model;
	}
	expect(reachedOne.state).toBe("in_force");
	expect(inOrder(await whatLies(real))).toEqual(inOrder(reachedOne));
	return { real, model: reachedOne };
}

test("a pact in random histories of two who act at once is always as one order of them gives", {
	timeout: 600_000,
}, async () => {
	const history = fc.array(fc.tuple(drawnAct, drawnAct), { minLength: 8, maxLength: 20 });
	await fc.assert(
		fc.asyncProperty(history, fc.boolean(), async (steps, isLater) => {
			let { real, model } = isLater ? await inForce(await begin()) : await begin();
			for (const [one, other] of steps) {
				model = await pair(real, model, [actOf(model, one), actOf(model, other)]);
				reached.states.add(model.state);
				if (model.end) break;
			}
			await lookFromOutside(real, model);
			if (model.inForce !== null && model.signatures.some(({ no, void: gone }) => no !== model.inForce && !gone))
				reached.renewed += 1;
			reached.voided += model.signatures.filter((one) => one.void).length;
		}),
		{ numRuns: histories },
	);
	// The histories went where a pact can go: else what is shown above is shown of little.
	expect([...reached.states].toSorted()).toEqual(
		["concluded", "draft", "dropped", "ended", "in_force", "proposed", "renewing"].toSorted(),
	);
	for (const code of ["done", "not_found", "not_yours", "not_in_this_state", "changed_meanwhile", "already_taken"])
		expect(reached.codes).toContain(code);
	expect(Math.min(reached.renewed, reached.voided, reached.both)).toBeGreaterThan(0);
});

import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type App, application, routesOf, sanVigilio } from "../../../../tests/application.ts";
import { demoAccountId } from "../../../cli/demo/accounts.ts";
import { demoDeskIds } from "../../../cli/demo/desks.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { outbox } from "../../access/service.ts";
import * as fields from "../fields/service.ts";
import { openReferral } from "../reading/service.ts";
import * as referrals from "../service.ts";
import * as door from "./door/service.ts";
import { mostTries } from "./rules.ts";
import * as service from "./service.ts";

// A desk without accounts: what it reads through its link, and that it reads nothing else, and nothing any more.

let t: Awaited<ReturnType<typeof application>>;
let now: Date;
let app: App;
let ground: Awaited<ReturnType<typeof application>>["ground"];
let facilitator: Actor;
const desk = demoDeskIds("san-vigilio")[1] as Id<"desk">;
const said = "Parole che solo lo sportello legge";
const kept = "Parole che restano qui";

beforeAll(async () => {
	t = await application();
	now = t.ground.clock();
	ground = { ...t.ground, clock: () => now };
	app = t.open(ground);
	facilitator = {
		role: "facilitator",
		accountId: demoAccountId("facilitator", "san-vigilio") as Id<"account">,
		territoryId: sanVigilio.territoryId,
		neighbourhoodIds: [sanVigilio.id as Id<"neighbourhood">],
		neighbourhoodId: sanVigilio.id as Id<"neighbourhood">,
		assuredUntil: new Date("2100-01-01"),
	};
}, 120_000);
afterAll(() => t?.end());
beforeEach(() => {
	now = new Date(now.getTime() + 3_600_000);
});

/** A referral sent to the desk that works by link, on a ground, with one field that leaves and one that stays. */
async function sent(): Promise<Id<"referral">> {
	const { rows } = await t.owner.query(
		"select p.id from community.persons p join community.parties y using (territory_id, id) where y.neighbourhood_id = $1 and y.left_on is null order by p.id limit 1",
		[sanVigilio.id],
	);
	const id = newId<"referral">();
	let version = (await referrals.beginReferral(ground, facilitator, { id, person: rows[0].id, urgent: false })).version;
	const fresh = async () =>
		(await t.owner.query("select version from referrals.referrals where id = $1", [id])).rows[0].version;
	for (const [key, text, shared] of [
		["situation", said, true],
		["tried", kept, false],
	] as const) {
		await fields.writeField(ground, facilitator, id, { key, text, shared, version } as never);
		version = await fresh();
	}
	await referrals.chooseDesk(ground, facilitator, id, { desk, version });
	version = await fresh();
	({ version } = await referrals.groundReferral(ground, facilitator, id, { version, norm: "legge 1", told: "no" }));
	await referrals.sendReferral(ground, facilitator, id, { version });
	return id;
}

type Made = { id: Id<"referral">; token: string; code: string; path: string };

/** A referral sent, its link made and the letter opened, a minute after whatever came before. */
async function linked(days = 7): Promise<Made> {
	now = new Date(now.getTime() + 60_000);
	const id = await sent();
	const input = { id: newId<"link-request">(), days };
	const made = await service.makeLink(ground, facilitator, id, input, "https://filo.example");
	const letter = (await outbox(ground))[0]!;
	const token = /\/referrals\/link\/([\w-]{43})/.exec(letter.body)?.[1] ?? "";
	return { id, token, code: made.code!, path: `/referrals/link/${token}` };
}

const form = (fields: Record<string, string>, cookie?: string): RequestInit => ({
	method: "POST",
	body: new URLSearchParams(fields),
	headers: { "content-type": "application/x-www-form-urlencoded", ...(cookie && { cookie }) },
});

async function enter({ path, code }: Made): Promise<string> {
	const answer = await app.request(path, form({ code }));
	expect(answer.status).toBe(303);
	return answer.headers.get("set-cookie")!.split(";")[0]!;
}

/** Who acts through a link that was opened. */
async function actorOf(made: Made): Promise<Actor> {
	const cookie = await enter(made);
	return door.deskWith(ground, await door.openLink(ground, made.token), cookie.split("=")[1])!;
}

async function refusal(work: Promise<unknown>): Promise<string | undefined> {
	const error = await work.then(
		() => undefined,
		(thrown) => thrown,
	);
	return error instanceof Refused ? error.code : undefined;
}

const namedTables = ["referrals", "fields", "steps", "words", "calls", "companions"];

/** How many rows of each table of referrals an actor reads, and of which referrals. */
function seenBy(actor: Actor) {
	return t.db.readAs(actor, async (read) => {
		const seen: Record<string, string[]> = {};
		for (const table of namedTables) {
			const id = sql.ref(table === "referrals" ? "id" : "referral_id");
			const rows = await read.rows<{ id: string }>(
				sql`select distinct ${id} as id from ${sql.table(`referrals.${table}`)}`,
			);
			seen[table] = rows.map((row) => row.id);
		}
		return seen;
	});
}

const nothing = Object.fromEntries(namedTables.map((table) => [table, []]));

describe("a link", () => {
	test("goes by letter, its code apart: shown once, and stored nowhere as it is", async () => {
		const id = await sent();
		const input = { id: newId<"link-request">(), days: 7 };
		const where = "https://filo.example";
		const made = await service.makeLink(ground, facilitator, id, input, where);
		expect(made.code).toMatch(/^\d{6}$/);
		const letter = (await outbox(ground))[0]!;
		expect(letter.to).toBe("consultorio@esempio.filo.example");
		expect(letter.body).not.toContain(made.code);
		expect(letter.subject + letter.body).not.toMatch(new RegExp(`${said}|${kept}|San Vigilio|${id}`));
		const again = await service.makeLink(ground, facilitator, id, input, where);
		expect(again.code, "asked for twice, it is made once").toBeUndefined();
		const { rows } = await t.owner.query("select * from referrals.links where referral_id = $1", [id]);
		expect(rows).toHaveLength(1);
		const token = /\/referrals\/link\/([\w-]{43})/.exec(letter.body)![1]!;
		const stored = JSON.stringify(rows, (_, v) => (v?.type === "Buffer" ? Buffer.from(v.data).toString("latin1") : v));
		expect(stored).not.toContain(token);
		expect(stored).not.toContain(made.code);
	});

	test("is made by whoever hands over, for a desk without accounts, while it lies there", async () => {
		const id = await sent();
		const make = (actor: Actor, referral = id) =>
			service.makeLink(ground, actor, referral, { id: newId(), days: 7 }, "https://filo.example");
		const colleague = { ...facilitator, accountId: newId<"account">() };
		expect(await refusal(make(colleague))).toBe("not_found");
		expect(await refusal(make({ ...facilitator, role: "coordinator" }))).toBe("not_yours");
		expect(await refusal(make({ ...facilitator, assuredUntil: undefined }))).toBe("assurance_needed");
		await referrals.revokeReferral(ground, facilitator, id);
		expect(await refusal(make(facilitator))).toBe("not_in_this_state");
	});
});

describe("through its link a desk", () => {
	test("reads exactly what is shared, and it is written down who has read", async () => {
		const made = await linked();
		const before = await app.request(made.path);
		expect(before.status).toBe(200);
		expect(await before.text(), "nothing before the code").not.toContain(said);
		const cookie = await enter(made);
		const html = await (await app.request(made.path, { headers: { cookie } })).text();
		expect(html).toContain(said);
		expect(html).not.toContain(kept);
		const { rows } = await t.owner.query(
			"select r.role, r.assignment, l.referral_id from access.readings r join referrals.links l on l.id = r.actor_id where r.record_id = $1",
			[made.id],
		);
		expect(rows).toEqual([{ role: "desk", assignment: "desk", referral_id: made.id }]);
	});

	test("receives, asks for more, takes on, begins and answers, without scripts", async () => {
		const made = await linked();
		const cookie = await enter(made);
		const post = async (verb: string, fields: Record<string, string> = {}) => {
			const html = await (await app.request(made.path, { headers: { cookie } })).text();
			const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? "1";
			const answer = await app.request(`${made.path}/${verb}`, form({ version, ...fields }, cookie));
			expect(answer.status, verb).toBe(303);
		};
		await post("receive");
		await post("return", { words: "Serve il telefono" });
		const { version } = (await openReferral(ground, facilitator, made.id)).referral;
		await referrals.sendReferral(ground, facilitator, made.id, { version });
		await post("receive");
		await post("accept");
		await post("begin");
		const empty = await app.request(`${made.path}/conclude`, form({ version: "1", answer: "" }, cookie));
		expect(empty.status).toBe(422);
		await post("conclude", { answer: "Ci vediamo lunedì", note: "Nota dello sportello" });
		const opened = await openReferral(ground, facilitator, made.id);
		expect(opened.referral.state).toBe("concluded");
		expect(opened.words.map(({ text }) => text)).toContain("Ci vediamo lunedì");
		expect(opened.words.map(({ text }) => text)).not.toContain("Nota dello sportello");
	});

	test("reads this one referral and nothing else, by statement and by route", async () => {
		const made = await linked();
		const other = await linked();
		const actor = await actorOf(made);
		const seen = await seenBy(actor);
		for (const [table, ids] of Object.entries(seen))
			expect(
				ids.every((id) => id === made.id),
				table,
			).toBe(true);
		expect(seen.referrals).toEqual([made.id]);
		const all = await t.owner.query(
			`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind = 'r' and obj_description(c.oid, 'pg_class') like '@tenant%' or c.relname in ('accounts', 'addresses', 'sessions', 'mails', 'links', 'audit')
				and c.relkind = 'r' and n.nspname in ('access', 'referrals') order by 1`,
		);
		expect(all.rows.length).toBeGreaterThan(40);
		const open: string[] = [];
		for (const { name } of all.rows as { name: string }[]) {
			if (namedTables.some((table) => name === `referrals.${table}`)) continue;
			const n = await t.db
				.readAs(actor, (read) => read.rows(sql`select 1 from ${sql.raw(name)} limit 1`))
				.then(
					(rows) => rows.length,
					(error: { code?: string }) => (error.code === "42501" ? 0 : Promise.reject(error)),
				);
			if (n > 0) open.push(name);
		}
		expect(open.filter((name) => !publicToday.has(name))).toEqual([]);
		const cookie = await enter(made);
		expect((await app.request(other.path, { headers: { cookie } })).status).toBe(200);
		expect(
			await (await app.request(other.path, { headers: { cookie } })).text(),
			"the code of one is not that of another",
		).not.toContain(said);
		const doors = routesOf(app).filter(
			({ method, path }) => method === "GET" && !path.includes(":") && path.startsWith("/referrals"),
		);
		expect(doors.length).toBeGreaterThan(2);
		for (const { path } of [...doors, { path: `/referrals/${made.id}` }])
			expect([401, 404], path).toContain((await app.request(path, { headers: { cookie } })).status);
	});

	test("reads nothing at all from the moment in which the link is taken back, also in an open session", async () => {
		const made = await linked();
		const actor = await actorOf(made);
		const cookie = await enter(made);
		expect((await seenBy(actor)).referrals).toEqual([made.id]);
		await service.endLink(ground, facilitator, made.id);
		expect(await seenBy(actor)).toEqual(nothing);
		expect(await refusal(openReferral(ground, actor, made.id))).toBe("not_found");
		await goneFor(made, cookie);
	});

	test("reads nothing from the moment in which it is taken back on the person's word", async () => {
		const made = await linked();
		const actor = await actorOf(made);
		const cookie = await enter(made);
		await referrals.revokeReferral(ground, facilitator, made.id);
		expect(await seenBy(actor)).toEqual(nothing);
		await goneFor(made, cookie);
	});

	test("reads nothing once it declined, and the answer has arrived", async () => {
		const made = await linked();
		const actor = await actorOf(made);
		let { version } = await referrals.receiveReferral(ground, actor, made.id, {
			version: (await openReferral(ground, actor, made.id)).referral.version,
		});
		({ version } = await referrals.declineReferral(ground, actor, made.id, { version, words: "Non è per noi" }));
		expect(await seenBy(actor)).toEqual(nothing);
		const back = await openReferral(ground, facilitator, made.id);
		expect(back.words.map(({ text }) => text)).toContain("Non è per noi");
	});

	test("reads nothing after so many days, and is asked for the code again after half an hour", async () => {
		const made = await linked(2);
		const cookie = await enter(made);
		const actor = await actorOf(made);
		now = new Date(now.getTime() + 31 * 60_000);
		const again = await app.request(made.path, { headers: { cookie } });
		expect(await again.text()).not.toContain(said);
		expect(await refusal(openReferral(ground, actor, made.id))).toBe("assurance_needed");
		const late = await app.request(`${made.path}/receive`, form({ version: "1" }, cookie));
		expect(late.status, "what was typed meanwhile is not sent").toBe(422);
		now = new Date(now.getTime() + 2 * 86_400_000);
		await goneFor(made, cookie);
		const usher = { ...system("usher"), territoryId: sanVigilio.territoryId } as Actor;
		expect(await service.endExpiredLinks(ground, usher)).toBeGreaterThan(0);
		expect(await seenBy(actor)).toEqual(nothing);
		expect(await service.endExpiredLinks(ground, usher)).toBe(0);
	});
});

/** Owner's list of tables any signed-out reader of a public page reads. */
const publicToday = new Set<string>();
beforeAll(async () => {
	const { rows } = await t.owner.query(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and obj_description(c.oid, 'pg_class') like '@tenant%' order by 1`,
	);
	for (const { name } of rows as { name: string }[]) {
		const n = await t.db
			.readAs({ role: "nobody", territoryId: sanVigilio.territoryId, neighbourhoodIds: [] }, (read) =>
				read.rows(sql`select 1 from ${sql.raw(name)} limit 1`),
			)
			.then(
				(found) => found.length,
				() => 0,
			);
		if (n > 0) publicToday.add(name);
	}
});

/** Every way in answers alike: whom to phone, and nothing else. */
async function goneFor(made: Made, cookie: string): Promise<void> {
	const answers = [
		await app.request(made.path, { headers: { cookie } }),
		await app.request(made.path, form({ code: made.code })),
		await app.request(`${made.path}/receive`, form({ version: "1" }, cookie)),
		await app.request(`${made.path}/leave`, form({ id: "1" }, cookie)),
	];
	for (const answer of answers) {
		expect(answer.status).toBe(410);
		const html = await answer.text();
		expect(html).toContain("0461 000 010");
		expect(html).not.toContain('<form method="post" action="/referrals');
		expect(html).not.toMatch(new RegExp(`${said}|${kept}|Consultorio`));
	}
}

describe("wrong codes", () => {
	test("are few: after the fifth in a row the link opens nothing, also with the right code and after a restart", async () => {
		const made = await linked();
		const actor = await actorOf(made);
		const wrong = made.code === "000000" ? "000001" : "000000";
		for (let n = 1; n < mostTries; n += 1) {
			const answer = await app.request(made.path, form({ code: wrong }));
			expect(answer.status).toBe(422);
			if (n === 2) expect((await t.open(ground).request(made.path)).status, "a new start").toBe(200);
		}
		expect((await t.open(ground).request(made.path, form({ code: wrong }))).status).toBe(410);
		expect((await app.request(made.path, form({ code: made.code }))).status).toBe(410);
		expect(await seenBy(actor)).toEqual(nothing);
		const { line } = await service.linkOf(ground, facilitator, made.id);
		expect(line?.state).toBe("locked");
	});

	test("sent all at once are no more than in a row", async () => {
		const made = await linked();
		const link = await door.openLink(ground, made.token);
		const guesses = Array.from({ length: 40 }, (_, n) => String(n).padStart(6, "0")).filter(
			(code) => code !== made.code,
		);
		const answers = await Promise.all(guesses.map((code) => door.enterCode(ground, link, code)));
		expect(answers.every((answer) => "left" in answer)).toBe(true);
		const { rows } = await t.owner.query("select tries from referrals.links where id = $1", [link.id]);
		expect(rows[0].tries).toBe(mostTries);
		expect(await door.enterCode(ground, link, made.code)).toEqual({ left: 0 });
	});

	test("and wrong tokens open nothing: 300 of them, near and far from a true one", async () => {
		const made = await linked();
		const far = Array.from({ length: 150 }, () => randomBytes(32).toString("base64url"));
		const near = Array.from({ length: 150 }, (_, n) => {
			const at = n % 43;
			return `${made.token.slice(0, at)}${made.token[at] === "A" ? "B" : "A"}${made.token.slice(at + 1)}`;
		});
		const statuses = new Set<number>();
		// The last sign of 43 carries two bits that no byte needs: another sign there is not the same token.
		for (const token of [...far, ...near, "", "x", `${made.token}A`, made.token.toLowerCase()])
			statuses.add((await app.request(`/referrals/link/${token}`)).status);
		expect([...statuses]).toEqual([404]);
	});
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/core/ids.ts";
import { application, sanVigilio } from "./application.ts";
import { places } from "./harness.ts";

/** What a body names: a record of a neighbourhood that is not the sender's is refused, also within one territory. */
let t: Awaited<ReturnType<typeof application>>;
let cookie = "";
beforeAll(async () => {
	t = await application();
	cookie = await t.signIn("facilitator", "accanto");
}, 120_000);
afterAll(() => t.end());

async function send(path: string, body: Record<string, unknown>): Promise<Response> {
	return t.app.request(path, {
		method: "POST",
		headers: { cookie, "content-type": "application/json", accept: "application/json" },
		body: JSON.stringify({ id: newId(), ...body }),
	});
}
const own = async (path: string, body: Record<string, unknown>): Promise<string> => {
	const answer = await send(path, body);
	expect(answer.status, `${path} with records of one's own`).toBeLessThan(300);
	const said = (await answer.json()) as { id?: string; items?: { id: string }[] };
	return said.id ?? said.items![0]!.id;
};
/** A record of San Vigilio, by a table and a condition. */
const theirs = async (table: string, where = "true") => {
	const { rows } = await t.owner.query(
		`select id from ${table} where neighbourhood_id = $1 and ${where} order by id limit 1`,
		[sanVigilio.id],
	);
	expect(rows, table).toHaveLength(1);
	return rows[0].id as string;
};

/** Rows of the sender's neighbourhood that hang on a row of the other: what a foreign key alone does not refuse. */
async function crossed(): Promise<string[]> {
	const { rows } = await t.owner.query(`
		select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
			(select string_agg(format('a.%I = b.%I', x.attname, y.attname), ' and ') from unnest(c.conkey, c.confkey) as k (one, two)
				join pg_attribute x on x.attrelid = c.conrelid and x.attnum = k.one
				join pg_attribute y on y.attrelid = c.confrelid and y.attnum = k.two) as same
		from pg_constraint c where c.contype = 'f'
			and exists (select from pg_attribute where attrelid = c.conrelid and attname = 'neighbourhood_id')
			and exists (select from pg_attribute where attrelid = c.confrelid and attname = 'neighbourhood_id')`);
	const found: string[] = [];
	for (const { child, parent, same } of rows) {
		const { rows: across } = await t.owner.query(
			`select 1 from ${child} a join ${parent} b on ${same} where a.neighbourhood_id <> b.neighbourhood_id and $1::uuid in (a.neighbourhood_id, b.neighbourhood_id)`,
			[places.beside],
		);
		if (across.length > 0) found.push(`${child} -> ${parent}`);
	}
	return found;
}

test("no body of one's own neighbourhood takes a record of another", { timeout: 120_000 }, async () => {
	const day = "2026-11-21";
	const place = await theirs("community.parties", "kind = 'place' and label is not null");
	const people = await t.owner.query(
		"select id from community.parties where neighbourhood_id = $1 and kind = 'person' and not protected and merged_into is null order by id limit 2",
		[sanVigilio.id],
	);
	const [ann, bob] = people.rows.map(({ id }) => id as string) as [string, string];
	const note = await theirs("listening.notes");
	const offered = await theirs("listening.notes", "kind = 'offered'");
	const need = await theirs("listening.needs");
	const meeting = await theirs("listening.meetings");
	const resource = await theirs("listening.resources");
	const initiative = await theirs("initiatives.initiatives");
	const idea = await theirs("pacts.ideas");
	const { rows: accounts } = await t.owner.query(
		"select account_id as id from access.assignments where neighbourhood_id = $1 and role = 'facilitator' order by 1 limit 1",
		[sanVigilio.id],
	);
	const account = accounts[0].id as string;

	const person = { knownSince: day, level: "name", agreedHow: "in_person", agreedOn: day };
	const mine = await own("/api/community/persons", { ...person, label: "Ada Accanto" });
	const other = await own("/api/community/persons", { ...person, label: "Ugo Accanto" });
	const myNote = await own("/api/listening/notes", { text: "una lampadina", kind: "asked", heardOn: day });
	const another = await own("/api/listening/notes", { text: "una scala", kind: "asked", heardOn: day });
	const myNeed = await own("/api/listening/needs", { title: "Lampadine", notes: [myNote], topic: "home" });
	const myMeeting = await own("/api/listening/meetings", { title: "Rete", heldOn: day });
	const myInitiative = await own("/api/initiatives", { title: "Caffè", languages: ["it"], objectives: ["O2"] });
	const mySession = await own(`/api/initiatives/${myInitiative}/sessions`, {
		startsOn: day,
		time: "15:00",
		minutes: 60,
	});

	const words = { kind: "ask", sort: "fix", title: "Lampadina", words: "x", language: "it" };
	const post = { ...words, givenName: "Ada", contact: "ada@example.org", to: "board", agreed: true };

	const asked: [string, Record<string, unknown>][] = [
		["/api/community/persons", { ...person, label: "Eva Accanto", place }],
		["/api/community/groups", { label: "Gruppo", knownSince: day, place }],
		["/api/community/households", { label: "Nucleo", knownSince: day, place }],
		["/api/community/organisations", { label: "Circolo", sector: "association", knownSince: day, place }],
		["/api/community/places", { label: "Scala A", sort: "stair", knownSince: day, place }],
		["/api/community/ties", { one: mine, other: ann, kind: "knows", saidBy: "one" }],
		["/api/community/ties", { one: ann, other: bob, kind: "knows", saidBy: "one" }],
		["/api/community/same", { kept: mine, gone: ann }],
		["/api/community/same", { kept: ann, gone: mine }],
		["/api/listening/notes", { text: "una lampadina", kind: "asked", heardOn: day, about: ann }],
		["/api/listening/notes", { text: "una lampadina", kind: "asked", heardOn: day, place }],
		["/api/listening/notes", { text: "una lampadina", kind: "reported", heardOn: day, heardFromId: ann }],
		["/api/listening/needs", { title: "Altro", notes: [note], topic: "home" }],
		["/api/listening/needs", { title: "Altro", notes: [another], topic: "home", place }],
		[`/api/listening/needs/${myNeed}/notes`, { notes: [note] }],
		[`/api/listening/needs/${myNeed}/offers`, { note: offered }],
		[`/api/listening/needs/${myNeed}/resources`, { resource }],
		["/api/listening/meetings", { title: "Rete", heldOn: day, needs: [need] }],
		["/api/listening/meetings", { title: "Rete", heldOn: day, place }],
		[`/api/listening/meetings/${myMeeting}/attendees`, { party: ann, namedAs: "vicina" }],
		[`/api/listening/meetings/${myMeeting}/agenda`, { need }],
		["/api/listening/promises", { meeting, what: "portare", dueOn: "2026-12-01", words: "x", party: mine }],
		["/api/listening/promises", { meeting: myMeeting, what: "portare", dueOn: "2026-12-01", party: ann }],
		["/api/listening/promises", { meeting: myMeeting, what: "portare", dueOn: "2026-12-01", account }],
		["/api/listening/resources", { title: "Scala", sort: "tools", topic: "home", party: ann }],
		["/api/listening/resources", { title: "Scala", sort: "tools", topic: "home", place }],
		["/api/listening/resources", { sort: "tools", topic: "home", note: offered }],
		[`/api/listening/resources/${resource}/uses`, { usedOn: day, label: "x" }],
		["/api/listening/follow-ups", { what: "tornare", dueOn: "2026-12-01", note }],
		["/api/listening/follow-ups", { what: "tornare", dueOn: "2026-12-01", need }],
		["/api/listening/follow-ups", { what: "tornare", dueOn: "2026-12-01", about: ann }],
		["/api/listening/follow-ups", { what: "tornare", dueOn: "2026-12-01", assignedTo: account }],
		["/api/exchange/acts", { giver: ann, receiver: mine, at: day, what: "spesa", freely: true }],
		["/api/exchange/acts", { giver: mine, receiver: ann, at: day, what: "spesa", freely: true }],
		["/api/exchange/acts", { giver: mine, receiver: other, at: day, what: "spesa", freely: true, answers: need }],
		["/api/exchange/acts", { giver: mine, receiver: other, at: day, what: "spesa", freely: true, uses: resource }],
		["/api/exchange/board", { ...post, person: ann }],
		["/api/exchange/board", { ...post, need }],
		["/api/initiatives", { title: "Caffè", languages: ["it"], objectives: ["O2"], needs: [need] }],
		[`/api/initiatives/${myInitiative}/needs`, { need }],
		[
			`/api/initiatives/${myInitiative}/sessions/${mySession}/attendance`,
			{ people: [{ person: ann, role: "takes_part", agreed: true }], unnamed: 0 },
		],
		[
			`/api/initiatives/${myInitiative}/sessions/${mySession}/met`,
			{ one: mine, other: ann, kind: "knows", saidBy: "one" },
		],
		["/api/initiatives/models", { name: "Modello", steps: ["uno"], language: "it", initiative }],
		["/api/mediations", { matter: "noise", one: mine, other: ann }],
		["/api/mediations", { matter: "noise", one: ann, other: bob }],
		["/api/mediations", { matter: "noise", one: mine, other, third: ann }],
		["/api/referrals", { person: ann }],
		["/api/pacts", { title: "Aiuola", language: "it", idea }],
	];
	const taken: string[] = [];
	for (const [path, body] of asked) {
		const answer = await send(path, body);
		const said = (await answer.json()) as { errors?: { field: string }[] };
		const fields = said.errors?.map(({ field }) => field) ?? [];
		const isRefused =
			answer.status === 404 ||
			(answer.status === 422 && fields.some((field) => field in body || field === `${Object.keys(body)[0]}s`));
		if (!isRefused) taken.push(`${path} ${Object.keys(body).join(" ")} ${answer.status} ${fields}`);
	}
	expect(taken).toEqual([]);
	expect(await crossed()).toEqual([]);
});

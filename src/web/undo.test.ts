import { afterAll, beforeAll, expect, test } from "vitest";
import { application, sanVigilio } from "../../tests/application.ts";
import { newId } from "../core/ids.ts";
import type { Ground } from "../ui/http.ts";

// «Annulla», on the demonstration, as a browser without scripts sends it.

let t: Awaited<ReturnType<typeof application>>;
let cookie: string;
let colleague: string;

beforeAll(async () => {
	t = await application();
	cookie = await t.signIn("facilitator", "san-vigilio");
	colleague = await t.signIn("coordinator", "san-vigilio");
}, 120_000);
afterAll(() => t?.end());

const seconds = (n: number): Ground => ({ ...t.ground, clock: () => new Date(t.ground.clock().getTime() + n * 1000) });
const post = (path: string, fields: Record<string, string>, as = cookie, app = t.app) =>
	app.request(path, { method: "POST", headers: { cookie: as }, body: new URLSearchParams(fields) });
async function one(query: string): Promise<Record<string, string>> {
	const { rows } = await t.owner.query(query, [sanVigilio.id]);
	return rows[0];
}

type Case = {
	name: string;
	/** The record, and what else its address needs. */
	find: string;
	act: (row: Record<string, string>) => [path: string, fields: Record<string, string>];
	/** What must be as before. */
	state: (row: Record<string, string>) => string;
	/** What a colleague can do to it before it is taken back. */
	meanwhile?: (row: Record<string, string>) => [path: string, fields: Record<string, string>];
};

const cases: Case[] = [
	{
		name: "a note set aside",
		find: "select id from listening.notes where neighbourhood_id = $1 and need_id is null and set_aside_on is null and not urgent order by id limit 1",
		act: ({ id }) => [`/listening/notes/${id}/set-aside`, {}],
		state: ({ id }) => `select set_aside_on, need_id from listening.notes where id = '${id}'`,
	},
	{
		name: "a note taken out of its need",
		find: "select n.id, n.need_id as need from listening.notes n join listening.needs d on d.id = n.need_id where n.neighbourhood_id = $1 and d.state = 'being_answered' order by n.id limit 1",
		act: ({ id, need }) => [`/listening/needs/${need}/take-out`, { note: id! }],
		state: ({ id, need }) =>
			`select need_id, (select notes_count from listening.needs where id = '${need}') from listening.notes where id = '${id}'`,
	},
	{
		name: "a need closed",
		find: "select id from listening.needs where neighbourhood_id = $1 and state = 'being_answered' order by id limit 1",
		act: ({ id }) => [`/listening/needs/${id}/state`, { to: "closed", reason: "Per sbaglio" }],
		state: ({ id }) => `select state, reason, closed_on from listening.needs where id = '${id}'`,
	},
	{
		name: "a follow-up let go",
		find: "select id from listening.follow_ups where neighbourhood_id = $1 and done_at is null order by id limit 1",
		act: ({ id }) => [`/listening/follow-ups/${id}/let-go`, { reason: "Per sbaglio" }],
		state: ({ id }) =>
			`select what, due_on, assigned_to, done_at, ending, outcome from listening.follow_ups where id = '${id}'`,
	},
	{
		name: "a promise let go",
		find: "select id from listening.promises where neighbourhood_id = $1 and state = 'open' order by id limit 1",
		act: ({ id }) => [`/listening/promises/${id}/steps`, { to: "let_go", reason: "Per sbaglio" }],
		state: ({ id }) => `select state, reason, due_on from listening.promises where id = '${id}'`,
		meanwhile: ({ id }) => [`/listening/promises/${id}/steps`, { to: "open", reason: "Ancora" }],
	},
	{
		name: "a promise taken up again, which had been let go for a reason",
		find: "select id from listening.promises where neighbourhood_id = $1 and state = 'let_go' and reason is not null order by id limit 1",
		act: ({ id }) => [`/listening/promises/${id}/steps`, { to: "open", reason: "Per sbaglio", dueOn: "2027-01-10" }],
		state: ({ id }) => `select state, reason, due_on from listening.promises where id = '${id}'`,
	},
	{
		name: "a point taken off the agenda",
		find: "select i.meeting_id as id, i.id as item, i.need_id as need from listening.agenda_items i where i.neighbourhood_id = $1 and i.need_id is not null and i.taken_off_at is null order by i.id limit 1",
		act: ({ id, item }) => [`/listening/meetings/${id}/agenda/${item}/take-off`, {}],
		state: ({ item }) => `select taken_off_at, line, decided from listening.agenda_items where id = '${item}'`,
		meanwhile: ({ id, need }) => [`/listening/meetings/${id}/agenda`, { id: newId(), need: need!, line: "" }],
	},
	{
		name: "somebody taken off the list of a meeting",
		find: "select t.meeting_id as id, t.id as attendee, t.party_id as party from listening.attendees t where t.neighbourhood_id = $1 and t.party_id is not null and t.taken_off_at is null order by t.id limit 1",
		act: ({ id, attendee }) => [`/listening/meetings/${id}/attendees/${attendee}/take-off`, {}],
		state: ({ attendee }) =>
			`select taken_off_at, party_id, named_as from listening.attendees where id = '${attendee}'`,
		meanwhile: ({ id, party }) => [`/listening/meetings/${id}/attendees`, { id: newId(), party: party! }],
	},
	{
		name: "an initiative dropped",
		find: "select id from initiatives.initiatives where neighbourhood_id = $1 and state = 'open' order by id limit 1",
		act: ({ id }) => [`/initiatives/${id}/state`, { to: "dropped", reason: "Per sbaglio" }],
		state: ({ id }) =>
			`select state, concluded_on, opened_on, (select array_agg(shown order by s.id) from initiatives.sessions s where s.initiative_id = i.id) from initiatives.initiatives i where id = '${id}'`,
	},
	{
		name: "a session cancelled",
		find: "select id, initiative_id as initiative from initiatives.sessions where neighbourhood_id = $1 and state = 'planned' order by id limit 1",
		act: ({ id, initiative }) => [`/initiatives/${initiative}/sessions/${id}/state`, { to: "cancelled" }],
		state: ({ id }) => `select state from initiatives.sessions where id = '${id}'`,
	},
	{
		name: "a sheet of who was there, replaced by an empty one",
		find: "select id, initiative_id as initiative from initiatives.sessions where neighbourhood_id = $1 and state = 'held' and named_count > 1 order by id limit 1",
		act: ({ id, initiative }) => [`/initiatives/${initiative}/sessions/${id}/attendance`, { unnamed: "7" }],
		state: ({ id }) =>
			`select state, named_count, unnamed_count, (select array_agg(person_id || role order by person_id) from initiatives.participations where session_id = s.id) from initiatives.sessions s where id = '${id}'`,
		meanwhile: ({ id, initiative }) => [`/initiatives/${initiative}/sessions/${id}/attendance`, { unnamed: "8" }],
	},
	{
		name: "an organiser taken out",
		find: "select id, organisers[1] as account from initiatives.initiatives where neighbourhood_id = $1 and state = 'open' and cardinality(organisers) = 1 order by id desc limit 1",
		act: ({ id, account }) => [`/initiatives/${id}/organisers/remove`, { account: account! }],
		state: ({ id }) =>
			`select organisers, (select min(s.organisers::text) from initiatives.sessions s where s.initiative_id = i.id) from initiatives.initiatives i where id = '${id}'`,
	},
	{
		name: "a tie ended",
		find: "select id from community.ties where neighbourhood_id = $1 and until is null order by id limit 1",
		act: ({ id }) => [`/community/ties/${id}/end`, { until: "2026-11-22" }],
		state: ({ id }) => `select until from community.ties where id = '${id}'`,
	},
	{
		name: "a group that is no more",
		find: "select id from community.parties where neighbourhood_id = $1 and kind = 'group' and left_on is null order by id limit 1",
		act: ({ id }) => [`/community/groups/${id}/left`, { leftOn: "2026-11-22" }],
		state: ({ id }) => `select left_on from community.parties where id = '${id}'`,
	},
	{
		name: "a line of the profile taken out",
		find: "select id from programme.profile_lines where neighbourhood_id = $1 and ended_at is null and section <> 'age' order by id limit 1",
		act: ({ id }) => [`/programme/neighbourhoods/san-vigilio/profile/lines/${id}/end`, {}],
		state: ({ id }) => `select ended_at, ended_by from programme.profile_lines where id = '${id}'`,
	},
	{
		name: "a story taken down",
		find: "select id from evaluation.stories where neighbourhood_id = $1 and taken_down_on is null order by id limit 1",
		act: ({ id }) => [`/evaluation/stories/${id}/take-down`, {}],
		state: ({ id }) => `select taken_down_on, taken_down_by from evaluation.stories where id = '${id}'`,
	},
	{
		name: "a resource said to be no longer there",
		find: "select id from listening.resources where neighbourhood_id = $1 and gone_on is null order by id limit 1",
		act: ({ id }) => [`/listening/resources/${id}/asked`, { there: "no" }],
		state: ({ id }) => `select asked_on, gone_on from listening.resources where id = '${id}'`,
		meanwhile: ({ id }) => [`/listening/resources/${id}/asked`, { there: "yes" }],
	},
];

test.each(cases)("$name is taken back within its minute, by whoever did it, once", async ({ find, act, state }) => {
	const row = await one(find);
	const stateNow = async () => (await t.owner.query({ text: state(row), rowMode: "array" })).rows;
	const before = await stateNow();
	const [path, fields] = act(row);
	const done = await post(path, fields);
	expect(done.status).toBe(303);
	expect(await stateNow()).not.toEqual(before);

	const address = done.headers.get("location")!;
	const html = await (await t.app.request(address, { headers: { cookie } })).text();
	const form =
		/<form method="post" action="\/undo">.*?name="record" value="([^"]+)".*?name="back" value="([^"]+)".*?Annulla/s.exec(
			html,
		);
	expect(form?.[1]).toBe(row.id);
	expect(form![2]).not.toContain("undo=");
	const late = await (await t.open(seconds(61)).request(address, { headers: { cookie } })).text();
	expect(late).not.toContain('action="/undo"');

	const undo = { record: row.id!, back: form![2]! };
	expect((await post("/undo", undo, colleague)).status, "nobody else's").toBe(410);
	expect((await post("/undo", undo, cookie, t.open(seconds(60)))).status, "after a minute").toBe(410);
	expect(await stateNow()).not.toEqual(before);
	const undone = await post("/undo", undo, cookie, t.open(seconds(59)));
	expect([undone.status, undone.headers.get("location")]).toEqual([303, expect.stringContaining("done=ui.undone")]);
	expect(await stateNow()).toEqual(before);
	expect((await post("/undo", undo)).status, "once").toBe(410);
});

test.each(cases.filter((one) => one.meanwhile))(
	"$name is not taken back over what a colleague did since",
	async ({ find, act, state, meanwhile }) => {
		const row = await one(find);
		expect((await post(...act(row))).status).toBe(303);
		expect((await post(...meanwhile!(row), colleague)).status).toBe(303);
		const stateNow = async () => (await t.owner.query({ text: state(row), rowMode: "array" })).rows;
		const left = await stateNow();
		expect((await post("/undo", { record: row.id!, back: "/today" })).status).toBe(409);
		expect(await stateNow()).toEqual(left);
	},
);

test("what somebody has changed meanwhile is not taken back, and it says so in plain words", async () => {
	const { id } = await one(
		"select id from listening.notes where neighbourhood_id = $1 and need_id is null and set_aside_on is null and not urgent order by id limit 1",
	);
	await post(`/listening/notes/${id}/set-aside`, {});
	await t.owner.query("update listening.notes set set_aside_on = null where id = $1", [id]);
	const answer = await post("/undo", { record: id!, back: "/today" });
	expect(answer.status).toBe(409);
	expect(await answer.text()).toContain("Nel frattempo qualcuno l&#39;ha cambiato".replace("&#39;", "'"));
});

test("it leads back only to pages of ours, and is for those who work here", async () => {
	for (const role of ["citizen", "resident", "officer"] as const)
		expect((await post("/undo", {}, await t.signIn(role))).status).toBe(403);
	expect((await post("/undo", { record: "x" })).status).toBe(422);
	const { id } = await one(
		"select id from community.ties where neighbourhood_id = $1 and until is null order by id limit 1",
	);
	await post(`/community/ties/${id}/end`, { until: "2026-11-22" });
	const undone = await post("/undo", { record: id!, back: "//elsewhere.example" });
	expect(undone.headers.get("location")).toBe("/?done=ui.undone");
	const { rows } = await t.owner.query("select verb, fields from access.audit where record_id = $1 order by at, id", [
		id,
	]);
	expect(rows.map((row) => row.verb).slice(-2)).toEqual(["endTie", "takeBack"]);
});

test("nobody comes back on a sheet who no longer agrees to be written down", async () => {
	const { id, initiative } = await one(
		"select id, initiative_id as initiative from initiatives.sessions where neighbourhood_id = $1 and state = 'held' and named_count > 1 order by id desc limit 1",
	);
	const people = async () =>
		(await t.owner.query("select person_id from initiatives.participations where session_id = $1", [id])).rows;
	const [first] = await people();
	await post(`/initiatives/${initiative}/sessions/${id}/attendance`, { unnamed: "7" });
	await t.owner.query(
		"update community.agreements set withdrawn_on = '2026-11-22' where person_id = $1 and purpose = 'sessions'",
		[first.person_id],
	);
	expect((await post("/undo", { record: id!, back: "/today" })).status).toBe(422);
	expect(await people()).toEqual([]);
});

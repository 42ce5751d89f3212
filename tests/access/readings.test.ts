import { afterAll, beforeAll, expect, test } from "vitest";
import { application, type Route, routesOf, sanVigilio } from "../application.ts";
import { addressesOf } from "./samples.ts";

// Who has read what, route by route: whatever shows what is written of one person, or hands out a list of people,
// leaves its row. What each route writes down is reviewed in readings.txt.

type Line = { kind: string; recordId: string; personId: string | null };
type Answer = Route & { which: string; address: string; status: number; type: string; body: string; lines: Line[] };

let t: Awaited<ReturnType<typeof application>>;
let answers: Answer[];
let people: { id: string; label: string; level: string }[];
let own: { personId: string; said: string }[];

beforeAll(async () => {
	t = await application();
	({ rows: people } = await t.owner.query(
		`select p.id, p.label, s.level from community.parties p join community.persons s on s.id = p.id where p.neighbourhood_id = $1`,
		[sanVigilio.id],
	));
	// What stands on nobody's page but the own: a legal ground, what somebody would need, a word in a circle.
	({ rows: own } = await t.owner.query(
		`select person_id as "personId", words as said from community.grounds where neighbourhood_id = $1
		union all select person_id, own_needs from network.circles where neighbourhood_id = $1 and length(own_needs) > 8`,
		[sanVigilio.id],
	));
	answers = [];
	const cookie = await t.signIn("facilitator", "san-vigilio");
	for (const route of routesOf(t.app)) {
		if (route.method !== "GET") continue;
		for (const { which, path } of await addressesOf(t.owner, route.path))
			answers.push(await opened(route, which, path, cookie));
	}
	const [somebody] = people;
	for (const path of ["/api/listening/notes?about=", "/exchange/acts?person=", "/api/exchange/acts?person="])
		answers.push(await opened({ method: "GET", path }, "of one", `${path}${somebody?.id}`, cookie));
}, 600_000);
afterAll(() => t?.end());

async function opened(route: Route, which: string, address: string, cookie: string): Promise<Answer> {
	await t.owner.query("delete from access.readings");
	const answer = await t.app.request(address, { headers: { cookie } });
	const body = await answer.text();
	const { rows: lines } = await t.owner.query<Line>(
		`select kind, record_id as "recordId", person_id as "personId" from access.readings order by id`,
	);
	const type = answer.headers.get("content-disposition") ?? answer.headers.get("content-type") ?? "";
	return { ...route, which, address, status: answer.status, type, body, lines };
}

/** Addresses of what carries a person's id and is no page about them. */
const notAboutThem: Record<string, string> = {
	"/rights/persons/:person": "what they asked for about themselves, nothing of what is written",
};

test("whatever is opened by a person's id is written down as theirs", () => {
	const ids = new Set(people.map(({ id }) => id));
	const about = answers.filter(
		({ address, status }) => status === 200 && address.split(/[/?=]/).some((part) => ids.has(part)),
	);
	expect(about.length).toBeGreaterThan(7);
	const unsaid = about.filter(({ address, lines }) => {
		const id = address.split(/[/?=]/).find((part) => ids.has(part));
		return !lines.some(({ personId }) => personId === id);
	});
	expect(unsaid.map(({ path }) => path).filter((path) => !notAboutThem[path])).toEqual([]);
});

test("whatever holds what is written of one person alone is written down as theirs", () => {
	expect(own.length).toBeGreaterThan(1);
	const telling = answers.flatMap(({ body, ...answer }) =>
		own.filter(({ said }) => body.includes(said)).map(({ personId }) => ({ ...answer, personId })),
	);
	expect(telling.length).toBeGreaterThan(1);
	const unsaid = telling.filter(({ lines, personId }) => !lines.some((line) => line.personId === personId));
	expect([...new Set(unsaid.map(({ path }) => path))]).toEqual([]);
});

/** Answers to machines that name several people beside what they are about, and are no copy of a list of them. */
const namesBeside = ["/api/search", "/api/today", "/api/handover/nobody", "/api/handover", "/api/handover/:id"];

test("whatever hands out people as a file, or names many to a machine, is written down as a copy", () => {
	const called = people.filter(({ level }) => level !== "description").map(({ label }) => label);
	const handing = answers.filter(({ status, type, path, body }) => {
		if (status !== 200 || namesBeside.includes(path)) return false;
		const named = called.filter((label) => body.includes(JSON.stringify(label).slice(1, -1))).length;
		const asFile = type.startsWith("attachment") || /^(text\/csv|application\/pdf)/.test(type);
		return asFile ? named > 0 : path.startsWith("/api/") && named > 4;
	});
	expect(handing.length).toBeGreaterThan(2);
	const unsaid = handing.filter(({ lines }) => !lines.some(({ kind }) => kind === "export"));
	expect(unsaid.map(({ path }) => path)).toEqual([]);
});

test("what is refused to the reader leaves nothing", () => {
	// What is read and then found not to be in that state (409) was read.
	const refused = answers.filter(({ status, lines }) => [401, 403, 404].includes(status) && lines.length > 0);
	expect(refused.map(({ path }) => path)).toEqual([]);
});

test("each route writes down what was reviewed", async () => {
	const said = answers
		.filter(({ lines }) => lines.length > 0)
		.map(({ path, which, lines }) => {
			const kinds = [...new Set(lines.map(({ kind, personId }) => `${kind}${personId ? " of somebody" : ""}`))];
			return `${path}${which ? ` (${which})` : ""}: ${kinds.join(", ")}`;
		});
	const head = [
		"What is written down as read when a facilitator opens each address, for a record of San Vigilio; the others write nothing.",
		"Measured by tests/access/readings.test.ts. Review each change; write it anew with ./filo test tests/access/readings.test.ts -u",
		"",
	];
	await expect(`${[...head, ...[...new Set(said)].sort()].join("\n")}\n`).toMatchFileSnapshot("readings.txt");
});

test("where the row cannot be written, nothing leaves", async () => {
	const cookie = await t.signIn("facilitator", "san-vigilio");
	const about = answers.filter(({ status, lines }) => status === 200 && lines.length > 0);
	expect(about.length).toBeGreaterThan(10);
	await t.owner.query("revoke insert on access.readings from filo_application");
	const left: string[] = [];
	const names = people.filter(({ level }) => level === "name").map(({ label }) => label);
	for (const { address } of about) {
		const answer = await t.app.request(address, { headers: { cookie } });
		const body = await answer.text();
		if (answer.status < 500 || names.some((name) => body.includes(name))) left.push(`${answer.status} ${address}`);
	}
	await t.owner.query("grant insert on access.readings to filo_application");
	expect(left).toEqual([]);
});

test("where the commit is lost, nothing leaves either", async () => {
	const [somebody] = people;
	const cookie = await t.signIn("facilitator", "san-vigilio");
	// A constraint that only the commit looks at: the row is written, and the transaction cannot end.
	await t.owner.query(
		`create function access.lost() returns trigger language plpgsql as 'begin raise exception ''lost''; end';
		create constraint trigger lost after insert on access.readings deferrable initially deferred
			for each row execute function access.lost()`,
	);
	const answer = await t.app.request(`/community/persons/${somebody?.id}`, { headers: { cookie } });
	expect(answer.status).toBe(500);
	expect(await answer.text()).not.toContain(somebody?.label);
	await t.owner.query("drop trigger lost on access.readings; drop function access.lost()");
	const again = await t.app.request(`/community/persons/${somebody?.id}`, { headers: { cookie } });
	expect(await again.text()).toContain(somebody?.label);
});

test("what is reserved opens to nobody who has not shown within the half hour who they are, and is not written down as read", async () => {
	const reserved = answers.filter(({ lines }) => lines.some(({ kind }) => kind === "referral" || kind === "mediation"));
	expect(reserved.length).toBeGreaterThan(5);
	const cookie = await t.signIn("facilitator", "san-vigilio");
	await t.owner.query("update access.sessions set assured_until = null");
	const shown: string[] = [];
	for (const { method, path, which, address } of reserved) {
		const { status, lines } = await opened({ method, path }, which, address, cookie);
		if (![303, 403].includes(status) || lines.length > 0) shown.push(`${path} ${status}`);
	}
	expect(shown).toEqual([]);
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../../tests/pages.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { fold } from "../../../core/text.ts";
import type { Actor } from "../../../db/actor.ts";
import type { App } from "../../../ui/http.ts";
import { pages as today } from "../../../web/today.tsx";
import { api } from "../api.ts";
import { pages } from "../pages.tsx";
import { handOverMeetingsIn, openOfMeetingsIn } from "../service.ts";
import type { Meeting, MeetingWhole, Promised, PromiseToday } from "./contract.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: App;
let actor: Actor;
const staff = actorOf("facilitator");
const colleague = actorOf("facilitator");
const coordinator = actorOf("coordinator");
const beside = actorOf("facilitator", "beside");
const party = { rosa: newId<"party">(), pharmacy: newId<"party">(), elsewhere: newId<"party">() };
const need = newId<"need">();

beforeAll(async () => {
	t = await freshDatabase();
	for (const [id, at, kind, label] of [
		[party.rosa, places.here, "person", "Rosa Mattedi"],
		[party.pharmacy, places.here, "organisation", "Farmacia Dolomiti"],
		[party.elsewhere, places.beside, "organisation", "Panificio"],
	] as const)
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, $4, $5, $6, '2026-01-01')`,
			[places.territory, id, at, kind, label, fold(label)],
		);
	await t.owner.query(
		"insert into community.persons (territory_id, id, neighbourhood_id, level) values ($1, $2, $3, 'name')",
		[places.territory, party.rosa, places.here],
	);
	await t.owner.query(
		`insert into listening.needs (territory_id, id, neighbourhood_id, title, topic, state, first_heard_on, last_heard_on)
		values ($1, $2, $3, 'Rosa Mattedi non riesce a fare la spesa', 'errands', 'heard', '2026-11-01', '2026-11-02')`,
		[places.territory, need, places.here],
	);
	for (const one of [staff, colleague, coordinator, beside]) {
		const name = one === staff ? "Anna Zeni" : "Davide Pontara";
		await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, $2, $3)", [
			one.accountId,
			name,
			[places.territory],
		]);
		await t.owner.query(
			`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
			values ($1, $2, $3, $4, $5, $6, '2026-01-01')`,
			[newId(), one.accountId, name, one.role, places.territory, one === coordinator ? null : one.neighbourhoodId],
		);
	}
	app = pagesFor(t.ground, [pages, api, today], () => ({ actor }));
});
afterAll(() => t.end());
beforeEach(() => {
	actor = staff;
});

const post = (path: string, fields: Record<string, string>) => app.request(path, formOf(fields));
const json = (path: string, body: unknown) => app.request(path, jsonOf(body));
const html = async (path: string) => (await app.request(path)).text();
/** Where a form that was taken leads on. */
async function onTo(path: string, fields: Record<string, string>): Promise<string> {
	const answer = await post(path, fields);
	expect(answer.status, await answer.clone().text()).toBe(303);
	return new URL(answer.headers.get("location") ?? "", "http://x").pathname;
}
async function refused(path: string, fields: Record<string, string>, status = 422): Promise<string> {
	const answer = await post(path, fields);
	expect(answer.status).toBe(status);
	return answer.text();
}
async function called(more: Record<string, string> = {}): Promise<string> {
	return onTo("/listening/meetings", { id: newId(), title: "Tavolo", heldOn: "2026-11-22", ...more });
}
async function whole(path: string): Promise<MeetingWhole> {
	return (await (await app.request(`/api${path}`)).json()) as MeetingWhole;
}
async function promisesOf(who: Actor): Promise<PromiseToday[]> {
	actor = who;
	const { promises } = (await (await app.request("/api/today")).json()) as { promises: PromiseToday[] };
	actor = staff;
	return promises;
}
const errorNames = "non di chi";

describe("from a need to today, by forms alone", () => {
	test("a need comes on the agenda, gets its line and a decision that answers it; what is promised comes back on today until it is kept", async () => {
		const offered = await html(`/listening/needs/${need}`);
		expect(offered).toContain(`href="/listening/meetings/new?need=${need}"`);
		expect(await html(`/listening/meetings/new?need=${need}`)).toContain(`name="needs" value="${need}"`);
		const path = await called({ needs: need, begins: "17:30", place_typed: "sala del circolo" });
		const [item] = (await whole(path)).agenda;
		expect(item).toMatchObject({ need, line: null, topic: "errands" });
		// Those who prepare it see the need beside; the paper has nothing of it.
		expect(await html(`${path}/agenda/${item?.id}`)).toContain("Rosa Mattedi non riesce");
		for (const sheet of ["sheet", "minutes"]) {
			const printed = await html(`${path}/${sheet}`);
			expect(printed).not.toContain("Mattedi");
			expect(printed).not.toContain("spesa e commissioni");
			expect(printed).toContain("Un punto non ha ancora la sua riga");
		}
		const again = await refused(`${path}/agenda/${item?.id}`, { line: "la spesa della Rosa" });
		expect(again).toContain(errorNames);
		expect(again).toContain('value="la spesa della Rosa"');
		await onTo(`${path}/agenda/${item?.id}`, {
			line: "Chi non guida come fa la spesa?",
			decided: "Un giro al giovedì con il furgone del circolo",
			answers: "yes",
		});
		const page = await html(`/listening/needs/${need}`);
		expect(page).toContain("Un giro al giovedì con il furgone del circolo");
		expect(page).toContain("ci stiamo lavorando");
		expect(page).toContain(`href="${path}"`);
		await onTo(`${path}/promises`, {
			id: newId(),
			meeting: path.split("/").at(-1) ?? "",
			what: "chiedere il furgone",
			dueOn: "2026-11-29",
			item: item?.id ?? "",
			account: staff.accountId ?? "",
		});
		const [mine] = await promisesOf(staff);
		expect(mine).toMatchObject({ what: "chiedere il furgone", mine: true });
		expect(await html("/today")).toContain("chiedere il furgone");
		expect(await html(`${path}/minutes`)).toContain("Anna Zeni");
		await onTo(`/listening/promises/${mine?.id}/steps`, { id: newId(), to: "kept" });
		expect(await promisesOf(staff)).toEqual([]);
		expect(await html(`/listening/promises/${mine?.id}`)).toContain("mantenuta");
	});

	test("a need can join a meeting that is called already, once", async () => {
		const path = await called({ heldOn: "2026-12-01" });
		expect(await html(`/listening/meetings/new?need=${need}`)).toContain(`action="${path}/agenda"`);
		expect(await onTo(`${path}/agenda`, { id: newId(), need })).toMatch(/\/agenda\//);
		expect(await refused(`${path}/agenda`, { id: newId(), need })).toContain("già all'ordine del giorno");
		const [item] = (await whole(path)).agenda;
		await onTo(`${path}/agenda/${item?.id}/take-off`, {});
		expect((await whole(path)).agenda).toEqual([]);
	});

	test("sent twice is written once", async () => {
		const id = newId();
		const fields = { id, title: "Doppio", heldOn: "2026-12-02" };
		expect(await onTo("/listening/meetings", fields)).toBe(await onTo("/listening/meetings", fields));
		const line = { id: newId(), line: "Le luci delle scale" };
		const path = `/listening/meetings/${id}`;
		for (const _ of [1, 2]) await onTo(`${path}/agenda`, line);
		const who = { id: newId(), namedAs: "portiera" };
		for (const _ of [1, 2]) await onTo(`${path}/attendees`, who);
		const promise = { id: newId(), meeting: id, what: "cambiare le lampadine", dueOn: "2026-12-10", words: "portiera" };
		for (const _ of [1, 2]) await onTo(`${path}/promises`, promise);
		const { agenda, attendees, promises } = await whole(path);
		expect([agenda.length, attendees.length, promises.length]).toEqual([1, 1, 1]);
		const step = { id: newId(), to: "open", dueOn: "2026-12-20", reason: "le lampadine arrivano tardi" };
		for (const _ of [1, 2]) await onTo(`/listening/promises/${promise.id}/steps`, step);
		const { rows } = await t.owner.query("select due_on from listening.promise_steps where promise_id = $1", [
			promise.id,
		]);
		expect(rows).toEqual([{ due_on: "2026-12-20" }]);
	});

	test("day, hour and place can change; a place left out stays", async () => {
		const path = await called({ place_typed: "sala grande" });
		await onTo(`${path}/change`, { title: "Tavolo di novembre", heldOn: "2026-11-25", begins: "18:00" });
		expect(await whole(path)).toMatchObject({
			title: "Tavolo di novembre",
			heldOn: "2026-11-25",
			begins: "18:00",
			placeWords: "sala grande",
		});
		expect(await refused(`${path}/change`, { title: "Da Rosa Mattedi", heldOn: "2026-11-25" })).toContain(errorNames);
	});
});

describe("what is printed", () => {
	test("calls people by what they agreed to, organisations by their name, and refuses a name in every text", async () => {
		const path = await called();
		await onTo(`${path}/attendees`, { id: newId(), party: party.rosa });
		await onTo(`${path}/attendees`, { id: newId(), party: party.pharmacy });
		await onTo(`${path}/attendees`, { id: newId(), namedAs: "il parroco" });
		expect(await refused(`${path}/attendees`, { id: newId(), party: party.rosa })).toContain("già nell'elenco");
		expect(await refused(`${path}/attendees`, { id: newId(), party: party.elsewhere })).toContain("error-summary");
		for (const [at, fields] of [
			["attendees", { namedAs: "Rosa" }],
			["agenda", { line: "Aiutare Rosa Mattedi" }],
			["promises", { what: "portare la spesa alla signora Mattedi", dueOn: "2026-12-01", words: "parroco" }],
			["promises", { what: "portare la spesa", dueOn: "2026-12-01", words: "Mattedi Rosa" }],
		] as const)
			expect(
				await refused(`${path}/${at}`, { id: newId(), meeting: path.split("/").at(-1) ?? "", ...fields }),
			).toContain(errorNames);
		const meeting = path.split("/").at(-1) ?? "";
		const promise = { meeting, what: "tenere aperta la sala", dueOn: "2026-12-01" };
		await onTo(`${path}/promises`, { id: newId(), ...promise, party: party.rosa });
		const minutes = await html(`${path}/minutes`);
		expect(minutes).toContain("Farmacia Dolomiti");
		expect(minutes).toContain("il parroco");
		expect(minutes).toContain("una persona del quartiere");
		expect(minutes).not.toContain("Rosa");
		expect(await html(path)).toContain("Rosa Mattedi");
	});

	test("a line becomes unprintable when somebody of that name is recorded later", async () => {
		const path = await called();
		await onTo(`${path}/agenda`, { id: newId(), line: "La panchina di Ugo Zambelli" });
		expect(await html(`${path}/sheet`)).toContain("Ugo Zambelli");
		await t.owner.query(
			`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
			values ($1, $2, $3, 'person', 'Ugo Zambelli', 'ugo zambelli', '2026-01-01')`,
			[places.territory, newId(), places.here],
		);
		const printed = await html(`${path}/sheet`);
		expect(printed).not.toContain("Zambelli");
		expect(printed).toContain("riga da riscrivere");
	});
});

describe("a promise", () => {
	async function promised(path: string, fields: Record<string, string>): Promise<Promised> {
		const answer = await json("/api/listening/promises", {
			id: newId(),
			meeting: path.split("/").at(-1),
			dueOn: "2026-11-30",
			...fields,
		});
		expect(answer.status, await answer.clone().text()).toBe(201);
		return (await answer.json()) as Promised;
	}

	test("turns up on the right today: a colleague's on theirs, others' for the facilitators and whoever called the meeting", async () => {
		actor = coordinator;
		const path = await called();
		const own = await promised(path, { what: "telefonare al comune", account: colleague.accountId ?? "" });
		const others = await promised(path, { what: "aprire la sala", words: "parroco" });
		const ids = async (who: Actor) => (await promisesOf(who)).map((p) => p.id);
		const colleagues = await promisesOf(colleague);
		expect(colleagues[0]).toMatchObject({ id: own.id, mine: true });
		expect(colleagues.map((p) => p.id)).toContain(others.id);
		expect(await ids(staff)).toContain(others.id);
		expect(await ids(staff)).not.toContain(own.id);
		expect(await ids(coordinator)).toEqual([others.id]);
		expect(await ids(beside)).toEqual([]);
		// Once its day has gone by, whoever called the meeting sees a colleague's too.
		await t.owner.query("update listening.promises set due_on = '2026-11-20' where id = $1", [own.id]);
		expect(await ids(coordinator)).toEqual([own.id, others.id]);
		actor = colleague;
		expect(await refused(`/listening/promises/${own.id}/steps`, { id: newId(), to: "let_go" })).toContain(
			"error-summary",
		);
		await onTo(`/listening/promises/${own.id}/steps`, { id: newId(), to: "let_go", reason: "ci ha pensato il comune" });
		expect(await ids(coordinator)).toEqual([others.id]);
		actor = staff;
		expect((await json(`/api/listening/promises/${own.id}/steps`, { to: "kept" })).status).toBe(409);
		expect((await json(`/api/listening/promises/${own.id}/steps`, { to: "open", reason: "serve ancora" })).status).toBe(
			201,
		);
		expect(await ids(colleague)).toContain(own.id);
	});

	test("is made by one: a colleague who works here, or somebody else", async () => {
		const path = await called();
		const fields = (more: object) => ({ meeting: path.split("/").at(-1), what: "x", dueOn: "2026-11-30", ...more });
		for (const more of [
			{},
			{ account: beside.accountId },
			{ account: staff.accountId, words: "parroco" },
			{ words: "parroco", dueOn: "2026-11-21" },
			{ words: "parroco", item: newId() },
		])
			expect((await json("/api/listening/promises", fields(more))).status).toBe(422);
		expect((await json("/api/listening/promises", { ...fields({ words: "x" }), meeting: newId() })).status).toBe(404);
	});

	test("and its meeting pass to another, with what is open listed before", async () => {
		actor = colleague;
		const path = await called({ heldOn: "2026-12-15" });
		const held = await called({ heldOn: "2026-11-10" });
		const own = await promised(path, {
			what: "preparare la sala",
			dueOn: "2026-12-20",
			account: colleague.accountId ?? "",
		});
		const watched = await promised(held, { what: "portare le sedie", words: "circolo" });
		const [from, to] = [colleague.accountId as Id<"account">, staff.accountId as Id<"account">];
		const read = () => t.db.readAs(coordinator, (r) => openOfMeetingsIn(r, from, "2026-11-22"));
		const open = await read();
		expect(open.meetings.map((m) => `/listening/meetings/${m.id}`)).toEqual([path]);
		expect(open.promises).toContainEqual(expect.objectContaining({ id: own.id, promised: true }));
		expect(open.promises).toContainEqual(expect.objectContaining({ id: watched.id, promised: false }));
		await t.db.withActor(coordinator, (tx) => handOverMeetingsIn(tx, from, to, [places.here], t.ground.clock()));
		expect(await read()).toEqual({ meetings: [], promises: [] });
		actor = staff;
		expect((await whole(path)).responsible).toBe(to);
		expect((await whole(held)).responsible).toBe(from);
		expect((await promisesOf(staff)).find((p) => p.id === own.id)?.mine).toBe(true);
		expect(await html(`/listening/promises/${own.id}`)).toContain("affidata a Anna Zeni");
	});
});

test("in JSON, what is left out of a point stays, and null takes it away", async () => {
	const path = await called();
	const item = (await (await json(`/api${path}/agenda`, { line: "Le luci delle scale", need })).json()) as {
		id: string;
	};
	const write = async (body: object) => (await json(`/api${path}/agenda/${item.id}`, body)).json();
	expect(await write({ decided: "Si cambiano" })).toMatchObject({
		line: "Le luci delle scale",
		decided: "Si cambiano",
	});
	expect(await write({})).toMatchObject({ line: "Le luci delle scale", decided: "Si cambiano" });
	expect(await write({ decided: null })).toMatchObject({ line: "Le luci delle scale", decided: null });
});

test("what belongs to another neighbourhood does not exist", async () => {
	const path = await called();
	actor = beside;
	for (const one of [path, `${path}/sheet`, `${path}/minutes`, `${path}/change`, `${path}/promises/new`])
		expect((await app.request(one)).status).toBe(404);
	for (const [at, fields] of [
		["change", { title: "x", heldOn: "2026-12-01" }],
		["attendees", { namedAs: "x" }],
		["agenda", { line: "x" }],
	] as const) {
		const answer = await post(`${path}/${at}`, fields);
		expect(answer.status).toBe(404);
	}
	expect((await json("/api/listening/meetings", { title: "x", heldOn: "2026-12-01", needs: [need] })).status).toBe(422);
});

test("meetings and promises are listed in pages, of one neighbourhood or of all", async () => {
	const page = async <Item>(path: string) =>
		(await (await app.request(path)).json()) as { items: Item[]; next: string | null };
	const first = await page<Meeting>("/api/listening/meetings?limit=2&neighbourhood=qui");
	expect(first.items).toHaveLength(2);
	const rest = await page<Meeting>(`/api/listening/meetings?limit=100&cursor=${first.next}`);
	const days = [...first.items, ...rest.items].map((m) => m.heldOn);
	expect(days).toEqual([...days].sort().reverse());
	expect(new Set([...first.items, ...rest.items].map((m) => m.id)).size).toBe(days.length);
	const open = await page<Promised>("/api/listening/promises?limit=1");
	const more = await page<Promised>(`/api/listening/promises?limit=100&cursor=${open.next}`);
	expect([...open.items, ...more.items].every((p) => p.state === "open")).toBe(true);
	const kept = await page<Promised>("/api/listening/promises?state=kept");
	expect(kept.items.map((p) => p.what)).toContain("chiedere il furgone");
	expect(await html("/listening/promises?show=settled")).toContain("chiedere il furgone");
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { application, sanVigilio } from "../../../../tests/application.ts";
import { newId } from "../../../core/ids.ts";
import { outbox } from "../../access/service.ts";

let t: Awaited<ReturnType<typeof application>>;
let at: { initiative: string; session: string };

beforeAll(async () => {
	t = await application();
	const { rows } = await t.owner.query(
		`select s.initiative_id as initiative, s.id as session from initiatives.sessions s
		join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
		where s.neighbourhood_id = $1 and s.shown and s.state = 'planned' and i.state = 'open' and i.capacity is null
			and s.starts_at > '2026-11-23' order by s.starts_at, s.id limit 1`,
		[sanVigilio.id],
	);
	at = rows[0];
}, 120_000);
afterAll(() => t?.end());

const join = () => `/n/san-vigilio/initiatives/${at.initiative}/join`;
const send = (path: string, fields: Record<string, string>, cookie = "") =>
	t.app.request(path, { method: "POST", headers: { cookie }, body: new URLSearchParams(fields) });

test("from the public page to the code and away again, without an account; the pages name nobody", async () => {
	const page = await (await t.app.request(`/n/san-vigilio/initiatives/${at.initiative}`)).text();
	expect(page).toContain(`href="${join()}"`);
	expect(await (await t.app.request(join())).text()).toContain(at.session);
	const wrong = await send(join(), { id: newId(), session: at.session, givenName: "Zita", contact: "domani" });
	expect([wrong.status, (await wrong.text()).includes('value="domani"')]).toEqual([422, true]);
	const sent = await send(join(), {
		...{ id: newId(), session: at.session, givenName: "Zita", contact: "zita@example.org", children: "2" },
	});
	const own = sent.headers.get("location")!;
	expect(sent.status).toBe(303);
	const shown = await (await t.app.request(own)).text();
	expect(shown).not.toMatch(/Zita|zita@/);
	const letter = (await outbox(t.ground)).find((one) => one.to === "zita@example.org")!;
	const code = /^\d{4} \d{4}$/m.exec(letter.body)![0];
	expect((await send(own, { code: "0" })).status).toBe(422);
	expect((await send(`${own}/letter`, {})).status).toBe(303);
	expect((await send(own, { code })).status).toBe(422);
	const second = (await outbox(t.ground))
		.filter((one) => one.to === "zita@example.org")
		.map((one) => /^\d{4} \d{4}$/m.exec(one.body)![0])
		.find((one) => one !== code)!;
	expect((await send(own, { code: second })).status).toBe(303);
	expect((await send(`${own}/leave`, {})).status).toBe(200);
	expect((await t.app.request(own)).status).toBe(404);
});

test("with an account one tap, found on the own page; the desk's list and its form", async () => {
	const cookie = await t.signIn("resident", "san-vigilio");
	const once = await send(join(), { id: newId(), session: at.session }, cookie);
	expect(once.status).toBe(303);
	const mine = await (await t.app.request("/initiatives/joined", { headers: { cookie } })).text();
	expect(mine).toContain(once.headers.get("location")!);
	expect(await (await t.app.request("/access/me", { headers: { cookie } })).text()).toContain("/initiatives/joined");
	const anna = await t.signIn("facilitator", "san-vigilio");
	const joined = `/initiatives/${at.initiative}/sessions/${at.session}/joined`;
	const added = await send(joined, { id: newId(), givenName: "Teresa", contact: "0461 222333", language: "it" }, anna);
	expect(added.headers.get("location")).toContain("joined.added");
	const list = await (await t.app.request(joined, { headers: { cookie: anna } })).text();
	expect(list).toMatch(/Teresa[\s\S]*0461 222333/);
	expect((await t.app.request(joined, { headers: { cookie } })).status).toBe(403);
	expect((await t.app.request(joined)).status).toBe(401);
	expect(t.bugs).toEqual([]);
});

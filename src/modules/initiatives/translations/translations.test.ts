import { afterAll, beforeAll, expect, test } from "vitest";
import { application, sanVigilio } from "../../../../tests/application.ts";
import { newId } from "../../../core/ids.ts";

let t: Awaited<ReturnType<typeof application>>;
let id: string;
beforeAll(async () => {
	t = await application();
	const { rows } = await t.owner.query(
		"select id from initiatives.initiatives where neighbourhood_id = $1 and state = 'open' and shown and language = 'it' order by id limit 1",
		[sanVigilio.id],
	);
	id = rows[0].id;
}, 300_000);
afterAll(() => t?.end());

const open = () => `/n/${sanVigilio.slug}/initiatives/${id}`;
const words = { language: "ar", title: "قهوة معًا", invitation: "نشرب القهوة معًا، تعالوا كما أنتم." };

function give(typed: Record<string, string>): Promise<Response> {
	return Promise.resolve(
		t.app.request(`${open()}/translate`, { method: "POST", body: new URLSearchParams({ id: newId(), ...typed }) }),
	);
}

async function read(language = "ar"): Promise<string> {
	return (await t.app.request(open(), { headers: { cookie: `language=${language}` } })).text();
}

async function decide(translation: string, to: string, as: "facilitator" | "citizen" = "facilitator") {
	const cookie = await t.signIn(as);
	return t.app.request(`/initiatives/${id}/translations`, {
		...{ method: "POST", headers: { cookie } },
		body: new URLSearchParams({ translation, to }),
	});
}

test("what a neighbour translates is shown once somebody has read it, beside the original, with the name agreed to", async () => {
	expect(await read()).toContain(`${open()}/translate`);
	const given = { ...words, id: newId(), name: "Samir", agreed: "1" };
	expect((await give(given)).status).toBe(303);
	expect((await give(given)).status).toBe(303);
	expect(await read()).not.toContain(words.title);
	const { rows } = await t.owner.query("select id from initiatives.translations");
	expect(rows).toHaveLength(1);

	const cookie = await t.signIn("facilitator");
	const list = await (await t.app.request("/initiatives", { headers: { cookie } })).text();
	expect(list).toContain(`/initiatives/${id}/translations`);
	expect((await decide(given.id, "shown", "citizen")).status).toBe(403);
	expect((await decide(given.id, "shown")).status).toBe(303);
	const shown = await read();
	for (const part of [words.title, words.invitation, "Samir", 'lang="it"']) expect(shown).toContain(part);
	expect(await read("zh")).not.toContain(words.title);
	expect(await read("it")).not.toContain(words.title);

	expect((await decide(given.id, "declined")).status).toBe(303);
	expect(await read()).not.toContain(words.title);
	await decide(given.id, "shown");
});

test("a second translation takes the place of the first; an invitation that changed shows the original again", async () => {
	const other = { ...words, id: newId(), title: "القهوة" };
	await give(other);
	await decide(other.id, "shown");
	expect(await read()).toContain("القهوة");
	const { rows } = await t.owner.query(
		"select 1 from initiatives.translations where state = 'shown' and language = 'ar'",
	);
	expect(rows).toHaveLength(1);
	await t.owner.query(
		"update initiatives.initiatives set invitation = invitation || ' Anche i bambini.' where id = $1",
		[id],
	);
	const changed = await read();
	expect(changed).not.toContain("القهوة");
	expect(changed).toContain("Anche i bambini.");
	const cookie = await t.signIn("facilitator");
	const list = await (await t.app.request(`/initiatives/${id}/translations`, { headers: { cookie } })).text();
	expect(list).toContain("da quando è stato tradotto");
});

test("a name without a yes, its own language, too many waiting, an initiative that is not open: each is said, and what was typed stays", async () => {
	const unsaid = await give({ ...words, name: "Samir" });
	expect(unsaid.status).toBe(422);
	expect(await unsaid.text()).toContain(words.invitation);
	expect((await give({ ...words, language: "it" })).status).toBe(422);
	for (let i = 0; i < 20; i += 1)
		await t.owner.query(
			`insert into initiatives.translations (territory_id, id, neighbourhood_id, initiative_id, language, title, invitation, source_hash)
			select territory_id, $2, neighbourhood_id, id, 'uk', 'x', 'y', '\\x00' from initiatives.initiatives where id = $1`,
			[id, newId()],
		);
	expect((await give(words)).status).toBe(422);
	await t.owner.query("update initiatives.initiatives set state = 'preparing' where id = $1", [id]).catch(() => {});
	expect((await t.app.request(`/n/pradivento/initiatives/${id}/translate`)).status).toBe(404);
});

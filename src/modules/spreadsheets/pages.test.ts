import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { sayIn } from "../../ui/words.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const say = sayIn("it");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const ask = (path: string, init?: RequestInit, actor: Actor = anna) =>
	pagesFor(t.ground, [pages], () => ({ actor })).request(path, init);

/** Sends a file as a browser does without scripts. */
async function sendFile(text: string, kind = "people"): Promise<Response> {
	const body = new FormData();
	body.set("id", newId());
	body.set("kind", kind);
	body.set("file", new File([text], "elenco.csv"));
	return ask("/spreadsheets/file", { method: "POST", body });
}
const pathOf = (answer: Response) => (answer.headers.get("location") ?? "").split("?")[0] ?? "";
const people = async () =>
	(
		await t.owner.query("select label from community.parties where neighbourhood_id = $1 order by label", [places.here])
	).rows.map(({ label }) => label);

test("a file is handed in, its columns confirmed, looked at, written and undone, without a script", async () => {
	expect(await (await ask("/spreadsheets")).text()).toContain('action="/spreadsheets/file"');
	const path = pathOf(await sendFile("Chi sono;Paese;Quando\nAda Rossi;Cles;1/3/2026\nBruno Verdi;;31/02/2026\n"));
	const first = await (await ask(path)).text();
	expect(first).toContain(say("spreadsheets.stop_needs_columns"));
	const chosen = {
		...{ sheet: "0", basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-11-01", alike: "ask" },
		...{ column_0: "name", column_1: "", column_2: "knownSince" },
	};
	const saved = await ask(path, formOf(chosen));
	expect(saved.status, await saved.clone().text()).toBe(303);
	const looked = await (await ask(path)).text();
	expect(looked).toContain(say("spreadsheets.why_day_wrong", { of: "31/02/2026" }));
	expect(looked).toContain(say("spreadsheets.confirm", { n: 1 }));
	expect(await people()).toEqual([]);
	expect(pathOf(await ask(`${path}/confirm`, formOf({})))).toBe(path);
	expect(pathOf(await ask(`${path}/confirm`, formOf({})))).toBe(path);
	expect(await people()).toEqual(["Ada Rossi"]);
	expect(await (await ask(path)).text()).toContain(`action="${path}/undo"`);
	expect((await ask(`${path}/discard`, formOf({}))).status).toBe(409);
	// The next sheet with these headings is read as this one was.
	const again = await (await ask(pathOf(await sendFile("Chi sono;Paese;Quando\nCarla Bianchi;;\n")))).text();
	expect(again).toMatch(/<option value="name" selected/);
	expect((await ask(`${path}/undo`, formOf({}))).status).toBe(303);
	expect(await people()).toEqual([]);
});

test("names without a ground are not taken, and their count is", async () => {
	const path = pathOf(await sendFile("Nome\nAda Rossi\nBruno Verdi\nCarla Bianchi\n"));
	const html = await (await ask(path)).text();
	expect(html).toContain(say("spreadsheets.stop_list_of_names"));
	expect(html).not.toContain(`action="${path}/confirm"`);
	expect((await ask(`${path}/confirm`, formOf({}))).status).toBe(409);
	expect((await ask(`${path}/count`, formOf({}))).status).toBe(303);
	const { rows } = await t.owner.query("select text from listening.notes");
	expect(rows).toEqual([{ text: say("spreadsheets.count_note", { n: 3 }) }]);
	const { rows: kept } = await t.owner.query(
		"select state from spreadsheets.imports where length(sealed) > 0 and state <> 'draft'",
	);
	expect(kept).toEqual([]);
	expect(await people()).toEqual([]);
});

test("what cannot be read is said at the field, and what is taken out is a download", async () => {
	const answer = await sendFile("");
	expect(answer.status).toBe(422);
	expect(await answer.text()).toContain('id="e-file"');
	const file = await ask("/spreadsheets/export?kind=people&format=csv");
	expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="people-qui-2026-11-22\.csv"$/);
	for (const role of ["resident", "officer", "administrator"] as const) {
		expect((await ask("/spreadsheets", undefined, actorOf(role))).status).toBe(403);
		expect((await ask("/spreadsheets/export?kind=people", undefined, actorOf(role))).status).toBe(403);
	}
});

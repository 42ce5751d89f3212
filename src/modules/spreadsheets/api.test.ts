import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../tests/pages.ts";
import { newId } from "../../core/ids.ts";
import type { Actor } from "../../db/actor.ts";
import { api } from "./api.ts";
import { pages } from "./pages.tsx";
import { endDrafts } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const ask = (path: string, init?: RequestInit, actor: Actor = anna) =>
	pagesFor(t.ground, [pages, api], () => ({ actor })).request(path, init);
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a file is sent, looked at, told apart row by row, confirmed, listed and undone as JSON", async () => {
	const id = newId();
	const text = "Nome;Famiglia\nGiuseppe Rossi;Rossi\nBeppe Rossi;\nPeppe Rossi;\nSomma Pina;\n";
	const sent = { id, kind: "people", neighbourhood: "qui", file: base64(text) };
	const staged = await ask("/api/spreadsheets/file", jsonOf(sent));
	expect(staged.status, await staged.clone().text()).toBe(201);
	expect((await staged.json()).preview.stop).toBe("list_of_names");
	expect((await ask("/api/spreadsheets/file", jsonOf(sent))).status).toBe(201);
	const said = { basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-11-01" };
	const chosen = await (await ask(`/api/spreadsheets/${id}`, jsonOf(said))).json();
	expect(chosen.preview.lines.map((line: { reason?: string }) => line.reason)).toEqual([
		undefined,
		"alike",
		"alike",
		undefined,
	]);
	expect(chosen.preview.lines[1].ask).toEqual([{ id: "row 2", label: "Giuseppe Rossi" }]);
	const rows = { 3: "row 2", 4: "another" };
	const told = await (await ask(`/api/spreadsheets/${id}`, jsonOf({ ...said, rows }))).json();
	expect(told.preview.lines.map((line: { outcome: string }) => line.outcome)).toEqual([
		"created",
		"merged",
		"created",
		"created",
	]);
	const wrong = await ask(`/api/spreadsheets/${id}`, jsonOf({ ...said, columns: { Età: "name" } }));
	expect(await wrong.json()).toMatchObject({ fields: { columns: "spreadsheets.heading_unknown" } });
	const done = await ask(`/api/spreadsheets/${id}/confirm`, jsonOf({}));
	expect(await done.json()).toMatchObject({ id, state: "done", counts: { created: 3, merged: 1 } });
	const { items, next } = await (await ask("/api/spreadsheets?limit=1")).json();
	expect([items.map((one: { id: string }) => one.id), next]).toEqual([[id], null]);
	expect(await (await ask(`/api/spreadsheets/${id}/undo`, jsonOf({}))).json()).toMatchObject({ state: "undone" });
	const { rows: left } = await t.owner.query("select id from community.parties where neighbourhood_id = $1", [
		places.here,
	]);
	expect(left).toEqual([]);
	for (const actor of [actorOf("officer"), actorOf("resident")])
		expect((await ask("/api/spreadsheets", undefined, actor)).status).toBe(403);
});

test("on the page too it is said who a row is", async () => {
	const id = newId();
	const text = "Nome;Consenso\nGiuseppe Rossi;sì\nBeppe Rossi;sì\n";
	await ask("/api/spreadsheets/file", jsonOf({ id, kind: "people", file: base64(text) }));
	expect(await (await ask(`/spreadsheets/${id}`)).text()).toContain('name="row_3"');
	expect((await ask(`/spreadsheets/${id}/rows`, formOf({ row_3: "nobody" }))).status).toBe(422);
	expect((await ask(`/spreadsheets/${id}/rows`, formOf({ row_3: "row 2" }))).status).toBe(303);
	const { preview } = await (await ask(`/api/spreadsheets/${id}`)).json();
	expect(preview.counts).toMatchObject({ created: 1, merged: 1, refused: 0 });
	expect(await (await ask(`/spreadsheets/${id}`)).text()).toMatch(/value="row 2" selected/);
	await ask(`/spreadsheets/${id}/rows`, formOf({ row_3: "" }));
	expect((await (await ask(`/api/spreadsheets/${id}`)).json()).preview.counts).toMatchObject({
		created: 1,
		refused: 1,
	});
});

test("a file that nobody confirms is let go after a day, by night", async () => {
	const [young, old] = [newId(), newId()];
	for (const id of [young, old])
		await ask("/api/spreadsheets/file", jsonOf({ id, kind: "people", file: base64("Nome\nAda Rossi\n") }));
	await t.owner.query("update spreadsheets.imports set made_at = made_at - interval '25 hours' where id = $1", [old]);
	await endDrafts(t.ground, [places.otherTerritory]);
	const kept = async () =>
		(
			await t.owner.query(
				"select state, length(sealed) > 0 as kept from spreadsheets.imports where id = any($1) order by made_at",
				[[young, old]],
			)
		).rows;
	expect(await kept()).toEqual([
		{ state: "draft", kept: true },
		{ state: "draft", kept: true },
	]);
	await endDrafts(t.ground, [places.territory]);
	expect(await kept()).toEqual([
		{ state: "discarded", kept: false },
		{ state: "draft", kept: true },
	]);
});

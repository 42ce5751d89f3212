import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../../tests/harness.ts";
import { formOf, jsonOf, pagesFor } from "../../../../tests/pages.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { pages as purposesPages } from "../../programme/purposes/pages.tsx";
import { api } from "../api.ts";
import { pages } from "../pages.tsx";
import { questionIn } from "./asked.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const ask = (path: string, init: RequestInit | undefined, actor: Actor) =>
	pagesFor(t.ground, [pages, api, purposesPages], () => ({ actor })).request(path, init);
const get = async (path: string, actor: Actor = anna) => {
	const answer = await ask(path, undefined, actor);
	expect(answer.status, path).toBe(200);
	return answer.text();
};
const send = (path: string, fields: Record<string, string>, actor: Actor = anna) => ask(path, formOf(fields), actor);

test("at the desk: the words in Arabic, a sheet to sign, the answer, the photo of the sheet, and the way out", async () => {
	const id = newId<"party">();
	const person = `/community/persons/${id}`;
	await send("/community/persons/new", { id, label: "la signora del quarto piano", level: "description" });
	const asked = await get(`${person}/agreements/new?purpose=contact&language=ar`);
	expect(asked).toContain('lang="ar" dir="rtl"');
	expect(asked).toContain(questionIn("ar", "contact"));
	expect(asked).toContain("Traduzione non ancora riletta");
	const sheet = await get(`${person}/agreements/sheet?purpose=contact&language=ar`);
	expect(sheet).toContain('lang="ar" dir="rtl"');
	// The paper says nothing of them.
	expect(sheet.slice(sheet.indexOf('lang="ar"'))).not.toContain("quarto piano");
	const fields = { id: newId(), purpose: "contact", language: "ar", answer: "agreed", how: "on_paper" };
	const wrong = await send(`${person}/agreements`, { ...fields, minor: "yes" });
	expect(wrong.status).toBe(422);
	const back = await wrong.text();
	expect(back).toContain("scrivi il nome di chi ne ha la responsabilità");
	expect(back).toContain(questionIn("ar", "contact"));
	const done = await send(`${person}/agreements`, fields);
	expect(done.headers.get("location")).toBe(`${person}/agreements?done=ledger.saved`);
	const upload = (file: Buffer, as: Actor = anna) => {
		const body = new FormData();
		body.set("id", newId());
		body.set("sheet", new File([new Uint8Array(file)], "IMG_0001.jpg"));
		return ask(`/community/agreements/${fields.id}/file`, { method: "POST", body }, as);
	};
	const refused = await upload(Buffer.from("<html>"));
	expect(refused.status).toBe(422);
	expect(await refused.text()).toContain("Qui serve una foto (JPEG, PNG o WebP) o un PDF");
	const photo = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#fff" } })
		.withExif({ IFD0: { Artist: "Ada Inama" } })
		.jpeg()
		.toBuffer();
	expect((await upload(photo, actorOf("facilitator", "beside"))).status).toBe(404);
	expect((await upload(photo)).status).toBe(303);
	const ledger = await get(`${person}/agreements`);
	expect(ledger).toContain(questionIn("ar", "contact"));
	const link = /href="(\/community\/agreements\/sheets\/[^"]+)" download/.exec(ledger)?.[1] ?? "";
	const file = await ask(link, undefined, anna);
	expect(file.headers.get("content-disposition")).toBe('attachment; filename="foglio.jpg"');
	expect(Buffer.from(await file.arrayBuffer()).includes("Ada")).toBe(false);
	const her = actorOf("resident", "here", { personId: id as Id<"party"> });
	const own = await get("/community/me/agreements", her);
	expect(own).toContain(link);
	expect(own).not.toContain("/file");
	expect(await get(`/community/agreements/${fields.id}`, her)).toContain("I recapiti vengono cancellati");
	expect((await send(`/community/agreements/${fields.id}/withdraw`, {}, her)).status).toBe(303);
	expect(await get("/community/me/agreements", her)).toContain("ci ha ripensato");
});

test("the same as JSON; and the grounds, which the administrator sets and the coordinator reads", async () => {
	const id = newId<"party">();
	await send("/community/persons/new", { id, label: "il campanaro", level: "description" });
	const path = `/api/community/persons/${id}/agreements`;
	const body = { id: newId(), purpose: "story", answer: "declined", how: "by_phone", language: "de" };
	const written = await ask(path, jsonOf(body), anna);
	expect([written.status, await written.json()]).toMatchObject([
		201,
		{ id: body.id, answer: "declined", language: "de" },
	]);
	expect(JSON.parse(await get(path))).toMatchObject({ minor: false, items: [{ purpose: "story" }] });
	expect(JSON.parse(await get("/api/community/agreements"))).toEqual({ items: [], next: null });
	expect(await get("/community/agreements")).toContain("non finisce niente");
	const admin = actorOf("administrator");
	const ground = { id: newId(), purpose: "sessions", ground: "public_task", norm: "l. 328/2000" };
	const set = await send("/programme/purposes", ground, admin);
	expect(set.headers.get("location")).toBe("/programme/purposes?done=purposes.saved");
	for (const actor of [admin, actorOf("coordinator")])
		expect(await get("/programme/purposes", actor)).toContain("l. 328/2000");
	expect((await send("/programme/purposes", { ...ground, id: newId() }, actorOf("coordinator"))).status).not.toBe(303);
	expect((await send("/programme/purposes", { ...ground, norm: "" }, admin)).status).toBe(422);
});

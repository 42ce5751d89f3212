import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../tests/harness.ts";
import { pagesFor } from "../../tests/pages.ts";
import { newId } from "../core/ids.ts";
import { addDays, dayOf } from "../core/period.ts";
import { type Actor, nobody } from "../db/actor.ts";
import { addPersonIn, agreeIn } from "../modules/community/service.ts";
import * as contract from "../modules/initiatives/contract.ts";
import * as initiatives from "../modules/initiatives/service.ts";
import { recordNeed as needContract, recordNote as noteContract } from "../modules/listening/contract.ts";
import { recordNeed } from "../modules/listening/needs/service.ts";
import { recordNote } from "../modules/listening/notes/service.ts";
import { type Language, sayIn } from "../ui/words.ts";
import { pages } from "./square.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const today = dayOf(testNow);
/** Words that stand nowhere but on the working side. */
const working = ["zefirinanota", "zefirinabisogno", "zefirinaappunto", "zefirinaimparato", "Zefirinapersona"];
const ids: { shown: string; hidden: string; need: string; note: string } = {
	shown: "",
	hidden: "",
	need: "",
	note: "",
};

beforeAll(async () => {
	t = await freshDatabase();
	const note = await recordNote(
		t.ground,
		anna,
		noteContract.parse({ text: "zefirinanota è sola la domenica", kind: "noticed", topic: "company" }),
	);
	const need = await recordNeed(
		t.ground,
		anna,
		needContract.parse({ title: "zefirinabisogno", notes: [note.id], topic: "company" }),
	);
	ids.note = note.id;
	ids.need = need.id;
	const shown = await start({
		title: "Pausa caffè",
		invitation: "Un caffè, una torta.",
		placeWords: "Circolo di via Roggia",
		languages: ["it", "ur"],
		stepFree: true,
		objectives: ["O1", "O8"],
		needs: [need.id],
	});
	ids.shown = shown.id;
	const own = {
		title: "Pausa caffè",
		invitation: "Un caffè, una torta.",
		placeWords: "Circolo di via Roggia",
		languages: ["it", "ur"],
		stepFree: true,
		objectives: ["O1", "O8"],
		remarks: "zefirinaappunto",
	};
	await initiatives.changeInitiative(t.ground, anna, shown.id, contract.changeInitiative.parse(own));
	const plan = (id: string, startsOn: string, time = "15:00") =>
		initiatives.addSessions(t.ground, anna, id, contract.newSessions.parse({ startsOn, time, minutes: 90 }));
	const [first] = await plan(shown.id, today, "09:00");
	await plan(shown.id, addDays(today, 7));
	await plan(shown.id, addDays(today, 14));
	const person = await t.db.withActor(anna, async (tx) => {
		const made = await addPersonIn(tx, {
			neighbourhoodId: places.here,
			label: "Zefirinapersona",
			level: "nickname",
			agreedHow: "in_person",
			knownSince: today,
		});
		await agreeIn(tx, { personId: made.id, purpose: "sessions", how: "in_person", day: today });
		return made.id;
	});
	await initiatives.recordAttendance(
		t.ground,
		anna,
		shown.id,
		first?.id ?? "",
		contract.attendance.parse({ people: [{ person }], unnamed: 177 }),
	);
	await initiatives.changeState(t.ground, anna, shown.id, { to: "open" });
	await initiatives.changeState(t.ground, anna, shown.id, { to: "concluded", learnt: "zefirinaimparato" });
	await initiatives.changeState(t.ground, anna, shown.id, { to: "open" });
	const hidden = await start({ title: "Ancora un'idea" });
	ids.hidden = hidden.id;
	await plan(hidden.id, addDays(today, 2));
});
afterAll(() => t.end());

function start(input: object) {
	return initiatives.startInitiative(t.ground, anna, contract.newInitiative.parse({ id: newId(), ...input }));
}

async function get(
	path: string,
	language: Language = "it",
	actor: Actor = nobody(),
): Promise<{ status: number; text: string }> {
	const answer = await pagesFor(t.ground, [pages], () => ({ actor, language })).request(path);
	return { status: answer.status, text: await answer.text() };
}

test("the page says what is on, when, where, in which language, how to come and whom to call", async () => {
	const { status, text } = await get("/n/qui");
	expect(status).toBe(200);
	expect(text).toContain(`href="/n/qui/initiatives/${ids.shown}"`);
	for (const said of [
		"oggi, domenica 22 novembre",
		"09:00, Circolo di via Roggia.",
		"Senza gradini.",
		"italiano, urdu",
		"Circolo, martedì 9-12",
		'href="tel:0461000000"',
	])
		expect(text).toContain(said);
	expect(text.match(/<h1/g)).toHaveLength(1);
});

test("two weeks ahead and no further", async () => {
	const { sessions } = JSON.parse((await get("/api/n/qui")).text) as { sessions: { startsAt: string }[] };
	expect(sessions.map((s) => dayOf(new Date(s.startsAt)))).toEqual([today, addDays(today, 7)]);
});

test("what is not open, elsewhere, or no address at all is not found", async () => {
	const paths = [
		`/n/qui/initiatives/${ids.hidden}`,
		`/n/accanto/initiatives/${ids.shown}`,
		"/n/qui/initiatives/x",
		"/n/nessuno",
		`/n/nessuno/initiatives/${ids.shown}`,
	];
	for (const path of paths) {
		expect((await get(path)).status, path).toBe(404);
		expect((await get(`/api${path}`)).status, path).toBe(404);
		expect((await get(path, "it", anna)).status, `${path} for staff`).toBe(404);
	}
	expect((await get("/n/qui")).text).not.toContain("Ancora un");
	expect((await get("/n/qui", "it", anna)).text).not.toContain("Ancora un");
});

test("nothing of needs, notes, topics, objectives, remarks, what was learnt or who came, in HTML or JSON, for anybody", async () => {
	const kept = [
		...working,
		ids.need,
		ids.note,
		"O1",
		"O8",
		"company",
		'"unnamed"',
		'"named"',
		"177",
		"learnt",
		"remarks",
		"objectives",
		"organisers",
		"recordedBy",
		String(anna.accountId),
	];
	for (const path of [
		"/n/qui",
		"/api/n/qui",
		`/n/qui/initiatives/${ids.shown}`,
		`/api/n/qui/initiatives/${ids.shown}`,
	]) {
		for (const actor of [nobody(), anna, actorOf("citizen")]) {
			const { status, text } = await get(path, "en", actor);
			expect(status, path).toBe(200);
			const body = text
				.replaceAll(ids.shown, "")
				.replaceAll(/[0-9a-f-]{36}/g, (id) => (id === ids.need || id === ids.note ? id : ""));
			for (const word of kept) expect(body, `${path} as ${actor.role}`).not.toContain(word);
		}
	}
});

test("in three languages, with three statements", async () => {
	for (const [language, said] of [
		["it", "italiano, urdu"],
		["de", "Italienisch, Urdu"],
		["en", "Italian, Urdu"],
	] as const) {
		// Other tests write on the same server: what changes between two questions is asked once more.
		await vi.waitFor(
			async () => {
				const before = t.db.statements();
				const { text } = await get("/n/qui", language);
				expect(text).toContain(said);
				expect(t.db.statements() - before).toBeLessThanOrEqual(3);
			},
			{ timeout: 10_000, interval: 1 },
		);
	}
});

test("a phone that takes it gets the same page packed, a fifth of its size", async () => {
	const ask = (accepted: string) =>
		pagesFor(t.ground, [pages], () => ({ actor: nobody(), language: "it" })).request("/n/qui", {
			headers: { "accept-encoding": accepted },
		});
	const [plain, small] = await Promise.all([ask("gzip"), ask("gzip, deflate, br")]);
	for (const refused of ["br;q=0, gzip", "gzip, BR; q=0.000", "*;q=0", "br;q=0, *", "brx, x-br"])
		expect((await ask(refused)).headers.get("content-encoding"), refused).toBe(null);
	for (const taken of ["br;q=0.1", "*", "BR", "gzip;q=0, *;q=0.5", "*;q=0, br"])
		expect((await ask(taken)).headers.get("content-encoding"), taken).toBe("br");
	expect(plain.headers.get("content-encoding")).toBe(null);
	expect(small.headers.get("content-encoding")).toBe("br");
	const [text, bytes] = [await plain.text(), Buffer.from(await small.arrayBuffer())];
	expect(brotliDecompressSync(bytes).toString()).toBe(text);
	expect(bytes.length * 3).toBeLessThan(text.length);
});

test("the first page carries its styles, the next one finds them kept", async () => {
	const styles = "body{color:red}";
	const ask = async (site: string) => {
		const answer = await pagesFor(t.ground, [pages], () => ({ actor: nobody(), language: "it", styles })).request(
			"/n/qui",
			{ headers: { "accept-encoding": "br", "sec-fetch-site": site } },
		);
		return brotliDecompressSync(Buffer.from(await answer.arrayBuffer())).toString();
	};
	const link = '<link rel="stylesheet" href="/assets/filo.css"';
	const first = await ask("none");
	expect(first).toContain(`<style>${styles}</style>${link} media="print"/>`);
	const later = await ask("same-origin");
	expect(later).toContain(`${link}/>`);
	expect(later).not.toContain("<style");
});

test("an empty neighbourhood says whom to call", async () => {
	const { text } = await get("/n/accanto");
	expect(text).toContain(sayIn("it")("square.nothing").replaceAll("'", "&#39;").slice(0, 20));
	expect(text).toContain("0461 000 001");
});

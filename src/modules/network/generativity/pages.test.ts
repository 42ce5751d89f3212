import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Language } from "../../../ui/words.ts";
import { api } from "./api.ts";
import { pages } from "./pages.tsx";

let base: Awaited<ReturnType<typeof freshDatabase>>;
let reader: { actor: Actor; language?: Language };
let app: ReturnType<typeof pagesFor>;

const names = ["Anna Zanotti", "Bruno Tamanini", "Carla Degasperi", "Dino Pedrotti"];
const here = names.map(() => newId<"party">());
const beside = [newId<"party">(), newId<"party">()];

function party(id: string, label: string, where: "here" | "beside") {
	return base.owner.query(
		`insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since)
		values ($1, $2, $3, 'person', $4, lower($4), '2025-01-01')`,
		[places.territory, id, places[where], label],
	);
}

/** An act a week; the day is the only thing known of it. */
async function act(giver: string, receiver: string, week: number, movedBy: string | null, where: "here" | "beside") {
	const id = newId<"act">();
	await base.owner.query(
		`insert into exchange.acts (territory_id, id, neighbourhood_id, giver_id, receiver_id, at, day_only, what, moved_by,
			moved_by_act_id, recorded_by, recorded_at)
		values ($1, $2, $3, $4, $5, timestamptz '2026-01-05T11:00:00Z' + $6 * interval '7 days', true, 'la zuppa calda', $7, $8, $9, now())`,
		[places.territory, id, places[where], giver, receiver, week, movedBy ? "by_act" : "no", movedBy, newId()],
	);
	return id;
}

beforeAll(async () => {
	base = await freshDatabase();
	app = pagesFor(base.ground, [pages, api], () => reader);
	for (const [i, label] of names.entries()) await party(here[i]!, label, "here");
	for (const [i, label] of ["Elio", "Franca"].entries()) await party(beside[i]!, label, "beside");
	for (let week = 0; week < 10; week++) {
		const soup = await act(here[week % 2]!, here[2 + (week % 2)]!, week, null, "here");
		await act(here[2 + (week % 2)]!, here[week % 2]!, week + 1, week < 4 ? soup : null, "here");
	}
	for (let week = 0; week < 3; week++) await act(beside[0]!, beside[1]!, week, null, "beside");
});
afterAll(() => base.end());

async function html(path: string, actor: Actor, language?: Language): Promise<string> {
	reader = { actor, language };
	const answer = await app.request(path);
	expect(answer.status).toBe(200);
	return answer.text();
}

test("in words, with its range, how many and when; chains as shapes; nobody is named", async () => {
	const said = await html("/network/generativity", actorOf("facilitator"));
	expect(said).toMatch(
		/Nell.ultimo anno 100 aiuti ricevuti hanno mosso le persone a 20 gesti in più entro sei mesi \(fra \d+ e \d+\)\./,
	);
	expect(said).toContain("Sono 20 aiuti, dal 5 gennaio 2026 al 22 novembre 2026, ricevuti da 4 fra persone");
	expect(said).toContain("Gesti nati così: 4. Tornati proprio a chi aveva aiutato: 4; andati ad altri: 0.");
	expect(said).toContain("Per ogni gesto c'è la risposta");
	expect(said.match(/aria-label="2 gesti: 1, poi 1"/g)).toHaveLength(4);
	expect(said).toContain("Un controllo indipendente");
	for (const id of [...names, ...here, "zuppa"]) expect(said).not.toContain(id);
});

test("under twenty receipts there is no figure, and it says why and what there is instead", async () => {
	const said = await html("/network/generativity", actorOf("facilitator", "beside"), "en");
	expect(said).toContain("Too early for a number");
	expect(said).toContain("3 helps are written down");
	expect(said).toContain('href="/exchange/acts"');
	expect(said).not.toMatch(/100 helps|<table|chains/);
});

test("a coordinator reads the territory taken together, and a facilitator does not", async () => {
	const said = await html("/network/generativity?of=territory", actorOf("coordinator"));
	expect(said).toContain("Sono 23 aiuti");
	reader = { actor: actorOf("facilitator") };
	expect((await app.request("/network/generativity?of=territory")).status).toBe(403);
});

test("as data: the same figures for the same readers, and no id in them", async () => {
	reader = { actor: actorOf("facilitator") };
	const answer = await app.request("/api/network/generativity");
	const text = await answer.text();
	expect(JSON.parse(text)).toMatchObject({
		receipts: 20,
		year: { figures: { acts: 20, G: 0.2, declaredReturns: 4, directShare: 1, answeredShare: 1, chains: 16 } },
		drawn: [
			[-1, 0],
			[-1, 0],
			[-1, 0],
			[-1, 0],
		],
	});
	for (const id of here) expect(text).not.toContain(id);
	reader = { actor: actorOf("facilitator", "beside") };
	expect(await (await app.request("/api/network/generativity")).json()).toMatchObject({ receipts: 3, all: null });
});

test("nobody else: officers, citizens, residents, social workers and evaluators are refused", async () => {
	for (const role of ["officer", "citizen", "resident", "social-worker", "evaluator", "administrator"] as const) {
		reader = { actor: actorOf(role) };
		for (const path of ["/network/generativity", "/api/network/generativity"])
			expect((await app.request(path)).status).toBe(403);
	}
});

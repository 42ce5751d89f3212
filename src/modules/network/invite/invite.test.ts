import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { newId } from "../../../core/ids.ts";
import { dayOf } from "../../../core/period.ts";
import type { Actor } from "../../../db/actor.ts";
import { type Language, sayIn } from "../../../ui/words.ts";
import { recordAgreement } from "../../community/agreements/contract.ts";
import { recordAgreement as agree } from "../../community/agreements/service.ts";
import { endTie as endTieInput, recordTie as tieInput } from "../../community/contract.ts";
import { withdrawAgreement } from "../../community/persons/service.ts";
import { addPersonIn } from "../../community/service.ts";
import { endTie, recordTie } from "../../community/ties/service.ts";
import { newInitiative } from "../../initiatives/contract.ts";
import { pages as initiatives } from "../../initiatives/pages.tsx";
import { changeState, startInitiative } from "../../initiatives/service.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const today = dayOf(testNow);
let path = "";
const ids: Record<string, string> = {};
const agreements: Record<string, string> = {};

async function person(label: string, options: { agrees?: boolean; level?: "description" | "name" } = {}) {
	const { agrees = true, level = "name" } = options;
	const { id } = await t.db.withActor(anna, (tx) =>
		addPersonIn(tx, {
			neighbourhoodId: places.here,
			label,
			level,
			agreedHow: level === "name" ? "in_person" : undefined,
			knownSince: today,
			existedBefore: false,
		}),
	);
	ids[label] = id;
	if (!agrees) return;
	agreements[label] = newId();
	const input = recordAgreement.parse({ id: agreements[label], purpose: "invite", how: "in_person" });
	await agree(t.ground, anna, id, input);
}

async function tie(one: string, other: string, kind: string): Promise<string> {
	const input = tieInput.parse({ one: ids[one], other: ids[other], kind, saidBy: "both", since: "2026-01-01" });
	return (await recordTie(t.ground, anna, input)).id;
}

beforeAll(async () => {
	t = await freshDatabase();
	const input = newInitiative.parse({ id: newId(), title: "Pausa caffè", languages: "it" });
	path = `/network/initiatives/${(await startInitiative(t.ground, anna, input)).id}/invite`;
	for (const label of ["Rosa", "Luca", "Bea", "Ugo"]) await person(label);
	await person("Zeno", { agrees: false });
	await person("chi canta", { level: "description" });
	await tie("Bea", "Luca", "friend");
	await tie("Bea", "Luca", "neighbour");
	await tie("Luca", "Rosa", "helps");
	await tie("Zeno", "Ugo", "trusts");
	await tie("chi canta", "Ugo", "trusts");
});
afterAll(() => t.end());

const ask = (init?: RequestInit, actor: Actor = anna, language: Language = "it") =>
	pagesFor(t.ground, [pages], () => ({ actor, language })).request(path, init);

const form = (marks: string[], more: Record<string, string> = {}) =>
	formOf({ act: "suggest", inviters: "1", marks: marks.map((label) => ids[label]!), ...more });

async function readText(answer: Response): Promise<string> {
	const main = /<main.*<\/main>/s.exec(await answer.text())?.[0] ?? "";
	return main.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

test("only those who agreed and have a name stand in the list, and the ties among them are counted", async () => {
	const text = await readText(await ask());
	expect(text).toContain("Qui ci sono 4 persone che hanno detto di sì");
	expect(text).toContain("fra loro ci sono 2 coppie legate");
	for (const label of ["Bea", "Luca", "Rosa", "Ugo"]) expect(text).toContain(label);
	for (const label of ["Zeno", "chi canta"]) expect(text).not.toContain(label);
	expect(text.indexOf("Bea")).toBeLessThan(text.indexOf("Luca"));
});

test("who to ask and by which way; whoever no way reaches is said", async () => {
	const before = t.db.statements();
	const answer = await ask(form(["Rosa", "Ugo"]));
	expect(answer.status).toBe(200);
	expect(t.db.statements() - before).toBeLessThanOrEqual(6);
	const text = await readText(answer);
	expect(text).toContain("Chiedi a Luca");
	expect(text).toContain("Luca → Rosa (si danno una mano)");
	expect(text).toContain("la voce arriva a circa una di 2 persone segnate (di solito fra 0 e 1)");
	expect(text).toContain("Per queste strade la voce non arriva a: Ugo");
	expect(text).not.toContain("Zeno");
});

test("with nobody nearer, the way goes through somebody, told with what ties each two", async () => {
	const answer = await ask(form(["Luca", "Rosa"], { inviters: "6" }));
	const text = await readText(answer);
	expect(text).toContain("Bea → Luca (amicizia, vicini di casa) → Rosa (si danno una mano)");
	expect(text).toContain("Se chiedi a una persona di passare parola");
});

test("nobody reaches them: go yourself", async () => {
	const text = await readText(await ask(form(["Ugo"])));
	expect(text).toContain("nessuno ha una strada che porti alla persona segnata");
});

test("the form comes back with its ticks, also after looking somebody up, and nothing is in an address", async () => {
	const found = await ask(form(["Rosa"], { act: "find", q: "be" }));
	expect(found.status).toBe(200);
	const html = await found.text();
	expect(html).toContain(`value="${ids.Rosa}" checked`);
	expect(html).toContain(`value="${ids.Bea}"`);
	expect(html).not.toContain(`value="${ids.Luca}"`);
	expect(html).not.toContain('id="answer"');
	const answered = await (await ask(form(["Rosa"]))).text();
	expect(answered).toContain(`value="${ids.Rosa}" checked`);
	for (const page of [html, answered]) {
		const main = /<main.*<\/main>/s.exec(page)![0];
		expect(main).toContain('class="stack screen-only"');
		expect(main).not.toContain("data-enhance");
		expect(main).not.toMatch(/href="[^"]*marks/);
	}
});

test("nobody marked, somebody who did not agree, too many inviters: said at the field", async () => {
	for (const [sent, words] of [
		[form([]), "invite.error_nobody"],
		[form(["Zeno"]), "invite.error_no_longer"],
		[form(["Rosa"], { inviters: "7" }), "error.too_large"],
	] as const) {
		const answer = await ask(sent);
		expect(answer.status).toBe(422);
		expect(await answer.text()).toContain(sayIn("it")(words));
	}
});

test("the trail says that it was asked, and no table holds a mark", async () => {
	const countAll = async () => {
		const tables = await t.owner.query(
			"select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')",
		);
		const counts = new Map<string, string>();
		for (const { name } of tables.rows) {
			const { rows: found } = await t.owner.query(
				`select count(*)::text || md5(coalesce(string_agg(x::text, '' order by x::text), '')) as n from ${name} x`,
			);
			counts.set(name, found[0].n);
		}
		return counts;
	};
	const before = await countAll();
	await ask(form(["Rosa", "Luca"]));
	const after = await countAll();
	expect([...after].filter(([name, n]) => before.get(name) !== n).map(([name]) => name)).toEqual(["access.audit"]);
	const { rows: trail } = await t.owner.query(
		"select to_jsonb(a) - '{id,at}'::text[] as entry from access.audit a where verb = 'suggestInviters' order by at desc limit 1",
	);
	expect(trail[0].entry).toMatchObject({ kind: "initiative", record_id: path.split("/")[3], fields: [] });
	expect(JSON.stringify(trail[0].entry)).not.toContain(ids.Rosa);
});

test("a tie that ended is no way, and whoever withdraws is out of it at once", async () => {
	await person("Ada");
	const ended = await tie("Ada", "Ugo", "friend");
	await tie("Ada", "Bea", "knows");
	expect(await readText(await ask(form(["Ugo"])))).toContain("Ada → Ugo (amicizia)");
	await endTie(t.ground, anna, ended, endTieInput.parse({ until: "2026-11-21" }));
	expect(await readText(await ask(form(["Ugo"])))).not.toContain("→");
	expect(await readText(await ask(form(["Bea", "Ugo"], { inviters: "6" })))).toContain("Ada → Bea (si conoscono)");
	await withdrawAgreement(t.ground, anna, agreements.Ada!, {});
	expect(await readText(await ask(form(["Bea", "Ugo"], { inviters: "6" })))).not.toContain("Ada");
	expect((await ask(form(["Ada"]))).status).toBe(422);
});

test("only those who work on it: elsewhere it is not there, nobody else comes near", async () => {
	const outcome = async (actor: Actor, init?: RequestInit) =>
		((await (await ask(init, actor)).json()) as { code: string }).code;
	for (const init of [undefined, form(["Rosa"])]) {
		expect(await outcome(actorOf("facilitator", "beside"), init)).toBe("not_found");
		expect(await outcome(actorOf("coordinator", "far"), init)).toBe("not_found");
		for (const role of ["citizen", "resident", "officer", "evaluator", "administrator"] as const)
			expect(await outcome(actorOf(role), init), role).toBe("not_yours");
	}
	expect((await ask(undefined, actorOf("coordinator"))).status).toBe(200);
});

test("in German and English; where nobody agreed the page says how to begin", async () => {
	for (const language of ["de", "en"] as const) {
		const text = await readText(await ask(form(["Rosa", "Ugo"]), anna, language));
		expect(text).toContain(sayIn(language)("invite.answer"));
	}
	const input = newInitiative.parse({ id: newId(), title: "Orto", languages: "it", neighbourhood: "accanto" });
	const beside = actorOf("facilitator", "beside");
	const { id } = await startInitiative(t.ground, beside, input);
	const empty = await pagesFor(t.ground, [pages], () => ({ actor: beside })).request(
		`/network/initiatives/${id}/invite`,
	);
	expect(await readText(empty)).toContain(sayIn("it")("invite.empty"));
});

test("the initiative's page leads to it while people can still come", async () => {
	const id = path.split("/")[3]!;
	const html = async () =>
		(await pagesFor(t.ground, [initiatives], () => ({ actor: anna })).request(`/initiatives/${id}`)).text();
	expect(await html()).not.toContain(path);
	await changeState(t.ground, anna, id, { to: "preparing" });
	expect(await html()).toContain(`href="${path}"`);
});

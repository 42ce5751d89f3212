import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Language } from "../../../ui/words.ts";
import { pages as community } from "../../community/pages.tsx";
import { addPersonIn } from "../../community/service.ts";
import { pages } from "./pages.tsx";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;
let reader: { actor: Actor; language?: Language };
let rosa: Id<"party">;
let bruno: Id<"party">;
const facilitator = actorOf("facilitator");
let resident: Actor;

beforeAll(async () => {
	t = await freshDatabase();
	app = pagesFor(t.ground, [community, pages], () => reader);
	[rosa, bruno] = await t.db.withActor(facilitator, async (tx) => {
		const row = {
			neighbourhoodId: places.here,
			level: "name",
			agreedHow: "in_person",
			knownSince: "2026-01-01",
		} as const;
		const made = [];
		for (const label of ["Rosa Prova", "Bruno Prova"]) made.push((await addPersonIn(tx, { ...row, label })).id);
		return made as [Id<"party">, Id<"party">];
	});
	resident = actorOf("resident", "here", { personId: rosa });
});
afterAll(() => t.end());

async function html(path: string, actor: Actor, status = 200): Promise<string> {
	reader = { actor };
	const answer = await app.request(path);
	expect(answer.status, path).toBe(status);
	return answer.text();
}

async function send(path: string, actor: Actor, fields: Record<string, string>): Promise<Response> {
	reader = { actor };
	return app.request(path, formOf(fields));
}

test("drawn, read, compared, taken along and taken back from one page", async () => {
	const before = await html("/network/circle", resident);
	expect(before).toContain("Vuoi disegnare le tue persone?");
	expect(before).toContain("Lo leggi tu. Lo legge chi lavora nel quartiere, finché lo vuoi.");
	// To staff whoever drew none is no lack: an invitation, and no word of what is missing.
	const invited = await html(`/network/circle/${rosa}`, facilitator);
	expect(invited).toContain("Disegnarle insieme");
	expect(invited).not.toMatch(/non ha|manca|nessun/i);

	expect((await send("/network/circle/draw", resident, { id: newId() })).headers.get("location")).toBe(
		"/network/circle?done=circle.saved",
	);
	const said = { label: "La Ines", ring: "street", sector: "neighbours", hand: "both", caredFor: "yes" };
	const wrong = await send("/network/circle/entries", resident, {
		id: newId(),
		...said,
		ring: "",
		since: "2030-01-01",
	});
	expect(wrong.status).toBe(422);
	const again = await wrong.text();
	expect(again).toContain('href="#f-ring"');
	expect(again).toContain('value="La Ines"');
	await send("/network/circle/entries", resident, { id: newId(), ...said });
	await send("/network/circle/entries", resident, {
		id: newId(),
		label: "Il coro",
		ring: "quarter",
		sector: "associations",
		since: "2026-06-01",
	});
	const drawn = await html("/network/circle", resident);
	expect(drawn).toContain("Ci sono 2 nomi. 1 ti dà una mano. Tu dai una mano a 1.");
	expect(drawn).toMatch(/<svg[^>]*role="img"/);
	expect(drawn.indexOf("Vicini e amici")).toBeGreaterThan(0);
	expect(drawn).toContain("E tu, di che cosa avresti bisogno?");
	expect(drawn).not.toContain("style=");

	const compared = await html("/network/circle?from=2026-01-01&to=2026-11-22", resident);
	expect(compared.slice(compared.indexOf("Chi è arrivato"))).toContain("Il coro");
	expect(compared.slice(compared.indexOf("Chi è arrivato"), compared.indexOf("Chi non c&#39;è più"))).not.toContain(
		"Ines",
	);

	reader = { actor: resident };
	const json = await app.request("/network/circle/file.json");
	expect(json.headers.get("content-disposition")).toBe('attachment; filename="le-mie-persone.json"');
	expect(await json.json()).toMatchObject({
		person: "Rosa Prova",
		entries: [
			{ label: "La Ines", caredFor: true, known: false },
			{ label: "Il coro", since: "2026-06-01" },
		],
	});
	const sheet = await html("/network/circle/file.html", resident);
	expect(sheet).toMatch(/La Ines[\s\S]*Il coro/);
	expect(sheet).not.toContain("/network/circle/entries");
	expect(await html(`/network/circle/${rosa}/file.html`, facilitator)).toContain("La Ines");

	expect((await send("/network/circle/withdraw", resident, {})).status).toBe(303);
	expect(await html("/network/circle", resident)).toContain("Vuoi disegnare le tue persone?");
	for (const path of ["/network/circle/file.json", "/network/circle/file.html", "/api/network/circle"])
		expect(await html(path, resident, 404)).not.toContain("Ines");
	for (const path of [`/network/circle/${rosa}`, `/community/persons/${rosa}`])
		expect(await html(path, facilitator)).not.toContain("Ines");
	await html(`/network/circle/${rosa}/file.html`, facilitator, 404);
});

test("staff draw it with the person, say how they agreed, and match who is meant; the person sees no label of ours", async () => {
	const refused = await send(`/network/circle/${rosa}/draw`, facilitator, { id: newId() });
	expect(refused.status).toBe(422);
	expect(await refused.text()).toContain('href="#f-how"');
	await send(`/network/circle/${rosa}/draw`, facilitator, { id: newId(), how: "in_person", day: "2026-11-20" });
	const id = newId();
	const said = { label: "Il panettiere", ring: "quarter", sector: "neighbours", hand: "received" };
	await send(`/network/circle/${rosa}/entries`, facilitator, { id, ...said });
	const which = await send(`/network/circle/entries/${id}/match`, facilitator, { party_typed: "Brun" });
	expect(which.status).toBe(422);
	expect(await which.text()).toContain(`value="${bruno}"`);
	await send(`/network/circle/entries/${id}/match`, facilitator, { party: bruno, party_typed: "" });
	expect(await html(`/network/circle/${rosa}`, facilitator)).toContain("qui è Bruno Prova");
	const mine = await html("/network/circle", resident);
	expect(mine).toContain("conta anche fra i legami del quartiere");
	expect(mine).not.toContain("Bruno Prova");
	expect(await html(`/network/circle/entries/${id}`, resident)).not.toContain("Bruno Prova");
	reader = { actor: resident };
	expect(await (await app.request("/api/network/circle")).text()).not.toContain(bruno);
	// Whoever stands in somebody's circle reads nothing of it.
	await html(`/network/circle/entries/${id}`, actorOf("resident", "here", { personId: bruno }), 404);

	// The agreement stands on the person's own page, and leads to where it is taken back.
	const me = await html("/community/me", resident);
	expect(me).toContain("che le sue persone stiano segnate qui");
	const { rows } = await t.owner.query(
		"select id from community.agreements where person_id = $1 and purpose = 'circle' and withdrawn_on is null",
		[rosa],
	);
	const agreement = `/community/agreements/${rows[0].id}`;
	expect(me).toContain(`href="${agreement}"`);
	expect(await html(agreement, resident)).toContain('href="/network/circle#withdraw"');
	expect(await html(agreement, facilitator)).toContain(`href="/network/circle/${rosa}#withdraw"`);
	const beside = await send(`${agreement}/withdraw`, facilitator, {});
	expect(beside.status).toBe(422);
	expect(await beside.text()).toContain("si tolgono dalla loro pagina");

	reader = { actor: resident };
	expect((await app.request("/api/network/circle", { method: "DELETE" })).status).toBe(204);
	expect(await html(`/network/circle/${rosa}`, facilitator)).not.toContain("panettiere");
});

test("who is known to nobody here is told where to go, and one's own address is not for staff", async () => {
	expect(await html("/network/circle", actorOf("citizen"))).toContain("passa al punto di comunità");
	await html("/network/circle", facilitator, 403);
	await html(`/network/circle/${rosa}`, resident, 403);
	await html(`/network/circle/${rosa}`, actorOf("officer"), 403);
	await html("/network/circle/household/no-id", facilitator, 404);
});

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { type Id, newId } from "../../../core/ids.ts";
import type { Actor } from "../../../db/actor.ts";
import { addPersonIn } from "../../community/service.ts";
import { type AddEntry, hands, rings, sectors } from "./contract.ts";
import { readCsv, writeCsv } from "./csv.ts";
import { pages } from "./pages.tsx";
import { takeInFile } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
let app: ReturnType<typeof pagesFor>;
let reader: Actor;
const facilitator = actorOf("facilitator");

beforeAll(async () => {
	t = await freshDatabase();
	app = pagesFor(t.ground, [pages], () => ({ actor: reader }));
});
afterAll(() => t.end());

/** Somebody with an account and an empty circle. */
async function somebody(label: string): Promise<{ id: Id<"party">; actor: Actor }> {
	const id = await t.db.withActor(facilitator, async (tx) => {
		const row = { neighbourhoodId: places.here, label, level: "name", agreedHow: "in_person" } as const;
		return (await addPersonIn(tx, { ...row, knownSince: "2026-01-01" })).id as Id<"party">;
	});
	const actor = actorOf("resident", "here", { personId: id });
	reader = actor;
	await app.request("/network/circle/draw", formOf({ id: newId() }));
	return { id, actor };
}

async function taken(ending: "csv" | "json", actor: Actor, base = "/network/circle"): Promise<string> {
	reader = actor;
	const answer = await app.request(`${base}/file.${ending}`);
	expect(answer.status).toBe(200);
	// Decoded as it left: the mark at its head included.
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer());
}

async function bring(file: BlobPart | undefined, actor: Actor, base = "/network/circle"): Promise<Response> {
	reader = actor;
	const body = new FormData();
	body.set("file", new File(file === undefined ? [] : [file], file === undefined ? "" : "le-mie-persone.csv"));
	return app.request(`${base}/file`, { method: "POST", body });
}

async function entriesOf(actor: Actor): Promise<unknown[]> {
	return JSON.parse(await taken("json", actor)).entries;
}

const day = fc.date({ min: new Date("1930-01-01"), max: new Date("2026-11-22"), noInvalidDate: true });
const hard = fc.constantFrom(
	'la "Rina"',
	"=1+1",
	"'=1",
	"''@x",
	"-",
	"a;b,c",
	"due\nrighe",
	"＝SOMMA",
	"'",
	'"',
	"+39",
	"Łucja 🧶",
);
const label = fc.oneof(hard, fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })).map((s) => s.trim() || "x");
const entry = fc
	.record({
		label: label.filter((s) => !/[\0\r]/.test(s) && s.isWellFormed()),
		ring: fc.constantFrom(...rings),
		sector: fc.constantFrom(...sectors),
		hand: fc.option(fc.constantFrom(...hands), { nil: undefined }),
		caredFor: fc.boolean(),
		days: fc.array(day, { maxLength: 2 }),
	})
	.map(({ days, ...said }): Omit<AddEntry, "id"> => {
		const [since, until] = days.map((d) => d.toISOString().slice(0, 10)).sort();
		return { ...said, since, until };
	});

test("taken along and brought into an empty circle, of either kind, it is the same; brought twice, nothing changes", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (entries) => {
			const one = await somebody("Rosa Prova");
			await takeInFile(t.ground, one.actor, { entries, ownNeeds: "un'ora libera" });
			const before = await entriesOf(one.actor);
			expect(before).toHaveLength(entries.length);
			for (const ending of ["csv", "json"] as const) {
				const file = await taken(ending, one.actor);
				const other = await somebody("Bruno Prova");
				for (let twice = 0; twice < 2; twice++) {
					expect((await bring(file, other.actor)).headers.get("location")).toContain("done=circle.saved");
					expect(await entriesOf(other.actor)).toEqual(before);
				}
				expect(await taken(ending, other.actor)).toBe(file.replace("Rosa Prova", "Bruno Prova"));
			}
		}),
		{ numRuns: 15 },
	);
}, 60_000);

test("cells that begin like a formula leave with an apostrophe, and come back without; a mark and line ends are as spreadsheets know them", async () => {
	const { actor } = await somebody("Ada Prova");
	const said = {
		ring: "street",
		sector: "neighbours",
		hand: undefined,
		caredFor: true,
		since: undefined,
		until: undefined,
	} as const;
	await takeInFile(t.ground, actor, {
		entries: [
			{ ...said, label: '=HYPERLINK("x")' },
			{ ...said, label: "Ines" },
		],
	});
	expect(await taken("csv", actor)).toBe(
		`\ufefflabel,sector,ring,hand,caredFor,since,until\r\n"'=HYPERLINK(""x"")",neighbours,street,,yes,,\r\nInes,neighbours,street,,yes,,\r\n`,
	);
	expect(readCsv(writeCsv([["@a", "'@b", "c\r\nd", 'e"f', "=g;h", ""]]))).toEqual([
		["@a", "'@b", "c\r\nd", 'e"f', "=g;h", ""],
	]);
});

test("as other programs write it: semicolons, bare line ends, no mark, columns in another order, more of them, a formula unescaped", async () => {
	const { actor } = await somebody("Pia Prova");
	const file = 'ring;label;note;sector\nhome;"La ""Rina"";\nzia";x;family\n\nbeyond;=Gino;;services';
	expect((await bring(file, actor)).status).toBe(303);
	expect(await entriesOf(actor)).toMatchObject([
		{ label: 'La "Rina";\nzia', ring: "home", sector: "family", hand: null, caredFor: false, since: null },
		{ label: "=Gino", ring: "beyond", sector: "services" },
	]);
	expect((await bring("label\tring\tsector\rNino\thome\tfamily\r", actor)).status).toBe(303);
	expect(await entriesOf(actor)).toHaveLength(3);
});

test.each([
	["nothing chosen", undefined, "Scegli il file .json o .csv."],
	["no text", Uint8Array.of(0x50, 0x4b, 3, 4, 0xff, 0xfe), "salvalo come CSV UTF-8"],
	["another table", "Nome,Cognome\r\nAda,Prova\r\n", "salvalo come CSV UTF-8"],
	["another object", '{"people":[]}', "salvalo come CSV UTF-8"],
	["a broken object", '{"entries":[', "salvalo come CSV UTF-8"],
	["a quote left open", 'label,sector,ring\r\n"Ada,family,home\r\n', "salvalo come CSV UTF-8"],
	["an unknown ring", "label,sector,ring\r\nAda,family,moon\r\n", "Ring è home, street"],
	["a day ahead", "label,sector,ring,since\r\nAda,family,home,2031-01-01\r\n", "non nel futuro"],
	["nobody's name", "label,sector,ring\r\n,family,home\r\n", "Ogni riga ha un nome"],
	["too many", `label,sector,ring\r\n${"Ada,family,home\r\n".repeat(81)}`, "Ci sono già tanti nomi"],
	["too large", "x".repeat(100_001), "troppo grande"],
])("a wrong file is refused whole and says what to do: %s", async (_name, file, says) => {
	const { actor } = await somebody("Lia Prova");
	const answer = await bring(file, actor);
	expect(answer.status).toBe(422);
	const html = await answer.text();
	expect(html).toContain(says);
	expect(html).toContain('href="#f-file"');
	expect(await entriesOf(actor)).toEqual([]);
});

test("staff bring it in with the person, and nobody else does; nothing comes in where no circle is drawn", async () => {
	const { id, actor } = await somebody("Noemi Prova");
	const file = "label,sector,ring\r\nAda,family,home\r\n";
	const there = `/network/circle/${id}`;
	expect((await bring(file, facilitator, there)).headers.get("location")).toBe(`${there}?done=circle.saved#list`);
	expect(await taken("csv", facilitator, there)).toContain("Ada,family,home");
	expect((await bring(file, actorOf("facilitator", "far"), there)).status).toBe(404);
	expect((await bring(file, actorOf("officer"), there)).status).toBe(403);
	reader = actor;
	await app.request("/network/circle/withdraw", formOf({}));
	expect((await bring(file, actor)).status).toBe(404);
	const { rows } = await t.owner.query(
		"select fields from access.audit where verb = 'takeInCircle' order by at desc limit 1",
	);
	expect(rows).toEqual([{ fields: ["entries"] }]);
});

import { expect, test } from "vitest";
import { sayIn } from "../../../ui/words.ts";
import { said } from "../contract.ts";
import { recognise } from "../table/headings.ts";
import { tableOf } from "../table/table.ts";
import { wordFrom } from "../table/values.ts";
import { sectorWords, sortWords, tieWords } from "../table/words.ts";
import { type Facts, rowsOf } from "./facts.ts";
import { planParties } from "./parties.ts";
import { planPeople } from "./people.ts";
import { planTies } from "./ties.ts";

const agreed = said.parse({ basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-10-01", agreedContact: true });
const person = (id: string, label: string) => ({ id, kind: "person", label, folded: label.toLowerCase(), agreed: [] });
const known = [person("ada", "Ada Rossi"), person("bruno", "Bruno Verdi")];
const place = { id: "door", kind: "place", label: "Via Po 9", folded: "via po 9" };
const facts = { known: [...known, place], ties: [], contacts: [] } as unknown as Facts;

async function plan(text: string, rows = {}) {
	const table = tableOf(
		"people",
		text.split("\n").map((line) => line.split(";")),
	);
	const columns = recognise("people", table.headings);
	return planPeople(rowsOf(table, columns), facts, { said: agreed, today: "2026-11-22", rows });
}
const told = async (text: string, rows = {}) =>
	(await plan(text, rows)).lines.map(({ row, outcome, reason }) => `${row} ${outcome}${reason ? ` ${reason}` : ""}`);

test("totals, remarks, errors and headings that stand again are nobody", async () => {
	const text =
		"Cognome;Nome;Tel\nNeri;Dino;\n;;\nCognome;Nome;Tel\nScala B;;\nTotale;3;\n* soci onorari;;\n#N/D;Olga;\nBlu;olga@example.org;\nPiazza;;\nNeri;#RIF!;";
	expect(await told(text)).toEqual([
		"2 created",
		"5 refused name_wrong",
		"6 refused total_row",
		"7 refused name_wrong",
		"8 refused name_wrong",
		"9 refused name_wrong",
		"10 created",
		"11 refused name_wrong",
	]);
});

test("two in one cell are not one, unless somebody says so; neither is a family", async () => {
	const text =
		"Nome\nNeri Mario e Blu Anna\nCarlo + Maria Neri\nNeri Carlo/Blu Lina\nfam. Neri\nAna Silva e Costa\nNeri Ada (con la mamma)";
	expect(await told(text, { 6: "another" })).toEqual([
		"2 refused two_people",
		"3 refused two_people",
		"4 refused two_people",
		"5 refused a_household",
		"6 created",
		"7 created",
	]);
	expect((await plan(text)).lines[0]!.ask).toEqual([]);
});

test("two columns of numbers, several in a cell, and what says that there is none", async () => {
	const { contacts, lines } = await plan(
		"Nome;Tel.;Cell.;E-mail\nDino Neri;0461 111222 / 0461 333444;'333 1234567;-\nOlga Blu;non ha;;n.d.\nIvo Re;0461111222, 333 444555;;ivo@example.org",
	);
	expect(lines.map(({ outcome }) => outcome)).toEqual(["created", "created", "created"]);
	expect(contacts.map(({ value }) => value)).toEqual([
		"0461 111222",
		"0461 333444",
		"333 1234567",
		"0461111222",
		"333 444555",
		"ivo@example.org",
	]);
});

test("the number of a house goes with its street, another's telephone with nobody", async () => {
	const { headings } = tableOf("people", [["Cognome", "Nome", "Via", "N° civico", "Telefono", "Telefono figlia"]]);
	expect(Object.values(recognise("people", headings))).toEqual(["surname", "name", "place", "place", "phone", ""]);
	expect((await plan("Nome;Via;N° civico\nDino Neri;via Po;9")).parties[0]).toMatchObject({ placeId: "door" });
});

test("a table without headings loses no row", () => {
	const table = tableOf("people", [
		["Rossi", "Ada", "0461 111222"],
		["Verdi", "Bruno", ""],
	]);
	expect([table.headings, table.rows.length]).toEqual([["(A)", "(B)", "(C)"], 2]);
	expect(tableOf("people", [["Rossi Ada"], ["Verdi Bruno"]]).rows.length).toBe(2);
	expect(tableOf("people", [["Chi sono"], ["Ada"]]).rows.length).toBe(1);
});

test("a tie finds people also by surname and name", async () => {
	const rows = [
		{
			row: 2,
			beside: [],
			cell: (field: string) => ({ one: "Rossi Ada", other: "VERDI Bruno", tie: "amici" })[field] ?? "",
		},
	];
	const { ties } = await planTies(rows, facts, { said: agreed, today: "2026-11-22", rows: {} });
	expect(ties).toMatchObject([{ oneId: "ada", otherId: "bruno" }]);
});

test.each(["it", "de", "en"] as const)("what a refusal offers is understood: %s", (language) => {
	const offered = { sector: sectorWords, sort: sortWords, tie: tieWords };
	for (const [what, words] of Object.entries(offered)) {
		const text = sayIn(language)(`spreadsheets.why_${what}_unknown`, { of: "?" });
		const found = text.split(": ").at(-1)!.split(", ");
		expect(found.map((word) => wordFrom(word, words as Record<string, string>)).sort(), text).toEqual(
			Object.keys(words).sort(),
		);
	}
});

test("streets in German, organisations by their first word, and a city's residents", async () => {
	expect(recognise("people", ["Nachname", "Straße", "Hausnr."])).toMatchObject({ Straße: "place", "Hausnr.": "place" });
	const row = (cells: Record<string, string>) => ({ row: 2, beside: [], cell: (field: string) => cells[field] ?? "" });
	const asked = { said: said.parse({}), today: "2026-11-22", rows: {} };
	const orgs = await planParties("organisation", [row({ name: "Bar Centrale" })], facts, asked);
	expect(orgs.parties).toMatchObject([{ sector: "shop" }]);
	const city = row({ name: "Trento", sort: "municipio", residents: "120.491" });
	expect((await planParties("place", [city], facts, asked)).parties).toMatchObject([{ residents: 120_491 }]);
});

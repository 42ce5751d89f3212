import { expect, test } from "vitest";
import { sheetsFor, stackOf } from "./stack.ts";

const sheet = (name: string, text: string, hidden = false) => ({
	name,
	rows: text.split("\n").map((line) => line.split(";")),
	...(hidden && { hidden }),
});

test("sheets with the headings are taken; instructions, sums and what is hidden are not", () => {
	const sheets = [
		sheet("Istruzioni", "Come si compila\n1. Scrivere il nome e il cognome\n2. Salvare"),
		sheet("Via Roma", "Cognome;Nome\nRossi;Ada"),
		sheet("Vecchi", "Cognome;Nome\nNeri;Dino", true),
		sheet("Via Po", "\nNachname;Vorname\nVerdi;Bruno"),
		sheet("Riepilogo", "Via;Persone\nRoma;1"),
		sheet("Vuoto", "Cognome;Nome"),
	];
	expect(sheetsFor("people", sheets)).toEqual([1, 3]);
	expect(sheetsFor("people", [sheets[0]!, sheets[4]!])).toEqual([0]);
	expect(sheetsFor("people", [sheets[2]!, sheets[4]!])).toEqual([1]);
});

test("columns that say the same are one, in whatever words and order, and a row says where it stands", () => {
	const sheets = [
		sheet("Via Roma", "Cognome;Nome;Note\nRossi;Ada;x\n;;\nBianchi;Carla;"),
		sheet("Via Po", "\nVorname;Nachname;Kurs\nBruno;Verdi;7"),
	];
	const { table, placeOf } = stackOf("people", sheets);
	expect(table.headings).toEqual(["Cognome", "Nome", "Note", "Kurs"]);
	expect(table.rows.map(({ cells }) => cells.join(";"))).toEqual(["Rossi;Ada;x;", "Bianchi;Carla;;", "Verdi;Bruno;;7"]);
	expect(table.rows.map(({ row }) => placeOf(row))).toEqual([
		{ sheet: "Via Roma", row: 2 },
		{ sheet: "Via Roma", row: 4 },
		{ sheet: "Via Po", row: 3 },
	]);
	expect(stackOf("people", [sheets[1]!]).placeOf(3)).toBeUndefined();
});

test("a sheet a month: the same day is one column, and after December comes the next year", () => {
	const months = [
		sheet("Nov", "Nome;6;13\nAda Rossi;x;"),
		sheet("Dic", "Nome;4;31\nAda Rossi;;x"),
		sheet("Gen", "Nome;8\nAda Rossi;x"),
		sheet("Recuperi", "Nome;13/11;31/2\nAda Rossi;x;x"),
	];
	const { table, roll } = stackOf("attendance", months, 2025);
	expect(roll!.days).toEqual([
		undefined,
		"2025-11-06",
		"2025-11-13",
		"2025-12-04",
		"2025-12-31",
		"2026-01-08",
		"2026-11-13",
		undefined,
	]);
	expect(roll!.wrong.map(({ row, label, column }) => [row, label, table.headings[column]])).toEqual([
		[7, "31/2", "31/2"],
	]);
	expect(stackOf("attendance", months).roll!.needsYear).toBe(true);
	const twice = [sheet("", "Nome;6/10/2026\nAda Rossi;x"), sheet("", "Nome;06.10.26\nBruno Verdi;x")];
	expect(stackOf("attendance", twice).roll!.days).toEqual([undefined, "2026-10-06"]);
});

import { expect, test } from "vitest";
import { saidDay } from "./days.ts";
import { columnsOfRoll, rollOf } from "./roll.ts";

const cells = (text: string) => text.split("\n").map((line) => line.split(";"));
const read = (text: string, more: Parameters<typeof rollOf>[1] = {}) => {
	const roll = rollOf(cells(text), more);
	const columns = columnsOfRoll(roll, {});
	return {
		days: roll.days.filter(Boolean),
		names: Object.keys(columns).filter((heading) => columns[heading] === "name" || columns[heading] === "surname"),
		rows: roll.table.rows.length,
		...(roll.needsYear && { needsYear: true }),
		...(roll.wrong.length > 0 && { wrong: roll.wrong.map(({ label }) => label) }),
	};
};

test.each([
	["5/10/2026", { year: 2026, month: 10, day: 5 }],
	["3° incontro, 5/10/2026", { year: 2026, month: 10, day: 5 }],
	["lun 5/10", { month: 10, day: 5 }],
	["5.10.", { month: 10, day: 5 }],
	["12 ott", { month: 10, day: 12 }],
	["lunedì 12 ottobre", { month: 10, day: 12 }],
	["12-ott-26", { year: 2026, month: 10, day: 12 }],
	["12. Oktober", { month: 10, day: 12 }],
	["1 de marzo", { month: 3, day: 1 }],
	["mar 3", { day: 3 }],
	["Lun\n5", { day: 5 }],
	["5", { day: 5 }],
	["Ottobre 2026", { month: 10, year: 2026 }],
	["ott-26", { month: 10, year: 2026 }],
	["OTTOBRE", { month: 10 }],
	["31/02/2026", "wrong"],
	["10.30", undefined],
	["Incontro 1", undefined],
	["Telefono", undefined],
	["Tot.", undefined],
	["", undefined],
])("%j says %j", (text, said) => {
	expect(saidDay(text)).toEqual(said);
});

test.each([
	[
		"titles above, a total beside",
		"Doposcuola 2026;;;;\n;;;;\nN.;Cognome e nome;5/10;12/10;Totale\n1;Rossi Ada;x;;1\n",
		{ days: ["2026-10-05", "2026-10-12"], names: ["Cognome e nome"], rows: 1 },
	],
	[
		"months across with days under, over the turn of the year",
		"Registro 2025/26;;;;;\n;Novembre;;Dicembre;Gennaio;\nNome;6;20;4;8;22\nAda;x;;x;;x\n",
		{
			days: ["2025-11-06", "2025-11-20", "2025-12-04", "2026-01-08", "2026-01-22"],
			names: ["Nome"],
			rows: 1,
		},
	],
	[
		"months as Excel keeps them, days as numbers",
		";;2026-10-01;;2026-11-01\nCognome;Nome;5;12;9\nRossi;Ada;1;;1\n",
		{ days: ["2026-10-05", "2026-10-12", "2026-11-09"], names: ["Cognome", "Nome"], rows: 1 },
	],
	[
		"the month in the title alone",
		"PRESENZE MESE DI OTTOBRE 2026;;;\nNome;5;12;19\nAda;x;;x\n",
		{ days: ["2026-10-05", "2026-10-12", "2026-10-19"], names: ["Nome"], rows: 1 },
	],
	[
		"headings merged downwards, weekdays beneath",
		"Nominativo;Date;;\n;5/10/2026;12/10/2026;Tot\n;lun;lun;\nAda Rossi;X;X;2\n",
		{ days: ["2026-10-05", "2026-10-12"], names: ["Nominativo"], rows: 2 },
	],
	[
		"no heading over the names",
		";5/10/2026;12/10/2026\nAda Rossi;X;\nBruno Verdi;;X\n",
		{ days: ["2026-10-05", "2026-10-12"], names: ["(A)"], rows: 2 },
	],
	[
		"surname and name without headings",
		";;05/10/2026;12/10/2026\nRossi;Ada;X;\nVerdi;Bruno;;X\n",
		{ days: ["2026-10-05", "2026-10-12"], names: ["(A)", "(B)"], rows: 2 },
	],
	[
		"dates down, names across",
		"Data;Ada Rossi;Bruno Verdi\n5/10/2026;x;\n12/10/2026;x;x\n19/10/2026;;x\n",
		{ days: ["2026-10-05", "2026-10-12", "2026-10-19"], names: ["Data"], rows: 2 },
	],
	[
		"a line for each presence",
		"Data;Nome;Cognome\n5/10/2026;Ada;Rossi\n5/10/2026;Bruno;Verdi\n12/10/2026;Ada;Rossi\n",
		{ days: ["2026-10-05", "2026-10-12"], names: ["Nome"], rows: 2 },
	],
	["no year anywhere", "Nome;5/10;12/10\nAda;x;\n", { days: [], names: ["Nome"], rows: 1, needsYear: true }],
	[
		"a day that no calendar has",
		"Nome;5/2/2026;31/02/2026\nAda;x;x\n",
		{ days: ["2026-02-05"], names: ["Nome"], rows: 1, wrong: ["31/02/2026"] },
	],
	["numbers of meetings are no days", "Nome;1;2;3\nAda;x;;x\n", { days: [], names: ["Nome"], rows: 2 }],
])("%s", (_what, text, wanted) => {
	expect(read(text.trimEnd())).toEqual(wanted);
});

test("the year that somebody says is that of the first date", () => {
	expect(read("Nome;5/11;7/1\nAda;x;x", { year: 2025 }).days).toEqual(["2025-11-05", "2026-01-07"]);
	expect(read("Nome;5;12\nAda;x;x", { name: "Ottobre 2026" }).days).toEqual(["2026-10-05", "2026-10-12"]);
});

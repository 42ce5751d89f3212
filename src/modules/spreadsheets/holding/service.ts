import type { SealedColumn } from "../../../db/sealed.ts";

/** What spreadsheets seal: the file while it is looked at, with the territory's key. */
export const sealedOfSpreadsheets: readonly SealedColumn[] = [
	{
		table: "spreadsheets.imports",
		column: "sealed",
		keys: ["territory_id", "id"],
		place: "'spreadsheets.imports/' || r.territory_id || '/' || r.id",
		territory: "r.territory_id",
		owner: "null::uuid",
	},
];

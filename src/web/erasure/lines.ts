import type { View } from "../../ui/http.ts";

/** Tables whose rows are told apart; the others are told together. */
const told = [
	"community.agreements",
	"community.contacts",
	"community.ties",
	"exchange.acts",
	"initiatives.participations",
	"listening.notes",
	"listening.follow_ups",
	"listening.attendees",
	"listening.promises",
	"listening.resources",
	"network.circles",
];
const untold = ["community.parties", "community.erasures", "network.positions", "network.circle_entries"];

export function isToldApart(table: string): boolean {
	return told.includes(table);
}

/** How many rows of which kind, in words; what has no words of its own together, at the end. */
export function linesOf({ say }: View, rows: readonly { table: string; n: number }[]): string[] {
	const others = rows.filter(({ table }) => !told.includes(table) && !untold.includes(table));
	const n = others.reduce((sum, row) => sum + row.n, 0);
	return [
		...rows
			.filter(({ table }) => isToldApart(table))
			.map((row) => say(`erasure.rows_${row.table.replace(".", "_")}`, { n: row.n })),
		...(n > 0 ? [say("erasure.rows_other", { n })] : []),
	];
}

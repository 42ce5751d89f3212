import { type RawBuilder, sql } from "kysely";
import { type Copied, code, day, sealedWordsAt, standing, tenant, time, yes } from "./kinds.ts";

const of =
	(column: string): (() => RawBuilder<unknown>) =>
	() =>
		sql`(select ${sql.ref(`m.${column}`)} from mediations.mediations m
		where m.territory_id = r.territory_id and m.id = r.mediation_id)`;

/** Mediations somebody was part of: that they were, and their own words. The other party's are never told. */
export const copiedOfMediations: readonly Copied[] = [
	{
		table: "mediations.parties",
		heading: "mediations",
		whose: standing("party_id"),
		on: "recorded_at",
		columns: {
			...tenant,
			id: "key",
			mediation_id: "link",
			party_id: "key",
			sealed_for: "key",
			place: "page",
			heard_on: day("heard_on"),
			agreed_on: day("agreed_on"),
			called: "page",
			readers: "staff",
			recorded_at: time("recorded_at"),
		},
		beside: {
			opened_on: { ...day("since"), sql: of("opened_on") },
			state: { ...code("state", "rights.mediation_"), sql: of("state") },
			closed_on: { ...day("closed_on"), sql: of("closed_on") },
		},
	},
	{
		table: "mediations.words",
		heading: "mediations",
		whose: (ids) =>
			sql`r.of_id in (select id from mediations.parties where territory_id = r.territory_id and party_id = any(${ids}))`,
		on: "said_on",
		reserved: true,
		columns: {
			...tenant,
			id: "key",
			mediation_id: "link",
			of_id: "key",
			sealed: sealedWordsAt("text", "sealed"),
			for_others: yes("for_others"),
			said_on: day("day"),
			told_on: day("told_on"),
			readers: "staff",
			request_hash: "hash",
		},
	},
];

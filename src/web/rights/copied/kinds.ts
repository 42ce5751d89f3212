import { type RawBuilder, sql } from "kysely";

/** Under which heading of a copy something stands, in their order. */
export const headings = [
	"person",
	"contacts",
	"agreements",
	"grounds",
	"notes",
	"needs",
	"follow_ups",
	"promises",
	"resources",
	"acts",
	"sessions",
	"spaces",
	"stories",
	"ties",
	"circle",
	"referrals",
	"mediations",
	"account",
	"requests",
	"readings",
	"changes",
] as const;
export type Heading = (typeof headings)[number];

/**
 * How a column is told: words of others, in which people are named (`words`), the person's own (`own`), somebody or
 * something recorded here (`party`), a colleague (`account`), what was done to a record (`verb`), a code whose words
 * stand in `namespace` (`code`), what is sealed with the person's key (`sealed`; `sealed_words` where others may be named), or what it is by itself.
 */
type Kind =
	| "words"
	| "own"
	| "party"
	| "account"
	| "verb"
	| "code"
	| "sealed"
	| "sealed_words"
	| "day"
	| "time"
	| "yes"
	| "number";

export type Told = {
	as: string;
	kind: Kind;
	namespace?: string;
	/** For sealed words: what stands behind table, territory and row in the place they are sealed to. */
	suffix?: string;
};

/**
 * Why a column is in no copy: it says which row it is (`key`) or where it is kept (`tenant`), repeats the words for a
 * search (`search`) or as a hash (`hash`), says which colleague did it (`staff`), who said so (`reporter`) or who else it
 * is about (`other_person`), joins what is shown already (`link`), steers a page
 * (`page`), or is a picture handed over beside the copy (`attached`).
 */
export type Why =
	| "key"
	| "tenant"
	| "search"
	| "hash"
	| "staff"
	| "reporter"
	| "other_person"
	| "link"
	| "page"
	| "attached";

/** What of one table stands in a copy. Every column is there: told, or left out with its reason. */
export type Copied = {
	table: string;
	heading: Heading;
	/** Which of its rows, called `r`, are about the person, who stands here under any of `ids`. */
	whose: (ids: RawBuilder<unknown>) => RawBuilder<boolean>;
	/** The column by which they are in order: when it was. */
	on?: string;
	columns: Record<string, Told | Why>;
	/** What belongs to it and stands in another table. */
	beside?: Record<string, Told & { sql: (ids: RawBuilder<unknown>) => RawBuilder<unknown> }>;
	/** What tells the row from others of its table, where that is not its id: text. */
	key?: RawBuilder<unknown>;
	/** Whether its texts are read by nobody but who is named in `readers`, whoever checks the copy. */
	reserved?: boolean;
	/** Which rows' texts are the service's own and asked of the service. */
	withholds?: RawBuilder<boolean>;
	/** What must never be read in its words, beside how other people are called: text[] of the row. */
	unsaid?: RawBuilder<string[]>;
};

const told = (kind: Kind) => (as: string) => ({ as, kind });
export const words = told("words");
export const own = told("own");
export const party = told("party");
export const account = told("account");
export const sealed = told("sealed");
export const day = told("day");
export const time = told("time");
export const yes = told("yes");
export const number = told("number");
export const sealedWords = told("sealed_words");
export const sealedWordsAt = (as: string, suffix: string): Told => ({ as, kind: "sealed_words", suffix });
export const sealedAt = (as: string, suffix: string): Told => ({ as, kind: "sealed", suffix });
export const code = (as: string, namespace: string): Told => ({ as, kind: "code", namespace });

export const tenant = { territory_id: "tenant", neighbourhood_id: "tenant" } as const;
export const written = { recorded_by: "staff", recorded_at: time("recorded_at") } as const;

/** Rows in one of whose columns the person stands. */
export function standing(...columns: string[]): Copied["whose"] {
	return (ids) =>
		sql`(${sql.join(
			columns.map((column) => sql`${sql.ref(`r.${column}`)} = any(${ids})`),
			sql` or `,
		)})`;
}

/** How a party is called where a row names it: id, kind and label. */
export function partyOf(column: string): RawBuilder<unknown> {
	return sql`(select json_build_object('id', p.id, 'kind', p.kind, 'label', p.label) from community.parties p
		where p.territory_id = r.territory_id and p.id = ${sql.ref(`r.${column}`)})`;
}

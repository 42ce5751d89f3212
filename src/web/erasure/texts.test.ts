import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/harness.ts";
import { holders } from "../same/holders.ts";
import { sealedColumns } from "../same/sealed.ts";
import { texts } from "./texts.ts";

// Whoever adds a column for words says here whether somebody erased is looked for in it.

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
}, 60_000);
afterAll(() => t.end());

/** Columns for words in which nobody is looked for, and why. */
const notLookedThrough: Record<string, string> = {
	"access.assignments.name": "is how an account is called, and goes with it",
	"access.unusual.words": "says what came of an unusual reading, of whoever read",
	"community.behalf.given_name": "is a name somebody left, and goes with what was entered",
	"community.behalf.label": "is the title of what was entered, which is looked through itself",
	"community.merges.gone_label": "is how the person was called, and is emptied with them",
	"community.places.code": "is a code of a place",
	"community.reaches.given_name": "is a name somebody left without an account, and goes with what they take part in",
	"initiatives.own_models.happened": "is a recipe of the whole territory, which names nobody",
	"initiatives.own_models.invitation": "is a recipe of the whole territory, which names nobody",
	"initiatives.own_models.name": "is a recipe of the whole territory, which names nobody",
	"initiatives.own_models.summary": "is a recipe of the whole territory, which names nobody",
	"initiatives.steps_taken.words": "is a step as it stood in a model",
	"initiatives.translations.invitation":
		"is shown beside the very words it translates alone: mended, those take it away",
	"initiatives.translations.title": "is shown beside the very words it translates alone: mended, those take it away",
	"initiatives.translations.thanks_name": "is the name of whoever translated, who agreed to it",
	"notebook.records.version": "is a version",
	"programme.numbers.hours": "says when somebody answers the telephone",
	"programme.numbers.name": "is a service",
	"programme.profile_lines.label": "is a public fact of a neighbourhood",
	"programme.profile_lines.source": "is where a public fact stands",
	"programme.retention.ground": "is a norm",
	"publication.outside_calendars.name": "is an organisation's calendar",
	"publication.outside_events.about": "is read again from an organisation's calendar",
	"publication.outside_events.place_words": "is read again from an organisation's calendar",
	"publication.outside_events.title": "is read again from an organisation's calendar",
	"publication.outside_events.uid": "is read again from an organisation's calendar",
	"publication.pins.name": "is a place",
	"referrals.desks.hours": "says when a desk is open",
	"referrals.desks.name": "is a desk",
	"referrals.referrals.desk_name": "is a desk",
	"spaces.spaces.about": "is the public page of a room",
	"spaces.spaces.key_words": "is the public page of a room",
	"spaces.spaces.name": "is the public page of a room",
	"spaces.spaces.place_words": "is the public page of a room",
	"spaces.spaces.rules": "is the public page of a room",
	"spreadsheets.imports.fault": "is a code of what went wrong",
};

/** Free text: columns bounded in length alone, in tables that hold what happens in a neighbourhood or between colleagues. */
const candidates = `
	select n.nspname || '.' || c.relname || '.' || a.attname as name, pg_get_constraintdef(k.oid) as bound
	from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
	join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
	where k.contype = 'c' and cardinality(k.conkey) = 1 and a.atttypid = 'text'::regtype and a.attgenerated = ''
		and pg_get_constraintdef(k.oid) ~ ('length\\(' || a.attname || '\\) <= \\d\\d')
		and exists (select from pg_attribute where attrelid = c.oid and attname = 'territory_id')
	order by 1`;

test("in every column for words somebody erased is looked for, or it says why not", async () => {
	const { rows } = await t.owner.query<{ name: string }>(candidates);
	const known = new Set([
		...texts.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`)),
		...holders.flatMap(({ table, people }) => (people?.words ?? []).map((column) => `${table}.${column}`)),
		...sealedColumns.map(({ table, column }) => `${table}.${column}`),
	]);
	expect(rows.length).toBeGreaterThan(60);
	const unsaid = rows.map(({ name }) => name).filter((name) => !known.has(name) && !(name in notLookedThrough));
	expect(unsaid, "add each to texts, or to notLookedThrough with the reason").toEqual([]);
	const names = new Set(rows.map(({ name }) => name));
	expect(Object.keys(notLookedThrough).filter((name) => known.has(name) || !names.has(name))).toEqual([]);
});

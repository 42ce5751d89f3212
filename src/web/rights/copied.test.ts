import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../../tests/harness.ts";
import { messagesOf } from "../../ui/words.ts";
import { headings } from "./copied/kinds.ts";
import { copied } from "./copied.ts";

// Whoever adds a table or a column says here whether it stands in a person's copy.

let t: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

/** Tables of which nothing is copied, and why. */
const notCopied: Record<string, string> = {
	"access.addresses": "of an account: shown on the own page, and told there",
	"access.assignments": "what somebody works on here: a colleague's, or what the own page says",
	"access.audit_links": "hashes of the trail",
	"access.challenges": "ends within minutes",
	"access.handed_over": "of colleagues",
	"access.handovers": "of colleagues",
	"access.links": "ends within the hour",
	"access.mails": "sealed for the post alone; what a letter says is told on the pages it leads to",
	"access.passkeys": "shown and removed on the own page",
	"access.seal_outside": "whoever keeps the seals, for their office",
	"access.sessions": "ends by itself",
	"access.unusual": "about colleagues who read, not about whom",
	"access.undoables": "ends within a minute",
	"access.codes": "ends within minutes",
	"access.printed_codes": "hashes of codes on the paper they hold; only whoever works here has any",
	"access.totps": "shown, set and ended on the own page",
	"access.limits": "counts",
	"community.distinctions": "says of two that they are not the same",
	"community.erasure_texts": "where texts are that somebody reads again after an erasure",
	"community.moves": "says which rows followed",
	"community.organisations": "no person",
	"community.places": "no person",
	"community.reaches": "somebody without an account, whom nobody has tied to a person",
	"community.remaining": "counts",
	"evaluation.baselines": "counts",
	"exchange.blocks": "neither of two learns that their contact is blocked: told to nobody but who works there",
	"exchange.reports": "what stands on a public page; who reported is not kept",
	"evaluation.remarks": "about figures",
	"evaluation.story_people": "joins a story to an agreement, both told",
	"initiatives.answered_needs": "no person",
	"initiatives.initiatives": "no person; its organisers are accounts, told on their own page",
	"initiatives.model_needs": "no person",
	"initiatives.model_texts": "no person",
	"initiatives.model_topics": "no person",
	"initiatives.models": "no person",
	"initiatives.own_models": "no person",
	"initiatives.partners": "organisations",
	"initiatives.runners": "no person",
	"initiatives.sessions": "told beside each presence",
	"initiatives.steps_taken": "no person",
	"initiatives.workings": "no person",
	"listening.agenda_items": "no person: what is printed names nobody",
	"listening.answers": "what answers a need of several people",
	"listening.counts": "counts",
	"listening.meetings": "told beside each presence",
	"listening.partner_arrivals": "which partner a note came from: whoever reported is not told",
	"listening.partner_links": "of partners",
	"listening.partner_tries": "counts",
	"listening.partners": "organisations and roles",
	"listening.read_apart": "which colleague has read",
	"listening.read_marks": "which colleague has read",
	"listening.steps": "the history of a need of several people",
	"listening.topics": "no person",
	"network.computations": "counts",
	"network.measurements": "counts",
	"network.pictures": "numbers of a picture, without an id",
	"network.positions": "where a dot stands in a drawing",
	"referrals.desks": "no person; its members are colleagues",
	"referrals.links": "of a desk without accounts",
	"mediations.mediations": "what is common to the parties; told beside each of them",
	"mediations.steps": "what is common to the parties",
	"referrals.reminders": "of colleagues and desks",
	"notebook.chosen": "whose names a colleague takes along",
	"notebook.devices": "of an account; the own page says which",
	"notebook.records": "what waits for its writer, who alone reads it; told once it is written",
	"spreadsheets.imports": "whose rows are told where they were written; the file is kept for a day at most",
	"spreadsheets.mappings": "how columns are read",
	"spreadsheets.written": "says which rows an import wrote",
	"publication.calendar_links": "a hash; the own page says whether there is one",
	"publication.choices": "of an account; the own page says what it chose",
	"publication.news": "no person",
	"publication.space_links": "a hash, of a space",
	"publication.to_tell": "told beside what one means to come to",
	"publication.ways_out": "hashes",
	"pacts.pacts": "told beside each party",
	"pacts.versions": "told beside each party",
	"pacts.promises": "told beside each party",
	"pacts.entries": "the diary of several; no person",
	"spaces.hours": "no person",
	"spaces.spaces": "no person",
	"access.identities": "a hash and a sealed sign; the own page says since when it is linked",
	"access.openid_provider": "no person",
	"community.behalf": "somebody without an account, whom nobody has tied to a person",
	"community.erasure_register": "counts",
	"initiatives.translations": "tied to no person",
	"publication.outside_calendars": "organisations",
	"publication.outside_drafts": "organisations",
	"publication.outside_events": "organisations",
	"publication.pins": "places",
	"publication.years": "counts",
	"public.migrations": "no person",
};

test("every table is in the copy or says why not", async () => {
	const { rows } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker', 'queue')
			and n.nspname <> 'programme' order by 1`,
	);
	const names = rows.map(({ name }) => name);
	const said = [...copied.map(({ table }) => table), ...Object.keys(notCopied)];
	expect(names.length).toBeGreaterThan(50);
	expect(
		names.filter((name) => !said.includes(name)),
		"in src/web/rights/copied, or in notCopied with the reason",
	).toEqual([]);
	expect(said.filter((name) => !names.includes(name))).toEqual([]);
});

test("every column of what is copied is told or says why not", async () => {
	const { rows } = await t.owner.query<{ name: string; columns: string[] }>(
		`select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attname::text) as columns
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relkind = 'r' and n.nspname || '.' || c.relname = any ($1) group by 1`,
		[copied.map(({ table }) => table)],
	);
	const columnsOf = new Map(rows.map((row) => [row.name, row.columns]));
	for (const { table, columns } of copied) expect(Object.keys(columns).sort(), table).toEqual(columnsOf.get(table));
});

test("what a copy says has its words", () => {
	const words = messagesOf("it");
	for (const heading of headings) expect(words.has(`rights.heading_${heading}`), heading).toBe(true);
	const told = copied.flatMap(({ columns, beside = {} }) => [...Object.values(columns), ...Object.values(beside)]);
	for (const one of told) {
		if (typeof one === "string") continue;
		expect(words.has(`rights.field_${one.as}`), one.as).toBe(true);
		if (one.namespace)
			expect(
				[...words.keys()].some((key) => key.startsWith(one.namespace!)),
				one.namespace,
			).toBe(true);
	}
});

import type pg from "pg";
import { demoBoardKey } from "../../src/cli/demo/board.ts";
import { demoToken } from "../../src/modules/listening/partners/service.ts";
import { placeIdOf } from "../../src/modules/publication/feeds/service.ts";
import { sanVigilio } from "../application.ts";
import { testSeal } from "../harness.ts";

/** A partner of the demonstration whose link works. */
export const lodge = "00000000-2017-7000-8000-000000004301";

/** A post of the demonstration whose key is known. */
const ownPost = "00000000-2017-7000-8000-00000000b020";

/** The first meeting there. */
const meeting = "select id from listening.meetings where neighbourhood_id = $1 order by id limit 1";

/** What stands in an address for a parameter, by the segment before it: an existing record of San Vigilio. Where two records are treated differently, both. */
const samples: Record<string, Record<string, string>> = {
	neighbourhoods: { "": `select slug from programme.neighbourhoods where id = $1` },
	objectives: { "": `select 'O2'` },
	setup: { "": `select 'topics'` },
	territories: { "": `select 'val-adige'` },
	stories: { "": `select id from evaluation.stories where neighbourhood_id = $1 order by id limit 1` },
	lines: {
		"": `select id from programme.profile_lines where neighbourhood_id = $1 and section <> 'age' order by id limit 1`,
	},
	colleagues: { "": `select id from access.accounts where name = 'Davide Pontara'` },
	passkeys: { "": `select id from access.passkeys order by id limit 1` },
	accounts: { "": `select id from access.accounts where name = 'Anna Zeni'` },
	link: { "": `select 'a-token-nobody-was-given'` },
	assets: { "": `select 'main.css'` },
	n: { "": `select slug from programme.neighbourhoods where id = $1` },
	parties: { "": party("person") },
	persons: { "": party("person") },
	households: { "": party("household") },
	groups: { "": party("group") },
	organisations: { "": party("organisation") },
	places: { "": party("place") },
	devices: { "": `select id from notebook.devices where replaced_at is null order by id limit 1` },
	aside: { "": `select id from notebook.records where state = 'set_aside' order by id limit 1` },
	"set-aside": { "": `select id from notebook.records where state = 'set_aside' order by id limit 1` },
	outside: {
		"": `select organisation_id from publication.outside_calendars where neighbourhood_id = $1 order by organisation_id limit 1`,
	},
	"n outside": {
		"": `select id from publication.outside_events where neighbourhood_id = $1 order by id limit 1`,
	},
	spreadsheets: { "": `select id from spreadsheets.imports where neighbourhood_id = $1 order by id limit 1` },
	hours: { "": party("person") },
	// On the square a place is the words that invitations use.
	"n places": { "": `select '${placeIdOf(sanVigilio.id, "Sala del quartiere")}'` },
	ties: { "": `select id from community.ties where neighbourhood_id = $1 and until is null order by id limit 1` },
	agreements: {
		"": `select id from community.agreements where neighbourhood_id = $1 and withdrawn_on is null order by id limit 1`,
	},
	sheets: { "": `select id from community.agreement_sheets where neighbourhood_id = $1 order by id limit 1` },
	same: {
		"": `select id from community.merges where neighbourhood_id = $1 and separated_at is null order by id limit 1`,
	},
	erasures: {
		"": `select id from community.erasures where neighbourhood_id = $1 and erased_at is not null order by id limit 1`,
	},
	grounds: {
		"": `select id from community.grounds where neighbourhood_id = $1 and ended_on is null order by id limit 1`,
	},
	retention: { "": `select 'notes'` },
	corrections: {
		"": `select id from rights.corrections where neighbourhood_id = $1 and answered_on is null order by id limit 1`,
	},
	copies: {
		"to check": `select id from rights.copies where neighbourhood_id = $1 and released_at is null order by id limit 1`,
		released: `select id from rights.copies where neighbourhood_id = $1 and released_at is not null order by id limit 1`,
	},
	contacts: {
		"": `select id from community.contacts where neighbourhood_id = $1 and ended_on is null order by id limit 1`,
	},
	reaches: {
		"": `select id from community.reaches where neighbourhood_id = $1 and confirmed_at is null order by id limit 1`,
	},
	behalf: { "": "select id from community.behalf where neighbourhood_id = $1 order by id limit 1" },
	numbers: { "": "select id from programme.numbers where neighbourhood_id = $1 order by id limit 1" },
	join: {
		"without an account": `select id from initiatives.joinings where neighbourhood_id = $1 and reach_id is not null order by id limit 1`,
		"of an account": `select id from initiatives.joinings where neighbourhood_id = $1 and account_id is not null order by id limit 1`,
	},
	joined: {
		"": `select id from initiatives.joinings where neighbourhood_id = $1 and reach_id is not null order by id limit 1`,
	},
	circle: { "": `select person_id from network.circles where neighbourhood_id = $1 order by id limit 1` },
	entries: { "": ofLuisa("select id from network.circle_entries where person_id in") },
	household: {
		"": ofLuisa("select other_id from community.ties where kind = 'member_of' and one_id in"),
	},
	notes: {
		"": `select id from listening.notes where neighbourhood_id = $1 and need_id is null and set_aside_on is null and not urgent order by id limit 1`,
	},
	partners: { "": `select '${lodge}'` },
	partner: { "": `select '${demoToken(testSeal, lodge)}'` },
	arrived: {
		"": `select note_id from listening.partner_arrivals where partner_id = '${lodge}' order by note_id limit 1`,
	},
	unusual: { "": `select id from access.unusual where seen_at is null order by id limit 1` },
	desks: { "": `select id from referrals.desks where name = 'Servizio sociale, sede di piazza'` },
	referrals: { "": ofLuisa("select id from referrals.referrals where state = 'received' and person_id in") },
	mine: { "": ofLuisa("select id from referrals.referrals where state = 'received' and person_id in") },
	companions: {
		"": ofLuisa(
			"select c.id from referrals.companions c join referrals.referrals r on r.id = c.referral_id where r.state = 'received' and r.person_id in",
		),
	},
	mediations: { "": ofAnna("") },
	words: { "": ofAnna("words") },
	steps: { "": `select 'propose'` },
	needs: {
		"": `select id from listening.needs where neighbourhood_id = $1 and state = 'being_answered' order by id limit 1`,
	},
	meetings: {
		"": meeting,
	},
	attendees: {
		"": `select id from listening.attendees where meeting_id = (${meeting}) order by id limit 1`,
	},
	agenda: {
		"": `select id from listening.agenda_items where meeting_id = (${meeting}) order by id limit 1`,
	},
	promises: {
		"": `select id from listening.promises where neighbourhood_id = $1 and state = 'open' order by id limit 1`,
	},
	handover: {
		"": `select id from access.handovers where territory_id = '${sanVigilio.territoryId}' order by id limit 1`,
	},
	"follow-ups": {
		"": `select id from listening.follow_ups where neighbourhood_id = $1 and done_at is null order by id limit 1`,
	},
	acts: { "": `select id from exchange.acts where neighbourhood_id = $1 order by id limit 1` },
	initiatives: {
		shown: `select initiative_id from initiatives.sessions where neighbourhood_id = $1 and shown and state = 'held' order by id limit 1`,
		"not shown": `select id from initiatives.initiatives where neighbourhood_id = $1 and not shown order by id limit 1`,
	},
	sessions: {
		"": `select id from initiatives.sessions where initiative_id = (select initiative_id from initiatives.sessions where neighbourhood_id = $1 and shown and state = 'held' order by id limit 1) order by id limit 1`,
	},
	board: {
		"": `select id from exchange.posts where neighbourhood_id = $1 and shown order by id limit 1`,
	},
	posts: {
		"": `select id from exchange.posts where neighbourhood_id = $1 and held is not null order by id limit 1`,
	},
	answers: {
		"": `select id from exchange.answers where neighbourhood_id = $1 and state = 'done' order by id limit 1`,
	},
	own: { "": `select '${ownPost}.${demoBoardKey(testSeal, ownPost)}'` },
	reports: {
		"": `select id from exchange.reports where neighbourhood_id = $1 and answered_at is null order by id limit 1`,
	},
	blocks: {
		"": `select id from exchange.blocks where neighbourhood_id = $1 and ended_at is null order by id limit 1`,
	},
	year: { "": `select max(year)::text from publication.years where neighbourhood_id = $1` },
	calls: {
		"": `select id from initiatives.joinings where neighbourhood_id = $1 and reach_id is not null order by id limit 1`,
	},
	letters: { "": `select id from community.reaches where neighbourhood_id = $1 order by id limit 1` },
	mail: { "": `select '${"a".repeat(43)}'` },
	round: {
		"": `select id from community.reaches where neighbourhood_id = $1 order by id limit 1`,
	},
	calendar: { "": `select '${"a".repeat(43)}.ics'` },
	spaces: { "": `select id from spaces.spaces where neighbourhood_id = $1 order by id limit 1` },
	bookings: { "": `select id from spaces.bookings where neighbourhood_id = $1 order by id limit 1` },
	keys: { "": `select id from spaces.keys where neighbourhood_id = $1 and returned_on is null order by id limit 1` },
	pacts: {
		shown: `select id from pacts.pacts where neighbourhood_id = $1 and state = 'in_force' order by id limit 1`,
		"not shown": `select id from pacts.pacts where neighbourhood_id = $1 and state = 'draft' order by id limit 1`,
	},
	ideas: {
		shown: `select id from pacts.ideas where neighbourhood_id = $1 and shown and state = 'proposed' order by id limit 1`,
		"not shown": `select id from pacts.ideas where neighbourhood_id = $1 and not shown order by id limit 1`,
	},
	joins: { "": `select id from pacts.idea_joins where neighbourhood_id = $1 order by id limit 1` },
	signatures: { "": `select id from pacts.signatures where neighbourhood_id = $1 order by id limit 1` },
	diary: { "": `select id from pacts.entries where neighbourhood_id = $1 and shown order by id limit 1` },
	resources: {
		"": `select id from listening.resources where neighbourhood_id = $1 and gone_on is null order by id limit 1`,
	},
	models: {
		shipped: `select id from initiatives.models order by id limit 1`,
		"of the territory": `select id from initiatives.own_models where shared_on is null and territory_id = (select territory_id from programme.neighbourhoods where id = $1) order by id limit 1`,
		"shared by another": `select id from initiatives.own_models where shared_on is not null and territory_id <> (select territory_id from programme.neighbourhoods where id = $1) order by id limit 1`,
	},
};

/** Of the resident who has an account: what stands behind `in`, the first by its id. */
function ofLuisa(query: string): string {
	return `${query} (select person_id from access.accounts where name = 'Luisa Mattedi') order by id limit 1`;
}

/** Of a mediation on which Anna is named: it, or words in it that the other may hear. */
function ofAnna(noun: "" | "words"): string {
	const column = noun === "" ? "mediation_id" : "id";
	return `select ${column} from mediations.words where neighbourhood_id = $1 and for_others and told_on is null order by id limit 1`;
}

function party(kind: string): string {
	return `select id from community.parties where neighbourhood_id = $1 and kind = '${kind}' and left_on is null order by id limit 1`;
}

export type Address = { which: string; path: string };

/** Real addresses for a route's pattern. Throws where a parameter has no sample: add one above. */
export async function addressesOf(owner: pg.Client, pattern: string): Promise<Address[]> {
	let found: Address[] = [{ which: "", path: "" }];
	const segments = pattern.split("/").slice(1);
	for (const [i, segment] of segments.entries()) {
		const values = segment.startsWith(":")
			? await valuesOf(owner, segments[i - 1] ?? "", pattern)
			: [{ which: "", path: segment }];
		found = found.flatMap((a) => values.map((b) => ({ which: a.which || b.which, path: `${a.path}/${b.path}` })));
	}
	return found;
}

async function valuesOf(owner: pg.Client, before: string, pattern: string): Promise<Address[]> {
	const known = samples[pattern.startsWith("/n/") ? `n ${before}` : before] ?? samples[before];
	if (!known) throw new Error(`tests/access/samples.ts has no record for ${pattern}`);
	const values: Address[] = [];
	for (const [which, query] of Object.entries(known)) {
		const { rows } = await owner.query({
			text: query,
			values: query.includes("$1") ? [sanVigilio.id] : [],
			rowMode: "array",
		});
		if (!rows[0]) throw new Error(`the demonstration has no record for ${pattern} ${which}`);
		values.push({ which, path: String(rows[0][0]) });
	}
	return values;
}

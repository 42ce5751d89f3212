import { places } from "../harness.ts";

/** A row that exists, as the application would write it: by column. */
export type Row = Record<string, unknown>;

const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** The account behind the rows below, and the person it belongs to. */
export const self = { account: id(0xaa), person: id(0xab) };
/** The partner behind the rows below. */
export const partnerId = id(0xda);
const other = { account: id(0xba), person: id(0xbb) };

const tenant = { territory_id: places.territory };
const here = { ...tenant, neighbourhood_id: places.here };
const party = { ...here, label: "Qualcuno", folded: "qualcuno", known_since: "2026-01-01" };
const initiative = { ...here, title: "Caffè in cortile" };
const session = { ...here, starts_at: "2026-11-20T15:00:00Z", minutes: 90 };
const bytes = "\\x01";

/** One row of each table, in the order in which they can be written; a second one where it is seen by others. What follows a table's name says which of its rows it is. */
export const rows: [table: string, which: string, row: Row][] = [
	["access.accounts", "", { id: self.account, name: "Anna", staff_of: [places.territory] }],
	["access.accounts", "no staff", { id: other.account, name: "Bruno" }],
	["access.addresses", "", { account_id: self.account, email_sealed: bytes, email_blind: bytes }],
	[
		"access.assignments",
		"",
		{ id: id(1), account_id: self.account, name: "Anna", role: "facilitator", ...here, since: "2026-01-01" },
	],
	[
		"access.assignments",
		"citizen",
		{ id: id(0xb1), account_id: other.account, name: "Bruno", role: "citizen", ...here, since: "2026-01-01" },
	],
	[
		"access.assignments",
		"resident",
		{ id: id(0xb2), account_id: other.account, name: "Bruno", role: "resident", ...here, since: "2026-01-01" },
	],
	[
		"access.assignments",
		"administrator",
		{ id: id(0xb3), account_id: other.account, name: "Bruno", role: "administrator", since: "2026-01-01" },
	],
	[
		"access.sessions",
		"",
		{ token_hash: bytes, account_id: self.account, role: "facilitator", expires_at: "2027-01-01" },
	],
	["access.links", "", { token_hash: bytes, account_id: self.account, purpose: "sign-in", expires_at: "2027-01-01" }],
	[
		"access.passkeys",
		"",
		{ id: id(0xd1), account_id: self.account, credential_id: bytes, public_key: bytes, name: "P" },
	],
	["access.challenges", "", { challenge_hash: bytes, purpose: "sign-in", expires_at: "2027-01-01" }],
	["access.mails", "", { id: id(2), recipient_sealed: bytes, subject_sealed: bytes, body_sealed: bytes }],
	[
		"access.audit",
		"",
		{ id: id(3), actor_id: other.account, role: "facilitator", verb: "recordNote", kind: "note", record_id: id(4) },
	],
	[
		"access.audit",
		"of the territory",
		{
			...here,
			id: id(0xc1),
			actor_id: other.account,
			role: "facilitator",
			verb: "recordNote",
			kind: "note",
			record_id: id(4),
		},
	],
	[
		"access.handovers",
		"",
		{
			...tenant,
			id: id(0xf2),
			giver_id: other.account,
			receiver_id: id(0xf3),
			because: "away",
			recorded_by: other.account,
			recorded_at: "2026-01-01",
			request_hash: bytes,
		},
	],
	[
		"access.handovers",
		"self",
		{
			...tenant,
			id: id(0xf4),
			giver_id: self.account,
			receiver_id: other.account,
			because: "away",
			recorded_by: self.account,
			recorded_at: "2026-01-01",
			request_hash: bytes,
		},
	],
	[
		"access.handed_over",
		"",
		{
			...here,
			handover_id: id(0xf2),
			kind: "note",
			record_id: id(16),
			giver_id: other.account,
			receiver_id: id(0xf3),
		},
	],
	[
		"access.handed_over",
		"self",
		{
			...here,
			handover_id: id(0xf4),
			kind: "note",
			record_id: id(16),
			giver_id: self.account,
			receiver_id: other.account,
		},
	],
	[
		"access.undoables",
		"",
		{ account_id: other.account, record_id: id(16), verb: "setAsideNote", kind: "note", until: "2026-01-01" },
	],
	[
		"access.undoables",
		"self",
		{ account_id: self.account, record_id: id(16), verb: "setAsideNote", kind: "note", until: "2026-01-01" },
	],
	[
		"programme.programmes",
		"",
		{
			id: "p",
			title: "P",
			decided_by: "G",
			decided_on: "2017-05-05",
			years: 3,
			total_cents: 1,
			currency: "EUR",
			assets_named: [],
			source: "S",
		},
	],
	["programme.objectives", "", { id: "O1", programme_id: "welfare-2017", position: 1, short: "s", words: "w" }],
	["programme.territories", "", { id: id(5), slug: "t", name: "T" }],
	[
		"programme.municipalities",
		"",
		{
			istat_code: "000000",
			cadastral_code: "A000",
			name: "M",
			residents: 1,
			residents_on: "2021-01-01",
			area_km2: 1,
			longitude: 11,
			latitude: 46,
		},
	],
	["programme.memberships", "", { territory_id: id(5), istat_code: "000000", since: "2021-01-01" }],
	[
		"programme.neighbourhoods",
		"",
		{
			id: id(6),
			territory_id: id(5),
			slug: "nn",
			name: "N",
			kind: "quarter",
			desk_place: "d",
			desk_hours: "h",
			phone: "0",
			residents: 1,
		},
	],
	["community.parties", "", { ...party, id: other.person, kind: "person" }],
	["community.parties", "self", { ...party, id: self.person, kind: "person" }],
	["community.parties", "place", { ...party, id: id(7), kind: "place" }],
	["community.parties", "organisation", { ...party, id: id(8), kind: "organisation" }],
	["community.persons", "", { ...here, id: other.person, level: "name" }],
	["community.persons", "self", { ...here, id: self.person, level: "name" }],
	[
		"community.agreements",
		"",
		{ ...here, id: id(9), person_id: other.person, purpose: "name", given_on: "2026-01-01", given_how: "in_person" },
	],
	[
		"community.agreements",
		"self",
		{ ...here, id: id(10), person_id: self.person, purpose: "name", given_on: "2026-01-01", given_how: "in_person" },
	],
	["community.contacts", "", { ...here, id: id(11), party_id: other.person, kind: "phone", sealed: bytes }],
	["community.contacts", "self", { ...here, id: id(12), party_id: self.person, kind: "phone", sealed: bytes }],
	["community.organisations", "", { ...here, id: id(8), sector: "shop" }],
	["community.places", "", { ...here, id: id(7), sort: "stair" }],
	[
		"community.ties",
		"",
		{ ...here, id: id(13), one_id: other.person, other_id: id(8), kind: "uses", since: "2026-01-01", said_by: "one" },
	],
	[
		"community.ties",
		"self",
		{
			...here,
			id: id(14),
			one_id: self.person,
			other_id: other.person,
			kind: "helps",
			since: "2026-01-01",
			said_by: "one",
		},
	],
	["listening.topics", "", { id: "company", position: 1, istat_area: "multiutenza" }],
	[
		"listening.needs",
		"",
		{ ...here, id: id(15), title: "B", state: "heard", first_heard_on: "2026-01-01", last_heard_on: "2026-01-01" },
	],
	[
		"listening.notes",
		"",
		{
			...here,
			id: id(16),
			text: "T",
			kind: "noticed",
			about_id: other.person,
			heard_on: "2026-01-01",
			recorded_by: other.account,
		},
	],
	[
		"listening.notes",
		"self",
		{
			...here,
			id: id(17),
			text: "T",
			kind: "asked",
			about_id: self.person,
			heard_from_id: self.person,
			heard_on: "2026-01-01",
			recorded_by: self.account,
		},
	],
	[
		"listening.partners",
		"",
		{ ...here, id: partnerId, label: "Portineria", organisation_id: id(8), recorded_by: self.account },
	],
	[
		"listening.partner_links",
		"",
		{ ...here, token_hash: bytes, id: id(0xd1), partner_id: partnerId, made_by: self.account },
	],
	[
		"listening.notes",
		"of a partner",
		{
			...here,
			id: id(0xd2),
			text: "T",
			kind: "reported",
			heard_on: "2026-01-01",
			partner_id: partnerId,
		},
	],
	[
		"listening.partner_arrivals",
		"",
		{ ...here, note_id: id(0xd2), partner_id: partnerId, arrived_at: "2026-01-01", request_hash: bytes },
	],
	["listening.partner_tries", "", { key: "link x", since: "2026-01-01", n: 1 }],
	["listening.answers", "", { ...here, id: id(18), need_id: id(15), kind: "other", label: "A" }],
	["listening.steps", "", { ...here, id: id(19), need_id: id(15), to_state: "heard" }],
	["listening.follow_ups", "", { ...here, id: id(20), due_on: "2026-01-01", what: "W", assigned_to: self.account }],
	[
		"listening.follow_up_steps",
		"",
		{
			...here,
			id: id(0xf1),
			follow_up_id: id(20),
			kind: "moved",
			what_before: "W",
			due_before: "2026-01-01",
			assigned_before: self.account,
		},
	],
	["listening.read_marks", "", { ...here, account_id: other.account, read_to: "2026-01-01" }],
	["listening.read_marks", "self", { ...here, account_id: self.account, read_to: "2026-01-01" }],
	["listening.read_apart", "", { ...here, account_id: other.account, recorded_at: "2026-01-01", note_id: id(16) }],
	["listening.read_apart", "self", { ...here, account_id: self.account, recorded_at: "2026-01-01", note_id: id(16) }],
	[
		"exchange.acts",
		"",
		{
			...here,
			id: id(21),
			giver_id: other.person,
			receiver_id: id(8),
			at: "2026-01-01",
			what: "W",
			recorded_by: other.account,
		},
	],
	[
		"exchange.acts",
		"self",
		{
			...here,
			id: id(22),
			giver_id: other.person,
			receiver_id: self.person,
			at: "2026-01-01",
			what: "W",
			recorded_by: other.account,
		},
	],
	["initiatives.models", "", { id: "m", position: 99 }],
	[
		"initiatives.model_texts",
		"",
		{
			model_id: "m",
			language: "it",
			name: "M",
			summary: "s",
			invitation: "i",
			steps: [],
			people: [],
			needs: [],
			watch: [],
		},
	],
	["initiatives.initiatives", "", { ...initiative, id: id(23), state: "preparing" }],
	["initiatives.initiatives", "shown", { ...initiative, id: id(24), state: "open" }],
	["initiatives.initiatives", "self", { ...initiative, id: id(25), state: "preparing", organisers: [self.account] }],
	["initiatives.workings", "", { ...here, initiative_id: id(24), learnt: "L" }],
	["initiatives.answered_needs", "", { ...here, initiative_id: id(24), need_id: id(15) }],
	["initiatives.partners", "", { ...here, initiative_id: id(23), organisation_id: id(8), label: "O" }],
	[
		"initiatives.partners",
		"shown",
		{ ...here, initiative_id: id(24), organisation_id: id(8), label: "O", shown: true },
	],
	["initiatives.runners", "", { ...here, id: id(26), initiative_id: id(24), who: "staff", since: "2026-01-01" }],
	["initiatives.sessions", "", { ...session, id: id(27), initiative_id: id(23), state: "planned" }],
	["initiatives.sessions", "shown", { ...session, id: id(28), initiative_id: id(24), state: "planned", shown: true }],
	[
		"initiatives.sessions",
		"self",
		{ ...session, id: id(29), initiative_id: id(25), state: "planned", organisers: [self.account] },
	],
	["initiatives.participations", "", { ...here, session_id: id(28), person_id: other.person, role: "takes_part" }],
	["initiatives.participations", "self", { ...here, session_id: id(28), person_id: self.person, role: "takes_part" }],
	["public.migrations", "", { name: "0000-nothing.sql" }],
];

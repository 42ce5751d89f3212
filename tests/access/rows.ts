import { places } from "../harness.ts";

/** A row that exists, as the application would write it: by column. */
export type Row = Record<string, unknown>;

const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** The account behind the rows below, and the person it belongs to. */
export const self = { account: id(0xaa), person: id(0xab) };
/** The partner behind the rows below. */
export const partnerId = id(0xda);
/** The link of a desk behind the rows below. */
export const linkId = id(0x107);
const other = { account: id(0xba), person: id(0xbb) };

const tenant = { territory_id: places.territory };
const here = { ...tenant, neighbourhood_id: places.here };
const party = { ...here, label: "Qualcuno", folded: "qualcuno", known_since: "2026-01-01" };
const initiative = { ...here, title: "Caffè in cortile" };
const session = { ...here, starts_at: "2026-11-20T15:00:00Z", minutes: 90 };
const bytes = "\\x01";
const referral = { ...here, urgent: false, began_at: "2026-11-01" };
const bytes32 = `\\x${"01".repeat(32)}`;

/** One row of each table, in the order in which they can be written; a second one where it is seen by others. What follows a table's name says which of its rows it is. */
export const rows: [table: string, which: string, row: Row][] = [
	["access.accounts", "", { id: self.account, name: "Anna", staff_of: [places.territory] }],
	["access.accounts", "no staff", { id: other.account, name: "Bruno" }],
	[
		"access.accounts",
		"of a person",
		{ id: id(0xe8), name: "Rosa", person_territory_id: places.territory, person_id: other.person },
	],
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
	[
		"access.identities",
		"self",
		{ account_id: self.account, subject_sealed: bytes, subject_blind: bytes, linked_at: "2026-11-22" },
	],
	[
		"access.openid_provider",
		"",
		{
			...{ name: "P", issuer: "https://id.example.org", client_id: "filo" },
			...{ secret_sealed: bytes, set_at: "2026-11-22" },
		},
	],
	["publication.calendar_links", "self", { account_id: self.account, token_hash: bytes }],
	["publication.years", "", { ...here, year: 2025, initiatives: 4, sessions: 40, counted_on: "2026-02-01" }],
	["access.challenges", "", { challenge_hash: bytes, purpose: "sign-in", expires_at: "2027-01-01" }],
	["access.limits", "", { key: "sign-in address 1", since: "2026-11-22", n: 1 }],
	["access.totps", "", { account_id: self.account, secret_sealed: bytes, made_at: "2026-11-22" }],
	[
		"access.printed_codes",
		"",
		{
			...{ list_id: id(0xd3), place: 1, account_id: self.account, code_hash: bytes },
			...{ made_at: "2026-11-22", made_by: other.account },
		},
	],
	[
		"access.codes",
		"",
		{
			...{ id: id(0xd2), account_id: self.account, session_hash: bytes, code_hash: bytes },
			...{ made_at: "2026-11-22", expires_at: "2027-01-01" },
		},
	],
	["access.mails", "", { id: id(2), recipient_sealed: bytes, subject_sealed: bytes, body_sealed: bytes }],
	[
		"access.audit",
		"",
		{ id: id(3), actor_id: other.account, role: "facilitator", verb: "recordNote", kind: "note", record_id: id(4) },
	],
	[
		"access.audit_links",
		"",
		{
			...{ chain: places.territory, position: 1, entry_id: id(3), sealed_at: "2026-11-20" },
			...{ salt: bytes32, commitment: bytes32, hash: bytes32 },
		},
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
	// Of somebody's page: who opened it; and that person's own.
	[
		"access.readings",
		"",
		{
			...{ ...here, id: id(0x951), actor_id: other.account, role: "facilitator", kind: "person" },
			...{ record_id: other.person, person_id: other.person, assignment: "neighbourhood" },
		},
	],
	[
		"access.readings",
		"self",
		{
			...{ ...here, id: id(0x952), actor_id: other.account, role: "facilitator", kind: "person" },
			...{ record_id: self.person, person_id: self.person, assignment: "neighbourhood" },
		},
	],
	[
		"access.readings",
		"reserved",
		{
			...{ ...here, id: id(0x953), actor_id: other.account, role: "facilitator", kind: "referral" },
			...{ record_id: id(0x954), person_id: other.person, assignment: "neighbourhood", readers: [other.account] },
		},
	],
	[
		"access.unusual",
		"",
		{
			...{ id: id(0x955), territory_id: places.territory, rule: "night", actor_id: other.account, role: "facilitator" },
			...{ began_at: "2026-01-01", ended_at: "2026-01-02", n: 1, found_at: "2026-01-02" },
		},
	],
	[
		"access.unusual",
		"self",
		{
			...{ id: id(0x956), territory_id: places.territory, rule: "night", actor_id: self.account, role: "facilitator" },
			...{ began_at: "2026-01-01", ended_at: "2026-01-02", n: 1, found_at: "2026-01-02" },
		},
	],
	["access.seal_outside", "", { id: true, email_sealed: bytes, language: "it" }],
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
	["programme.bodies", "", { id: true, name: "Ente" }],
	[
		"programme.purposes",
		"",
		{ id: id(0x920), purpose: "sessions", ground: "public_task", norm: "l. 328", since: "2026-01-01" },
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
	["community.parties", "household", { ...party, id: id(0xf88), kind: "household" }],
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
	[
		"community.agreement_sheets",
		"",
		{ ...here, id: id(0x921), agreement_id: id(9), person_id: other.person, type: "image/jpeg", sealed: bytes },
	],
	[
		"community.agreement_sheets",
		"self",
		{ ...here, id: id(0x922), agreement_id: id(10), person_id: self.person, type: "image/jpeg", sealed: bytes },
	],
	["community.contacts", "", { ...here, id: id(11), party_id: other.person, kind: "phone", sealed: bytes }],
	["community.contacts", "self", { ...here, id: id(12), party_id: self.person, kind: "phone", sealed: bytes }],
	["community.organisations", "", { ...here, id: id(8), sector: "shop" }],
	["community.places", "", { ...here, id: id(7), sort: "stair" }],
	[
		"publication.outside_calendars",
		"",
		{ ...here, organisation_id: id(8), name: "Circolo", uploaded_at: "2026-11-01" },
	],
	[
		"publication.outside_events",
		"",
		{
			...{ ...here, id: id(0x1830), organisation_id: id(8), uid: "1", starts_at: "2026-12-01T10:00:00Z" },
			...{ minutes: 60, title: "Coro", changed_at: "2026-11-01" },
		},
	],
	[
		"publication.outside_drafts",
		"",
		{
			...{ ...here, id: id(0x1831), organisation_id: id(8), events: [], left_out: {} },
			made_at: "2026-11-01",
		},
	],
	[
		"publication.pins",
		"",
		{
			...{ ...here, place_id: id(7), name: "Sala", longitude: 11.1, latitude: 46.1 },
			...{ blurred: false, set_on: "2026-11-01" },
		},
	],
	[
		"community.merges",
		"",
		{ ...here, id: id(0xe1), kept_id: other.person, gone_id: self.person, merged_at: "2026-01-01" },
	],
	[
		"community.moves",
		"",
		{ ...tenant, merge_id: id(0xe1), noun: "listening.notes", field: "about_id", row_id: id(16) },
	],
	["community.distinctions", "", { ...here, one_id: self.person, other_id: other.person }],
	["community.grounds", "", { ...here, id: id(0xe2), person_id: other.person, words: "art. 9", since: "2026-01-01" }],
	[
		"community.grounds",
		"self",
		{ ...here, id: id(0xe3), person_id: self.person, words: "art. 9", since: "2026-01-01" },
	],
	["community.erasures", "", { ...here, id: id(0x1200), person_id: other.person, asked_how: "in_person" }],
	["community.erasures", "self", { ...here, id: id(0x1201), person_id: self.person, asked_how: "online" }],
	[
		"community.erasures",
		"done",
		{ ...here, id: id(0x1202), person_id: other.person, asked_how: "online", erased_at: "2026-01-01" },
	],
	[
		"community.erasure_register",
		"",
		{ ...tenant, id: id(0x1204), asked_on: "2026-01-01", asked_how: "online", erased_on: "2026-01-02" },
	],
	[
		"community.erasure_texts",
		"",
		{ ...here, id: id(0x1203), erasure_id: id(0x1202), noun: "listening.notes", field: "text", row_id: id(16) },
	],
	["community.remaining", "", { ...here, known_since: "2026-01-01", existed_before: false, n: 1 }],
	["community.parties", "behind another", { ...party, id: id(0xe4), kind: "person", merged_into: other.person }],
	["community.parties", "let go", { ...party, id: id(0xe5), kind: "person", forgotten_on: "2026-01-01" }],
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
	[
		"listening.notes",
		"let go",
		{
			...here,
			id: id(0xe6),
			text: "–",
			kind: "asked",
			heard_on: "2026-01-01",
			recorded_by: self.account,
			forgotten_on: "2026-01-01",
		},
	],
	["listening.counts", "", { ...here, id: id(0xe7), kind: "asked", month: "2026-01-01", n: 2 }],
	["listening.answers", "", { ...here, id: id(18), need_id: id(15), kind: "other", label: "A" }],
	[
		"listening.resources",
		"",
		{ ...here, id: id(0xc46), title: "R", sort: "time", note_id: id(16), asked_on: "2026-01-01" },
	],
	[
		"listening.resource_uses",
		"",
		{ ...here, id: id(0xc47), resource_id: id(0xc46), used_on: "2026-01-01", label: "L" },
	],
	["listening.steps", "", { ...here, id: id(19), need_id: id(15), to_state: "heard" }],
	[
		"listening.meetings",
		"",
		{ ...here, id: id(0xd0), title: "M", held_on: "2026-01-01", responsible_id: self.account },
	],
	["listening.attendees", "", { ...here, id: id(0xd1), meeting_id: id(0xd0), party_id: other.person }],
	["listening.agenda_items", "", { ...here, id: id(0xd2), meeting_id: id(0xd0), need_id: id(15) }],
	[
		"listening.promises",
		"",
		{
			...here,
			id: id(0xd3),
			meeting_id: id(0xd0),
			what: "W",
			promised_by_account: self.account,
			due_on: "2026-01-01",
			state: "open",
			responsible_id: self.account,
		},
	],
	[
		"listening.promise_steps",
		"",
		{ ...here, id: id(0xd4), promise_id: id(0xd3), to_state: "kept", due_on: "2026-01-01" },
	],
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
	...(["proposed", "shown"] as const).map((state, n): [string, string, Row] => [
		"initiatives.translations",
		state === "shown" ? "shown" : "",
		{
			...{ ...here, id: id(0x1460 + n), initiative_id: id(24), language: "ar", title: "t", invitation: "i" },
			...{ state, source_hash: bytes, proposed_at: "2026-11-20" },
			...(state === "shown" && { decided_at: "2026-11-21" }),
		},
	]),
	[
		"initiatives.own_models",
		"",
		{
			...tenant,
			id: id(0xc48),
			language: "it",
			name: "M",
			summary: "s",
			steps: ["a"],
			people: [],
			needs: [],
			watch: [],
		},
	],
	[
		"initiatives.own_models",
		"shared",
		{
			...tenant,
			id: id(0xc49),
			language: "it",
			name: "M",
			summary: "s",
			steps: ["a"],
			people: [],
			needs: [],
			watch: [],
			shared_on: "2026-01-01",
		},
	],
	["initiatives.steps_taken", "", { ...here, initiative_id: id(24), position: 1, words: "a", taken_on: "2026-01-01" }],
	["initiatives.model_needs", "", { ...here, model: "m", topic: "food", needs: 1 }],
	["initiatives.model_topics", "", { ...tenant, model: "m", topic: "food", needs: 1 }],
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
	[
		"community.agreements",
		"story",
		{
			...here,
			id: id(0xd0),
			person_id: other.person,
			purpose: "story",
			given_on: "2026-01-01",
			given_how: "in_person",
		},
	],
	[
		"programme.profile_lines",
		"",
		{ ...here, id: id(0xd1), section: "housing", label: "L", source: "S", source_on: "2026-01-01" },
	],
	[
		"evaluation.baselines",
		"",
		{
			...here,
			id: id(0xd2),
			document: {},
			hash: `\\x${"00".repeat(32)}`,
			code_version: "0",
			frozen_on: "2026-01-01",
			frozen_at: "2026-01-01",
			frozen_by: other.account,
		},
	],
	[
		"evaluation.remarks",
		"",
		{
			...here,
			id: id(0xd3),
			text: "T",
			recorded_by: other.account,
			recorded_at: "2026-01-01",
			request_hash: bytes,
		},
	],
	[
		"evaluation.stories",
		"",
		{
			...here,
			id: id(0xd4),
			title: "T",
			text: "T",
			language: "it",
			objectives: ["O1"],
			people_count: 1,
			published_on: "2026-01-01",
			recorded_by: other.account,
			recorded_at: "2026-01-01",
			request_hash: bytes,
		},
	],
	["evaluation.story_people", "", { ...here, story_id: id(0xd4), agreement_id: id(0xd0) }],
	[
		"network.measurements",
		"",
		{
			...here,
			measured_on: "2026-01-01",
			computed_at: "2026-01-01",
			people: 3,
			ties: 2,
			code_version: "0",
			figures: {},
		},
	],
	[
		"network.pictures",
		"",
		{
			...here,
			picture: "introductions",
			day: "2026-01-01",
			stamp: "1/1",
			computed_at: "2026-01-01",
			people: 3,
			ties: 2,
			code_version: "0",
			content: {},
		},
	],
	[
		"network.computations",
		"",
		{ ...here, state: "queued", done_percent: 0, asked_at: "2026-01-01", moved_at: "2026-01-01" },
	],
	[
		"community.agreements",
		"circle",
		{
			...here,
			id: id(0xf85),
			person_id: other.person,
			purpose: "circle",
			given_on: "2026-01-01",
			given_how: "in_person",
		},
	],
	[
		"community.agreements",
		"circle, self",
		{ ...here, id: id(0xf86), person_id: self.person, purpose: "circle", given_on: "2026-01-01", given_how: "online" },
	],
	[
		"community.ties",
		"in a household",
		{
			...here,
			id: id(0xf87),
			one_id: other.person,
			other_id: id(0xf88),
			kind: "member_of",
			since: "2026-01-01",
			said_by: "one",
		},
	],
	[
		"network.circles",
		"",
		{ ...here, id: id(0xf80), person_id: other.person, drawn_on: "2026-01-01", in_household: false },
	],
	[
		"network.circles",
		"self, at home",
		{ ...here, id: id(0xf81), person_id: self.person, drawn_on: "2026-01-01", in_household: true },
	],
	[
		"network.circle_entries",
		"",
		{
			...here,
			id: id(0xf82),
			circle_id: id(0xf80),
			person_id: other.person,
			label: "L",
			ring: "home",
			sector: "family",
			cared_for: false,
			party_id: self.person,
			in_household: false,
		},
	],
	[
		"network.circle_entries",
		"self, at home",
		{
			...here,
			id: id(0xf83),
			circle_id: id(0xf81),
			person_id: self.person,
			label: "L",
			ring: "home",
			sector: "family",
			cared_for: false,
			party_id: other.person,
			in_household: true,
		},
	],
	[
		"referrals.desks",
		"",
		{
			...tenant,
			id: id(0x105),
			name: "D",
			hours: "H",
			phones: ["1"],
			members: [id(0x1050)],
			recorded_by: other.account,
		},
	],
	[
		"referrals.desks",
		"self",
		{
			...tenant,
			id: id(0x106),
			name: "D",
			hours: "H",
			phones: ["1"],
			members: [self.account],
			recorded_by: other.account,
		},
	],
	// Referrals: a draft of somebody else's; one about the reader that is named to them and lies at the link's desk.
	[
		"referrals.referrals",
		"",
		{
			...referral,
			id: id(0x108),
			person_id: other.person,
			sealed_for: other.person,
			facilitator_id: other.account,
			state: "draft",
			readers: [other.account],
			shown_to_person: false,
		},
	],
	[
		"referrals.referrals",
		"named, self",
		{
			...referral,
			id: id(0x1081),
			person_id: self.person,
			sealed_for: self.person,
			facilitator_id: self.account,
			desk_id: id(0x106),
			desk_name: "D",
			state: "received",
			grounded_on: "2026-11-01",
			sent_at: "2026-11-01",
			received_at: "2026-11-02",
			readers: [self.account, linkId],
			open_to: id(0x106),
			shown_to_person: true,
		},
	],
	...(["", "named, self"] as const).flatMap((which): [string, string, Row][] => {
		const isOwn = which !== "";
		const beside = {
			...here,
			referral_id: isOwn ? id(0x1081) : id(0x108),
			person_id: isOwn ? self.person : other.person,
			readers: isOwn ? [self.account, linkId] : [other.account],
			open_to: isOwn ? id(0x106) : null,
			shown_to_person: isOwn,
		};
		const n = (base: number) => id(base + (isOwn ? 1 : 0));
		const at = "2026-11-01";
		const by = isOwn ? self.account : other.account;
		return [
			[
				"referrals.fields",
				which,
				{ ...beside, key: "asks", sealed: bytes, shared: isOwn, written_at: at, written_by: by },
			],
			["referrals.steps", which, { ...beside, id: n(0x1090), round: 1, to_state: "draft", at, by_role: "facilitator" }],
			["referrals.words", which, { ...beside, id: n(0x10a0), round: 1, kind: "reason", sealed: bytes, written_at: at }],
			[
				"referrals.calls",
				which,
				{ ...beside, id: n(0x10b0), sealed: bytes, reached: true, called_at: at, recorded_by: by, recorded_at: at },
			],
			[
				"referrals.companions",
				which,
				{ ...beside, id: n(0x10c0), kind: "somebody", sealed: bytes, recorded_by: by, recorded_at: at },
			],
		];
	}),
	["referrals.reminders", "", { ...tenant, recipient_id: other.account, last_on: "2026-11-20" }],
	[
		"referrals.links",
		"",
		{
			...{
				...here,
				token_hash: bytes,
				id: linkId,
				request_id: linkId,
				referral_id: id(0x108),
				round: 1,
				desk_id: id(0x105),
				code_hash: bytes32,
			},
			...{ made_by: other.account, made_at: "2026-11-01", expires_at: "2027-01-01" },
		},
	],
	["network.positions", "", { ...here, party_id: self.person, x: 1, y: 1, placed_on: "2026-01-01" }],
	[
		"community.safe_contacts",
		"",
		{ ...here, id: id(0x1100), person_id: other.person, sealed: bytes, said_on: "2026-11-01" },
	],
	[
		"community.safe_contacts",
		"self",
		{ ...here, id: id(0x1101), person_id: self.person, sealed: bytes, said_on: "2026-11-01" },
	],
	[
		"community.reaches",
		"",
		{
			...{
				...here,
				id: id(0x1480),
				given_name: "Ornella",
				contact_kind: "phone",
				contact_sealed: bytes,
				language: "it",
			},
			...{ left_at: "2026-11-20", expires_on: "2026-12-04", kept_until: "2026-12-20", code_tries: 0, codes_sent: 0 },
		},
	],
	[
		"community.behalf",
		"",
		{
			...{ ...here, id: id(0x1500), kind: "offer", record_id: id(0x1500), given_name: "Zita", label: "Tortelli" },
			...{ language: "it", said_by_words: "person", through: "desk", reach_id: id(0x1480), entered_by: other.account },
			...{ entered_at: "2026-11-20", expires_on: "2026-12-20" },
		},
	],
	[
		"community.behalf",
		"self",
		{
			...{ ...here, id: id(0x1501), kind: "ask", record_id: id(0x1501), given_name: "Zita", label: "Pane" },
			...{ language: "it", said_by_words: "person", through: "desk", reach_id: id(0x1480), entered_by: self.account },
			...{ entered_at: "2026-11-20", expires_on: "2026-12-20" },
		},
	],
	[
		"programme.numbers",
		"",
		{ ...here, id: id(0x1510), name: "Municipio", phone: "0461 000 120", position: 1, recorded_at: "2026-11-20" },
	],
	[
		"initiatives.joinings",
		"",
		{
			...{ ...here, id: id(0x1481), session_id: id(28), given_name: "Ornella", reach_id: id(0x1480) },
			...{ state: "joins", joined_at: "2026-11-20", children: 0 },
		},
	],
	[
		"initiatives.joinings",
		"self",
		{
			...{ ...here, id: id(0x1482), session_id: id(28), given_name: "Anna", account_id: self.account },
			...{ state: "joins", joined_at: "2026-11-20", children: 0 },
		},
	],
	[
		"pacts.ideas",
		"shown",
		{
			...{ ...here, id: id(0x1590), title: "Una panca", words: "Sotto il tiglio", language: "it", called: "Rosa" },
			...{ confirmed_at: "2026-11-01", proposed_at: "2026-11-01", answer_by: "2026-12-01" },
		},
	],
	[
		"pacts.ideas",
		"self",
		{
			...{ ...here, id: id(0x1591), title: "Un orto", words: "Dietro", language: "it", called: "Rosa" },
			...{ held: "words", account_id: self.account, proposed_at: "2026-11-01", answer_by: "2026-12-01" },
		},
	],
	[
		"pacts.idea_joins",
		"self",
		{
			...{ ...here, id: id(0x1592), idea_id: id(0x1590), called: "Rosa", account_id: self.account },
			joined_at: "2026-11-01",
		},
	],
	[
		"pacts.pacts",
		"self",
		{
			...{ ...here, id: id(0x1600), state: "draft", latest_no: 1, readers: [self.account] },
			...{ moved_at: "2026-11-01", recorded_at: "2026-10-01" },
		},
	],
	[
		"pacts.pacts",
		"shown",
		{
			...{ ...here, id: id(0x1601), state: "in_force", latest_no: 1, in_force_no: 1, in_force_on: "2026-11-01" },
			...{ readers: [], moved_at: "2026-11-01", recorded_at: "2026-10-01" },
		},
	],
	[
		"pacts.parties",
		"self",
		{
			...{ ...here, id: id(0x1602), pact_id: id(0x1600), place: 1, kind: "citizen", called: "Anna Prova" },
			...{ party_id: self.person, account_id: self.account, readers: [self.account], recorded_at: "2026-10-01" },
		},
	],
	[
		"pacts.parties",
		"shown",
		{
			...{ ...here, id: id(0x1603), pact_id: id(0x1601), place: 1, kind: "body", called: "Comune" },
			...{ published: true, recorded_at: "2026-10-01" },
		},
	],
	[
		"pacts.parties",
		"not named",
		{
			...{ ...here, id: id(0x1609), pact_id: id(0x1601), place: 2, kind: "citizen", called: "Bruno Prova" },
			...{ published: true, recorded_at: "2026-10-01" },
		},
	],
	[
		"pacts.versions",
		"self",
		{
			...{ ...here, id: id(0x1604), pact_id: id(0x1600), no: 1, title: "Aiuola", language: "it" },
			...{ readers: [self.account], written_at: "2026-10-01" },
		},
	],
	[
		"pacts.versions",
		"shown",
		{
			...{ ...here, id: id(0x1605), pact_id: id(0x1601), no: 1, title: "Panca", language: "it" },
			...{ in_force_on: "2026-11-01", written_at: "2026-10-01" },
		},
	],
	[
		"pacts.promises",
		"self",
		{
			...{ ...here, version_id: id(0x1604), party_id: id(0x1602), pact_id: id(0x1600), kind: "citizen" },
			...{ words: "Bagno.", readers: [self.account] },
		},
	],
	[
		"pacts.promises",
		"shown",
		{
			...{ ...here, version_id: id(0x1605), party_id: id(0x1603), pact_id: id(0x1601), kind: "body" },
			...{ words: "Terra.", published: true },
		},
	],
	[
		"pacts.signatures",
		"self",
		{
			...{ ...here, id: id(0x1606), pact_id: id(0x1600), version_no: 1, party_id: id(0x1602), how: "tick" },
			...{ signed_on: "2026-11-01", account_id: self.account, person_id: self.person, readers: [self.account] },
			recorded_at: "2026-11-01",
		},
	],
	[
		"pacts.entries",
		"self",
		{
			...{ ...here, id: id(0x1607), pact_id: id(0x1600), happened_on: "2026-11-02", words: "Viole.", language: "it" },
			...{ readers: [self.account], recorded_at: "2026-11-02" },
		},
	],
	[
		"pacts.entries",
		"shown",
		{
			...{
				...here,
				id: id(0x1608),
				pact_id: id(0x1601),
				happened_on: "2026-11-03",
				words: "Tulipani.",
				language: "it",
			},
			...{ shown: true, recorded_at: "2026-11-03" },
		},
	],
	["spaces.spaces", "", { ...here, id: id(0x1650), name: "Sala", place_words: "Via Roggia 1" }],
	["spaces.hours", "", { ...here, space_id: id(0x1650), weekday: 1, opens: "09:00", closes: "12:00" }],
	[
		"spaces.bookings",
		"",
		{
			...{ ...here, id: id(0x1651), space_id: id(0x1650), during: "[2026-12-01 09:00+01,2026-12-01 10:00+01)" },
			...{ what: "prove", given_name: "Ornella", reach_id: id(0x1480), state: "agreed", cost_cents: 0 },
			booked_at: "2026-11-20",
		},
	],
	[
		"spaces.bookings",
		"self",
		{
			...{ ...here, id: id(0x1652), space_id: id(0x1650), during: "[2026-12-01 11:00+01,2026-12-01 12:00+01)" },
			...{ what: "prove", given_name: "Anna", account_id: self.account, state: "agreed", cost_cents: 0 },
			booked_at: "2026-11-20",
		},
	],
	["spaces.keys", "", { ...here, id: id(0x1653), space_id: id(0x1650), holder_id: other.person, since: "2026-11-01" }],
	[
		"mediations.mediations",
		"",
		{
			...{ ...here, id: id(0x1110), state: "opened", matter: bytes, sealed_for: [id(0x1110)], opened_on: "2026-11-01" },
			...{ mediator_id: self.account, readers: [self.account] },
		},
	],
	[
		"mediations.parties",
		"",
		{
			...{
				...here,
				id: id(0x1111),
				mediation_id: id(0x1110),
				party_id: other.person,
				sealed_for: other.person,
				place: 1,
			},
			readers: [self.account],
		},
	],
	[
		"mediations.words",
		"",
		{
			...{ ...here, id: id(0x1112), mediation_id: id(0x1110), of_id: id(0x1111), sealed: bytes, for_others: true },
			...{ said_on: "2026-11-01", readers: [self.account] },
		},
	],
	[
		"mediations.steps",
		"",
		{
			...{ ...here, id: id(0x1113), mediation_id: id(0x1110), round: 1, to_state: "opened", act: "open" },
			...{ on_day: "2026-11-01", readers: [self.account] },
		},
	],
	[
		"mediations.steps",
		"agreed",
		{
			...{ ...here, id: id(0x1114), mediation_id: id(0x1110), round: 1, to_state: "agreed", act: "agree" },
			...{ on_day: "2026-11-02", readers: [other.account] },
		},
	],
	[
		"rights.copies",
		"",
		{
			...here,
			id: id(0x1240),
			person_id: other.person,
			asked_on: "2026-11-01",
			asked_how: "online",
			due_on: "2026-11-29",
		},
	],
	[
		"rights.copies",
		"self",
		{
			...here,
			id: id(0x1241),
			person_id: self.person,
			asked_on: "2026-11-01",
			asked_how: "online",
			due_on: "2026-11-29",
		},
	],
	[
		"rights.copies",
		"self, released",
		{
			...here,
			id: id(0x1242),
			person_id: self.person,
			asked_on: "2026-11-01",
			asked_how: "in_person",
			due_on: "2026-11-29",
			released_at: "2026-11-02",
			released_by: other.account,
			sealed: bytes,
		},
	],
	[
		"rights.corrections",
		"",
		{
			...here,
			...{ id: id(0x1243), person_id: other.person, asked_on: "2026-11-01", asked_how: "online" },
			...{ sealed_for: other.person, due_on: "2026-11-29", wrong: bytes },
		},
	],
	[
		"rights.corrections",
		"self",
		{
			...here,
			...{ id: id(0x1244), person_id: self.person, asked_on: "2026-11-01", asked_how: "online" },
			...{ sealed_for: self.person, due_on: "2026-11-29", wrong: bytes },
		},
	],
	["programme.retention", "", { ...tenant, kind: "notes", days: 365, ground: "Regolamento", set_on: "2026-01-01" }],
	[
		"programme.retention_shown",
		"",
		{ ...tenant, kind: "notes", record_id: id(16), shown_on: "2026-11-01", goes_on: "2026-11-15" },
	],
	["programme.retention_done", "", { ...tenant, kind: "notes", done_on: "2026-11-01", n: 3 }],
	["public.migrations", "", { name: "0000-nothing.sql" }],
	[
		"exchange.posts",
		"",
		{
			...{ ...here, id: id(0x1530), kind: "ask", sort: "ride", title: "Un passaggio", called: "Ornella" },
			...{ language: "it", reach_id: id(0x1480), posted_at: "2026-11-20", until: "2026-12-04" },
		},
	],
	[
		"exchange.posts",
		"shown",
		{
			...{ ...here, id: id(0x1531), kind: "ask", sort: "ride", title: "Un passaggio", called: "Ornella" },
			...{ language: "it", reach_id: id(0x1480), posted_at: "2026-11-20", until: "2026-12-04" },
			confirmed_at: "2026-11-20",
		},
	],
	[
		"exchange.posts",
		"self",
		{
			...{ ...here, id: id(0x1532), kind: "ask", sort: "ride", title: "Un passaggio", called: "Anna" },
			...{ language: "it", reach_id: id(0x1480), posted_at: "2026-11-20", until: "2026-12-04" },
			person_id: self.person,
		},
	],
	[
		"exchange.answers",
		"",
		{
			...{ ...here, id: id(0x1533), post_id: id(0x1530), called: "Denis", reach_id: id(0x1480) },
			answered_at: "2026-11-20",
		},
	],
	[
		"exchange.answers",
		"self",
		{
			...{ ...here, id: id(0x1534), post_id: id(0x1530), called: "Anna", reach_id: id(0x1480) },
			...{ answered_at: "2026-11-20", person_id: self.person },
		},
	],
	[
		"exchange.reports",
		"",
		{
			...{ ...here, id: id(0x1540), kind: "post", record_id: id(0x1530), page: "/n/qui/board", why: "hurts" },
			reported_at: "2026-11-20",
		},
	],
	[
		"exchange.blocks",
		"",
		{
			...{ ...here, id: id(0x1541), one_reach_id: id(0x1480), one_called: "Anna", one_person_id: self.person },
			...{ other_reach_id: id(0x1481), other_called: "Bruno", made_at: "2026-11-20" },
		},
	],
	[
		"publication.choices",
		"",
		{
			...{ ...here, id: id(0x1680), reach_id: id(0x1480), digest: "weekly" },
			...{ told_until: "2026-11-20", chosen_at: "2026-11-20" },
		},
	],
	[
		"publication.choices",
		"self",
		{
			...{ ...here, id: id(0x1681), account_id: self.account, digest: "never" },
			...{ told_until: "2026-11-20", chosen_at: "2026-11-20" },
		},
	],
	[
		"publication.ways_out",
		"",
		{ ...tenant, token_hash: bytes, choice_id: id(0x1680), what: "digest", made_at: "2026-11-20" },
	],
	["publication.news", "", { ...here, id: id(0x1530), post_id: id(0x1530), seen_at: "2026-11-20" }],
	[
		"notebook.devices",
		"self",
		{
			...{ ...tenant, id: id(0x1910), account_id: self.account, name: "Telefono" },
			...{ registered_at: "2026-11-20", last_seen_at: "2026-11-20" },
		},
	],
	[
		"notebook.devices",
		"",
		{
			...{ ...tenant, id: id(0x1911), account_id: other.account, name: "Telefono" },
			...{ registered_at: "2026-11-20", last_seen_at: "2026-11-20" },
		},
	],
	["notebook.chosen", "self", { ...tenant, account_id: self.account, chosen_at: "2026-11-20" }],
	[
		"notebook.records",
		"self",
		{
			...{ ...tenant, id: id(0x1912), account_id: self.account, device_id: id(0x1910), seq: 1, kind: "note" },
			...{ said_at: "2026-11-20", received_at: "2026-11-20", state: "received" },
		},
	],
	[
		"spreadsheets.imports",
		"",
		{ ...here, id: id(0x1950), kind: "people", state: "draft", sealed: bytes, made_at: "2026-11-20" },
	],
	[
		"spreadsheets.written",
		"",
		{ ...here, import_id: id(0x1950), noun: "community.parties", row_key: id(0x1951), digest: "0" },
	],
	[
		"spreadsheets.mappings",
		"",
		{ ...tenant, kind: "people", headings: "0".repeat(64), columns: ["name"], kept_at: "2026-11-20" },
	],
	[
		"publication.space_links",
		"",
		{ ...here, space_id: id(0x1650), token_hash: bytes, made_at: "2026-11-20", made_by: other.account },
	],
	["publication.to_tell", "", { ...here, joining_id: id(0x1481), what: "off", since: "2026-11-20" }],
];

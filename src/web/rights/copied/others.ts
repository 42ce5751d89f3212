import { sql } from "kysely";
import { type Copied, code, day, number, own, party, standing, tenant, time, words, written, yes } from "./kinds.ts";

/** What somebody did, where they were, which stories they are in, and the map they drew of their people. */
export const copiedOfOthers: readonly Copied[] = [
	{
		table: "exchange.acts",
		heading: "acts",
		whose: standing("giver_id", "receiver_id"),
		on: "at",
		columns: {
			...tenant,
			...written,
			id: "key",
			giver_id: party("from"),
			receiver_id: party("to"),
			at: time("at"),
			what: words("what"),
			minutes: number("minutes"),
			moved_by: "other_person",
			moved_by_act_id: "link",
			day_only: "page",
			answered_by: "staff",
			answered_at: "link",
			request_hash: "hash",
			set_aside_by: "link",
			folded: "search",
		},
		beside: {
			// What moved the giver is the giver's own word.
			their_own: {
				...code("moved_by", "rights.moved_"),
				sql: (ids) => sql`case when r.giver_id = any(${ids}) and r.moved_by <> 'not_asked' then r.moved_by end`,
			},
		},
	},
	{
		table: "initiatives.participations",
		heading: "sessions",
		whose: standing("person_id"),
		on: "recorded_at",
		columns: {
			...tenant,
			...written,
			session_id: "link",
			person_id: "key",
			role: code("part", "rights.part_"),
			set_aside_by: "link",
		},
		beside: {
			title: {
				...words("what"),
				sql: () => sql`(select i.title from initiatives.sessions s join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
					where s.territory_id = r.territory_id and s.id = r.session_id)`,
			},
			starts_at: {
				...time("at"),
				sql: () =>
					sql`(select s.starts_at from initiatives.sessions s where s.territory_id = r.territory_id and s.id = r.session_id)`,
			},
		},
	},
	{
		table: "evaluation.stories",
		heading: "stories",
		whose: (
			ids,
		) => sql`exists (select from evaluation.story_people p join community.agreements a on a.territory_id = p.territory_id and a.id = p.agreement_id
			where p.territory_id = r.territory_id and p.story_id = r.id and a.person_id = any(${ids}))`,
		on: "published_on",
		columns: {
			...tenant,
			...written,
			id: "key",
			title: words("what"),
			text: words("text"),
			language: own("language"),
			objectives: "page",
			initiative_id: "link",
			people_count: "other_person",
			published_on: day("since"),
			taken_down_on: day("ended_on"),
			taken_down_by: "staff",
			request_hash: "hash",
		},
	},
	{
		table: "network.circles",
		heading: "circle",
		whose: standing("person_id"),
		on: "drawn_on",
		columns: {
			...tenant,
			...written,
			id: "key",
			person_id: "key",
			drawn_on: day("drawn_on"),
			own_needs: own("own_needs"),
			in_household: yes("in_household"),
			set_aside_by: "link",
		},
	},
	{
		table: "network.circle_entries",
		heading: "circle",
		// Who is in somebody else's circle is that other person's to tell.
		whose: standing("person_id"),
		on: "recorded_at",
		columns: {
			...tenant,
			...written,
			id: "key",
			circle_id: "link",
			person_id: "key",
			label: own("label"),
			ring: code("ring", "circle.ring_"),
			sector: code("sector", "circle.sector_"),
			hand: code("hand", "circle.hand_"),
			cared_for: yes("cared_for"),
			since: day("since"),
			until: day("until"),
			party_id: "other_person",
			in_household: "link",
			request_hash: "hash",
			set_aside_by: "link",
		},
	},
];

import type pg from "pg";
import { newId } from "../src/core/ids.ts";
import { places } from "./harness.ts";

type Lies = {
	deskId: string;
	facilitatorId: string;
	members: readonly string[];
	/** Where; the first neighbourhood of the tests unless it is said. */
	territoryId?: string;
	neighbourhoodId?: string;
	/** When it was sent, and received. */
	at?: string;
	state?: "sent" | "received" | "accepted" | "in_progress" | "concluded";
};

/** A referral that lies at a desk, as its owner writes it, with one row in each table that hangs on it. Gives its id. */
export async function liesAt(owner: pg.Client, { deskId, facilitatorId, members, ...more }: Lies): Promise<string> {
	const { at = "2026-11-20T09:00:00Z", state = "sent", territoryId, neighbourhoodId } = more;
	const person = newId();
	const referral = newId();
	const readers = [facilitatorId, ...members];
	const insert = (table: string, row: object) =>
		owner.query(
			`insert into ${table} (${Object.keys(row).join(", ")}) select ${Object.keys(row).join(", ")} from jsonb_populate_record(null::${table}, $1::jsonb)`,
			[JSON.stringify(row)],
		);
	const here = { territory_id: territoryId ?? places.territory, neighbourhood_id: neighbourhoodId ?? places.here };
	await insert("community.parties", {
		...{ ...here, id: person, kind: "person", label: "P", folded: "p", known_since: "2026-01-01" },
		...{ recorded_by: facilitatorId, recorded_at: at, existed_before: false },
	});
	await insert("community.persons", { ...here, id: person, level: "name" });
	await insert("referrals.referrals", {
		...{ ...here, id: referral, person_id: person, sealed_for: person, facilitator_id: facilitatorId },
		...{
			desk_id: deskId,
			state,
			began_at: at,
			grounded_on: at.slice(0, 10),
			sent_at: at,
			received_at: state === "sent" ? null : at,
			accepted_at: ["sent", "received"].includes(state) ? null : at,
			begun_at: ["in_progress", "concluded"].includes(state) ? at : null,
			concluded_at: state === "concluded" ? at : null,
			readers,
			open_to: deskId,
		},
		...{ urgent: false, round: 1, version: 1, shown_to_person: false, desk_name: "D" },
	});
	const hanging = { ...here, id: newId(), referral_id: referral, person_id: person, readers, open_to: deskId };
	const sealed = { ...hanging, shown_to_person: false, sealed: "\\x01" };
	const { id: _, ...field } = sealed;
	await insert("referrals.fields", {
		...field,
		...{ key: "name", shared: true, left_at: at, written_at: at, written_by: facilitatorId },
	});
	await insert("referrals.steps", {
		...{ ...hanging, desk_id: deskId, shown_to_person: false, round: 1, to_state: state, at, by_role: "facilitator" },
	});
	await insert("referrals.words", {
		...{ ...sealed, desk_id: deskId, round: 1, kind: "question", written_at: at },
	});
	await insert("referrals.calls", {
		...sealed,
		...{ reached: true, called_at: at, recorded_by: facilitatorId, recorded_at: at },
	});
	await insert("referrals.companions", {
		...sealed,
		...{ kind: "somebody", recorded_by: facilitatorId, recorded_at: at },
	});
	return referral;
}

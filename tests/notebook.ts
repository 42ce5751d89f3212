import type pg from "pg";
import { type Id, newId } from "../src/core/ids.ts";
import type { Actor } from "../src/db/actor.ts";
import type { Bodies, RecordKind, SentRecords } from "../src/modules/notebook/contract.ts";
import { registerDevice } from "../src/modules/notebook/devices/service.ts";
import type { Ground } from "../src/ui/http.ts";
import { places, testNow } from "./harness.ts";

/** What tests of the notebook work on: people who agreed to be written down, a date, a follow-up. */
export type Field = { people: string[]; session: string; initiative: string; followUp: string };

const own = [places.territory, places.here];

/** What its follow-up says at first. */
export const firstFollowUp = { what: "passare dalla Rosa", dueOn: "2026-11-25" } as const;

/** Five people who agreed to be on sheets. */
async function newPeople(owner: pg.Client): Promise<string[]> {
	const people = Array.from({ length: 5 }, () => newId());
	for (const [i, id] of people.entries()) {
		const party = [...own, id, `Persona ${i}`];
		await owner.query(
			`insert into community.parties (territory_id, neighbourhood_id, id, kind, label, folded, known_since)
			values ($1, $2, $3, 'person', $4, lower($4), '2026-01-01')`,
			party,
		);
		await owner.query(
			`insert into community.persons (territory_id, neighbourhood_id, id, level) values ($1, $2, $3, 'nickname')`,
			[...own, id],
		);
		await owner.query(
			`insert into community.agreements (territory_id, neighbourhood_id, id, person_id, purpose, given_on, given_how)
			values ($1, $2, $3, $4, 'sessions', '2026-01-01', 'in_person')`,
			[...own, newId(), id],
		);
	}
	return people;
}

/** A date of today with nobody on its sheet, a follow-up of somebody's, and people who agreed to be on sheets. */
export async function newField(owner: pg.Client, actor: Actor, known?: string[]): Promise<Field> {
	const people = known ?? (await newPeople(owner));
	const [initiative, session, followUp] = [newId(), newId(), newId()];
	await owner.query(
		`insert into initiatives.initiatives (territory_id, neighbourhood_id, id, title, state) values ($1, $2, $3, 'Caffè', 'open')`,
		[...own, initiative],
	);
	await owner.query(
		`insert into initiatives.sessions (territory_id, neighbourhood_id, id, initiative_id, starts_at, minutes, state)
		values ($1, $2, $3, $4, '2026-11-22T08:00:00Z', 60, 'planned')`,
		[...own, session, initiative],
	);
	await owner.query(
		`insert into listening.follow_ups (territory_id, neighbourhood_id, id, what, due_on, assigned_to, recorded_by, recorded_at)
		values ($1, $2, $3, $4, $5, $6, $6, now())`,
		[...own, followUp, firstFollowUp.what, firstFollowUp.dueOn, actor.accountId],
	);
	return { people, session, initiative, followUp };
}

/** A device of somebody's, registered. */
export async function newDevice(ground: Ground, actor: Actor, name = "telefono"): Promise<Id<"device">> {
	const id = newId<"device">();
	await registerDevice(ground, actor, { id, name });
	return id;
}

export type Sent = SentRecords["records"][number];

/** A record as a phone sends it. */
export function sent<Kind extends RecordKind>(
	kind: Kind,
	body: Bodies[Kind],
	more: { id?: string; seq?: number; at?: Date; base?: string | null; after?: string[]; neighbourhoodId?: string } = {},
): Sent {
	const { id = newId(), seq = 0, at = testNow, base = null, after = [], neighbourhoodId = places.here } = more;
	return { id: id as Id<"record">, seq, kind, neighbourhoodId, at: at.toISOString(), base, after, body };
}

/** A call of a phone. */
export function call(device: Id<"device">, records: Sent[], at: Date = testNow): SentRecords {
	return { device, phone: { at: at.toISOString(), version: "0.1.0" }, records };
}

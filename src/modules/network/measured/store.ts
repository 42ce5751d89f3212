import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Figures, Measurement, Progress } from "./contract.ts";

type Place = { territoryId: string; neighbourhoodId: string };

/** The latest measurement of some neighbourhoods, and how far a new count of each has come; one statement. */
export function readStored(
	read: Read,
	territoryId: string,
	neighbourhoodIds: readonly string[],
): Promise<{ neighbourhoodId: string; measurement: MeasurementRow | null; progress: ProgressRow | null }[]> {
	return read.rows(sql`
		select n.id as "neighbourhoodId",
			(select json_build_object('figures', m.figures, 'measuredOn', m.measured_on, 'computedAt', m.computed_at,
				'people', m.people, 'ties', m.ties, 'codeVersion', m.code_version)
				from network.measurements m where m.territory_id = ${territoryId} and m.neighbourhood_id = n.id
				order by m.measured_on desc limit 1) as measurement,
			(select json_build_object('state', c.state, 'percent', c.done_percent, 'askedAt', c.asked_at)
				from network.computations c where c.territory_id = ${territoryId} and c.neighbourhood_id = n.id
					and c.state <> 'done') as progress
		from unnest(${[...neighbourhoodIds]}::uuid[]) as n (id)`);
}

/** As JSON brings them: instants are texts. */
export type MeasurementRow = Omit<Measurement, "computedAt"> & { computedAt: string };
export type ProgressRow = Omit<Progress, "askedAt"> & { askedAt: string };

/** Asks for a count; false where one is waiting or under way and moved since `still`. */
export async function ask(tx: Tx, { territoryId, neighbourhoodId }: Place, now: Date, still: Date): Promise<boolean> {
	const asked = await tx.rows(sql`
		insert into network.computations as c (territory_id, neighbourhood_id, state, asked_at, moved_at)
		values (${territoryId}, ${neighbourhoodId}, 'queued', ${now}, ${now})
		on conflict (territory_id, neighbourhood_id) do update
			set state = 'queued', done_percent = 0, asked_at = excluded.asked_at, moved_at = excluded.moved_at
			where c.state = 'done' or c.moved_at < ${still}
		returning 1`);
	return asked.length > 0;
}

/** How far a count has come; one that nobody asked for is asked for by the night. */
export async function writeProgress(
	tx: Tx,
	{ territoryId, neighbourhoodId }: Place,
	state: "running" | "done",
	percent: number,
	now: Date,
): Promise<void> {
	await tx.rows(sql`
		insert into network.computations (territory_id, neighbourhood_id, state, done_percent, asked_at, moved_at)
		values (${territoryId}, ${neighbourhoodId}, ${state}, ${percent}, ${now}, ${now})
		on conflict (territory_id, neighbourhood_id) do update
			set state = excluded.state, done_percent = excluded.done_percent, moved_at = excluded.moved_at`);
}

/** Keeps what was counted: the last count of a day is that day's. */
export async function writeMeasurement(
	tx: Tx,
	{ territoryId, neighbourhoodId }: Place,
	m: { measuredOn: Day; computedAt: Date; people: number; ties: number; codeVersion: string; figures: Figures },
): Promise<void> {
	await tx.rows(sql`
		insert into network.measurements (territory_id, neighbourhood_id, measured_on, computed_at, people, ties, code_version, figures)
		values (${territoryId}, ${neighbourhoodId}, ${m.measuredOn}, ${m.computedAt}, ${m.people}, ${m.ties}, ${m.codeVersion},
			${JSON.stringify(m.figures)}::jsonb)
		on conflict (territory_id, neighbourhood_id, measured_on) do update
			set computed_at = excluded.computed_at, people = excluded.people, ties = excluded.ties,
				code_version = excluded.code_version, figures = excluded.figures`);
}

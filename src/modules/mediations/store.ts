import { sql } from "kysely";
import type { Day } from "../../core/period.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { Act, Conclusion, Holds, State } from "./contract.ts";
import type { Facts } from "./rules.ts";

export type PartyRow = {
	id: string;
	partyId: string | null;
	sealedFor: string;
	place: number;
	heardOn: Day | null;
	agreedOn: Day | null;
	called: Buffer | null;
};

export type Row = {
	id: string;
	neighbourhoodId: string;
	state: State;
	round: number;
	matter: Buffer;
	sealedFor: string[];
	proposal: Buffer | null;
	openedOn: Day;
	heardOn: Day | null;
	metOn: Day | null;
	concludedOn: Day | null;
	conclusion: Conclusion | null;
	followedOn: Day | null;
	closedOn: Day | null;
	mediatorId: string;
	readers: string[];
	hash: Buffer | null;
};

function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

const columns = sql`m.id, m.neighbourhood_id as "neighbourhoodId", m.state, m.round, m.matter, m.sealed_for as "sealedFor", m.proposal,
	m.opened_on as "openedOn", m.heard_on as "heardOn", m.met_on as "metOn", m.concluded_on as "concludedOn", m.conclusion,
	m.followed_on as "followedOn", m.closed_on as "closedOn", m.mediator_id as "mediatorId", m.readers, m.request_hash as hash`;

/** A mediation, for who is named on it; waited for, where it will be written. */
export async function byId(read: Read, id: string, forUpdate = false): Promise<Row | undefined> {
	const rows = await read.rows<Row>(sql`select ${columns} from mediations.mediations m
		where m.territory_id = ${tenant(read)} and m.id = ${id} ${forUpdate ? sql`for update` : sql``}`);
	return rows[0];
}

/** Those on which the reader is named, the latest opened first. */
export function page(
	read: Read,
	query: { after?: { at: string; id: string }; limit: number },
): Promise<{ id: string; state: State; openedOn: Day; parties: string[] }[]> {
	const { after, limit } = query;
	return read.rows(sql`select m.id, m.state, m.opened_on as "openedOn",
			coalesce((select array_agg(p.party_id order by p.place) from mediations.parties p
				where p.territory_id = m.territory_id and p.mediation_id = m.id and p.party_id is not null), '{}') as parties
		from mediations.mediations m
		where m.territory_id = ${tenant(read)} and m.readers @> array[${read.actor.accountId ?? null}]::uuid[]
			${after ? sql`and (m.opened_on, m.id) < (${after.at}::date, ${after.id}::uuid)` : sql``}
		order by m.opened_on desc, m.id desc limit ${limit}`);
}

export function partiesOf(read: Read, id: string): Promise<PartyRow[]> {
	return read.rows(sql`select id, party_id as "partyId", sealed_for as "sealedFor", place, heard_on as "heardOn",
			agreed_on as "agreedOn", called
		from mediations.parties where territory_id = ${tenant(read)} and mediation_id = ${id} order by place`);
}

export async function insert(
	tx: Tx,
	row: Pick<Row, "id" | "neighbourhoodId" | "matter" | "sealedFor" | "openedOn" | "readers"> & { hash: Buffer },
): Promise<boolean> {
	const rows = await tx.rows(sql`insert into mediations.mediations
			(territory_id, id, neighbourhood_id, state, matter, sealed_for, opened_on, mediator_id, readers, request_hash)
		values (${tenant(tx)}, ${row.id}, ${row.neighbourhoodId}, 'opened', ${row.matter}, ${row.sealedFor}::uuid[], ${row.openedOn},
			${tx.actor.accountId ?? null}, ${row.readers}::uuid[], ${row.hash})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

export async function insertParty(
	tx: Tx,
	of: Pick<Row, "id" | "neighbourhoodId" | "readers">,
	party: Pick<PartyRow, "id" | "sealedFor" | "place"> & { partyId: string },
): Promise<void> {
	await tx.rows(sql`insert into mediations.parties (territory_id, id, mediation_id, neighbourhood_id, party_id, sealed_for, place, readers)
		values (${tenant(tx)}, ${party.id}, ${of.id}, ${of.neighbourhoodId}, ${party.partyId}, ${party.sealedFor}, ${party.place},
			${of.readers}::uuid[])`);
}

/** Writes what a step made of a mediation, and of its parties. */
export async function write(tx: Tx, id: string, facts: Facts, proposal: Buffer | null): Promise<void> {
	await tx.rows(sql`update mediations.mediations set state = ${facts.state}, round = ${facts.round}, heard_on = ${facts.heardOn},
			met_on = ${facts.metOn}, concluded_on = ${facts.concludedOn}, conclusion = ${facts.conclusion},
			followed_on = ${facts.followedOn}, closed_on = ${facts.closedOn}, proposal = ${proposal}
		where territory_id = ${tenant(tx)} and id = ${id}`);
	await tx.rows(sql`update mediations.parties p set heard_on = x."heardOn", agreed_on = x."agreedOn"
		from jsonb_to_recordset(${JSON.stringify(facts.parties)}::jsonb) as x(id uuid, "heardOn" date, "agreedOn" date)
		where p.territory_id = ${tenant(tx)} and p.mediation_id = ${id} and p.id = x.id`);
}

export async function writeCalled(tx: Tx, id: string, called: Buffer | null): Promise<void> {
	await tx.rows(
		sql`update mediations.parties set called = ${called} where territory_id = ${tenant(tx)} and id = ${id}`,
	);
}

export type StepRow = {
	id: string;
	act: Act | "open";
	round: number;
	from: State | null;
	to: State;
	on: Day;
	of: string | null;
	present: string[] | null;
	holds: Holds | null;
	sealed: Buffer | null;
	byId: string | null;
};

/** Sealed bytes travel through JSON in letters. */
const letters = (column: string) => sql`encode(${sql.ref(column)}, 'base64')`;
const bytes = (sent: unknown): Buffer | null => (typeof sent === "string" ? Buffer.from(sent, "base64") : null);

type Whole = { row: Row; parties: PartyRow[]; words: WordsRow[]; steps: StepRow[] };
type Sent = Row & Pick<Whole, "parties" | "words" | "steps">;

/** A mediation with all that belongs to it, in one statement: the first two hundred words and the last two hundred steps. */
export async function whole(read: Read, id: string): Promise<Whole | undefined> {
	const rows = await read.rows<Sent>(sql`select ${columns},
		(select coalesce(json_agg(json_build_object('id', p.id, 'partyId', p.party_id, 'sealedFor', p.sealed_for, 'place', p.place,
				'heardOn', p.heard_on, 'agreedOn', p.agreed_on, 'called', ${letters("p.called")}) order by p.place), '[]')
			from mediations.parties p where p.territory_id = m.territory_id and p.mediation_id = m.id) as parties,
		(select coalesce(json_agg(json_build_object('id', w.id, 'mediationId', w.mediation_id, 'of', w.of_id,
				'sealed', ${letters("w.sealed")}, 'forOthers', w.for_others, 'saidOn', w.said_on, 'toldOn', w.told_on)
				order by w.said_on, w.id), '[]')
			from (select * from mediations.words w where w.territory_id = m.territory_id and w.mediation_id = m.id
				order by w.said_on, w.id limit 200) w) as words,
		(select coalesce(json_agg(json_build_object('id', s.id, 'act', s.act, 'round', s.round, 'from', s.from_state, 'to', s.to_state,
				'on', s.on_day, 'of', s.of_id, 'present', s.present, 'holds', s.holds, 'sealed', ${letters("s.sealed")},
				'byId', s.by_id) order by s.recorded_at, s.id), '[]')
			from (select * from mediations.steps s where s.territory_id = m.territory_id and s.mediation_id = m.id
				order by s.recorded_at desc, s.id desc limit 200) s) as steps
		from mediations.mediations m where m.territory_id = ${tenant(read)} and m.id = ${id}`);
	const [found] = rows;
	if (!found) return undefined;
	const { parties, words, steps, ...row } = found;
	return {
		row,
		parties: parties.map((party) => ({ ...party, called: bytes(party.called) })),
		words: words.map((said) => ({ ...said, sealed: bytes(said.sealed) ?? Buffer.alloc(0) })),
		steps: steps.map((step) => ({ ...step, sealed: bytes(step.sealed) })),
	};
}

/** The mediation and the act of a step that is there already. */
export async function stepById(read: Read, id: string): Promise<{ mediationId: string; act: string } | undefined> {
	const rows = await read.rows<{ mediationId: string; act: string }>(sql`select mediation_id as "mediationId", act
		from mediations.steps where territory_id = ${tenant(read)} and id = ${id}`);
	return rows[0];
}

export async function insertStep(
	tx: Tx,
	of: Pick<Row, "id" | "neighbourhoodId" | "readers">,
	step: Omit<StepRow, "byId">,
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into mediations.steps (territory_id, id, mediation_id, neighbourhood_id, round, from_state,
			to_state, act, of_id, on_day, present, holds, sealed, by_id, readers)
		values (${tenant(tx)}, ${step.id}, ${of.id}, ${of.neighbourhoodId}, ${step.round}, ${step.from}, ${step.to}, ${step.act},
			${step.of}, ${step.on}, ${step.present}::uuid[], ${step.holds}, ${step.sealed}, ${tx.actor.accountId ?? null},
			${of.readers}::uuid[])
		on conflict do nothing returning id`);
	return rows.length === 1;
}

export type WordsRow = {
	id: string;
	mediationId: string;
	of: string;
	sealed: Buffer;
	forOthers: boolean;
	saidOn: Day;
	toldOn: Day | null;
	hash: Buffer | null;
};

const wordsColumns = sql`id, mediation_id as "mediationId", of_id as "of", sealed, for_others as "forOthers", said_on as "saidOn",
	told_on as "toldOn", request_hash as hash`;

export async function wordsById(read: Read, id: string): Promise<WordsRow | undefined> {
	const rows = await read.rows<WordsRow>(sql`select ${wordsColumns} from mediations.words
		where territory_id = ${tenant(read)} and id = ${id}`);
	return rows[0];
}

export async function insertWords(
	tx: Tx,
	of: Pick<Row, "id" | "neighbourhoodId" | "readers">,
	words: Omit<WordsRow, "mediationId" | "toldOn">,
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into mediations.words (territory_id, id, mediation_id, of_id, neighbourhood_id, sealed, for_others,
			said_on, readers, request_hash)
		values (${tenant(tx)}, ${words.id}, ${of.id}, ${words.of}, ${of.neighbourhoodId}, ${words.sealed}, ${words.forOthers},
			${words.saidOn}, ${of.readers}::uuid[], ${words.hash})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** The others have heard it; false where it is not theirs to hear, or they have. */
export async function writeTold(tx: Tx, id: string, on: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update mediations.words set told_on = ${on}
		where territory_id = ${tenant(tx)} and id = ${id} and for_others and told_on is null returning id`);
	return rows.length === 1;
}

/** Only who mediates knows it from now on; false where the others have heard it. */
export async function keepToOneself(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx.rows(sql`update mediations.words set for_others = false
		where territory_id = ${tenant(tx)} and id = ${id} and told_on is null returning id`);
	return rows.length === 1;
}

/** Who reads a mediation from now on, on all its rows; and who mediates. */
export async function writeReaders(tx: Tx, id: string, readers: readonly string[], mediatorId: string): Promise<void> {
	await tx.rows(sql`update mediations.mediations set readers = ${[...readers]}::uuid[], mediator_id = ${mediatorId}
		where territory_id = ${tenant(tx)} and id = ${id}`);
	for (const table of ["parties", "words", "steps"])
		await tx.rows(sql`update ${sql.table(`mediations.${table}`)} set readers = ${[...readers]}::uuid[]
			where territory_id = ${tenant(tx)} and mediation_id = ${id}`);
}

/** Mediations that ended with an agreement in each territory, in a period, and how many parties they were between. */
export function agreedByTerritory(read: Read, from: Day, to: Day): Promise<{ territoryId: string; n: number }[]> {
	return read.rows(sql`select territory_id as "territoryId", count(distinct mediation_id)::int as n from mediations.steps
		where to_state = 'agreed' and act = 'agree' and on_day >= ${from} and on_day <= ${to} group by 1`);
}

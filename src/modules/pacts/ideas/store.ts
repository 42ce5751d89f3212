import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Language } from "../../../core/languages.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Held } from "../../exchange/moderation/contract.ts";
import type { DeskStanding, OwnLine } from "./contract.ts";
import type { Standing } from "./rules.ts";

const tenant = (read: Read) => read.actor.territoryId ?? null;

export type PublicRow = Standing & {
	id: Id<"idea">;
	title: string;
	words: string;
	language: Language;
	called: string;
	nameShown: boolean;
	proposedAt: Date;
	joined: number;
};

const publicColumns = sql`i.id, i.title, i.words, i.language, i.called, i.name_shown as "nameShown",
	i.proposed_at as "proposedAt", i.joined_count as joined, i.state, i.answer_by as "answerBy", i.answer, i.how, i.reason,
	i.reason_language as "reasonLanguage", i.answered_on as "answeredOn", i.became_kind as "becameKind",
	i.became_id as "becameId", i.became_on as "becameOn", i.withdrawn_on as "withdrawnOn"`;

export type IdeaFilter = {
	territoryId: string;
	neighbourhoodId: string;
	state?: DeskStanding;
	/** Folded words, each of which has to stand in it. */
	words: readonly string[];
	after?: { at: string; id: string };
	today: Day;
	limit: number;
};

function narrowed({ territoryId, neighbourhoodId, state, words, after, today }: IdeaFilter) {
	const inState = {
		waiting: sql`and i.state = 'proposed'`,
		overdue: sql`and i.shown and i.state = 'proposed' and i.answer_by < ${today}`,
		yes: sql`and i.state in ('answered', 'became') and i.answer = 'yes'`,
		not_now: sql`and i.state = 'answered' and i.answer = 'not_now'`,
		withdrawn: sql`and i.state = 'withdrawn'`,
	};
	return sql`i.territory_id = ${territoryId} and i.neighbourhood_id = ${neighbourhoodId}
		${state ? inState[state] : sql``}
		${words.length > 0 ? sql`and i.folded like all (${words.map((word) => `%${word}%`)}::text[])` : sql``}
		${after ? sql`and (i.proposed_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}`;
}

/** What anybody reads, newest first. */
export function readShown(read: Read, filter: IdeaFilter): Promise<PublicRow[]> {
	return read.rows(sql`select ${publicColumns} from pacts.ideas i where ${narrowed(filter)} and i.shown
		order by i.proposed_at desc, i.id desc limit ${filter.limit}`);
}

const mostNames = 12;

/** One of them, with the names that may be read, the first to join first. */
export async function readShownIdea(
	read: Read,
	place: { territoryId: string; id: string },
	id: string,
): Promise<(PublicRow & { names: string[] }) | undefined> {
	const rows = await read.rows<PublicRow & { names: string[] }>(sql`
		select ${publicColumns}, array(select j.called from pacts.idea_joins j
			where j.territory_id = i.territory_id and j.idea_id = i.id and j.shown order by j.joined_at, j.id limit ${mostNames}) as names
		from pacts.ideas i
		where i.territory_id = ${place.territoryId} and i.id = ${id} and i.neighbourhood_id = ${place.id} and i.shown`);
	return rows[0];
}

export type IdeaRow = PublicRow & {
	neighbourhoodId: Id<"neighbourhood">;
	personId: Id<"party"> | null;
	accountId: Id<"account"> | null;
	reachId: string | null;
	keyHash: Buffer | null;
	confirmedAt: Date | null;
	held: Held | null;
	hiddenBecause: string | null;
	hash: Buffer | null;
};

const ideaColumns = sql`${publicColumns}, i.neighbourhood_id as "neighbourhoodId", i.person_id as "personId",
	i.account_id as "accountId", i.reach_id as "reachId", i.key_hash as "keyHash", i.confirmed_at as "confirmedAt", i.held,
	i.hidden_because as "hiddenBecause", i.request_hash as hash`;

export async function readIdea(read: Read, id: string): Promise<IdeaRow | undefined> {
	return (await readIdeas(read, [id]))[0];
}

export function readIdeas(read: Read, ids: readonly string[]): Promise<IdeaRow[]> {
	return read.rows(sql`select ${ideaColumns} from pacts.ideas i
		where i.territory_id = ${tenant(read)} and i.id = any(${[...ids]}::uuid[])`);
}

/** Holds an idea until the transaction ends: whatever two do at once with it, one comes after the other. */
export async function lockIdea(tx: Tx, id: string): Promise<IdeaRow | undefined> {
	const rows = await tx.rows<IdeaRow>(sql`select ${ideaColumns} from pacts.ideas i
		where i.territory_id = ${tenant(tx)} and i.id = ${id} for update`);
	return rows[0];
}

export type NewIdeaRow = Pick<
	IdeaRow,
	| "id"
	| "neighbourhoodId"
	| "title"
	| "words"
	| "language"
	| "called"
	| "nameShown"
	| "personId"
	| "accountId"
	| "reachId"
	| "keyHash"
	| "confirmedAt"
	| "held"
	| "proposedAt"
	| "answerBy"
	| "hash"
> & { recordedBy: string | null };

/** False where a row with this id is there already. */
export async function insertIdea(tx: Tx, i: NewIdeaRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into pacts.ideas (territory_id, id, neighbourhood_id, title, words, language, called, name_shown, person_id,
			account_id, reach_id, key_hash, confirmed_at, held, proposed_at, answer_by, recorded_by, request_hash)
		values (${tenant(tx)}, ${i.id}, ${i.neighbourhoodId}, ${i.title}, ${i.words}, ${i.language}, ${i.called}, ${i.nameShown},
			${i.personId}, ${i.accountId}, ${i.reachId}, ${i.keyHash}, ${i.confirmedAt}, ${i.held}, ${i.proposedAt},
			${i.answerBy}, ${i.recordedBy}, ${i.hash})
		on conflict (territory_id, id) do nothing returning id`);
	return made.length > 0;
}

export type IdeaChange = Partial<
	Pick<
		IdeaRow,
		| "state"
		| "title"
		| "words"
		| "held"
		| "keyHash"
		| "confirmedAt"
		| "answerBy"
		| "answer"
		| "how"
		| "reason"
		| "reasonLanguage"
		| "answeredOn"
		| "becameKind"
		| "becameId"
		| "becameOn"
		| "withdrawnOn"
	>
> & { answeredBy?: string; hidden?: { because: string; by: string; at: Date } | null };

const columnOf = {
	state: sql`state`,
	title: sql`title`,
	words: sql`words`,
	held: sql`held`,
	keyHash: sql`key_hash`,
	confirmedAt: sql`confirmed_at`,
	answerBy: sql`answer_by`,
	answer: sql`answer`,
	how: sql`how`,
	reason: sql`reason`,
	reasonLanguage: sql`reason_language`,
	answeredOn: sql`answered_on`,
	answeredBy: sql`answered_by`,
	becameKind: sql`became_kind`,
	becameId: sql`became_id`,
	becameOn: sql`became_on`,
	withdrawnOn: sql`withdrawn_on`,
} as const;

export async function changeIdea(tx: Tx, id: string, { hidden, ...change }: IdeaChange): Promise<void> {
	const sets = Object.entries(change)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => sql`${columnOf[name as keyof typeof columnOf]} = ${value}`);
	if (hidden !== undefined)
		sets.push(
			sql`hidden_because = ${hidden?.because ?? null}, hidden_at = ${hidden?.at ?? null}, hidden_by = ${hidden?.by ?? null}`,
		);
	await tx.rows(sql`update pacts.ideas set ${sql.join(sets)} where territory_id = ${tenant(tx)} and id = ${id}`);
}

export type JoinRow = {
	id: Id<"join">;
	ideaId: Id<"idea">;
	neighbourhoodId: Id<"neighbourhood">;
	called: string;
	nameShown: boolean;
	personId: Id<"party"> | null;
	accountId: Id<"account"> | null;
	reachId: string | null;
	keyHash: Buffer | null;
	joinedAt: Date;
	confirmedAt: Date | null;
	hash: Buffer | null;
};

const joinColumns = sql`j.id, j.idea_id as "ideaId", j.neighbourhood_id as "neighbourhoodId", j.called,
	j.name_shown as "nameShown", j.person_id as "personId", j.account_id as "accountId", j.reach_id as "reachId",
	j.key_hash as "keyHash", j.joined_at as "joinedAt", j.confirmed_at as "confirmedAt", j.request_hash as hash`;

export async function readJoin(read: Read, id: string): Promise<JoinRow | undefined> {
	const rows = await read.rows<JoinRow>(sql`select ${joinColumns} from pacts.idea_joins j
		where j.territory_id = ${tenant(read)} and j.id = ${id}`);
	return rows[0];
}

export async function readJoinOf(read: Read, ideaId: string, accountId: string): Promise<JoinRow | undefined> {
	const rows = await read.rows<JoinRow>(sql`select ${joinColumns} from pacts.idea_joins j
		where j.territory_id = ${tenant(read)} and j.idea_id = ${ideaId} and j.account_id = ${accountId}`);
	return rows[0];
}

/** At most so many join one idea: a neighbourhood is not larger. */
export const mostJoins = 2000;

/** Who joined an idea, the first to join first. */
export function readJoins(read: Read, ideaId: string): Promise<JoinRow[]> {
	return read.rows(sql`select ${joinColumns} from pacts.idea_joins j
		where j.territory_id = ${tenant(read)} and j.idea_id = ${ideaId} order by j.joined_at, j.id limit ${mostJoins}`);
}

/** False where a row with this id is there already. */
export async function insertJoin(tx: Tx, j: JoinRow & { recordedBy: string | null }): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into pacts.idea_joins (territory_id, id, neighbourhood_id, idea_id, called, name_shown, person_id, account_id,
			reach_id, key_hash, joined_at, confirmed_at, recorded_by, request_hash)
		values (${tenant(tx)}, ${j.id}, ${j.neighbourhoodId}, ${j.ideaId}, ${j.called}, ${j.nameShown}, ${j.personId},
			${j.accountId}, ${j.reachId}, ${j.keyHash}, ${j.joinedAt}, ${j.confirmedAt}, ${j.recordedBy}, ${j.hash})
		on conflict (territory_id, id) do nothing returning id`);
	return made.length > 0;
}

export async function changeJoin(
	tx: Tx,
	id: string,
	change: { keyHash: Buffer } | { confirmedAt: Date | null },
): Promise<void> {
	const set = "keyHash" in change ? sql`key_hash = ${change.keyHash}` : sql`confirmed_at = ${change.confirmedAt}`;
	await tx.rows(sql`update pacts.idea_joins set ${set} where territory_id = ${tenant(tx)} and id = ${id}`);
}

export async function deleteJoin(tx: Tx, id: string): Promise<void> {
	await tx.rows(sql`delete from pacts.idea_joins where territory_id = ${tenant(tx)} and id = ${id}`);
}

/** One more joined, or one fewer; of an idea that is locked. */
export async function countJoined(tx: Tx, ideaId: string, by: 1 | -1): Promise<void> {
	await tx.rows(sql`update pacts.ideas set joined_count = greatest(joined_count + ${by}::int, 0)
		where territory_id = ${tenant(tx)} and id = ${ideaId}`);
}

const mostOwn = 50;

/** What an account proposed lately, and what it joined. */
export async function readOwn(read: Read, accountId: string): Promise<{ ideas: IdeaRow[]; joins: JoinRow[] }> {
	const ideas = await read.rows<IdeaRow>(sql`select ${ideaColumns} from pacts.ideas i
		where i.territory_id = ${tenant(read)} and i.account_id = ${accountId} order by i.proposed_at desc limit ${mostOwn}`);
	const joins = await read.rows<JoinRow>(sql`select ${joinColumns} from pacts.idea_joins j
		where j.territory_id = ${tenant(read)} and j.account_id = ${accountId} order by j.joined_at desc limit ${mostOwn}`);
	return { ideas, joins };
}

/** What an account proposed and did not take back, the latest first; at most `limit`. */
export function readOwnLines(read: Read, limit: number): Promise<OwnLine[]> {
	return read.rows(sql`select i.id, i.title, i.language, i.answer, i.became_kind as became from pacts.ideas i
		where i.territory_id = ${tenant(read)} and i.account_id = ${read.actor.accountId ?? null} and i.state <> 'withdrawn'
		order by i.proposed_at desc, i.id limit ${limit}`);
}

/** Every idea of a neighbourhood as the desk reads it, newest first. */
export function readAll(read: Read, filter: IdeaFilter): Promise<IdeaRow[]> {
	return read.rows(sql`select ${ideaColumns} from pacts.ideas i where ${narrowed(filter)}
		order by i.proposed_at desc, i.id desc limit ${filter.limit}`);
}

/** Those that wait to be confirmed or read, or were taken off; the oldest first. */
export function readWaiting(read: Read, neighbourhoodId: string): Promise<IdeaRow[]> {
	return read.rows(sql`select ${ideaColumns} from pacts.ideas i
		where i.territory_id = ${tenant(read)} and i.neighbourhood_id = ${neighbourhoodId} and i.state <> 'withdrawn'
			and (i.confirmed_at is null or i.held is not null or i.hidden_at is not null)
		order by i.proposed_at, i.id limit 100`);
}

/** How many wait longer than was promised. */
export async function countOverdue(read: Read, neighbourhoodId: string, today: Day): Promise<number> {
	const [row] = await read.rows<{ n: number }>(sql`select count(*)::int as n from pacts.ideas
		where territory_id = ${tenant(read)} and neighbourhood_id = ${neighbourhoodId} and shown and state = 'proposed'
			and answer_by < ${today}`);
	return row?.n ?? 0;
}

export async function readTerm(read: Read, territoryId: string): Promise<number> {
	const [row] = await read.rows<{ days: number }>(
		sql`select idea_days as days from programme.territories where id = ${territoryId}`,
	);
	return row?.days ?? 30;
}

export async function writeTerm(tx: Tx, days: number): Promise<void> {
	await tx.rows(sql`update programme.territories set idea_days = ${days} where id = ${tenant(tx)}`);
}

/** Whoever joined with a contact goes with it: each idea counts those who are still there. */
export async function countJoinedAnew(tx: Tx): Promise<void> {
	await tx.rows(sql`update pacts.ideas i set joined_count = c.n
		from (select o.id, (select count(*)::int from pacts.idea_joins j where j.territory_id = o.territory_id and j.idea_id = o.id
				and j.confirmed_at is not null) as n
			from pacts.ideas o where o.territory_id = ${tenant(tx)} and o.joined_count > 0) c
		where i.territory_id = ${tenant(tx)} and i.id = c.id and i.joined_count <> c.n`);
}

/** Those nobody confirmed, whose contact is gone: says which, in this territory. */
export function deleteForsaken(tx: Tx): Promise<{ id: string; neighbourhoodId: string }[]> {
	return tx.rows(sql`delete from pacts.ideas where territory_id = ${tenant(tx)} and confirmed_at is null
		and reach_id is null and account_id is null returning id, neighbourhood_id as "neighbourhoodId"`);
}

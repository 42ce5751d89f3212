import { sql } from "kysely";
import type { Id } from "../../../core/ids.ts";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Language } from "../../../ui/words.ts";
import type { Moving } from "../contract.ts";
import type { Held } from "../moderation/contract.ts";
import type { AnswerState, OwnLine, PostKind, PostState, Sort } from "./contract.ts";

const tenant = (read: Read) => read.actor.territoryId ?? null;

export type PublicRow = {
	id: Id<"post">;
	kind: PostKind;
	sort: Sort;
	title: string;
	words: string;
	called: string;
	language: Language;
	postedAt: Date;
};

const publicColumns = sql`p.id, p.kind, p.sort, p.title, p.words, p.called, p.language, p.posted_at as "postedAt"`;

export type BoardFilter = {
	territoryId: string;
	neighbourhoodId: string;
	kind?: PostKind;
	sort?: Sort;
	/** Folded words, each of which has to stand in it. */
	words: readonly string[];
	after?: { at: string; id: string };
	limit: number;
};

/** What anybody reads of a board, newest first. */
export function readShown(read: Read, f: BoardFilter): Promise<PublicRow[]> {
	return read.rows(sql`
		select ${publicColumns} from exchange.posts p
		where p.territory_id = ${f.territoryId} and p.neighbourhood_id = ${f.neighbourhoodId} and p.shown
			${f.kind ? sql`and p.kind = ${f.kind}` : sql``}
			${f.sort ? sql`and p.sort = ${f.sort}` : sql``}
			${f.words.length > 0 ? sql`and p.folded like all (${f.words.map((word) => `%${word}%`)}::text[])` : sql``}
			${f.after ? sql`and (p.posted_at, p.id) < (${f.after.at}::timestamptz, ${f.after.id}::uuid)` : sql``}
		order by p.posted_at desc, p.id desc limit ${f.limit}`);
}

/** One of them. */
export async function readShownPost(
	read: Read,
	place: { territoryId: string; id: string },
	id: string,
): Promise<PublicRow | undefined> {
	const rows = await read.rows<PublicRow>(sql`
		select ${publicColumns} from exchange.posts p
		where p.territory_id = ${place.territoryId} and p.id = ${id} and p.neighbourhood_id = ${place.id} and p.shown`);
	return rows[0];
}

export type PostRow = PublicRow & {
	neighbourhoodId: Id<"neighbourhood">;
	state: PostState;
	personId: Id<"party"> | null;
	reachId: string;
	keyHash: Buffer | null;
	confirmedAt: Date | null;
	held: Held | null;
	hiddenBecause: string | null;
	until: Day;
	handedOn: Day | null;
	mindedBy: Id<"account"> | null;
	hash: Buffer | null;
};

const postColumns = sql`${publicColumns}, p.neighbourhood_id as "neighbourhoodId", p.state, p.person_id as "personId",
	p.reach_id as "reachId", p.key_hash as "keyHash", p.confirmed_at as "confirmedAt", p.held, p.hidden_because as "hiddenBecause",
	p.until, p.handed_on as "handedOn", p.minded_by as "mindedBy", p.request_hash as hash`;

export async function readPost(read: Read, id: string): Promise<PostRow | undefined> {
	return (await readPosts(read, [id]))[0];
}

export function readPosts(read: Read, ids: readonly string[]): Promise<PostRow[]> {
	return read.rows(sql`select ${postColumns} from exchange.posts p
		where p.territory_id = ${tenant(read)} and p.id = any(${[...ids]}::uuid[])`);
}

/** Holds a post until the transaction ends: whatever two do at once with it or its answers, one comes after the other. */
export async function lockPost(tx: Tx, id: string): Promise<PostRow | undefined> {
	const rows = await tx.rows<PostRow>(sql`select ${postColumns} from exchange.posts p
		where p.territory_id = ${tenant(tx)} and p.id = ${id} for update`);
	return rows[0];
}

export type NewPostRow = Omit<PostRow, "confirmedAt" | "hiddenBecause" | "mindedBy"> & {
	confirmedAt: Date | null;
	recordedBy: string | null;
};

/** False where a row with this id is there already. */
export async function insertPost(tx: Tx, p: NewPostRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into exchange.posts (territory_id, id, neighbourhood_id, kind, sort, title, words, called, language, state,
			person_id, reach_id, key_hash, confirmed_at, held, posted_at, until, handed_on, recorded_by, request_hash)
		values (${tenant(tx)}, ${p.id}, ${p.neighbourhoodId}, ${p.kind}, ${p.sort}, ${p.title}, ${p.words}, ${p.called},
			${p.language}, ${p.state}, ${p.personId}, ${p.reachId}, ${p.keyHash}, ${p.confirmedAt}, ${p.held}, ${p.postedAt},
			${p.until}, ${p.handedOn}, ${p.recordedBy}, ${p.hash})
		on conflict (territory_id, id) do nothing returning id`);
	return made.length > 0;
}

export type PostChange = Partial<
	Pick<
		PostRow,
		"state" | "sort" | "title" | "words" | "held" | "keyHash" | "until" | "handedOn" | "mindedBy" | "confirmedAt"
	>
> & { hidden?: { because: string; by: string; at: Date } | null };

const columnOf = {
	state: sql`state`,
	sort: sql`sort`,
	title: sql`title`,
	words: sql`words`,
	held: sql`held`,
	keyHash: sql`key_hash`,
	until: sql`until`,
	handedOn: sql`handed_on`,
	mindedBy: sql`minded_by`,
	confirmedAt: sql`confirmed_at`,
} as const;

export async function changePost(tx: Tx, id: string, { hidden, ...change }: PostChange): Promise<void> {
	const sets = Object.entries(change)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => sql`${columnOf[name as keyof typeof columnOf]} = ${value}`);
	if (hidden !== undefined)
		sets.push(
			sql`hidden_because = ${hidden?.because ?? null}, hidden_at = ${hidden?.at ?? null}, hidden_by = ${hidden?.by ?? null}`,
		);
	await tx.rows(sql`update exchange.posts set ${sql.join(sets)} where territory_id = ${tenant(tx)} and id = ${id}`);
}

export type AnswerRow = {
	id: Id<"answer">;
	postId: Id<"post">;
	neighbourhoodId: Id<"neighbourhood">;
	called: string;
	personId: Id<"party"> | null;
	reachId: string;
	keyHash: Buffer | null;
	confirmedAt: Date | null;
	quiet: boolean;
	state: AnswerState;
	answeredAt: Date;
	agreedAt: Date | null;
	toldPosterOn: Day | null;
	toldAnswererOn: Day | null;
	doneAt: Date | null;
	minutes: number | null;
	thankedAt: Date | null;
	actId: Id<"act"> | null;
	movedBy: Moving | null;
	hash: Buffer | null;
};

const answerColumns = sql`a.id, a.post_id as "postId", a.neighbourhood_id as "neighbourhoodId", a.called,
	a.person_id as "personId", a.reach_id as "reachId", a.key_hash as "keyHash", a.confirmed_at as "confirmedAt", a.quiet,
	a.state, a.answered_at as "answeredAt", a.agreed_at as "agreedAt", a.told_poster_on as "toldPosterOn",
	a.told_answerer_on as "toldAnswererOn", a.done_at as "doneAt", a.minutes, a.thanked_at as "thankedAt", a.act_id as "actId",
	x.moved_by as "movedBy", a.request_hash as hash`;
const answerTables = sql`exchange.answers a left join exchange.acts x on x.territory_id = a.territory_id and x.id = a.act_id`;

export function readAnswers(read: Read, ids: readonly string[]): Promise<AnswerRow[]> {
	return read.rows(sql`select ${answerColumns} from ${answerTables}
		where a.territory_id = ${tenant(read)} and a.id = any(${[...ids]}::uuid[])`);
}

/** At most so many answers stand under one post. */
export const mostAnswers = 50;

/** All answers to these posts, in the order in which they came. */
export function readAnswersTo(read: Read, postIds: readonly string[]): Promise<AnswerRow[]> {
	return read.rows(sql`select ${answerColumns} from ${answerTables}
		where a.territory_id = ${tenant(read)} and a.post_id = any(${[...postIds]}::uuid[])
		order by a.answered_at, a.id limit ${mostAnswers * Math.max(1, postIds.length)}`);
}

const mostOwn = 50;

/** What a person asked or offered lately, and what they answered. */
export async function readOwn(read: Read, personId: string): Promise<{ posts: PostRow[]; answers: AnswerRow[] }> {
	const posts = await read.rows<PostRow>(sql`select ${postColumns} from exchange.posts p
		where p.territory_id = ${tenant(read)} and p.person_id = ${personId} order by p.posted_at desc limit ${mostOwn}`);
	const answers = await read.rows<AnswerRow>(sql`select ${answerColumns} from ${answerTables}
		where a.territory_id = ${tenant(read)} and a.person_id = ${personId} order by a.answered_at desc limit ${mostOwn}`);
	return { posts, answers };
}

/** What a person asks and offers now, the latest first, and how many answered who wait for a word; at most `limit`. */
export function readOwnLines(read: Read, personId: string, limit: number): Promise<OwnLine[]> {
	return read.rows(sql`
		select p.id, p.kind, p.title, p.language, (select count(*)::int from exchange.answers a
			where a.territory_id = p.territory_id and a.post_id = p.id and a.state = 'offered' and a.confirmed_at is not null
				and not a.quiet) as answers
		from exchange.posts p
		where p.territory_id = ${tenant(read)} and p.person_id = ${personId} and p.state in ('open', 'taken')
		order by p.posted_at desc, p.id limit ${limit}`);
}

export type NewAnswerRow = Pick<
	AnswerRow,
	| "id"
	| "postId"
	| "neighbourhoodId"
	| "called"
	| "personId"
	| "reachId"
	| "keyHash"
	| "confirmedAt"
	| "quiet"
	| "answeredAt"
	| "hash"
>;

/** False where a row with this id is there already. */
export async function insertAnswer(tx: Tx, a: NewAnswerRow): Promise<boolean> {
	const made = await tx.rows(sql`
		insert into exchange.answers (territory_id, id, neighbourhood_id, post_id, called, person_id, reach_id, key_hash,
			confirmed_at, quiet, answered_at, request_hash)
		values (${tenant(tx)}, ${a.id}, ${a.neighbourhoodId}, ${a.postId}, ${a.called}, ${a.personId}, ${a.reachId}, ${a.keyHash},
			${a.confirmedAt}, ${a.quiet}, ${a.answeredAt}, ${a.hash})
		on conflict (territory_id, id) do nothing returning id`);
	return made.length > 0;
}

export type AnswerChange = Partial<
	Pick<
		AnswerRow,
		| "state"
		| "quiet"
		| "keyHash"
		| "confirmedAt"
		| "agreedAt"
		| "toldPosterOn"
		| "toldAnswererOn"
		| "doneAt"
		| "minutes"
		| "thankedAt"
		| "actId"
	>
>;

const answerColumnOf = {
	state: sql`state`,
	quiet: sql`quiet`,
	keyHash: sql`key_hash`,
	confirmedAt: sql`confirmed_at`,
	agreedAt: sql`agreed_at`,
	toldPosterOn: sql`told_poster_on`,
	toldAnswererOn: sql`told_answerer_on`,
	doneAt: sql`done_at`,
	minutes: sql`minutes`,
	thankedAt: sql`thanked_at`,
	actId: sql`act_id`,
} as const;

export async function changeAnswer(tx: Tx, id: string, change: AnswerChange): Promise<void> {
	const sets = Object.entries(change)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => sql`${answerColumnOf[name as keyof typeof answerColumnOf]} = ${value}`);
	await tx.rows(sql`update exchange.answers set ${sql.join(sets)} where territory_id = ${tenant(tx)} and id = ${id}`);
}

/** Those still offered under a post, in another state from now on. */
export async function changeOffered(tx: Tx, postId: string, state: AnswerState): Promise<void> {
	await tx.rows(sql`update exchange.answers set state = ${state}
		where territory_id = ${tenant(tx)} and post_id = ${postId} and state = 'offered'`);
}

/** What hangs on a contact has been confirmed, or is not after all; says which posts and answers changed. */
export async function writeConfirmed(tx: Tx, reachId: string, at: Date | null): Promise<string[]> {
	const rows: { id: string }[] = [];
	for (const table of [sql`exchange.posts`, sql`exchange.answers`])
		rows.push(
			...(await tx.rows<{ id: string }>(sql`update ${table} set confirmed_at = ${at}
				where territory_id = ${tenant(tx)} and reach_id = ${reachId} and confirmed_at is distinct from ${at} returning id`)),
		);
	return rows.map(({ id }) => id);
}

/** What waits at the desk of a neighbourhood: handed over, held, not confirmed, or taken off; the oldest first. */
export function readWaiting(read: Read, neighbourhoodId: string): Promise<PostRow[]> {
	return read.rows(sql`select ${postColumns} from exchange.posts p
		where p.territory_id = ${tenant(read)} and p.neighbourhood_id = ${neighbourhoodId}
			and (p.state = 'handed' or (p.state in ('open', 'taken') and (p.confirmed_at is null or p.held is not null or p.hidden_at is not null)))
		order by p.posted_at, p.id limit 200`);
}

/** Answers of which the desk has something to do: somebody without an account waits for a yes, or was not told, or it happened and is no act yet. */
export function readAnswersWaiting(read: Read, neighbourhoodId: string, since: Date): Promise<AnswerRow[]> {
	return read.rows(sql`select ${answerColumns} from ${answerTables}
		where a.territory_id = ${tenant(read)} and a.neighbourhood_id = ${neighbourhoodId} and not a.quiet
			and (a.state in ('offered', 'agreed') or (a.state = 'done' and a.act_id is null and a.done_at > ${since}))
		order by a.answered_at, a.id limit 200`);
}

/** Posts whose time on the board is over, locked; at most 500 at a time. */
export function lockEnded(tx: Tx, today: Day): Promise<PostRow[]> {
	return tx.rows(sql`select ${postColumns} from exchange.posts p
		where p.territory_id = ${tenant(tx)} and p.state = 'open' and p.until < ${today} order by p.until, p.id limit 500 for update`);
}

export async function readTerm(read: Read, territoryId: string): Promise<number> {
	const [row] = await read.rows<{ days: number }>(
		sql`select board_days as days from programme.territories where id = ${territoryId}`,
	);
	return row?.days ?? 14;
}

export async function writeTerm(tx: Tx, days: number): Promise<void> {
	await tx.rows(sql`update programme.territories set board_days = ${days} where id = ${tenant(tx)}`);
}

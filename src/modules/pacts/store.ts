import { sql } from "kysely";
import type { Id } from "../../core/ids.ts";
import type { Day } from "../../core/period.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { FileType } from "../../ui/upload.ts";
import type { Entry, OwnPactLine, PactParty, PactWord, Promised, Signature, State, Version } from "./contract.ts";
import type { Facts } from "./rules.ts";

export type Row = {
	id: Id<"pact">;
	neighbourhoodId: Id<"neighbourhood">;
	ideaId: string | null;
	state: State;
	latest: number;
	fixed: number | null;
	inForce: number | null;
	inForceOn: Day | null;
	concludedOn: Day | null;
	learnt: string | null;
	endedOn: Day | null;
	endedBy: Id<"pact_party"> | null;
	endedBecause: string | null;
	droppedOn: Day | null;
	droppedBecause: string | null;
	readers: string[];
	hash: Buffer | null;
};

/** Which pact a row belongs to, and who reads it. */
export type Of = Pick<Row, "id" | "neighbourhoodId" | "readers">;

function tenant(read: Read): string | null {
	return read.actor.territoryId ?? null;
}

const columns = sql`p.id, p.neighbourhood_id as "neighbourhoodId", p.idea_id as "ideaId", p.state, p.latest_no as latest,
	p.fixed_no as fixed, p.in_force_no as "inForce", p.in_force_on as "inForceOn", p.concluded_on as "concludedOn", p.learnt,
	p.ended_on as "endedOn", p.ended_by as "endedBy", p.ended_because as "endedBecause", p.dropped_on as "droppedOn",
	p.dropped_because as "droppedBecause", p.readers, p.request_hash as hash`;

const promisesOf = (
	version: string,
) => sql`coalesce((select json_agg(json_build_object('party', m.party_id, 'kind', m.kind,
		'words', m.words, 'to', m.to_id) order by m.party_id)
	from pacts.promises m where m.territory_id = ${sql.ref(`${version}.territory_id`)} and m.version_id = ${sql.ref(`${version}.id`)}), '[]')`;

const versionFields = sql`'id', v.id, 'no', v.no, 'title', v.title, 'about', v.about, 'where', v.place_words, 'until', v.until,
	'space', v.space, 'materials', v.materials, 'insurance', v.insurance, 'training', v.training, 'budgetCents', v.budget_cents,
	'checking', v.checking, 'language', v.language, 'inForceOn', v.in_force_on, 'promises', ${promisesOf("v")}`;

const partyFields = sql`'id', a.id, 'place', a.place, 'kind', a.kind, 'called', a.called, 'through', a.through,
	'partyId', a.party_id, 'accountId', a.account_id, 'named', a.named`;

export type Whole = Row & {
	parties: PactParty[];
	versions: Version[];
	signatures: Signature[];
	diary: Entry[];
	word: PactWord;
	slug: string;
};

/** A pact with all that belongs to it, in one statement: its latest hundred lines of diary. */
export async function whole(read: Read, id: string): Promise<Whole | undefined> {
	const [row] = await read.rows<Whole>(sql`select ${columns}, n.slug, t.pact_word as word,
			coalesce((select json_agg(json_build_object(${partyFields}) order by a.place)
				from pacts.parties a where a.territory_id = p.territory_id and a.pact_id = p.id), '[]') as parties,
			coalesce((select json_agg(json_build_object(${versionFields}) order by v.no)
				from pacts.versions v where v.territory_id = p.territory_id and v.pact_id = p.id
					and v.no in (p.latest_no, p.fixed_no, p.in_force_no)), '[]') as versions,
			coalesce((select json_agg(json_build_object('id', s.id, 'no', s.version_no, 'party', s.party_id, 'how', s.how,
					'signedOn', s.signed_on, 'hasSheet', s.sheet is not null) order by s.signed_on, s.id)
				from pacts.signatures s where s.territory_id = p.territory_id and s.pact_id = p.id and s.void_at is null
					and s.version_no in (p.fixed_no, p.in_force_no)), '[]') as signatures,
			coalesce((select json_agg(json_build_object('id', e.id, 'day', e.happened_on, 'words', e.words, 'language', e.language,
					'minutes', e.minutes, 'hasPhoto', e.has_photo, 'shown', e.shown) order by e.happened_on desc, e.id desc)
				from (select e.*, e.photo is not null as has_photo from pacts.entries e where e.territory_id = p.territory_id
					and e.pact_id = p.id order by e.happened_on desc, e.id desc limit 100) e), '[]') as diary
		from pacts.pacts p join programme.neighbourhoods n on n.id = p.neighbourhood_id
		join programme.territories t on t.id = p.territory_id
		where p.territory_id = ${tenant(read)} and p.id = ${id}`);
	return row;
}

/** What decides, while whoever else decides on it waits. */
export async function lock(tx: Tx, id: string): Promise<(Row & { facts: Facts }) | undefined> {
	const [row] = await tx.rows<Row>(sql`select ${columns} from pacts.pacts p
		where p.territory_id = ${tenant(tx)} and p.id = ${id} for update`);
	if (!row) return undefined;
	const [more] = await tx.rows<Pick<Facts, "parties" | "signed" | "until">>(sql`select
		(select v.until from pacts.versions v where v.territory_id = ${tenant(tx)} and v.pact_id = ${id} and v.no = ${row.inForce}) as until,
		coalesce((select array_agg(m.party_id order by m.party_id) from pacts.versions v
			join pacts.promises m on m.territory_id = v.territory_id and m.version_id = v.id
			where v.territory_id = ${tenant(tx)} and v.pact_id = ${id} and v.no = ${row.latest}), '{}') as parties,
		coalesce((select array_agg(s.party_id order by s.party_id) from pacts.signatures s
			where s.territory_id = ${tenant(tx)} and s.pact_id = ${id} and s.version_no = ${row.fixed} and s.void_at is null), '{}') as signed`);
	const { state, latest, fixed, inForce } = row;
	return { ...row, facts: { state, latest, fixed, inForce, ...more! } };
}

/** The same without waiting: who it belongs to. */
export async function byId(read: Read, id: string): Promise<Row | undefined> {
	const [row] = await read.rows<Row>(sql`select ${columns} from pacts.pacts p
		where p.territory_id = ${tenant(read)} and p.id = ${id}`);
	return row;
}

export async function insertPact(
	tx: Tx,
	pact: { id: string; neighbourhoodId: string; ideaId?: string; at: Date; hash: Buffer },
): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into pacts.pacts (territory_id, id, neighbourhood_id, idea_id, state, latest_no, moved_at,
			recorded_by, recorded_at, request_hash)
		values (${tenant(tx)}, ${pact.id}, ${pact.neighbourhoodId}, ${pact.ideaId ?? null}, 'draft', 1, ${pact.at},
			${tx.actor.accountId ?? null}, ${pact.at}, ${pact.hash})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

/** What can stand beside the state once it is over. */
export type Ending = Partial<
	Pick<
		Row,
		"inForceOn" | "concludedOn" | "learnt" | "endedOn" | "endedBy" | "endedBecause" | "droppedOn" | "droppedBecause"
	>
>;

/** Writes what became of a pact. */
export async function writeFacts(tx: Tx, id: string, facts: Facts, at: Date, ending: Ending = {}): Promise<void> {
	const e = ending;
	await tx.rows(sql`update pacts.pacts set state = ${facts.state}, latest_no = ${facts.latest}, fixed_no = ${facts.fixed},
			in_force_no = ${facts.inForce}, in_force_on = coalesce(in_force_on, ${e.inForceOn ?? null}::date),
			concluded_on = ${e.concludedOn ?? null}, learnt = ${e.learnt ?? null}, ended_on = ${e.endedOn ?? null},
			ended_by = ${e.endedBy ?? null}, ended_because = ${e.endedBecause ?? null}, dropped_on = ${e.droppedOn ?? null},
			dropped_because = ${e.droppedBecause ?? null}, moved_at = ${at}
		where territory_id = ${tenant(tx)} and id = ${id}`);
}

/** What a version says, to be written. */
export type NewVersion = Omit<Version, "inForceOn" | "promises"> & {
	promises: readonly Promised[];
	hash: Buffer | null;
};

export async function insertVersion(tx: Tx, of: Of, v: NewVersion, at: Date): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into pacts.versions (territory_id, id, pact_id, neighbourhood_id, no, title, about, place_words,
			until, space, materials, insurance, training, budget_cents, checking, language, readers, written_by, written_at, request_hash)
		values (${tenant(tx)}, ${v.id}, ${of.id}, ${of.neighbourhoodId}, ${v.no}, ${v.title}, ${v.about}, ${v.where}, ${v.until},
			${v.space}, ${v.materials}, ${v.insurance}, ${v.training}, ${v.budgetCents}, ${v.checking}, ${v.language},
			${of.readers}::uuid[], ${tx.actor.accountId ?? null}, ${at}, ${v.hash})
		on conflict do nothing returning id`);
	if (rows.length === 0) return false;
	await tx.rows(sql`insert into pacts.promises (territory_id, version_id, party_id, pact_id, neighbourhood_id, kind, words, to_id, readers)
		select ${tenant(tx)}, ${v.id}, x.party, ${of.id}, ${of.neighbourhoodId}, x.kind, x.words, x."to", ${of.readers}::uuid[]
		from jsonb_to_recordset(${JSON.stringify(v.promises)}::jsonb) as x(party uuid, kind text, words text, "to" uuid)`);
	return true;
}

type Written = Version & { writtenAt: Date; writtenBy: string | null; hash: Buffer | null };
const versionColumns = sql`v.id, v.no, v.title, v.about, v.place_words as "where", v.until, v.space, v.materials, v.insurance, v.training,
	v.budget_cents as "budgetCents", v.checking, v.language, v.in_force_on as "inForceOn", v.written_at as "writtenAt",
	v.written_by as "writtenBy", v.request_hash as hash, ${promisesOf("v")} as promises`;

/** Some versions of a pact, by their numbers. */
export function versionsOf(read: Read, pactId: string, numbers: readonly number[]): Promise<Written[]> {
	return read.rows(sql`select ${versionColumns} from pacts.versions v
		where v.territory_id = ${tenant(read)} and v.pact_id = ${pactId} and v.no = any(${[...numbers]}::int[]) order by v.no`);
}

/** The version a request wrote, and of which pact. */
export async function versionById(
	read: Read,
	id: string,
): Promise<{ pactId: string; hash: Buffer | null } | undefined> {
	const [row] = await read.rows<{
		pactId: string;
		hash: Buffer | null;
	}>(sql`select pact_id as "pactId", request_hash as hash
		from pacts.versions where territory_id = ${tenant(read)} and id = ${id}`);
	return row;
}

/** Who saved which version and when, the latest first; at most 500. */
export function linesOf(
	read: Read,
	pactId: string,
): Promise<
	{
		id: Id<"pact_version">;
		no: number;
		title: string;
		inForceOn: Day | null;
		writtenAt: Date;
		writtenBy: string | null;
	}[]
> {
	return read.rows(sql`select id, no, title, in_force_on as "inForceOn", written_at as "writtenAt", written_by as "writtenBy"
		from pacts.versions where territory_id = ${tenant(read)} and pact_id = ${pactId} order by no desc limit 500`);
}

export type NewPartyRow = Pick<PactParty, "id" | "kind" | "called" | "through" | "partyId" | "accountId" | "named">;

/** Writes a party in the next free place; false when its id is there. */
export async function insertParty(tx: Tx, of: Of, party: NewPartyRow, at: Date): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into pacts.parties (territory_id, id, pact_id, neighbourhood_id, place, kind, called, through,
			party_id, account_id, named, readers, recorded_by, recorded_at)
		select ${tenant(tx)}, ${party.id}, ${of.id}, ${of.neighbourhoodId},
			(select min(n) from generate_series(1, 8) n where n not in (select a.place from pacts.parties a
				where a.territory_id = ${tenant(tx)} and a.pact_id = ${of.id})),
			${party.kind}, ${party.called}, ${party.through}, ${party.partyId}, ${party.accountId}, ${party.named}, ${of.readers}::uuid[],
			${tx.actor.accountId ?? null}, ${at}
		on conflict do nothing returning id`);
	return rows.length === 1;
}

export async function partyById(read: Read, id: string): Promise<(PactParty & { pactId: string }) | undefined> {
	const [row] = await read.rows<
		PactParty & { pactId: string }
	>(sql`select a.id, a.pact_id as "pactId", a.place, a.kind, a.called, a.through,
			a.party_id as "partyId", a.account_id as "accountId", a.named
		from pacts.parties a where a.territory_id = ${tenant(read)} and a.id = ${id}`);
	return row;
}

export function partiesOf(read: Read, pactId: string): Promise<PactParty[]> {
	return read.rows(sql`select a.id, a.place, a.kind, a.called, a.through, a.party_id as "partyId", a.account_id as "accountId", a.named
		from pacts.parties a where a.territory_id = ${tenant(read)} and a.pact_id = ${pactId} order by a.place`);
}

/** Who reads a pact from now on, on all its rows. */
export async function writeReaders(tx: Tx, id: string, readers: readonly string[]): Promise<void> {
	await tx.rows(
		sql`update pacts.pacts set readers = ${[...readers]}::uuid[] where territory_id = ${tenant(tx)} and id = ${id}`,
	);
	for (const table of ["parties", "versions", "promises", "signatures", "entries"])
		await tx.rows(sql`update ${sql.table(`pacts.${table}`)} set readers = ${[...readers]}::uuid[]
			where territory_id = ${tenant(tx)} and pact_id = ${id}`);
}

/** What was signed of a text that is signed no more counts no more. */
export async function voidSignatures(tx: Tx, id: string, no: number, at: Date): Promise<void> {
	await tx.rows(sql`update pacts.signatures set void_at = ${at}
		where territory_id = ${tenant(tx)} and pact_id = ${id} and version_no = ${no} and void_at is null`);
}

export type NewSignature = {
	id: string;
	no: number;
	party: string;
	how: "code" | "tick" | "paper";
	on: Day;
	personId: string | null;
	sheet?: { sealed: Buffer; type: FileType };
};

export async function insertSignature(tx: Tx, of: Of, s: NewSignature, at: Date): Promise<boolean> {
	const account = tx.actor.accountId ?? null;
	const rows =
		await tx.rows(sql`insert into pacts.signatures (territory_id, id, pact_id, neighbourhood_id, version_no, party_id, how,
			signed_on, account_id, person_id, sheet, sheet_type, readers, recorded_by, recorded_at)
		values (${tenant(tx)}, ${s.id}, ${of.id}, ${of.neighbourhoodId}, ${s.no}, ${s.party}, ${s.how}, ${s.on},
			${s.how === "paper" ? null : account}, ${s.personId}, ${s.sheet?.sealed ?? null}, ${s.sheet?.type ?? null},
			${of.readers}::uuid[], ${s.how === "paper" ? account : null}, ${at})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

type SignatureRow = {
	pactId: string;
	party: string;
	no: number;
	personId: string | null;
	sheet: Buffer | null;
	type: FileType | null;
};

export async function signatureById(read: Read, id: string): Promise<SignatureRow | undefined> {
	const [row] = await read.rows<SignatureRow>(sql`select pact_id as "pactId", party_id as party, version_no as no,
			person_id as "personId", sheet, sheet_type as type
		from pacts.signatures where territory_id = ${tenant(read)} and id = ${id}`);
	return row;
}

/** Whether the name stands on the public page, and which person the account turned out to be. */
export async function writeNamed(tx: Tx, partyId: string, named: boolean, personId: string | null): Promise<void> {
	await tx.rows(sql`update pacts.parties set named = ${named},
			party_id = case when kind = 'citizen' then coalesce(party_id, ${personId}) else party_id end
		where territory_id = ${tenant(tx)} and id = ${partyId}`);
}

/** A version comes into force: from now on anybody reads it. */
export async function publish(tx: Tx, id: string, no: number, on: Day): Promise<void> {
	await tx.rows(
		sql`update pacts.versions set in_force_on = ${on} where territory_id = ${tenant(tx)} and pact_id = ${id} and no = ${no}`,
	);
	await tx.rows(sql`update pacts.promises m set published = true from pacts.versions v
		where v.territory_id = m.territory_id and v.id = m.version_id
			and m.territory_id = ${tenant(tx)} and v.pact_id = ${id} and v.no = ${no}`);
	await tx.rows(sql`update pacts.parties a set published = exists (select from pacts.versions v
			join pacts.promises m on m.territory_id = v.territory_id and m.version_id = v.id
			where v.territory_id = a.territory_id and v.pact_id = a.pact_id and v.no = ${no} and m.party_id = a.id)
		where a.territory_id = ${tenant(tx)} and a.pact_id = ${id}`);
}

export type NewEntryRow = Omit<Entry, "hasPhoto"> & { photo: Buffer | null; agreed: boolean; hash: Buffer };

export async function insertEntry(tx: Tx, of: Of, e: NewEntryRow, at: Date): Promise<boolean> {
	const rows =
		await tx.rows(sql`insert into pacts.entries (territory_id, id, pact_id, neighbourhood_id, happened_on, words, language,
			minutes, photo, photo_agreed, shown, readers, recorded_by, recorded_at, request_hash)
		values (${tenant(tx)}, ${e.id}, ${of.id}, ${of.neighbourhoodId}, ${e.day}, ${e.words}, ${e.language}, ${e.minutes}, ${e.photo},
			${e.agreed}, ${e.shown}, ${of.readers}::uuid[], ${tx.actor.accountId ?? null}, ${at}, ${e.hash})
		on conflict do nothing returning id`);
	return rows.length === 1;
}

type EntryRow = { pactId: string; words: string; photo: Buffer | null; hash: Buffer | null };

export async function entryById(
	read: Read,
	territoryId: string | undefined,
	id: string,
): Promise<EntryRow | undefined> {
	const [row] =
		await read.rows<EntryRow>(sql`select pact_id as "pactId", words, photo, request_hash as hash from pacts.entries
		where territory_id = ${territoryId ?? null} and id = ${id}`);
	return row;
}

export async function writeShown(tx: Tx, id: string, shown: boolean): Promise<boolean> {
	const rows = await tx.rows(sql`update pacts.entries set shown = ${shown}
		where territory_id = ${tenant(tx)} and id = ${id} and shown <> ${shown} returning id`);
	return rows.length === 1;
}

export type LineRow = {
	id: Id<"pact">;
	state: State;
	title: string;
	until: Day | null;
	parties: string[];
	signed: number;
	of: number;
	movedAt: Date;
};

const lineColumns = sql`p.id, p.state, p.moved_at as "movedAt", v.title, v.until,
	(select count(*)::int from pacts.signatures s where s.territory_id = p.territory_id and s.pact_id = p.id
		and s.version_no = p.fixed_no and s.void_at is null) as signed,
	(select count(*)::int from pacts.promises m where m.territory_id = v.territory_id and m.version_id = v.id) as of,
	coalesce((select array_agg(a.called order by a.place) from pacts.promises m
		join pacts.parties a on a.territory_id = m.territory_id and a.id = m.party_id
		where m.territory_id = v.territory_id and m.version_id = v.id and a.called <> ''), '{}') as parties`;

const withLatest = sql`pacts.pacts p join pacts.versions v on v.territory_id = p.territory_id and v.pact_id = p.id and v.no = p.latest_no`;

type Query = { after?: { at: string; id: string }; limit: number };

/** Pacts of a neighbourhood, what moved last first. */
export function page(read: Read, neighbourhoodId: string, { after, limit }: Query): Promise<LineRow[]> {
	return read.rows(sql`select ${lineColumns} from ${withLatest}
		where p.territory_id = ${tenant(read)} and p.neighbourhood_id = ${neighbourhoodId}
			${after ? sql`and (p.moved_at, p.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
		order by p.moved_at desc, p.id desc limit ${limit}`);
}

/** Those to which the account is party, anywhere in its territory. */
export function pageOfOwn(read: Read, { after, limit }: Query): Promise<LineRow[]> {
	return read.rows(sql`select ${lineColumns} from ${withLatest}
		where p.territory_id = ${tenant(read)} and p.readers @> array[${read.actor.accountId ?? null}]::uuid[]
			${after ? sql`and (p.moved_at, p.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
		order by p.moved_at desc, p.id desc limit ${limit}`);
}

/** Those of the account that are not over, first what waits for its own signature; at most `limit`. */
export function linesOfOwn(read: Read, limit: number): Promise<OwnPactLine[]> {
	return read.rows(sql`select p.id, p.state, v.title, v.language, p.fixed_no is not null and exists (
			select from pacts.promises m join pacts.parties a on a.territory_id = m.territory_id and a.id = m.party_id
			where m.territory_id = v.territory_id and m.version_id = v.id and a.account_id = ${read.actor.accountId ?? null}
				and not exists (select from pacts.signatures s where s.territory_id = p.territory_id and s.pact_id = p.id
					and s.version_no = p.fixed_no and s.party_id = a.id and s.void_at is null)) as "waitsForMe"
		from ${withLatest}
		where p.territory_id = ${tenant(read)} and p.readers @> array[${read.actor.accountId ?? null}]::uuid[]
			and p.state in ('draft', 'proposed', 'in_force', 'renewing')
		order by "waitsForMe" desc, p.moved_at desc, p.id desc limit ${limit}`);
}

type Place = { territoryId: string; id: string };
export type PublicRow = {
	id: Id<"pact">;
	state: State;
	inForceOn: Day;
	concludedOn: Day | null;
	endedOn: Day | null;
	learnt: string | null;
};
const publicColumns = sql`p.id, p.state, p.in_force_on as "inForceOn", p.concluded_on as "concludedOn", p.ended_on as "endedOn", p.learnt`;

/** What anybody reads: pacts of a neighbourhood that are or were in force, those in force first; at most 200. */
export function publicPage(read: Read, place: Place) {
	return read.rows<PublicRow & Pick<Version, "title" | "language" | "where" | "until">>(sql`
		select ${publicColumns}, v.title, v.language, v.place_words as "where", v.until
		from pacts.pacts p join pacts.versions v on v.territory_id = p.territory_id and v.pact_id = p.id and v.no = p.in_force_no
		where p.territory_id = ${place.territoryId} and p.neighbourhood_id = ${place.id} and p.in_force_no is not null
		order by coalesce(p.concluded_on, p.ended_on) desc nulls first, p.in_force_on desc, p.id desc limit 200`);
}

export type PublicWhole = PublicRow & {
	version: Version;
	parties: { id: Id<"pact_party">; called: string; through: string | null }[];
	diary: Omit<Entry, "minutes" | "shown">[];
};

/** One of them, as anybody reads it; who did not agree to be named is not among its parties. */
export async function publicOne(read: Read, place: Place, id: string): Promise<PublicWhole | undefined> {
	const [row] =
		await read.rows<PublicWhole>(sql`select ${publicColumns}, json_build_object(${versionFields}) as version,
			coalesce((select json_agg(json_build_object('id', a.id, 'called', a.called,
					'through', case when a.named then nullif(a.through, '') end) order by a.place)
				from pacts.parties a where a.territory_id = p.territory_id and a.pact_id = p.id and a.shown), '[]') as parties,
			coalesce((select json_agg(json_build_object('id', e.id, 'day', e.happened_on, 'words', e.words, 'language', e.language,
					'hasPhoto', e.has_photo) order by e.happened_on desc, e.id desc)
				from (select e.*, e.photo is not null as has_photo from pacts.entries e where e.territory_id = p.territory_id
					and e.pact_id = p.id and e.shown order by e.happened_on desc, e.id desc limit 50) e), '[]') as diary
		from pacts.pacts p join pacts.versions v on v.territory_id = p.territory_id and v.pact_id = p.id and v.no = p.in_force_no
		where p.territory_id = ${place.territoryId} and p.neighbourhood_id = ${place.id} and p.id = ${id} and p.in_force_no is not null`);
	return row;
}

export async function readWord(read: Read, territoryId: string | undefined): Promise<PactWord> {
	const [row] = await read.rows<{ word: PactWord }>(
		sql`select pact_word as word from programme.territories where id = ${territoryId ?? null}`,
	);
	return row?.word ?? "pact";
}

export async function writeWord(tx: Tx, word: PactWord): Promise<boolean> {
	const rows = await tx.rows(sql`update programme.territories set pact_word = ${word}
		where id = ${tenant(tx)} and pact_word <> ${word} returning id`);
	return rows.length === 1;
}

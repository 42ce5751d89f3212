import { sql } from "kysely";
import { type Id, newId } from "../../core/ids.ts";
import type { Role } from "../../core/roles.ts";
import type { Read, Tx } from "../../db/database.ts";
import type { AccountRow, Assignment, Colleague, OnScreen } from "./contract.ts";
import type { Browser } from "./rules.ts";

export type LinkPurpose = "sign-in" | "first-administrator" | "machine" | "replacement";

export type SessionRow = {
	accountId: Id<"account">;
	name: string;
	language: string | null;
	role: Role;
	territoryId: Id<"territory"> | null;
	onScreen: OnScreen | null;
	personId: Id<"party"> | null;
	personTerritoryId: string | null;
	neighbourhoodIds: Id<"neighbourhood">[] | null;
	held: number;
	choices: number;
	assuredUntil: Date | null;
	id: Id<"session">;
	seenAt: Date;
	idleMinutes: number | null;
	endsAt: Date;
};

/** The session of a token with all an actor needs, in one statement that also nobody may send. */
export async function readSession(
	read: Read,
	tokenHash: Buffer,
	now: Date,
	today: string,
	workMinutes: number | undefined,
): Promise<SessionRow | undefined> {
	// As of the minute, so that the same is asked again; when in it the session ends is in the row.
	const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
	const [row] = await read.rows<SessionRow>(
		sql`select * from access.session_of(${tokenHash}, ${minute}, ${today}, ${workMinutes ?? null})`,
	);
	return row && row.endsAt > now ? row : undefined;
}

export async function readAssignments(read: Read, accountId: string, today: string): Promise<Assignment[]> {
	return read.rows(sql`
		select role, territory_id as "territoryId", neighbourhood_id as "neighbourhoodId" from access.assignments
		where account_id = ${accountId} and since <= ${today} and (until is null or until >= ${today})
		order by since, id limit 100`);
}

type Begun = { now: Date; expiresAt: Date; assuredUntil: Date | null; browser: Browser };

export async function writeSession(
	tx: Tx,
	tokenHash: Buffer,
	accountId: string,
	place: Assignment,
	{ now, expiresAt, assuredUntil, browser }: Begun,
): Promise<void> {
	await tx.rows(sql`
		insert into access.sessions (token_hash, id, account_id, role, territory_id, neighbourhood_id, created_at, expires_at,
			assured_until, seen_at, device, idle_minutes)
		values (${tokenHash}, ${newId()}, ${accountId}, ${place.role}, ${place.territoryId}, ${place.neighbourhoodId}, ${now},
			${expiresAt}, ${assuredUntil}, ${now}, ${browser.device}, ${browser.idleMinutes ?? null})`);
}

/** Says of an open session until when its owner need not show again that it is them, and gives it another token. */
export async function writeAssurance(
	tx: Tx,
	tokenHash: Buffer,
	newHash: Buffer,
	accountId: string,
	until: Date,
): Promise<void> {
	await tx.rows(sql`
		update access.sessions set assured_until = ${until}, token_hash = ${newHash}
		where token_hash = ${tokenHash} and account_id = ${accountId} and ended_at is null`);
}

export async function writePlace(
	tx: Tx,
	tokenHash: Buffer,
	place: Assignment,
	onScreen: OnScreen | undefined,
): Promise<void> {
	await tx.rows(sql`
		update access.sessions set role = ${place.role}, territory_id = ${place.territoryId}, neighbourhood_id = ${onScreen?.id ?? null},
			neighbourhood_slug = ${onScreen?.slug ?? null}, neighbourhood_name = ${onScreen?.name ?? null}
		where token_hash = ${tokenHash} and ended_at is null`);
}

export async function endSession(tx: Tx, tokenHash: Buffer, now: Date): Promise<void> {
	await tx.rows(sql`update access.sessions set ended_at = ${now} where token_hash = ${tokenHash} and ended_at is null`);
}

export async function endAllSessions(tx: Tx, accountId: string, now: Date): Promise<void> {
	await tx.rows(sql`update access.sessions set ended_at = ${now} where account_id = ${accountId} and ended_at is null`);
}

/** No letter goes to somebody protected: who reads their post is not known. Whoever works here goes on coming in. */
export async function readAccountByEmail(
	read: Read,
	blind: Buffer,
): Promise<{ id: Id<"account">; language: string | null } | undefined> {
	return (
		await read.rows<{ id: Id<"account">; language: string | null }>(sql`
			select a.id, a.language from access.addresses d join access.accounts a on a.id = d.account_id
			where d.email_blind = ${blind} and a.closed_at is null and (a.person_apart is null or a.staff_of <> '{}')`)
	)[0];
}

/** Whether an account works somewhere and has, or has had, a passkey: then a letter alone does not let it in. */
export async function needsPasskey(
	read: Read,
	accountId: string,
	today: string,
	workRoles: readonly string[],
): Promise<boolean> {
	return (
		(
			await read.rows(sql`
				select 1 from access.assignments where account_id = ${accountId} and role = any(${[...workRoles]}::text[])
					and since <= ${today} and (until is null or until >= ${today})
					and exists (select from access.passkeys where account_id = ${accountId}) limit 1`)
		).length > 0
	);
}

export async function countLinks(read: Read, accountId: string, since: Date): Promise<number> {
	const rows = await read.rows<{ n: number }>(sql`
		select count(*)::int as n from access.links where account_id = ${accountId} and created_at > ${since}`);
	return rows[0]!.n;
}

export async function writeLink(
	tx: Tx,
	tokenHash: Buffer,
	accountId: string,
	purpose: LinkPurpose,
	now: Date,
	expiresAt: Date,
): Promise<void> {
	await tx.rows(sql`
		insert into access.links (token_hash, account_id, purpose, created_at, expires_at)
		values (${tokenHash}, ${accountId}, ${purpose}, ${now}, ${expiresAt})`);
}

/** Spends a link: at most one caller gets the account. */
export async function spendLink(
	tx: Tx,
	tokenHash: Buffer,
	now: Date,
): Promise<{ accountId: Id<"account">; purpose: LinkPurpose } | undefined> {
	const rows = await tx.rows<{ accountId: Id<"account">; purpose: LinkPurpose }>(sql`
		update access.links set used_at = ${now} where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}
		returning account_id as "accountId", purpose`);
	return rows[0];
}

export async function linkIsFresh(read: Read, tokenHash: Buffer, now: Date): Promise<boolean> {
	return (
		(
			await read.rows(
				sql`select 1 from access.links where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}`,
			)
		).length > 0
	);
}

/** Deletes the codes that were sent to an account. */
export async function deleteCodesOf(tx: Tx, accountId: string): Promise<void> {
	await tx.rows(sql`delete from access.codes where account_id = ${accountId}`);
}

export async function anyAccount(read: Read): Promise<boolean> {
	return (await read.rows(sql`select 1 from access.accounts limit 1`)).length > 0;
}

export async function writeAccount(
	tx: Tx,
	account: { id: string; name: string; email: { sealed: Buffer; blind: Buffer } | undefined },
): Promise<boolean> {
	const made = await tx.rows(
		sql`insert into access.accounts (id, name) values (${account.id}, ${account.name}) on conflict do nothing returning id`,
	);
	if (made.length === 0) return false;
	if (!account.email) return true;
	const kept = await tx.rows(sql`
		insert into access.addresses (account_id, email_sealed, email_blind) values (${account.id}, ${account.email.sealed}, ${account.email.blind})
		on conflict do nothing returning account_id`);
	return kept.length > 0;
}

export async function writeAssignment(
	tx: Tx,
	id: string,
	accountId: string,
	place: Assignment,
	since: string,
): Promise<void> {
	await tx.rows(sql`
		insert into access.assignments (id, account_id, role, territory_id, neighbourhood_id, since, name)
		select ${id}, a.id, ${place.role}, ${place.territoryId}, ${place.neighbourhoodId}, ${since}, a.name
		from access.accounts a where a.id = ${accountId}
		on conflict do nothing`);
}

/** Rewrites where an account works as staff, from its assignments in force. */
export async function rewriteStaffOf(
	tx: Tx,
	accountId: string,
	staffRoles: readonly string[],
	today: string,
): Promise<void> {
	await tx.rows(sql`
		update access.accounts set staff_of = coalesce((select array_agg(distinct territory_id) from access.assignments
			where account_id = ${accountId} and role = any(${[...staffRoles]}::text[]) and (until is null or until >= ${today})), '{}')
		where id = ${accountId}`);
}

export async function endAssignment(tx: Tx, id: string, until: string): Promise<Id<"account"> | undefined> {
	const rows = await tx.rows<{ accountId: Id<"account"> }>(sql`
		update access.assignments set until = ${until}::date, since = least(since, ${until}::date) where id = ${id} returning account_id as "accountId"`);
	return rows[0]?.accountId;
}

/** Ends what an account still holds; where it worked as staff stays, and with it its name beside what it wrote. */
export async function endAssignmentsOf(tx: Tx, accountId: string, until: string): Promise<void> {
	await tx.rows(sql`
		update access.assignments set until = ${until}::date, since = least(since, ${until}::date)
		where account_id = ${accountId} and (until is null or until > ${until}::date)`);
}

export async function closeAccount(tx: Tx, id: string, now: Date): Promise<boolean> {
	return (
		(
			await tx.rows(
				sql`update access.accounts set closed_at = ${now} where id = ${id} and closed_at is null returning id`,
			)
		).length > 0
	);
}

export async function writeLanguage(tx: Tx, accountId: string, language: string): Promise<void> {
	await tx.rows(sql`update access.accounts set language = ${language} where id = ${accountId}`);
}

export function readAccounts(read: Read, today: string): Promise<AccountRow[]> {
	return read.rows(sql`
		select a.id, a.name, a.closed_at as "closedAt", coalesce(json_agg(json_build_object('id', g.id, 'role', g.role,
			'territoryId', g.territory_id, 'neighbourhoodId', g.neighbourhood_id, 'since', g.since) order by g.since)
			filter (where g.id is not null), '[]') as assignments
		from access.accounts a
		left join access.assignments g on g.account_id = a.id and (g.until is null or g.until >= ${today})
		group by a.id order by a.name limit 500`);
}

export async function readNames(read: Read, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
	// Who no longer works here is found by a role held before: what they wrote keeps their name.
	return read.rows(sql`
		select id, name from access.accounts where id = any(${[...ids]}::uuid[])
		union select account_id, name from access.assignments where account_id = any(${[...ids]}::uuid[])`);
}

const mostColleagues = 200;

/** Accounts with one of these roles in force in the actor's territory, by name; of a neighbourhood, where one is named. */
export function readColleagues(
	read: Read,
	held: readonly Role[],
	today: string,
	neighbourhoodId?: string,
): Promise<Colleague[]> {
	// A coordinator's role is not bound to one neighbourhood: it holds in each of the territory's.
	const there = neighbourhoodId ? sql`and (g.neighbourhood_id = ${neighbourhoodId} or g.role = 'coordinator')` : sql``;
	return read.rows(sql`
		select g.account_id as id, g.name, array_agg(distinct g.role) as roles from access.assignments g
		where g.territory_id = ${read.actor.territoryId ?? null} and g.role = any(${[...held]}::text[]) ${there}
			and g.since <= ${today} and (g.until is null or g.until >= ${today})
		group by g.account_id, g.name order by g.name, g.account_id limit ${mostColleagues}`);
}

export async function everSignedIn(read: Read, accountId: string): Promise<boolean> {
	return (await read.rows(sql`select 1 from access.sessions where account_id = ${accountId} limit 1`)).length > 0;
}

export async function readPersonOf(
	read: Read,
	accountId: string,
): Promise<{ personId: Id<"party">; territoryId: string } | undefined> {
	const rows = await read.rows<{ personId: Id<"party">; territoryId: string }>(sql`
		select person_id as "personId", person_territory_id as "territoryId" from access.accounts where id = ${accountId} and person_id is not null`);
	return rows[0];
}

-- Before reserved content somebody shows once more that it is them: by passkey, or by a code sent to their address.
alter table access.sessions add column assured_until timestamptz;
comment on column access.sessions.assured_until is 'Until when the person in front of the browser has shown, by passkey or by a code, that it is them.';

create table access.codes (
	id uuid primary key,
	account_id uuid not null references access.accounts (id),
	session_hash bytea not null,
	code_hash bytea not null,
	tries smallint not null default 0 check (tries between 0 and 5),
	made_at timestamptz not null,
	expires_at timestamptz not null,
	used_at timestamptz
);
create index on access.codes (session_hash, made_at);
create index on access.codes (account_id, made_at);
create index on access.codes (made_at);
comment on table access.codes is '@control A code of eight digits sent by letter, by which somebody shows again who they are.';
comment on column access.codes.id is 'UUIDv7 of the code.';
comment on column access.codes.account_id is 'To whom it was sent.';
comment on column access.codes.session_hash is 'The session it is good for: the hash of its token.';
comment on column access.codes.code_hash is 'Keyed hash (HMAC-SHA-256) of the code: with a copy of the table nobody can try them all.';
comment on column access.codes.tries is 'How often a code was typed for it; after the fifth it is worth nothing.';
comment on column access.codes.made_at is 'When it was asked for.';
comment on column access.codes.expires_at is 'After this instant it is worth nothing.';
comment on column access.codes.used_at is 'When it was typed rightly; it is worth nothing from then on.';

alter table access.codes enable row level security;
alter table access.codes force row level security;
create policy door on access.codes using (nullif(current_setting('filo.role', true), '') = 'door');
grant select, insert, update, delete on access.codes to filo_application;

alter table access.challenges drop constraint challenges_purpose_check;
alter table access.challenges add constraint challenges_purpose_check
	check (purpose in ('sign-in', 'register', 'assurance'));
alter table access.challenges drop constraint challenges_check;
alter table access.challenges add constraint challenges_check check ((purpose = 'sign-in') = (account_id is null));
comment on column access.challenges.purpose is 'To come in, to register a passkey, or to show again who one is.';
comment on column access.challenges.account_id is 'Who registers or shows who they are; empty for somebody who comes in and is not known yet.';

drop function access.session_of(bytea, timestamptz, date);
create function access.session_of(token bytea, moment timestamptz, today date) returns table (
	"accountId" uuid, name text, language text, role text, "territoryId" uuid, "onScreen" json, "personId" uuid,
	"personTerritoryId" uuid, "neighbourhoodIds" uuid[], held int, choices int, "assuredUntil" timestamptz)
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp rows 1
	as $$
	#variable_conflict use_column
	begin
		return query select s.account_id, a.name, a.language, s.role, s.territory_id,
			case when s.neighbourhood_slug is not null then json_build_object('id', s.neighbourhood_id,
				'slug', s.neighbourhood_slug, 'name', s.neighbourhood_name) end,
			a.person_id, a.person_territory_id,
			array_agg(distinct g.neighbourhood_id) filter (where g.role = s.role
				and g.territory_id is not distinct from s.territory_id and g.neighbourhood_id is not null),
			count(*) filter (where g.role = s.role and g.territory_id is not distinct from s.territory_id)::int,
			count(*)::int, s.assured_until
		from access.sessions s
		join access.accounts a on a.id = s.account_id
		join access.assignments g on g.account_id = a.id and g.since <= today and (g.until is null or g.until >= today)
		where s.token_hash = token and s.ended_at is null and s.expires_at > moment and a.closed_at is null
		group by s.token_hash, a.id;
	end $$;
comment on function access.session_of(bytea, timestamptz, date) is 'The session of a token with all an actor needs; no row when it has ended.';
revoke all on function access.session_of(bytea, timestamptz, date) from public;
grant execute on function access.session_of(bytea, timestamptz, date) to filo_application;

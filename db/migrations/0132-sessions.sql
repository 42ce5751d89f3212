-- Open sessions are listed to whoever they belong to, and on a phone that several people use they end when nobody uses it.
alter table access.sessions add column id uuid not null default gen_random_uuid();
alter table access.sessions add column seen_at timestamptz;
alter table access.sessions add column device text not null default 'computer' check (device in ('phone', 'computer'));
alter table access.sessions add column idle_minutes smallint check (idle_minutes in (5, 15, 30));
update access.sessions set seen_at = created_at;
alter table access.sessions alter column seen_at set not null;
alter table access.sessions alter column seen_at set default now();
comment on column access.sessions.id is 'By which its owner names it: nobody comes in with it.';
comment on column access.sessions.seen_at is 'When it was last used, to within a minute.';
comment on column access.sessions.device is 'What the browser says it runs on, no finer than this.';
comment on column access.sessions.idle_minutes is 'On a phone that several people use: after so many minutes without use it lets nobody in. Empty elsewhere.';

drop function access.session_of(bytea, timestamptz, date);
create function access.session_of(token bytea, moment timestamptz, today date) returns table (
	id uuid, "accountId" uuid, name text, language text, role text, "territoryId" uuid, "onScreen" json, "personId" uuid,
	"personTerritoryId" uuid, "neighbourhoodIds" uuid[], held int, choices int, "assuredUntil" timestamptz,
	"seenAt" timestamptz, "idleMinutes" smallint)
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp rows 1
	as $$
	#variable_conflict use_column
	begin
		return query select s.id, s.account_id, a.name, a.language, s.role, s.territory_id,
			case when s.neighbourhood_slug is not null then json_build_object('id', s.neighbourhood_id,
				'slug', s.neighbourhood_slug, 'name', s.neighbourhood_name) end,
			a.person_id, a.person_territory_id,
			array_agg(distinct g.neighbourhood_id) filter (where g.role = s.role
				and g.territory_id is not distinct from s.territory_id and g.neighbourhood_id is not null),
			count(*) filter (where g.role = s.role and g.territory_id is not distinct from s.territory_id)::int,
			count(*)::int, s.assured_until, s.seen_at, s.idle_minutes
		from access.sessions s
		join access.accounts a on a.id = s.account_id
		join access.assignments g on g.account_id = a.id and g.since <= today and (g.until is null or g.until >= today)
		where s.token_hash = token and s.ended_at is null and s.expires_at > moment and a.closed_at is null
			and (s.idle_minutes is null or s.seen_at + s.idle_minutes * interval '1 minute' > moment)
		group by s.token_hash, a.id;
	end $$;
comment on function access.session_of(bytea, timestamptz, date) is 'The session of a token with all an actor needs; no row when it has ended, or nobody has used it for as long as its phone allows.';
revoke all on function access.session_of(bytea, timestamptz, date) from public;
grant execute on function access.session_of(bytea, timestamptz, date) to filo_application;

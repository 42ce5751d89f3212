-- Whoever works here is let in no more once nobody has used a session for as long as the body says; on a shared phone sooner.
drop function access.session_of(bytea, timestamptz, date);
create function access.session_of(token bytea, moment timestamptz, today date, work_minutes int) returns table (
	id uuid, "accountId" uuid, name text, language text, role text, "territoryId" uuid, "onScreen" json, "personId" uuid,
	"personTerritoryId" uuid, "neighbourhoodIds" uuid[], held int, choices int, "assuredUntil" timestamptz,
	"seenAt" timestamptz, "idleMinutes" smallint, "endsAt" timestamptz)
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
			count(*)::int, s.assured_until, s.seen_at, s.idle_minutes, e.at
		from access.sessions s
		join access.accounts a on a.id = s.account_id
		join access.assignments g on g.account_id = a.id and g.since <= today and (g.until is null or g.until >= today)
		cross join lateral (select least(s.expires_at, s.seen_at + s.idle_minutes * interval '1 minute',
			case when s.role not in ('resident', 'citizen') then s.seen_at + work_minutes * interval '1 minute' end) as at) e
		where s.token_hash = token and s.ended_at is null and e.at > moment and a.closed_at is null
		group by s.token_hash, a.id, e.at;
	end $$;
comment on function access.session_of(bytea, timestamptz, date, int) is 'The session of a token with all an actor needs, and when it ends; no row when it has ended, or nobody has used it for as long as its phone, or the body for those who work here, allows.';
revoke all on function access.session_of(bytea, timestamptz, date, int) from public;
grant execute on function access.session_of(bytea, timestamptz, date, int) to filo_application;

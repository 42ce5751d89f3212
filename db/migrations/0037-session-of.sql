-- Who comes with a cookie, in one statement without a transaction: every page of everybody signed in asks it first.
-- It finds one session by the hash of its token, and nothing can be listed through it.
create function access.session_of(token bytea, moment timestamptz, today date) returns table (
	"accountId" uuid, name text, language text, role text, "territoryId" uuid, "onScreen" json, "personId" uuid,
	"personTerritoryId" uuid, "neighbourhoodIds" uuid[], held int, choices int)
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
			count(*)::int
		from access.sessions s
		join access.accounts a on a.id = s.account_id
		join access.assignments g on g.account_id = a.id and g.since <= today and (g.until is null or g.until >= today)
		where s.token_hash = token and s.ended_at is null and s.expires_at > moment and a.closed_at is null
		group by s.token_hash, a.id;
	end $$;
comment on function access.session_of(bytea, timestamptz, date) is 'The session of a token with all an actor needs; no row when it has ended.';
revoke all on function access.session_of(bytea, timestamptz, date) from public;
grant execute on function access.session_of(bytea, timestamptz, date) to filo_application;

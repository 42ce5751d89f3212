-- Says whether anything that a neighbourhood's network is made of was written since: of each table the number of rows
-- and the sum of the transactions that last wrote them, as one digest. Every row is looked at, and no policy is asked of
-- any: that was two thirds of the work, and what comes out tells of none of them.
create function network.stamp(of_territory uuid, of_neighbourhood uuid) returns text
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp
	as $$
	begin
		if nullif(current_setting('filo.role', true), '') is distinct from 'counter' then
			raise insufficient_privilege;
		end if;
		return encode(sha256(convert_to(concat_ws(' ',
			(select count(*) || '/' || coalesce(sum(p.xmin::text::bigint), 0) from community.parties p
				where p.territory_id = of_territory and p.neighbourhood_id = of_neighbourhood),
			(select count(*) || '/' || coalesce(sum(p.xmin::text::bigint), 0) from community.persons p
				where p.territory_id = of_territory and p.neighbourhood_id = of_neighbourhood),
			(select count(*) || '/' || coalesce(sum(t.xmin::text::bigint), 0) from community.ties t
				where t.territory_id = of_territory and t.neighbourhood_id = of_neighbourhood),
			(select count(*) || '/' || coalesce(sum(c.xmin::text::bigint), 0) from network.circles c
				where c.territory_id = of_territory and c.neighbourhood_id = of_neighbourhood),
			(select count(*) || '/' || coalesce(sum(e.xmin::text::bigint), 0) from network.circle_entries e
				where e.territory_id = of_territory and e.circle_id in (select c.id from network.circles c
					where c.territory_id = of_territory and c.neighbourhood_id = of_neighbourhood)),
			(select count(*) || '/' || coalesce(sum(a.xmin::text::bigint), 0) from community.agreements a
				where a.territory_id = of_territory and a.purpose = 'circle' and a.person_id in (select c.person_id
					from network.circles c where c.territory_id = of_territory and c.neighbourhood_id = of_neighbourhood))), 'UTF8')), 'hex');
	end
	$$;
comment on function network.stamp(uuid, uuid) is 'A digest that stays the same exactly as long as the parties, persons, ties and circles of a neighbourhood do. For the counter alone.';
revoke all on function network.stamp(uuid, uuid) from public;
grant execute on function network.stamp(uuid, uuid) to filo_application;

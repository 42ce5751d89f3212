-- Whoever is protected is under cover in pacts too, at once: what they are called there is a copy of their label.
create or replace function access.keep_apart(person uuid, apart boolean) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp
	as $$
	declare
		here constant uuid := nullif(current_setting('filo.territory', true), '')::uuid;
		cover constant text := 'una persona del quartiere';
	begin
		if nullif(current_setting('filo.role', true), '') is null
			or nullif(current_setting('filo.role', true), '') not in ('facilitator', 'coordinator') then
			raise insufficient_privilege;
		end if;
		if apart then
			update access.accounts set person_apart = person_id, person_id = null
				where person_id = person and person_territory_id = here;
			update access.assignments g set name = cover from access.accounts a
				where a.id = g.account_id and a.person_apart = person and a.person_territory_id = here and a.staff_of = '{}';
			update access.accounts set name_apart = name, name = cover
				where person_apart = person and person_territory_id = here and staff_of = '{}' and name_apart is null;
			update pacts.parties set called = cover where territory_id = here and party_id = person and erased_on is null;
		else
			update access.assignments g set name = a.name_apart from access.accounts a
				where a.id = g.account_id and a.person_apart = person and a.person_territory_id = here and a.name_apart is not null;
			update access.accounts set name = coalesce(name_apart, name), name_apart = null, person_id = person_apart, person_apart = null
				where person_apart = person and person_territory_id = here;
			-- The label is back in the open before this is called.
			update pacts.parties p set called = left(c.label, 120) from community.parties c
				where p.territory_id = here and p.party_id = person and p.erased_on is null and c.territory_id = here and c.id = person;
		end if;
	end $$;

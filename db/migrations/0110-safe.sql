-- How somebody can safely be reached; and pages of people of whom one speaks in person alone.
alter table community.parties add column protected boolean not null default false;
comment on column community.parties.protected is 'Of a person: one speaks of it in person alone. Copied from persons, for policies and lists; the label is a cover meanwhile.';
alter table community.persons add column protected boolean not null default false;
alter table community.persons add column label_sealed bytea;
alter table community.persons add constraint covered check (protected = (label_sealed is not null));
comment on column community.persons.protected is 'One speaks of this person in person alone: their label stands nowhere in clear, and nothing of them where others could see it. Why is written nowhere.';
comment on column community.persons.label_sealed is 'How a protected person is called, sealed with their key; empty where they are not protected.';
create index on community.persons (territory_id, neighbourhood_id) where protected;

alter table access.accounts add column person_apart uuid;
comment on column access.accounts.person_apart is 'The person this account belongs to while their record is protected: person_id is empty then, so that the account opens nothing of theirs.';

create table community.safe_contacts (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	sealed bytea not null,
	said_on date not null,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	set_aside_by uuid,
	primary key (territory_id, id),
	unique (territory_id, person_id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
comment on table community.safe_contacts is '@tenant How somebody can safely be reached, as they say it themselves. Taken back, the row is deleted.';
comment on column community.safe_contacts.territory_id is 'The tenant.';
comment on column community.safe_contacts.id is 'UUIDv7.';
comment on column community.safe_contacts.neighbourhood_id is 'The neighbourhood of the person.';
comment on column community.safe_contacts.person_id is 'Who is to be reached so.';
comment on column community.safe_contacts.sealed is 'By which way, when, what must not be said, with whom one may leave word: JSON, sealed with the person''s key.';
comment on column community.safe_contacts.said_on is 'The day they said so.';
comment on column community.safe_contacts.recorded_by is 'The account that wrote it: their own, or staff on their word.';
comment on column community.safe_contacts.recorded_at is 'When.';
comment on column community.safe_contacts.set_aside_by is 'The merge for which it waits unseen: the other of the two has one.';
grant select, insert, update, delete on community.safe_contacts to filo_application;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.person'', true), '''')::uuid';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	own constant text := tenant || ' and ' || role || ' in (''resident'', ''citizen'') and not protected and ';
begin
	alter table community.safe_contacts enable row level security;
	alter table community.safe_contacts force row level security;
	execute 'create policy working on community.safe_contacts using (' || working || ' and set_aside_by is null)';
	execute 'create policy own on community.safe_contacts using (' || tenant || ' and person_id = ' || me || ' and ' || role
		|| ' in (''resident'', ''citizen'') and set_aside_by is null)';
	execute 'create policy same_sees on community.safe_contacts for select using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy same_rewrites on community.safe_contacts for update using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy forgetting on community.safe_contacts using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	execute 'create policy forgetting_uncovers on community.persons for update using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	-- Whoever is protected is on no page of their own either: a phone is looked at by others at home.
	execute 'alter policy own on community.parties using (' || own || 'kind = ''person'' and id = ' || me || ')';
	execute 'alter policy own on community.persons using (' || own || 'id = ' || me || ')';
	execute 'alter policy own_withdraws on community.parties using (' || own || 'kind = ''person'' and id = ' || me || ')';
	execute 'alter policy own_withdraws on community.persons using (' || own || 'id = ' || me || ')';
	execute 'alter policy household_sees on community.parties using (' || tenant || ' and ' || role
		|| ' = ''household'' and kind in (''person'', ''household'') and merged_into is null and forgotten_on is null and not protected)';
	execute 'alter policy household_sees on community.persons using (' || tenant || ' and ' || role || ' = ''household'' and not protected)';
end $$;

-- A facilitator may write no account: this one thing they may, for a person whose record they have just protected.
create function access.keep_apart(person uuid, apart boolean) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp
	as $$
	begin
		if nullif(current_setting('filo.role', true), '') not in ('facilitator', 'coordinator') then
			raise insufficient_privilege;
		end if;
		if apart then
			update access.accounts set person_apart = person_id, person_id = null
				where person_id = person and person_territory_id = nullif(current_setting('filo.territory', true), '')::uuid;
		else
			update access.accounts set person_id = person_apart, person_apart = null
				where person_apart = person and person_territory_id = nullif(current_setting('filo.territory', true), '')::uuid;
		end if;
	end $$;
comment on function access.keep_apart(uuid, boolean) is 'Takes a protected person apart from their account, or joins them again, within the territory of staff.';
revoke all on function access.keep_apart(uuid, boolean) from public;
grant execute on function access.keep_apart(uuid, boolean) to filo_application;

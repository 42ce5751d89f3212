-- «My people»: what a person says of their own network. It stands as long as the person agrees, and is theirs.
create schema if not exists network;

alter table community.agreements drop constraint agreements_purpose_check;
alter table community.agreements add constraint agreements_purpose_check
	check (purpose in ('nickname', 'name', 'contact', 'sessions', 'story', 'circle', 'invite'));
comment on column community.agreements.purpose is 'To being known by a nickname, by name, to a contact being kept, to being written down at sessions, to standing in a story, to their circle being kept and read here, to inviting others.';

create table network.circles (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	drawn_on date not null,
	own_needs text check (length(own_needs) between 1 and 500),
	in_household boolean not null default false,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	set_aside_by uuid,
	primary key (territory_id, id),
	unique (territory_id, person_id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on network.circles (territory_id, neighbourhood_id);
comment on table network.circles is '@tenant A person''s own map of their people. It is there exactly as long as they agree: withdrawn, the row is deleted.';
comment on column network.circles.territory_id is 'The tenant.';
comment on column network.circles.id is 'UUIDv7 of the request that drew it.';
comment on column network.circles.neighbourhood_id is 'The neighbourhood of the person.';
comment on column network.circles.person_id is 'Whose it is.';
comment on column network.circles.drawn_on is 'The day it was first drawn.';
comment on column network.circles.own_needs is 'What somebody who looks after others would need themselves, in their own words.';
comment on column network.circles.in_household is 'Whether the person, for themselves alone, lets it be read on the page of their household.';
comment on column network.circles.recorded_by is 'The account that drew it first: the person''s own, or staff on their word.';
comment on column network.circles.recorded_at is 'When.';
comment on column network.circles.set_aside_by is 'The merge for which it waits unseen: the other of the two has one, or no agreement to it stands.';

create table network.circle_entries (
	territory_id uuid not null,
	id uuid not null,
	circle_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	label text not null check (length(label) between 1 and 80),
	ring text not null check (ring in ('home', 'street', 'quarter', 'beyond')),
	sector text not null check (sector in ('family', 'neighbours', 'associations', 'services')),
	hand text check (hand in ('received', 'given', 'both')),
	cared_for boolean not null default false,
	since date,
	until date check (until >= since),
	party_id uuid,
	in_household boolean not null default false,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	set_aside_by uuid,
	primary key (territory_id, id),
	foreign key (territory_id, circle_id) references network.circles (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id)
);
create index on network.circle_entries (territory_id, circle_id);
create index on network.circle_entries (territory_id, person_id);
create index on network.circle_entries (territory_id, party_id) where party_id is not null;
comment on table network.circle_entries is '@tenant Somebody or something in a person''s circle, as that person says it.';
comment on column network.circle_entries.territory_id is 'The tenant.';
comment on column network.circle_entries.id is 'UUIDv7.';
comment on column network.circle_entries.circle_id is 'The circle it is in.';
comment on column network.circle_entries.neighbourhood_id is 'The neighbourhood of the person.';
comment on column network.circle_entries.person_id is 'Whose circle it is, copied from there.';
comment on column network.circle_entries.label is 'How the person calls them.';
comment on column network.circle_entries.ring is 'How near: at home, in the street, in the quarter, beyond.';
comment on column network.circle_entries.sector is 'Family, neighbours, associations or services.';
comment on column network.circle_entries.hand is 'Who gives a hand: received, given, both; empty where nothing was said.';
comment on column network.circle_entries.cared_for is 'Whether the person looks after them day by day.';
comment on column network.circle_entries.since is 'Since when; empty: always, or not said.';
comment on column network.circle_entries.until is 'Last day; empty while it lasts.';
comment on column network.circle_entries.party_id is 'Who or what of this neighbourhood is meant, matched by staff; then it counts as a tie.';
comment on column network.circle_entries.in_household is 'Copied from the circle.';
comment on column network.circle_entries.recorded_by is 'The account that wrote it down.';
comment on column network.circle_entries.recorded_at is 'When.';
comment on column network.circle_entries.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';
comment on column network.circle_entries.set_aside_by is 'The merge for which it waits unseen, with its circle.';

grant usage on schema network to filo_application;
-- Withdrawing deletes: nothing of it is kept.
grant select, insert, update, delete on network.circles, network.circle_entries to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.person'', true), '''')::uuid';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['network.circles', 'network.circle_entries'] loop
		execute format('alter table %s enable row level security', name);
		execute format('alter table %s force row level security', name);
		execute format('create policy working on %s using (%s and set_aside_by is null)', name, working);
		execute format('create policy own on %s using (%s and person_id = %s and %s in (''resident'', ''citizen'') and set_aside_by is null)', name, tenant, me, role);
		execute format('create policy counter_counts on %s for select using (%s = ''counter'' and set_aside_by is null)', name, role);
		execute format('create policy household_sees on %s for select using (%s and %s = ''household'' and in_household and set_aside_by is null)', name, tenant, role);
		execute format('create policy same_sees on %s for select using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy same_rewrites on %s for update using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy forgetting_sees on %s for select using (%s and %s = ''forgetting'')', name, tenant, role);
		execute format('create policy forgetting_deletes on %s for delete using (%s and %s = ''forgetting'')', name, tenant, role);
	end loop;
	-- In the circles of others nobody stands for whoever was let go.
	execute 'create policy forgetting_empties on network.circle_entries for update using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	-- Whoever draws their own people agrees to it there and then; to nothing else by themselves.
	execute 'create policy own_draws on community.agreements for insert with check (' || tenant || ' and person_id = ' || me
		|| ' and ' || role || ' in (''resident'', ''citizen'') and purpose = ''circle'' and withdrawn_on is null and set_aside_by is null)';
	-- The counter asks whether these stand, and no other.
	execute 'alter policy counter_asks on community.agreements using (purpose in (''story'', ''circle'') and set_aside_by is null and ' || role || ' = ''counter'')';
	-- Who lives with whom, for those of a household who each let the others read: what is read as `household` goes to them alone.
	execute 'create policy household_sees on community.ties for select using (' || tenant || ' and ' || role || ' = ''household'' and kind = ''member_of'' and set_aside_by is null)';
	execute 'create policy household_sees on community.parties for select using (' || tenant || ' and ' || role || ' = ''household'' and kind in (''person'', ''household'') and merged_into is null and forgotten_on is null)';
	execute 'create policy household_sees on community.persons for select using (' || tenant || ' and ' || role || ' = ''household'')';
	execute 'create policy household_sees on community.agreements for select using (' || tenant || ' and ' || role || ' = ''household'' and purpose = ''circle'' and set_aside_by is null)';
end $$;

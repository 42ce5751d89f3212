-- Rooms and courtyards that neighbours use: when they are open, who has them when, who holds the keys.
create schema btree;
create extension btree_gist schema btree;

create schema spaces;
comment on schema spaces is 'Rooms and courtyards to use together.';
grant usage on schema spaces to filo_application;

create table spaces.spaces (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	name text not null check (length(name) between 1 and 80),
	about text not null default '' check (length(about) <= 1000),
	place_words text not null check (length(place_words) between 1 and 200),
	capacity integer check (capacity between 1 and 2000),
	step_free boolean not null default false,
	cost_cents integer not null default 0 check (cost_cents between 0 and 100000),
	rules text not null default '' check (length(rules) <= 2000),
	key_words text not null default '' check (length(key_words) <= 200),
	asks_first boolean not null default false,
	language text not null default 'it' check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	closed_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id)
);
create index on spaces.spaces (territory_id, neighbourhood_id, name);
comment on table spaces.spaces is '@tenant A room, a courtyard, a kitchen that neighbours can use.';
comment on column spaces.spaces.territory_id is 'The tenant.';
comment on column spaces.spaces.id is 'UUIDv7.';
comment on column spaces.spaces.neighbourhood_id is 'The neighbourhood.';
comment on column spaces.spaces.name is 'What people call it.';
comment on column spaces.spaces.about is 'What it is like and what is there.';
comment on column spaces.spaces.place_words is 'Where it is.';
comment on column spaces.spaces.capacity is 'How many people fit; null where nobody counted.';
comment on column spaces.spaces.step_free is 'Whether one gets in without steps.';
comment on column spaces.spaces.cost_cents is 'What an hour costs, in cents; 0 is free.';
comment on column spaces.spaces.rules is 'How it is left, what is not done there.';
comment on column spaces.spaces.key_words is 'Where the keys are fetched and brought back.';
comment on column spaces.spaces.asks_first is 'Whether somebody says yes first; else whoever takes it has it.';
comment on column spaces.spaces.language is 'In which language its texts are written.';
comment on column spaces.spaces.closed_on is 'Since when it is used no longer; what was agreed before stays.';
comment on column spaces.spaces.recorded_by is 'Who wrote it down.';
comment on column spaces.spaces.recorded_at is 'When.';
comment on column spaces.spaces.request_hash is 'By which the same request is known again.';

create table spaces.hours (
	territory_id uuid not null,
	space_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	weekday smallint not null check (weekday between 1 and 7),
	opens time not null,
	closes time not null check (closes > opens),
	primary key (territory_id, space_id, weekday),
	foreign key (territory_id, space_id) references spaces.spaces (territory_id, id)
);
comment on table spaces.hours is '@tenant From when to when a space can be had on a weekday; a weekday without a row is closed.';
comment on column spaces.hours.territory_id is 'The tenant.';
comment on column spaces.hours.space_id is 'The space.';
comment on column spaces.hours.neighbourhood_id is 'The neighbourhood.';
comment on column spaces.hours.weekday is 'Monday is 1.';
comment on column spaces.hours.opens is 'From when, on Rome''s clock.';
comment on column spaces.hours.closes is 'Until when.';

create table spaces.bookings (
	territory_id uuid not null,
	id uuid not null,
	space_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)
		and upper(during) - lower(during) <= interval '24 hours'),
	what text not null check (length(what) between 1 and 120),
	given_name text not null check (length(given_name) between 1 and 60),
	reach_id uuid,
	account_id uuid,
	person_id uuid,
	state text not null check (state in ('asked', 'agreed', 'declined', 'withdrawn')),
	answer text check (length(answer) <= 300),
	cost_cents integer not null check (cost_cents between 0 and 2400000),
	booked_at timestamptz not null,
	decided_by uuid,
	decided_at timestamptz,
	recorded_by uuid,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, space_id) references spaces.spaces (territory_id, id),
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (num_nonnulls(reach_id, account_id) = 1),
	check (state <> 'declined' or answer is not null),
	constraint bookings_one_at_a_time exclude using gist (
		territory_id btree.gist_uuid_ops with operator(pg_catalog.=), space_id btree.gist_uuid_ops with operator(pg_catalog.=), during with &&)
		where (state in ('asked', 'agreed'))
);
create index on spaces.bookings (territory_id, neighbourhood_id, state, booked_at);
create index on spaces.bookings (territory_id, account_id) where account_id is not null;
create index on spaces.bookings (territory_id, reach_id) where reach_id is not null;
create index on spaces.bookings (territory_id, person_id) where person_id is not null;
comment on table spaces.bookings is '@tenant Somebody has a space for a time. The database itself refuses two at once.';
comment on column spaces.bookings.territory_id is 'The tenant.';
comment on column spaces.bookings.id is 'UUIDv7; the address at which whoever booked finds it again.';
comment on column spaces.bookings.space_id is 'The space.';
comment on column spaces.bookings.neighbourhood_id is 'The neighbourhood.';
comment on column spaces.bookings.during is 'From when until when, the end not included.';
comment on column spaces.bookings.what is 'What for, as they say it; read by who works there, never shown to others.';
comment on column spaces.bookings.given_name is 'How whoever booked wants to be called.';
comment on column spaces.bookings.reach_id is 'How to reach them, where they have no account.';
comment on column spaces.bookings.account_id is 'The account, where they have one.';
comment on column spaces.bookings.person_id is 'The person behind the account, where known.';
comment on column spaces.bookings.state is 'Asked for, agreed, declined with its reason, withdrawn.';
comment on column spaces.bookings.answer is 'What they were answered.';
comment on column spaces.bookings.cost_cents is 'What it costs in all, by the price of that day.';
comment on column spaces.bookings.booked_at is 'When it was booked.';
comment on column spaces.bookings.decided_by is 'Who answered.';
comment on column spaces.bookings.decided_at is 'When.';
comment on column spaces.bookings.recorded_by is 'Who entered it for them; empty where they did it themselves.';
comment on column spaces.bookings.request_hash is 'By which the same request is known again.';

create table spaces.keys (
	territory_id uuid not null,
	id uuid not null,
	space_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	holder_id uuid not null,
	since date not null,
	returned_on date check (returned_on >= since),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, space_id) references spaces.spaces (territory_id, id),
	foreign key (territory_id, holder_id) references community.parties (territory_id, id)
);
create index on spaces.keys (territory_id, space_id);
create index on spaces.keys (territory_id, holder_id);
comment on table spaces.keys is '@tenant Who holds a key, since when, and when it came back.';
comment on column spaces.keys.territory_id is 'The tenant.';
comment on column spaces.keys.id is 'UUIDv7.';
comment on column spaces.keys.space_id is 'What it opens.';
comment on column spaces.keys.neighbourhood_id is 'The neighbourhood.';
comment on column spaces.keys.holder_id is 'The person, group or organisation that holds it.';
comment on column spaces.keys.since is 'Since when.';
comment on column spaces.keys.returned_on is 'When it came back; null while it is out.';
comment on column spaces.keys.recorded_by is 'Who wrote it down.';
comment on column spaces.keys.recorded_at is 'When.';
comment on column spaces.keys.request_hash is 'By which the same request is known again.';

grant select, insert, update on spaces.spaces to filo_application;
grant select, insert, update, delete on spaces.bookings, spaces.keys to filo_application;
grant select, insert, delete on spaces.hours to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['spaces', 'hours', 'bookings', 'keys'] loop
		execute format('alter table spaces.%I enable row level security', name);
		execute format('alter table spaces.%I force row level security', name);
		execute format('create policy working on spaces.%I using (%s)', name, working);
	end loop;
	foreach name in array array['spaces', 'hours'] loop
		execute format('create policy public_side on spaces.%I for select using (true)', name);
	end loop;
	execute 'create policy square on spaces.bookings using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy own on spaces.bookings for select using (' || tenant || ' and ' || role
		|| ' in (''resident'', ''citizen'') and account_id = nullif(current_setting(''filo.actor'', true), '''')::uuid)';
	execute 'create policy rights_sees on spaces.bookings for select using (' || tenant || ' and ' || role || ' = ''rights'')';
	execute 'create policy rights_sees_keys on spaces.keys for select using (' || tenant || ' and ' || role || ' = ''rights'')';
	foreach name in array array['bookings', 'keys'] loop
		execute format('create policy erasing on spaces.%I using (%s and %s = ''erasing'')', name, tenant, role);
		execute format('create policy same_sees on spaces.%I for select using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy same_rewrites on spaces.%I for update using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy forgetting on spaces.%I using (%s and %s = ''forgetting'')', name, tenant, role);
	end loop;
end $$;

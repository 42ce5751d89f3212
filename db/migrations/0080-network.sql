-- The network of a neighbourhood, as it was counted: numbers alone, so that a page need not count them anew.
create schema if not exists network;
comment on schema network is 'The network of a neighbourhood, and what people draw of their own.';

create table network.measurements (
	territory_id uuid not null references programme.territories (id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	measured_on date not null,
	computed_at timestamptz not null,
	people integer not null check (people >= 0),
	ties integer not null check (ties >= 0),
	code_version text not null,
	figures jsonb not null,
	primary key (territory_id, neighbourhood_id, measured_on)
);
comment on table network.measurements is '@tenant What was counted of a neighbourhood''s network on a day: one row a day, the last count of that day.';
comment on column network.measurements.territory_id is 'The tenant.';
comment on column network.measurements.neighbourhood_id is 'The neighbourhood.';
comment on column network.measurements.measured_on is 'The day the figures speak of.';
comment on column network.measurements.computed_at is 'When they were counted.';
comment on column network.measurements.people is 'How many people went into it: everybody ever known there, also who has left.';
comment on column network.measurements.ties is 'How many rows of ties went into it, also those that have ended.';
comment on column network.measurements.code_version is 'Version of Filò that counted.';
comment on column network.measurements.figures is 'The figures of the neighbourhood (docs/measures.md, The network page). Counts and shares; no id, nothing of one person.';

create table network.computations (
	territory_id uuid not null references programme.territories (id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	state text not null check (state in ('queued', 'running', 'done')),
	done_percent integer not null default 0 check (done_percent between 0 and 100),
	asked_at timestamptz not null,
	moved_at timestamptz not null,
	primary key (territory_id, neighbourhood_id)
);
comment on table network.computations is '@tenant How far the latest count of a neighbourhood''s network has come.';
comment on column network.computations.territory_id is 'The tenant.';
comment on column network.computations.neighbourhood_id is 'The neighbourhood.';
comment on column network.computations.state is 'Waiting in the queue, under way, done.';
comment on column network.computations.done_percent is 'How much of it is done, of a hundred.';
comment on column network.computations.asked_at is 'When it was asked for.';
comment on column network.computations.moved_at is 'When it last came further: one that has not moved for long was cut off, and may be asked for again.';

grant usage on schema network to filo_application;
grant select, insert, update on network.measurements, network.computations to filo_application;

do $$
declare
	name text;
	counts constant text := 'nullif(current_setting(''filo.role'', true), '''') = ''counter''';
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['measurements', 'computations'] loop
		execute format('alter table network.%I enable row level security', name);
		execute format('alter table network.%I force row level security', name);
		execute format('create policy working_reads on network.%I for select using (%s)', name, working);
		-- Who counts keeps the numbers it hands on, within the territory it is sent to.
		execute format('create policy counter_keeps on network.%I using (%s and territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid)', name, counts);
	end loop;
	execute format('create policy working_asks on network.computations for insert with check (%s)', working);
	execute format('create policy working_asks_again on network.computations for update using (%s)', working);
	-- The people of a network are read by their rows; of a person there is only how far we may know who it is.
	execute format('create policy counter_counts on community.persons for select using (%s)', counts);
end $$;

-- Telephone numbers worth knowing in a neighbourhood: anybody reads them, who works there keeps them.
create table programme.numbers (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	name text not null check (length(name) between 1 and 80),
	phone text not null check (phone ~ '^\+?[0-9][0-9 ./-]{1,28}$'),
	hours text check (length(hours) between 1 and 120),
	spoken text[] not null default '{}' check (cardinality(spoken) <= 9
		and spoken <@ array['it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh']),
	position smallint not null check (position between 1 and 20),
	recorded_by uuid,
	recorded_at timestamptz not null,
	request_hash bytea,
	primary key (territory_id, id),
	unique (territory_id, neighbourhood_id, position)
);
comment on table programme.numbers is '@tenant A telephone number worth knowing: the doctor on duty, the municipality, a pharmacy. At most twenty; it is of nobody in particular.';
comment on column programme.numbers.territory_id is 'The tenant.';
comment on column programme.numbers.id is 'UUIDv7.';
comment on column programme.numbers.neighbourhood_id is 'The neighbourhood.';
comment on column programme.numbers.name is 'Who answers.';
comment on column programme.numbers.phone is 'The number.';
comment on column programme.numbers.hours is 'When somebody answers; empty where always, or not known.';
comment on column programme.numbers.spoken is 'Languages spoken there, where known.';
comment on column programme.numbers.position is 'Its place in the list.';
comment on column programme.numbers.recorded_by is 'Who wrote it down.';
comment on column programme.numbers.recorded_at is 'When.';
comment on column programme.numbers.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';
grant select, insert, delete on programme.numbers to filo_application;
alter table programme.numbers enable row level security;
alter table programme.numbers force row level security;
create policy anybody_reads on programme.numbers for select using (true);
create policy working on programme.numbers using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));

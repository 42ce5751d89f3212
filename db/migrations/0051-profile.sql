-- What a neighbourhood is like, line by line, each with its source and day. A line is corrected by ending it and writing another.
create table programme.profile_lines (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	section text not null check (section in ('age', 'housing', 'services', 'transport', 'groups', 'places', 'going_on')),
	band text check (band in ('0-5', '6-13', '14-17', '18-34', '35-64', '65-74', '75-84', '85+')),
	label text check (length(label) between 1 and 300),
	value integer check (value between 0 and 1000000),
	source text not null check (length(source) between 1 and 200),
	source_on date not null,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	ended_at timestamptz,
	ended_by uuid,
	request_hash bytea,
	primary key (territory_id, id),
	check ((section = 'age') = (band is not null)),
	check ((section = 'age') = (label is null)),
	check (section <> 'age' or value is not null)
);
create index on programme.profile_lines (territory_id, neighbourhood_id, recorded_at) where ended_at is null;
comment on table programme.profile_lines is '@tenant One line of a neighbourhood''s profile: a figure or a sentence, with where it comes from. It names nobody.';
comment on column programme.profile_lines.territory_id is 'The tenant.';
comment on column programme.profile_lines.id is 'UUIDv7.';
comment on column programme.profile_lines.neighbourhood_id is 'The neighbourhood.';
comment on column programme.profile_lines.section is 'What it speaks of: residents by age, housing, services, transport, groups, places, what already goes on.';
comment on column programme.profile_lines.band is 'The age band in years, where it counts residents.';
comment on column programme.profile_lines.label is 'What it says, in words.';
comment on column programme.profile_lines.value is 'The figure, where there is one: residents of the band, flats, beds, buses a day.';
comment on column programme.profile_lines.source is 'Where it comes from.';
comment on column programme.profile_lines.source_on is 'The day to which the source speaks.';
comment on column programme.profile_lines.recorded_by is 'Who wrote it down.';
comment on column programme.profile_lines.recorded_at is 'When.';
comment on column programme.profile_lines.ended_at is 'When it was taken out or replaced; empty while it stands.';
comment on column programme.profile_lines.ended_by is 'By whom.';
comment on column programme.profile_lines.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

grant select, insert on programme.profile_lines to filo_application;
grant update (ended_at, ended_by) on programme.profile_lines to filo_application;
alter table programme.profile_lines enable row level security;
alter table programme.profile_lines force row level security;
create policy working on programme.profile_lines using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));
create policy counter_counts on programme.profile_lines for select using (
	nullif(current_setting('filo.role', true), '') = 'counter');

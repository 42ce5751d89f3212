-- What organisations of a neighbourhood hold by themselves, from the calendar file they hand in: shown on the square under their name.
create table publication.outside_calendars (
	territory_id uuid not null,
	organisation_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	name text not null check (length(name) between 1 and 120),
	language text not null default 'it' check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	uploaded_by uuid,
	uploaded_at timestamptz not null,
	primary key (territory_id, organisation_id),
	foreign key (territory_id, organisation_id) references community.organisations (territory_id, id)
);
create index on publication.outside_calendars (territory_id, neighbourhood_id);
comment on table publication.outside_calendars is '@tenant The own calendar of an organisation, as it last handed it in.';
comment on column publication.outside_calendars.territory_id is 'The tenant.';
comment on column publication.outside_calendars.organisation_id is 'Whose calendar.';
comment on column publication.outside_calendars.neighbourhood_id is 'The neighbourhood.';
comment on column publication.outside_calendars.name is 'What the organisation is called on the square.';
comment on column publication.outside_calendars.language is 'In which language it is written.';
comment on column publication.outside_calendars.uploaded_by is 'Who took it in.';
comment on column publication.outside_calendars.uploaded_at is 'When, last.';

create table publication.outside_events (
	territory_id uuid not null,
	id uuid not null,
	organisation_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	uid text not null check (length(uid) between 1 and 300),
	starts_at timestamptz not null,
	minutes integer not null check (minutes between 1 and 20160),
	title text not null check (length(title) between 1 and 120),
	about text not null default '' check (length(about) <= 1000),
	place_words text not null default '' check (length(place_words) <= 200),
	cancelled boolean not null default false,
	sequence integer not null default 0 check (sequence >= 0),
	changed_at timestamptz not null,
	primary key (territory_id, id),
	foreign key (territory_id, organisation_id) references publication.outside_calendars (territory_id, organisation_id) on delete cascade
);
create index on publication.outside_events (territory_id, neighbourhood_id, starts_at, id);
create index on publication.outside_events (territory_id, organisation_id);
comment on table publication.outside_events is '@tenant One date from an organisation''s own calendar; a recurring event is as many as it has dates.';
comment on column publication.outside_events.territory_id is 'The tenant.';
comment on column publication.outside_events.id is 'From the organisation, the file''s UID and the date it was to have: the same date handed in again is the same row.';
comment on column publication.outside_events.organisation_id is 'Whose calendar it is from.';
comment on column publication.outside_events.neighbourhood_id is 'The neighbourhood.';
comment on column publication.outside_events.uid is 'Its UID in the file.';
comment on column publication.outside_events.starts_at is 'When it begins.';
comment on column publication.outside_events.minutes is 'How long it lasts.';
comment on column publication.outside_events.title is 'What it is called.';
comment on column publication.outside_events.about is 'What it says.';
comment on column publication.outside_events.place_words is 'Where.';
comment on column publication.outside_events.cancelled is 'Whether it was called off.';
comment on column publication.outside_events.sequence is 'How often it changed since it came in: by this calendars take changes over.';
comment on column publication.outside_events.changed_at is 'When it last changed.';

create table publication.outside_drafts (
	territory_id uuid not null,
	organisation_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	id uuid not null,
	events jsonb not null,
	left_out jsonb not null,
	made_by uuid,
	made_at timestamptz not null,
	primary key (territory_id, organisation_id),
	foreign key (territory_id, organisation_id) references community.organisations (territory_id, id)
);
create index on publication.outside_drafts (territory_id, neighbourhood_id);
comment on table publication.outside_drafts is '@tenant What was read from a file and waits for a yes; one an organisation, gone with the answer.';
comment on column publication.outside_drafts.territory_id is 'The tenant.';
comment on column publication.outside_drafts.organisation_id is 'Whose calendar.';
comment on column publication.outside_drafts.neighbourhood_id is 'The neighbourhood.';
comment on column publication.outside_drafts.id is 'UUIDv7: a yes is for the file that was looked at, not for one handed in since.';
comment on column publication.outside_drafts.events is 'The dates that were read, as they would stand on the square.';
comment on column publication.outside_drafts.left_out is 'How many were left out, by reason.';
comment on column publication.outside_drafts.made_by is 'Who handed it in.';
comment on column publication.outside_drafts.made_at is 'When.';

grant select, insert, update, delete on publication.outside_calendars, publication.outside_events, publication.outside_drafts to filo_application;
do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['outside_calendars', 'outside_events', 'outside_drafts'] loop
		execute format('alter table publication.%I enable row level security', name);
		execute format('alter table publication.%I force row level security', name);
		execute format('create policy working on publication.%I using (%s)', name, working);
	end loop;
	foreach name in array array['outside_calendars', 'outside_events'] loop
		execute format('create policy public_side on publication.%I for select using (true)', name);
	end loop;
end $$;

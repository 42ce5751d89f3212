-- Which notes a reader has read: a mark in time for each neighbourhood, and the few read above it. Nobody sees another's.
create table listening.read_marks (
	territory_id uuid not null,
	account_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	read_to timestamptz not null,
	primary key (territory_id, account_id, neighbourhood_id)
);
comment on table listening.read_marks is '@tenant Up to when a reader has read the notes of a neighbourhood. Only the reader sees it.';
comment on column listening.read_marks.territory_id is 'The tenant.';
comment on column listening.read_marks.account_id is 'The reader.';
comment on column listening.read_marks.neighbourhood_id is 'The neighbourhood.';
comment on column listening.read_marks.read_to is 'Every note entered until then is read.';

create table listening.read_apart (
	territory_id uuid not null,
	account_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	recorded_at timestamptz not null,
	note_id uuid not null,
	primary key (territory_id, account_id, neighbourhood_id, recorded_at, note_id)
);
comment on table listening.read_apart is '@tenant Notes read one by one, later than the reader''s mark. Only the reader sees it; gone when the mark passes them.';
comment on column listening.read_apart.territory_id is 'The tenant.';
comment on column listening.read_apart.account_id is 'The reader.';
comment on column listening.read_apart.neighbourhood_id is 'The neighbourhood.';
comment on column listening.read_apart.recorded_at is 'When the note was entered, copied from it.';
comment on column listening.read_apart.note_id is 'The note.';

grant select, insert, update on listening.read_marks to filo_application;
grant select, insert, delete on listening.read_apart to filo_application;

do $$
declare
	name text;
	own constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') in (''facilitator'', ''coordinator'')
		and account_id = nullif(current_setting(''filo.actor'', true), '''')::uuid';
begin
	foreach name in array array['read_marks', 'read_apart'] loop
		execute format('alter table listening.%I enable row level security', name);
		execute format('alter table listening.%I force row level security', name);
		execute format('create policy own on listening.%I using (%s)', name, own);
	end loop;
end $$;

-- What the team as a whole has not read yet; who of it did read a note is written nowhere another could see.
alter table listening.notes add column seen boolean not null default false;
comment on column listening.notes.seen is 'Whether somebody other than its writer has read it. By whom is not said.';
update listening.notes set seen = true;
create index on listening.notes (territory_id, neighbourhood_id, recorded_at) where not seen;

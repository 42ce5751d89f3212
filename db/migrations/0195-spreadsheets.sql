-- What comes in from spreadsheets: the file while it is looked at, what was written of it, and how its columns are read.
create schema spreadsheets;
comment on schema spreadsheets is 'Bringing in and taking out spreadsheets.';
grant usage on schema spreadsheets to filo_application;

create table spreadsheets.imports (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kind text not null check (kind in ('people', 'organisations', 'places', 'ties', 'notes')),
	state text not null check (state in ('draft', 'done', 'undone', 'discarded')),
	sealed bytea not null default ''::bytea,
	chosen jsonb not null default '{}',
	counts jsonb,
	made_by uuid,
	made_at timestamptz not null,
	done_at timestamptz,
	undone_by uuid,
	undone_at timestamptz,
	primary key (territory_id, id),
	check (state = 'draft' or sealed = ''::bytea)
);
create index on spreadsheets.imports (territory_id, neighbourhood_id, made_at desc);
comment on table spreadsheets.imports is '@tenant A spreadsheet brought in: looked at, written, perhaps undone.';
comment on column spreadsheets.imports.territory_id is 'The tenant.';
comment on column spreadsheets.imports.id is 'UUIDv7.';
comment on column spreadsheets.imports.neighbourhood_id is 'The neighbourhood it is brought into.';
comment on column spreadsheets.imports.kind is 'What its rows are.';
comment on column spreadsheets.imports.state is 'Looked at, written, undone, or let go without writing.';
comment on column spreadsheets.imports.sealed is 'The file, AES-256-GCM, while it is looked at; emptied when it is written or let go, at the latest after a day.';
comment on column spreadsheets.imports.chosen is 'What was said about it: sheet, fields, days, ways. Never a cell.';
comment on column spreadsheets.imports.counts is 'How many rows were created, matched, merged, refused.';
comment on column spreadsheets.imports.made_by is 'Who brought it.';
comment on column spreadsheets.imports.made_at is 'When.';
comment on column spreadsheets.imports.done_at is 'When it was written.';
comment on column spreadsheets.imports.undone_by is 'Who undid it.';
comment on column spreadsheets.imports.undone_at is 'When.';

create table spreadsheets.written (
	territory_id uuid not null,
	import_id uuid not null,
	noun text not null check (noun ~ '^[a-z_]+\.[a-z_]+$'),
	row_key text not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	digest text not null,
	primary key (territory_id, import_id, noun, row_key),
	foreign key (territory_id, import_id) references spreadsheets.imports (territory_id, id)
);
comment on table spreadsheets.written is '@tenant What an import wrote, so that undoing it takes exactly this away; rows go with it.';
comment on column spreadsheets.written.territory_id is 'The tenant.';
comment on column spreadsheets.written.import_id is 'The import.';
comment on column spreadsheets.written.noun is 'The table.';
comment on column spreadsheets.written.row_key is 'The key of the row, without the tenant; where it has two parts, with a stroke between them.';
comment on column spreadsheets.written.neighbourhood_id is 'The neighbourhood.';
comment on column spreadsheets.written.digest is 'MD5 of the row as it was written: one that was changed since is not taken away unasked.';

create table spreadsheets.mappings (
	territory_id uuid not null references programme.territories (id),
	kind text not null check (kind in ('people', 'organisations', 'places', 'ties', 'notes')),
	headings text not null check (length(headings) = 64),
	columns jsonb not null,
	kept_at timestamptz not null,
	primary key (territory_id, kind, headings)
);
comment on table spreadsheets.mappings is '@tenant How the columns of a sheet are read, as somebody of the territory confirmed it: the next one like it is read so.';
comment on column spreadsheets.mappings.territory_id is 'The tenant.';
comment on column spreadsheets.mappings.kind is 'What the rows are.';
comment on column spreadsheets.mappings.headings is 'SHA-256 of the headings, in hexadecimal.';
comment on column spreadsheets.mappings.columns is 'The field of each column, by its place; empty for one that is left aside.';
comment on column spreadsheets.mappings.kept_at is 'When it was last confirmed.';

grant select, insert, update on spreadsheets.imports, spreadsheets.mappings to filo_application;
grant select, insert, delete on spreadsheets.written to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	working constant text := tenant || ' and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	importer constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''importer''';
begin
	foreach name in array array['imports', 'written', 'mappings'] loop
		execute format('alter table spreadsheets.%I enable row level security', name);
		execute format('alter table spreadsheets.%I force row level security', name);
	end loop;
	execute 'create policy working on spreadsheets.imports using (' || working || ')';
	execute 'create policy working on spreadsheets.written using (' || working || ')';
	execute 'create policy staff on spreadsheets.mappings using (' || tenant || ' and nullif(current_setting(''filo.role'', true), '''') in (''facilitator'', ''coordinator''))';
	-- The system actor that takes an import away again: nobody else deletes these rows.
	foreach name in array array['community.parties', 'community.persons', 'community.organisations', 'community.places', 'community.agreements',
		'community.contacts', 'community.ties', 'listening.notes'] loop
		execute format('grant delete on %s to filo_application', name);
		execute format('create policy importer_sees on %s for select using (%s)', name, importer);
		execute format('create policy importer_takes_away on %s for delete using (%s)', name, importer);
		execute format('create policy only_importer_takes_away on %s as restrictive for delete using (%s)', name, importer);
	end loop;
end $$;

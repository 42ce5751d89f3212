-- Sheets of who was there come in too; an import of many rows is written in the background; places have outlines.
alter table spreadsheets.imports
	drop constraint imports_kind_check,
	drop constraint imports_state_check,
	drop constraint imports_check,
	add constraint imports_kind_check check (kind in ('people', 'organisations', 'places', 'ties', 'attendance', 'notes')),
	add constraint imports_state_check check (state in ('draft', 'writing', 'done', 'undone', 'discarded')),
	add constraint imports_sealed_check check (state in ('draft', 'writing') or sealed = ''::bytea),
	add column row_count integer not null default 0 check (row_count >= 0),
	add column step text check (step in ('read', 'planned', 'written')),
	add column step_rows integer not null default 0 check (step_rows >= 0),
	add column fault text check (length(fault) <= 100);
comment on column spreadsheets.imports.state is 'Looked at, being written, written, undone, or let go without writing.';
comment on column spreadsheets.imports.row_count is 'How many rows the file has.';
comment on column spreadsheets.imports.step is 'How far the writing has come: what is done.';
comment on column spreadsheets.imports.step_rows is 'With how many rows.';
comment on column spreadsheets.imports.fault is 'Why the writing ended without anything written: a message key.';
create index on spreadsheets.imports (made_at) where state = 'draft';

alter table spreadsheets.mappings
	drop constraint mappings_kind_check,
	add constraint mappings_kind_check check (kind in ('people', 'organisations', 'places', 'ties', 'attendance', 'notes'));

alter table spreadsheets.written add column before jsonb;
comment on column spreadsheets.written.before is 'What of the row was otherwise, where it was there already: undoing puts it back. Counts and states, never words.';

alter table community.places
	add column outline jsonb check (outline ->> 'type' = 'MultiPolygon' and octet_length(outline::text) <= 200000),
	add column code text check (length(code) between 1 and 20);
comment on column community.places.outline is 'Its boundary as a GeoJSON MultiPolygon in WGS 84, five decimals, at most 4,000 points; empty when nobody brought one.';
comment on column community.places.code is 'How a public register numbers it, such as the ISTAT code of a municipality.';

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	importer constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''importer''';
begin
	grant delete on initiatives.sessions to filo_application;
	foreach name in array array['initiatives.sessions', 'initiatives.participations'] loop
		execute format('create policy importer_sees on %s for select using (%s)', name, importer);
		execute format('create policy importer_takes_away on %s for delete using (%s)', name, importer);
	end loop;
	-- It also says how far a writing in the background has come, and lets go of files that nobody confirms.
	execute format('create policy importer_sees on spreadsheets.imports for select using (%s)', importer);
	execute format('create policy importer_tells on spreadsheets.imports for update using (%s)', importer);
	-- A date goes only with the import that brought it.
	execute format('create policy only_importer_takes_away on initiatives.sessions as restrictive for delete using (%s)', importer);
end $$;

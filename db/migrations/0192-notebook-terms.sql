-- What a notebook set aside, and what its writer was answered with both sides, has a term as everything else here.
do $$
declare
	cleans constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') = ''retention''';
begin
	execute format('create policy retention_sees on notebook.records for select using (%s)', cleans);
	execute format('create policy retention_empties on notebook.records for update using (%s)', cleans);
end $$;

create index on notebook.records (territory_id, received_at) where sealed is not null;

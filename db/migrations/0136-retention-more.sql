-- Mediations, sheets of sessions and who has read what go the same way as everything else: shown for two weeks, then let go.
do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	cleans constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''retention''';
begin
	foreach name in array array['mediations.mediations', 'mediations.parties', 'mediations.steps', 'mediations.words',
		'initiatives.sessions', 'initiatives.participations', 'access.readings'] loop
		execute format('create policy retention_sees on %s for select using (%s)', name, cleans);
	end loop;
	foreach name in array array['mediations.mediations', 'mediations.parties', 'mediations.steps', 'initiatives.sessions'] loop
		execute format('create policy retention_empties on %s for update using (%s)', name, cleans);
	end loop;
	foreach name in array array['mediations.words', 'initiatives.participations', 'access.readings'] loop
		execute format('create policy retention_deletes on %s for delete using (%s)', name, cleans);
	end loop;
	-- Letters are of no territory: those that were sent go after thirty days.
	execute 'alter policy only_erasing_deletes on access.mails using (nullif(current_setting(''filo.role'', true), '''') = ''erasing''
		or (nullif(current_setting(''filo.role'', true), '''') = ''post'' and sent_at is not null))';
end $$;

-- A copy tells of mediations that somebody was part of, with their own words; the other party's are not in it.
do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
begin
	foreach name in array array['mediations.mediations', 'mediations.parties', 'mediations.words'] loop
		execute format('create policy rights_copies on %s for select using (%s and %s = ''rights'')', name, tenant, role);
	end loop;
end $$;

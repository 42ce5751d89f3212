-- Whoever works through a link of a desk is named on the referral like everybody else: the link stands among its readers.
alter table referrals.referrals add column taken_by uuid;
comment on column referrals.referrals.taken_by is 'The account at the desk that took it on; empty before, and where a desk without accounts did.';

do $$
declare
	name text;
	desk constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and open_to is not null
		and nullif(current_setting(''filo.role'', true), '''') in (''social-worker'', ''desk'')
		and nullif(current_setting(''filo.actor'', true), '''')::uuid = any (readers)';
begin
	foreach name in array array['referrals', 'fields', 'steps', 'words', 'calls', 'companions'] loop
		execute format('alter policy desk_reads on referrals.%I using (%s)', name, desk);
	end loop;
	execute 'alter policy desk_changes on referrals.referrals using (' || desk || ')';
	foreach name in array array['steps', 'words'] loop
		execute format('alter policy desk_adds on referrals.%I with check (%s)', name, desk);
	end loop;
end $$;

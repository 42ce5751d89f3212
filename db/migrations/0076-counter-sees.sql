-- What is hidden from those who work is not counted either: who stands behind another, what waits unseen, what is
-- only kept in its place after somebody was let go. What remains of those is counted by its own tables.
-- PostgreSQL asks the policies of a table from the last name to the first, and stops at the one that lets a row pass.
-- The counter reads every row of a year: asked first, it costs a sixth of what it costs asked last.
do $$
declare
	name text;
	counts constant text := 'nullif(current_setting(''filo.role'', true), '''') = ''counter''';
	shown record;
begin
	for shown in select * from (values
		('community.parties', 'merged_into is null and forgotten_on is null'),
		('community.ties', 'set_aside_by is null'),
		('listening.notes', 'forgotten_on is null'),
		('exchange.acts', 'set_aside_by is null'),
		('initiatives.participations', 'set_aside_by is null'),
		('initiatives.sessions', null),
		('initiatives.initiatives', null)) as t (relation, visible) loop
		execute format('drop policy counter_counts on %s', shown.relation);
		execute format('create policy x_counter_counts on %s for select using (%s)', shown.relation, concat_ws(' and ', counts, shown.visible));
	end loop;
	foreach name in array array['community.remaining', 'listening.counts'] loop
		execute format('create policy counter_counts on %s for select using (%s)', name, counts);
	end loop;
end $$;
alter policy counter_asks on community.agreements using (
	purpose = 'story' and set_aside_by is null and nullif(current_setting('filo.role', true), '') = 'counter');

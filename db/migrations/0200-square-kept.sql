-- Ideas and pacts go by their terms like everything else, stand among the news, and count in the year.
do $$
declare
	name text;
	cleans constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') = ''retention''';
begin
	foreach name in array array['ideas', 'pacts', 'parties', 'versions', 'promises', 'signatures', 'entries'] loop
		execute format('create policy retention_sees on pacts.%I for select using (%s)', name, cleans);
	end loop;
	foreach name in array array['pacts', 'parties', 'versions', 'promises', 'signatures', 'entries'] loop
		execute format('create policy retention_empties on pacts.%I for update using (%s)', name, cleans);
	end loop;
	execute format('create policy retention_deletes on pacts.ideas for delete using (%s)', cleans);
end $$;

alter table publication.news
	add column idea_id uuid,
	add column pact_id uuid,
	add foreign key (territory_id, idea_id) references pacts.ideas (territory_id, id) on delete cascade,
	add foreign key (territory_id, pact_id) references pacts.pacts (territory_id, id) on delete cascade,
	drop constraint news_check,
	add constraint news_check check (num_nonnulls(session_id, post_id, idea_id, pact_id) = 1);
create index on publication.news (territory_id, idea_id) where idea_id is not null;
create index on publication.news (territory_id, pact_id) where pact_id is not null;
comment on table publication.news is '@tenant Since when anybody sees a date, a post, an idea or a pact: so that nothing is told twice, and what was held for a while is told too.';
comment on column publication.news.idea_id is 'The idea, where it is one.';
comment on column publication.news.pact_id is 'The pact, where it is one.';
-- What everybody has seen already is no news.
insert into publication.news (territory_id, id, neighbourhood_id, idea_id, seen_at)
	select territory_id, id, neighbourhood_id, id, proposed_at from pacts.ideas where shown;
insert into publication.news (territory_id, id, neighbourhood_id, pact_id, seen_at)
	select territory_id, id, neighbourhood_id, id, in_force_on from pacts.pacts where in_force_no is not null;

alter table publication.years
	add column ideas integer check (ideas >= 0),
	add column pacts integer check (pacts >= 0);
comment on column publication.years.ideas is 'How many ideas anybody could read were proposed; empty where the year was counted before ideas were.';
comment on column publication.years.pacts is 'How many pacts came into force; empty where the year was counted before pacts were.';

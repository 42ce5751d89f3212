-- How many were written down stands beside how many were not: a citizen who organises reads counts, never names.
alter table initiatives.sessions add column named_count integer not null default 0 check (named_count between 0 and 2000);
comment on column initiatives.sessions.named_count is 'How many were written down by name: the rows of participations, rewritten with them.';
update initiatives.sessions s set named_count = (
	select count(*) from initiatives.participations p where p.territory_id = s.territory_id and p.session_id = s.id);

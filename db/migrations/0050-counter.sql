-- Who counts: background work that reads rows of every territory and hands on numbers alone. It writes nothing.
-- What an officer or anybody reads of the work is counted as this actor, and withheld where few people are behind it.
do $$
declare
	name text;
begin
	foreach name in array array['community.parties', 'community.ties', 'listening.notes', 'exchange.acts',
		'initiatives.initiatives', 'initiatives.sessions', 'initiatives.participations'] loop
		execute format('create policy counter_counts on %s for select using (nullif(current_setting(''filo.role'', true), '''') = ''counter'')', name);
	end loop;
end $$;

-- Agreeing to stand in a story is a purpose of its own; the counter asks whether such an agreement stands, and no other.
alter table community.agreements drop constraint agreements_purpose_check;
alter table community.agreements add constraint agreements_purpose_check
	check (purpose in ('nickname', 'name', 'contact', 'sessions', 'story'));
create policy counter_asks on community.agreements for select using (
	purpose = 'story' and nullif(current_setting('filo.role', true), '') = 'counter');

-- What a period is counted by, over all territories.
create index on initiatives.sessions (starts_at) where state = 'held';
create index on exchange.acts (at);
create index on listening.notes (heard_on);
create index on community.ties (territory_id, met_at) where met_at is not null;

-- Whoever does not know of being here becomes a count by place and topic, after a term that the body sets.
alter table programme.territories add column forget_after_days integer not null default 90 check (forget_after_days between 30 and 365);
comment on column programme.territories.forget_after_days is 'Days after the last entry about somebody who does not know of being here, after which only a count remains.';

create table community.grounds (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	words text not null check (length(words) between 3 and 300),
	since date not null,
	ended_on date check (ended_on >= since),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on community.grounds (territory_id, person_id);
comment on table community.grounds is '@tenant A legal ground on which somebody is kept here without having agreed.';
comment on column community.grounds.territory_id is 'The tenant.';
comment on column community.grounds.id is 'UUIDv7 of the ground.';
comment on column community.grounds.neighbourhood_id is 'The neighbourhood of the person.';
comment on column community.grounds.person_id is 'Whom it is about.';
comment on column community.grounds.words is 'The article or the decision it rests on.';
comment on column community.grounds.since is 'First day.';
comment on column community.grounds.ended_on is 'The day it ended; empty while it stands.';
comment on column community.grounds.recorded_by is 'The account that wrote it down.';
comment on column community.grounds.recorded_at is 'When it was written down.';

create table community.remaining (
	territory_id uuid not null references programme.territories (id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	known_since date not null,
	existed_before boolean not null,
	n integer not null check (n > 0),
	primary key (territory_id, neighbourhood_id, known_since, existed_before)
);
comment on table community.remaining is '@tenant People of whom only the count remains.';
comment on column community.remaining.territory_id is 'The tenant.';
comment on column community.remaining.neighbourhood_id is 'The neighbourhood they were known in.';
comment on column community.remaining.known_since is 'The first day of the month in which they became known.';
comment on column community.remaining.existed_before is 'Whether they were there before anybody wrote them down.';
comment on column community.remaining.n is 'How many.';

create table listening.counts (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	place_id uuid,
	topic text references listening.topics (id),
	kind text not null check (kind in ('asked', 'noticed', 'reported', 'offered')),
	month date not null,
	n integer not null check (n > 0),
	primary key (territory_id, id),
	foreign key (territory_id, place_id) references community.parties (territory_id, id)
);
create index on listening.counts (territory_id, place_id);
create index on listening.counts (territory_id, neighbourhood_id, month);
comment on table listening.counts is '@tenant What remains of notes about people who were let go: how many at once, by place and topic; rows alike add up.';
comment on column listening.counts.territory_id is 'The tenant.';
comment on column listening.counts.id is 'UUIDv7 of the count.';
comment on column listening.counts.neighbourhood_id is 'The neighbourhood the notes were of.';
comment on column listening.counts.place_id is 'The place they spoke of, where one was known.';
comment on column listening.counts.topic is 'Their topic, where one was chosen.';
comment on column listening.counts.kind is 'Asked, noticed, reported or offered.';
comment on column listening.counts.month is 'The first day of the month in which they were heard.';
comment on column listening.counts.n is 'How many notes.';

-- What is left of a row whose words are gone: it keeps its place in what it was counted in, and is on no page.
alter table community.parties add column forgotten_on date;
alter table listening.notes add column forgotten_on date;
alter table listening.follow_ups add column forgotten_on date;
comment on column community.parties.forgotten_on is 'The day from which only a count remains: the row has no name and no place any more, and is on no page.';
comment on column listening.notes.forgotten_on is 'The day from which only a count remains: the row has no words any more, and is on no page.';
comment on column listening.follow_ups.forgotten_on is 'The day its words went with the person they were about; it is on no page.';

create index on listening.notes (territory_id, heard_from_id) where heard_from_id is not null;
create index on listening.follow_ups (territory_id, about_id) where about_id is not null;

grant select, insert, update on community.grounds, community.remaining, listening.counts to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	working constant text := tenant || ' and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	forgetting constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''forgetting''';
begin
	execute 'alter policy working on community.parties using (' || working || ' and merged_into is null and forgotten_on is null)';
	execute 'alter policy working on listening.notes using (' || working || ' and forgotten_on is null)';
	execute 'alter policy working on listening.follow_ups using (' || working || ' and forgotten_on is null)';
	foreach name in array array['community.grounds', 'community.remaining', 'listening.counts'] loop
		execute format('alter table %s enable row level security', name);
		execute format('alter table %s force row level security', name);
	end loop;
	execute 'create policy working on community.grounds using (' || working || ')';
	execute 'create policy same_sees on community.grounds for select using (' || tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''same'')';
	execute 'create policy same_rewrites on community.grounds for update using (' || tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''same'')';
	execute 'create policy same_sees on listening.counts for select using (' || tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''same'')';
	execute 'create policy same_rewrites on listening.counts for update using (' || tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''same'')';
	execute 'create policy own on community.grounds for select using (' || tenant || ' and person_id = nullif(current_setting(''filo.person'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') in (''resident'', ''citizen''))';
	-- Counts are read where people work; only the system actor that makes them writes them.
	foreach name in array array['community.remaining', 'listening.counts'] loop
		execute format('create policy working on %s for select using (%s)', name, working);
		execute format('create policy forgetting on %s using (%s)', name, forgetting);
	end loop;
	-- The system actor that lets go: it sees when there was a last entry, empties rows that are there, and adds none but counts.
	foreach name in array array['community.parties', 'community.persons', 'community.agreements', 'community.contacts', 'community.grounds',
		'community.ties', 'community.merges', 'listening.notes', 'listening.answers', 'listening.follow_ups',
		'listening.attendees', 'listening.promises', 'listening.promise_steps', 'listening.resources', 'listening.resource_uses', 'listening.partner_arrivals',
		'exchange.acts', 'initiatives.participations'] loop
		execute format('create policy forgetting_sees on %s for select using (%s)', name, forgetting);
	end loop;
	foreach name in array array['community.parties', 'community.contacts', 'community.grounds', 'community.ties',
		'listening.notes', 'listening.answers', 'listening.follow_ups', 'listening.attendees', 'listening.promises', 'listening.promise_steps',
		'listening.resources', 'listening.resource_uses', 'listening.partner_arrivals', 'exchange.acts'] loop
		execute format('create policy forgetting_empties on %s for update using (%s)', name, forgetting);
	end loop;
	execute 'create policy forgetting_sees on access.accounts for select using (nullif(current_setting(''filo.role'', true), '''') = ''forgetting''
		and person_territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid)';
end $$;

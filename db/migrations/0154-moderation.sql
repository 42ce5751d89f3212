-- What somebody finds wrong on a public page, and contact between two people that is blocked.
create table exchange.reports (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kind text not null check (kind in ('post', 'idea', 'pact', 'translation')),
	record_id uuid not null,
	page text not null check (page ~ '^/n/[a-z0-9-]{2,60}/[a-z]+(/[0-9a-f-]{36})?$'),
	why text not null check (why in ('hurts', 'untrue', 'private', 'sells', 'unsafe', 'other')),
	words text not null default '' check (length(words) <= 500),
	reported_at timestamptz not null,
	answered_at timestamptz,
	answered_by uuid,
	outcome text check (outcome in ('kept', 'hidden')),
	request_hash bytea,
	primary key (territory_id, id),
	check (num_nonnulls(answered_at, answered_by, outcome) in (0, 3))
);
create index on exchange.reports (territory_id, neighbourhood_id, reported_at) where answered_at is null;
create index on exchange.reports (territory_id, record_id);
comment on table exchange.reports is '@tenant Somebody finds something wrong on a public page. Who it was is not kept.';
comment on column exchange.reports.territory_id is 'The tenant.';
comment on column exchange.reports.id is 'UUIDv7.';
comment on column exchange.reports.neighbourhood_id is 'The neighbourhood.';
comment on column exchange.reports.kind is 'What it is about: something asked or offered, an idea, a pact, a translation.';
comment on column exchange.reports.record_id is 'Which one.';
comment on column exchange.reports.page is 'Its public page.';
comment on column exchange.reports.why is 'It hurts somebody, is not true, tells of somebody who does not want it, sells something, is not safe, or something else.';
comment on column exchange.reports.words is 'What whoever reported wants to say about it.';
comment on column exchange.reports.reported_at is 'When.';
comment on column exchange.reports.answered_at is 'When somebody had looked; empty while it waits.';
comment on column exchange.reports.answered_by is 'Who.';
comment on column exchange.reports.outcome is 'It stays, or it was taken off.';
comment on column exchange.reports.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table exchange.blocks (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	one_person_id uuid,
	one_reach_id uuid not null,
	one_called text not null,
	other_person_id uuid,
	other_reach_id uuid not null check (other_reach_id <> one_reach_id),
	other_called text not null,
	made_at timestamptz not null,
	made_by uuid,
	ended_at timestamptz,
	ended_by uuid,
	primary key (territory_id, id),
	foreign key (territory_id, one_person_id) references community.persons (territory_id, id),
	foreign key (territory_id, other_person_id) references community.persons (territory_id, id),
	check ((ended_at is null) = (ended_by is null))
);
create index on exchange.blocks (territory_id, neighbourhood_id) where ended_at is null;
create index on exchange.blocks (territory_id, one_person_id) where one_person_id is not null;
create index on exchange.blocks (territory_id, other_person_id) where other_person_id is not null;
comment on table exchange.blocks is '@tenant Two people whose contact is blocked: neither can answer what the other asks or offers, and neither learns it.';
comment on column exchange.blocks.territory_id is 'The tenant.';
comment on column exchange.blocks.id is 'UUIDv7.';
comment on column exchange.blocks.neighbourhood_id is 'The neighbourhood.';
comment on column exchange.blocks.one_person_id is 'One of the two, where their account says who they are.';
comment on column exchange.blocks.one_reach_id is 'The contact of one, in community.reaches.';
comment on column exchange.blocks.one_called is 'How one wants to be called.';
comment on column exchange.blocks.other_person_id is 'The other, where their account says who they are.';
comment on column exchange.blocks.other_reach_id is 'The contact of the other.';
comment on column exchange.blocks.other_called is 'How the other wants to be called.';
comment on column exchange.blocks.made_at is 'When.';
comment on column exchange.blocks.made_by is 'Who of the staff made it; empty where one of the two did.';
comment on column exchange.blocks.ended_at is 'When it ended; empty while it stands.';
comment on column exchange.blocks.ended_by is 'Who of the staff ended it.';

grant select, insert, update on exchange.reports, exchange.blocks to filo_application;
alter table exchange.reports enable row level security;
alter table exchange.reports force row level security;
alter table exchange.blocks enable row level security;
alter table exchange.blocks force row level security;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['exchange.reports', 'exchange.blocks'] loop
		execute format('create policy working on %s using (%s)', name, working);
		execute format('create policy square on %s using (%s and %s = ''square'')', name, tenant, role);
		execute format('create policy erasing on %s using (%s and %s = ''erasing'')', name, tenant, role);
	end loop;
	execute 'create policy same_sees on exchange.blocks for select using (' || tenant || ' and ' || role || ' in (''same'', ''forgetting''))';
	execute 'create policy same_rewrites on exchange.blocks for update using (' || tenant || ' and ' || role || ' in (''same'', ''forgetting''))';
end $$;

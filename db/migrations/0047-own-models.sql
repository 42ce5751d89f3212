-- A territory adapts a model or writes its own; an initiative ticks the steps it took; which needs a model has answered.
alter table initiatives.models add column version integer not null default 1;
comment on column initiatives.models.version is 'Grows when the words of the model change.';

create table initiatives.own_models (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	version integer not null default 1,
	language text not null check (language in ('it', 'de', 'en')),
	name text not null check (length(name) between 1 and 120),
	summary text not null check (length(summary) <= 600),
	invitation text not null default '' check (length(invitation) <= 2000),
	steps text[] not null,
	people text[] not null,
	needs text[] not null,
	watch text[] not null,
	happened text check (length(happened) <= 4000),
	from_model text,
	from_version integer,
	from_name text,
	from_territory uuid references programme.territories (id),
	from_initiative uuid,
	shared_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, from_initiative) references initiatives.initiatives (territory_id, id),
	check ((from_model is null) = (from_version is null) and (from_model is null) = (from_name is null))
);
create index on initiatives.own_models (shared_on) where shared_on is not null;
comment on table initiatives.own_models is '@tenant A model of relation that a territory adapted or wrote from what it did.';
comment on column initiatives.own_models.territory_id is 'The tenant.';
comment on column initiatives.own_models.id is 'UUIDv7.';
comment on column initiatives.own_models.version is 'Grows with each change of its words.';
comment on column initiatives.own_models.language is 'The language it is written in.';
comment on column initiatives.own_models.name is 'Its name.';
comment on column initiatives.own_models.summary is 'What it is, for staff.';
comment on column initiatives.own_models.invitation is 'A first public text for an initiative made from it.';
comment on column initiatives.own_models.steps is 'What to do, in order.';
comment on column initiatives.own_models.people is 'Roles it takes.';
comment on column initiatives.own_models.needs is 'What it needs.';
comment on column initiatives.own_models.watch is 'What to watch for.';
comment on column initiatives.own_models.happened is 'What happened when it was done.';
comment on column initiatives.own_models.from_model is 'The model it was adapted from: a short name, or the id of a territory''s own.';
comment on column initiatives.own_models.from_version is 'Which version of it.';
comment on column initiatives.own_models.from_name is 'How that one was called then.';
comment on column initiatives.own_models.from_territory is 'The territory whose model it was; empty for one that ships with Filò.';
comment on column initiatives.own_models.from_initiative is 'The initiative it was written from.';
comment on column initiatives.own_models.shared_on is 'Since when the other territories may read it.';
comment on column initiatives.own_models.recorded_by is 'Who wrote it.';
comment on column initiatives.own_models.recorded_at is 'When.';
comment on column initiatives.own_models.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition even after a change.';

alter table initiatives.initiatives add column own_model_id uuid;
alter table initiatives.initiatives add column model_version integer;
alter table initiatives.initiatives add constraint initiatives_own_model foreign key (territory_id, own_model_id)
	references initiatives.own_models (territory_id, id);
alter table initiatives.initiatives add constraint initiatives_one_model check (model_id is null or own_model_id is null);
create index on initiatives.initiatives (territory_id, own_model_id);
update initiatives.initiatives set model_version = 1 where model_id is not null;
comment on column initiatives.initiatives.own_model_id is 'The territory''s own model it was made from.';
comment on column initiatives.initiatives.model_version is 'Which version of the model it was made from.';

create table initiatives.steps_taken (
	territory_id uuid not null,
	initiative_id uuid not null,
	position integer not null check (position between 1 and 60),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	words text not null check (length(words) between 1 and 500),
	taken_on date,
	taken_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, initiative_id, position),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id)
);
comment on table initiatives.steps_taken is '@tenant A step of its model that an initiative took.';
comment on column initiatives.steps_taken.territory_id is 'The tenant.';
comment on column initiatives.steps_taken.initiative_id is 'The initiative.';
comment on column initiatives.steps_taken.position is 'Which step of the model, from 1.';
comment on column initiatives.steps_taken.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.steps_taken.words is 'The step as it stood in the model then.';
comment on column initiatives.steps_taken.taken_on is 'The day; empty where it was ticked by mistake.';
comment on column initiatives.steps_taken.taken_by is 'Who ticked it.';
comment on column initiatives.steps_taken.recorded_at is 'When.';

-- A facilitator sees the own neighbourhoods only, other territories nothing: so these counts are kept as rows of their own.
create table initiatives.model_needs (
	territory_id uuid not null references programme.territories (id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	model text not null,
	topic text not null references listening.topics (id),
	needs integer not null check (needs >= 0),
	primary key (territory_id, neighbourhood_id, model, topic)
);
comment on table initiatives.model_needs is '@tenant How many needs initiatives made from a model answer, by neighbourhood and topic. No need and no name.';
comment on column initiatives.model_needs.territory_id is 'The tenant.';
comment on column initiatives.model_needs.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.model_needs.model is 'The model: a short name, or the id of a territory''s own.';
comment on column initiatives.model_needs.topic is 'The topic.';
comment on column initiatives.model_needs.needs is 'How many needs.';

create table initiatives.model_topics (
	territory_id uuid not null references programme.territories (id),
	model text not null,
	topic text not null references listening.topics (id),
	needs integer not null check (needs >= 0),
	primary key (territory_id, model, topic)
);
create index on initiatives.model_topics (model);
comment on table initiatives.model_topics is '@tenant The same counts for a whole territory: what staff of the others read.';
comment on column initiatives.model_topics.territory_id is 'The tenant.';
comment on column initiatives.model_topics.model is 'The model: a short name, or the id of a territory''s own.';
comment on column initiatives.model_topics.topic is 'The topic.';
comment on column initiatives.model_topics.needs is 'How many needs.';

insert into initiatives.model_needs (territory_id, neighbourhood_id, model, topic, needs)
select i.territory_id, i.neighbourhood_id, i.model_id, d.topic, count(distinct d.id)
from initiatives.initiatives i
join initiatives.answered_needs a on a.territory_id = i.territory_id and a.initiative_id = i.id
join listening.needs d on d.territory_id = a.territory_id and d.id = a.need_id
where i.model_id is not null and d.topic is not null
group by 1, 2, 3, 4;
insert into initiatives.model_topics (territory_id, model, topic, needs)
select territory_id, model, topic, sum(needs) from initiatives.model_needs group by 1, 2, 3;

grant select, insert, update on initiatives.own_models, initiatives.steps_taken, initiatives.model_needs, initiatives.model_topics
	to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	staff constant text := 'nullif(current_setting(''filo.role'', true), '''') in (''facilitator'', ''coordinator'')';
	working constant text := tenant || ' and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['own_models', 'steps_taken', 'model_needs', 'model_topics'] loop
		execute format('alter table initiatives.%I enable row level security', name);
		execute format('alter table initiatives.%I force row level security', name);
	end loop;
	foreach name in array array['steps_taken', 'model_needs'] loop
		execute format('create policy working on initiatives.%I using (%s)', name, working);
	end loop;
	foreach name in array array['own_models', 'model_topics'] loop
		execute format('create policy working on initiatives.%I using (%s and %s)', name, tenant, staff);
	end loop;
	execute format('create policy of_the_territory on initiatives.model_needs for select using (%s and %s)', tenant, staff);
	execute format('create policy of_all on initiatives.model_topics for select using (%s)', staff);
	execute format('create policy shared on initiatives.own_models for select using (shared_on is not null and %s)', staff);
end $$;

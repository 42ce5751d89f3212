-- What later pages compare with, and what people tell of it.
create schema evaluation;
comment on schema evaluation is 'Baselines and stories.';

create table evaluation.baselines (
	territory_id uuid not null references programme.territories (id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	id uuid not null,
	document jsonb not null,
	hash bytea not null check (length(hash) = 32),
	code_version text not null,
	frozen_on date not null,
	frozen_at timestamptz not null default now(),
	frozen_by uuid not null,
	primary key (territory_id, neighbourhood_id)
);
comment on table evaluation.baselines is '@tenant What was known of a neighbourhood when its baseline was frozen: one document, written once. Nothing changes or removes it.';
comment on column evaluation.baselines.territory_id is 'The tenant.';
comment on column evaluation.baselines.neighbourhood_id is 'The neighbourhood; it has one baseline.';
comment on column evaluation.baselines.id is 'UUIDv7 of the request that froze it.';
comment on column evaluation.baselines.document is 'The counts: the network as known then, what went on in the twelve months before, the answers on belonging. No person.';
comment on column evaluation.baselines.hash is 'SHA-256 of the document in canonical form (names in order, no spaces).';
comment on column evaluation.baselines.code_version is 'Version of Filò that counted.';
comment on column evaluation.baselines.frozen_on is 'The day it speaks of.';
comment on column evaluation.baselines.frozen_at is 'The instant it was counted at.';
comment on column evaluation.baselines.frozen_by is 'Who froze it.';

create table evaluation.remarks (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null,
	text text not null check (length(text) between 1 and 1000),
	recorded_by uuid not null,
	recorded_at timestamptz not null default now(),
	request_hash bytea not null,
	primary key (territory_id, id),
	foreign key (territory_id, neighbourhood_id) references evaluation.baselines (territory_id, neighbourhood_id)
);
create index on evaluation.remarks (territory_id, neighbourhood_id, recorded_at);
comment on table evaluation.remarks is '@tenant A correction of a baseline: a dated remark beside it. It can only grow.';
comment on column evaluation.remarks.territory_id is 'The tenant.';
comment on column evaluation.remarks.id is 'UUIDv7.';
comment on column evaluation.remarks.neighbourhood_id is 'Whose baseline it stands beside.';
comment on column evaluation.remarks.text is 'What is to be known when reading it.';
comment on column evaluation.remarks.recorded_by is 'Who wrote it.';
comment on column evaluation.remarks.recorded_at is 'When.';
comment on column evaluation.remarks.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table evaluation.stories (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	title text not null check (length(title) between 1 and 120),
	text text not null check (length(text) between 1 and 2000),
	language text not null check (language in ('it', 'de', 'en')),
	objectives text[] not null,
	initiative_id uuid,
	people_count integer not null check (people_count between 1 and 4),
	published_on date not null,
	recorded_by uuid not null,
	recorded_at timestamptz not null default now(),
	taken_down_on date,
	taken_down_by uuid,
	request_hash bytea not null,
	primary key (territory_id, id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id)
);
create index on evaluation.stories (territory_id, neighbourhood_id, published_on desc, id desc);
comment on table evaluation.stories is '@tenant A story people wrote, public while every one of its people agrees. Its words are never changed: what they agreed to is what is read.';
comment on column evaluation.stories.territory_id is 'The tenant.';
comment on column evaluation.stories.id is 'UUIDv7.';
comment on column evaluation.stories.neighbourhood_id is 'The neighbourhood.';
comment on column evaluation.stories.title is 'Its title.';
comment on column evaluation.stories.text is 'Its words.';
comment on column evaluation.stories.language is 'The language it is written in.';
comment on column evaluation.stories.objectives is 'The objectives whose pages show it.';
comment on column evaluation.stories.initiative_id is 'The initiative it tells of, where there is one.';
comment on column evaluation.stories.people_count is 'How many people are in it: as many agreements must stand for it to be shown.';
comment on column evaluation.stories.published_on is 'Since when it is public.';
comment on column evaluation.stories.recorded_by is 'Who wrote it down.';
comment on column evaluation.stories.recorded_at is 'When.';
comment on column evaluation.stories.taken_down_on is 'When staff took it down; empty while they did not.';
comment on column evaluation.stories.taken_down_by is 'Who took it down.';
comment on column evaluation.stories.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table evaluation.story_people (
	territory_id uuid not null,
	story_id uuid not null,
	agreement_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	primary key (territory_id, story_id, agreement_id),
	foreign key (territory_id, story_id) references evaluation.stories (territory_id, id)
);
create index on evaluation.story_people (territory_id, agreement_id);
comment on table evaluation.story_people is '@tenant The agreements on which a story rests, one for each of its people. Whose each is stands in the agreement alone; one that is no longer there counts as withdrawn.';
comment on column evaluation.story_people.territory_id is 'The tenant.';
comment on column evaluation.story_people.story_id is 'The story.';
comment on column evaluation.story_people.agreement_id is 'The agreement. Without a foreign key: it may be forgotten with its person, and the story with it.';
comment on column evaluation.story_people.neighbourhood_id is 'The neighbourhood.';

grant usage on schema evaluation to filo_application;
grant select, insert on all tables in schema evaluation to filo_application;
grant update (taken_down_on, taken_down_by) on evaluation.stories to filo_application;

do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['baselines', 'remarks', 'stories', 'story_people'] loop
		execute format('alter table evaluation.%I enable row level security', name);
		execute format('alter table evaluation.%I force row level security', name);
		execute format('create policy counter_counts on evaluation.%I for select using (nullif(current_setting(''filo.role'', true), '''') = ''counter'')', name);
		execute format('create policy working_reads on evaluation.%I for select using (%s)', name, working);
		execute format('create policy working_adds on evaluation.%I for insert with check (%s)', name, working);
	end loop;
	-- What is frozen, and what is said beside it, has no policy for changing or removing a row, and no right for it either.
	execute format('create policy working_takes_down on evaluation.stories for update using (%s)', working);
end $$;

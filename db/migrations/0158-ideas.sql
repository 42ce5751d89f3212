-- What somebody proposes for the neighbourhood, who joins them, and what whoever coordinates answers, publicly and in time.
create schema pacts;
comment on schema pacts is 'Ideas, and what citizens and the public body promise each other.';
grant usage on schema pacts to filo_application;

create table pacts.ideas (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	title text not null check (length(title) between 1 and 120),
	words text not null check (length(words) between 1 and 2000),
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	called text not null check (length(called) between 1 and 60),
	name_shown boolean not null default false,
	person_id uuid,
	account_id uuid,
	reach_id uuid,
	key_hash bytea,
	confirmed_at timestamptz,
	held text check (held in ('words', 'link', 'changed')),
	hidden_because text check (length(hidden_because) between 1 and 500),
	hidden_at timestamptz,
	hidden_by uuid,
	joined_count integer not null default 0 check (joined_count between 0 and 20000),
	state text not null default 'proposed' check (state in ('proposed', 'answered', 'became', 'withdrawn')),
	proposed_at timestamptz not null,
	answer_by date not null,
	answer text check (answer in ('yes', 'not_now')),
	how text check (how in ('initiative', 'pact')),
	reason text check (length(reason) between 1 and 1000),
	reason_language text check (reason_language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	answered_by uuid,
	answered_on date,
	became_kind text check (became_kind in ('initiative', 'pact')),
	became_id uuid,
	became_on date,
	withdrawn_on date,
	shown boolean generated always as (state <> 'withdrawn' and confirmed_at is not null and held is null and hidden_at is null) stored,
	folded text not null
		generated always as (regexp_replace(lower(normalize(title || ' ' || words, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored,
	recorded_by uuid,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete set null (reach_id),
	check (num_nonnulls(hidden_because, hidden_at, hidden_by) in (0, 3)),
	-- Each state has its own fields, and no other.
	check (num_nonnulls(answer, reason, reason_language, answered_by, answered_on) in (0, 5)),
	check (num_nonnulls(became_kind, became_id, became_on) in (0, 3)),
	check ((answer is not distinct from 'yes') = (how is not null)),
	check (state <> 'proposed' or answer is null),
	check (state not in ('answered', 'became') or answer is not null),
	check ((state = 'became') = (became_id is not null)),
	check (became_id is null or answer = 'yes'),
	check ((state = 'withdrawn') = (withdrawn_on is not null))
);
-- The public list and the desk's: newest first, inside one neighbourhood.
create index ideas_shown on pacts.ideas (territory_id, neighbourhood_id, proposed_at desc, id desc) where shown;
create index on pacts.ideas (territory_id, neighbourhood_id, proposed_at desc, id desc);
create index ideas_unanswered on pacts.ideas (territory_id, neighbourhood_id, answer_by) where shown and state = 'proposed';
create index on pacts.ideas (territory_id, neighbourhood_id, proposed_at) where confirmed_at is null or held is not null or hidden_at is not null;
create index on pacts.ideas (territory_id, person_id) where person_id is not null;
create index on pacts.ideas (territory_id, account_id) where account_id is not null;
create index on pacts.ideas (territory_id, reach_id) where reach_id is not null;
create index on pacts.ideas (territory_id, became_id) where became_id is not null;
comment on table pacts.ideas is '@tenant Something somebody would like to see in the neighbourhood, and the public answer to it. Shown to anybody once confirmed, while it is neither held nor hidden nor withdrawn.';
comment on column pacts.ideas.territory_id is 'The tenant.';
comment on column pacts.ideas.id is 'UUIDv7.';
comment on column pacts.ideas.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.ideas.title is 'In a few words.';
comment on column pacts.ideas.words is 'What it is about.';
comment on column pacts.ideas.language is 'The language it is written in.';
comment on column pacts.ideas.called is 'How whoever proposes wants to be called.';
comment on column pacts.ideas.name_shown is 'Whether they ticked that the first word of it may stand on the public page.';
comment on column pacts.ideas.person_id is 'The person behind the account, or at the desk, where known.';
comment on column pacts.ideas.account_id is 'The account it was proposed with; empty without one.';
comment on column pacts.ideas.reach_id is 'Name and contact, in community.reaches, where there is no account; the idea stays when they go.';
comment on column pacts.ideas.key_hash is 'SHA-256 of the key to its own page, for whoever has no account.';
comment on column pacts.ideas.confirmed_at is 'When it turned out that whoever it belongs to wrote it.';
comment on column pacts.ideas.held is 'Why it waits to be read before anybody sees it: a word of a list, a link, or a change after it was hidden.';
comment on column pacts.ideas.hidden_because is 'Why it was taken off the page, in words that its writer reads.';
comment on column pacts.ideas.hidden_at is 'When.';
comment on column pacts.ideas.hidden_by is 'Who took it off.';
comment on column pacts.ideas.joined_count is 'How many joined it and confirmed it.';
comment on column pacts.ideas.state is 'Proposed; answered; became an initiative or a pact; withdrawn by whoever proposed it.';
comment on column pacts.ideas.proposed_at is 'When it was proposed.';
comment on column pacts.ideas.answer_by is 'Until which day the answer is promised, by the body''s own term of that day.';
comment on column pacts.ideas.answer is 'Yes, or not now.';
comment on column pacts.ideas.how is 'With a yes: as an initiative, or as a pact.';
comment on column pacts.ideas.reason is 'Why, in words that anybody reads.';
comment on column pacts.ideas.reason_language is 'The language the reason is written in.';
comment on column pacts.ideas.answered_by is 'Who answered; not shown.';
comment on column pacts.ideas.answered_on is 'When.';
comment on column pacts.ideas.became_kind is 'What it became: an initiative or a pact.';
comment on column pacts.ideas.became_id is 'Which one.';
comment on column pacts.ideas.became_on is 'When.';
comment on column pacts.ideas.withdrawn_on is 'When whoever proposed it took it back.';
comment on column pacts.ideas.shown is 'Whether anybody reads it.';
comment on column pacts.ideas.folded is 'Its words as a search compares them.';
comment on column pacts.ideas.recorded_by is 'Who of the staff wrote it down for somebody present; empty where they did so themselves.';
comment on column pacts.ideas.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table pacts.idea_joins (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	idea_id uuid not null,
	called text not null check (length(called) between 1 and 60),
	name_shown boolean not null default false,
	person_id uuid,
	account_id uuid,
	reach_id uuid,
	key_hash bytea,
	joined_at timestamptz not null,
	confirmed_at timestamptz,
	shown boolean generated always as (name_shown and confirmed_at is not null) stored,
	recorded_by uuid,
	request_hash bytea,
	primary key (territory_id, id),
	unique (territory_id, idea_id, account_id),
	foreign key (territory_id, idea_id) references pacts.ideas (territory_id, id) on delete cascade,
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (num_nonnulls(reach_id, account_id) = 1)
);
create index on pacts.idea_joins (territory_id, idea_id, joined_at, id);
create index on pacts.idea_joins (territory_id, person_id) where person_id is not null;
create index on pacts.idea_joins (territory_id, account_id) where account_id is not null;
create index on pacts.idea_joins (territory_id, reach_id) where reach_id is not null;
comment on table pacts.idea_joins is '@tenant Who joins an idea: anybody reads how many, and a given name only where its owner ticked so.';
comment on column pacts.idea_joins.territory_id is 'The tenant.';
comment on column pacts.idea_joins.id is 'UUIDv7.';
comment on column pacts.idea_joins.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.idea_joins.idea_id is 'The idea.';
comment on column pacts.idea_joins.called is 'How they want to be called.';
comment on column pacts.idea_joins.name_shown is 'Whether they ticked that the first word of it may stand on the public page.';
comment on column pacts.idea_joins.person_id is 'The person behind the account, or at the desk, where known.';
comment on column pacts.idea_joins.account_id is 'The account, where they have one.';
comment on column pacts.idea_joins.reach_id is 'Name and contact, in community.reaches, where they have none: it goes with them.';
comment on column pacts.idea_joins.key_hash is 'SHA-256 of the key to its own page, for whoever has no account.';
comment on column pacts.idea_joins.joined_at is 'When.';
comment on column pacts.idea_joins.confirmed_at is 'When it turned out that whoever it belongs to joined; counted from then on.';
comment on column pacts.idea_joins.shown is 'Whether anybody reads the first word of the name.';
comment on column pacts.idea_joins.recorded_by is 'Who of the staff wrote it down for somebody present; empty where they did so themselves.';
comment on column pacts.idea_joins.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

alter table programme.territories add column idea_days integer not null default 30 check (idea_days between 7 and 180);
comment on column programme.territories.idea_days is 'Days within which an idea is answered.';

-- An idea nobody confirmed goes with its contact; who joined can leave.
grant select, insert, update, delete on pacts.ideas, pacts.idea_joins to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['ideas', 'idea_joins'] loop
		execute format('alter table pacts.%I enable row level security', name);
		execute format('alter table pacts.%I force row level security', name);
		execute format('create policy working on pacts.%I using (%s)', name, working);
		execute format('create policy square on pacts.%I using (%s and %s = ''square'')', name, tenant, role);
		execute format('create policy public_side on pacts.%I for select using (shown)', name);
		execute format('create policy own on pacts.%I for select using (%s and %s in (''resident'', ''citizen'')
			and account_id = nullif(current_setting(''filo.actor'', true), '''')::uuid)', name, tenant, role);
		execute format('create policy same_sees on pacts.%I for select using (%s and %s in (''same'', ''rights''))', name, tenant, role);
		execute format('create policy same_rewrites on pacts.%I for update using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy forgetting on pacts.%I using (%s and %s = ''forgetting'')', name, tenant, role);
		execute format('create policy erasing on pacts.%I using (%s and %s = ''erasing'')', name, tenant, role);
	end loop;
end $$;

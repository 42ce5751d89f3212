-- What was heard, what it adds up to, and what became of it.
create schema listening;
comment on schema listening is 'Notes, needs and follow-ups. Working level.';

create table listening.topics (
	id text primary key check (id ~ '^[a-z_]+$'),
	position integer not null unique,
	istat_area text not null
);
comment on table listening.topics is '@shared Our short list of topics in plain words; the words are in the languages'' files.';
comment on column listening.topics.id is 'Short name.';
comment on column listening.topics.position is 'Order on the page.';
comment on column listening.topics.istat_area is 'Area of users in ISTAT''s survey of municipal social services, for reports only.';

insert into listening.topics (id, position, istat_area) values
	('company', 1, 'multiutenza'),
	('errands', 2, 'anziani'),
	('home', 3, 'multiutenza'),
	('papers', 4, 'multiutenza'),
	('health', 5, 'anziani'),
	('caring', 6, 'disabili'),
	('children', 7, 'famiglia e minori'),
	('young', 8, 'famiglia e minori'),
	('work', 9, 'povertà, disagio adulti e senza dimora'),
	('money', 10, 'povertà, disagio adulti e senza dimora'),
	('food', 11, 'povertà, disagio adulti e senza dimora'),
	('learning', 12, 'multiutenza'),
	('languages', 13, 'immigrati e nomadi'),
	('getting_about', 14, 'anziani'),
	('neighbours', 15, 'multiutenza'),
	('shared_spaces', 16, 'multiutenza'),
	('habits', 17, 'dipendenze'),
	('safety', 18, 'multiutenza');

create table listening.needs (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	title text not null check (length(title) between 1 and 160),
	topic text references listening.topics (id),
	place_id uuid,
	state text not null check (state in ('heard', 'being_answered', 'answered', 'handed_over', 'closed')),
	reason text check (length(reason) <= 500),
	first_heard_on date not null,
	last_heard_on date not null,
	notes_count integer not null default 0,
	closed_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, place_id) references community.parties (territory_id, id),
	check (state <> 'closed' or reason is not null),
	check ((state in ('answered', 'handed_over', 'closed')) = (closed_on is not null))
);
create index on listening.needs (territory_id, neighbourhood_id, state, last_heard_on);
comment on table listening.needs is '@tenant What several notes add up to, and what became of it.';
comment on column listening.needs.territory_id is 'The tenant.';
comment on column listening.needs.id is 'UUIDv7.';
comment on column listening.needs.neighbourhood_id is 'The neighbourhood.';
comment on column listening.needs.title is 'The need in a few words.';
comment on column listening.needs.topic is 'Its topic.';
comment on column listening.needs.place_id is 'Where it was heard, where that matters.';
comment on column listening.needs.state is 'Heard, being answered, answered, handed over, closed.';
comment on column listening.needs.reason is 'Why it was closed or handed over.';
comment on column listening.needs.first_heard_on is 'Day of its first note.';
comment on column listening.needs.last_heard_on is 'Day of its latest note.';
comment on column listening.needs.notes_count is 'How many notes it gathers.';
comment on column listening.needs.closed_on is 'Day it was answered, handed over or closed.';
comment on column listening.needs.recorded_by is 'Who made it.';
comment on column listening.needs.recorded_at is 'When.';

create table listening.notes (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	text text not null check (length(text) between 1 and 4000),
	kind text not null check (kind in ('asked', 'noticed', 'reported', 'offered')),
	topic text references listening.topics (id),
	place_id uuid,
	about_id uuid,
	heard_from_id uuid,
	heard_from text check (length(heard_from) <= 120),
	heard_on date not null,
	guessed text[] not null default '{}' check (guessed <@ array['topic', 'place', 'date']),
	during_visit boolean not null default false,
	urgent boolean not null default false,
	taken_by uuid,
	taken_at timestamptz,
	need_id uuid,
	set_aside_on date,
	recorded_by uuid not null,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, place_id) references community.parties (territory_id, id),
	foreign key (territory_id, about_id) references community.parties (territory_id, id),
	foreign key (territory_id, heard_from_id) references community.parties (territory_id, id),
	foreign key (territory_id, need_id) references listening.needs (territory_id, id),
	check ((taken_by is null) = (taken_at is null))
);
create index on listening.notes (territory_id, neighbourhood_id, recorded_at desc, id desc);
create index on listening.notes (territory_id, need_id);
create index on listening.notes (territory_id, about_id);
create index on listening.notes (territory_id, neighbourhood_id, heard_on);
create index on listening.notes (territory_id, neighbourhood_id, kind) where need_id is null and set_aside_on is null;
create index on listening.notes (territory_id, neighbourhood_id) where urgent and taken_by is null;
comment on table listening.notes is '@tenant One thing heard: asked for, noticed, reported or offered. It may concern nobody in particular.';
comment on column listening.notes.territory_id is 'The tenant.';
comment on column listening.notes.id is 'UUIDv7, made by the client where it has one.';
comment on column listening.notes.neighbourhood_id is 'The neighbourhood.';
comment on column listening.notes.text is 'What was heard, in the words of who writes.';
comment on column listening.notes.kind is 'Asked for, noticed, reported, offered.';
comment on column listening.notes.topic is 'Its topic, chosen or guessed.';
comment on column listening.notes.place_id is 'Where, chosen or guessed.';
comment on column listening.notes.about_id is 'Whom it concerns; chosen, never guessed; empty for nobody in particular.';
comment on column listening.notes.heard_from_id is 'From whom it was heard, where that is somebody recorded here.';
comment on column listening.notes.heard_from is 'From whom it was heard, in words.';
comment on column listening.notes.heard_on is 'The day it was heard.';
comment on column listening.notes.guessed is 'Which of topic, place and date were guessed from the text and not yet confirmed.';
comment on column listening.notes.during_visit is 'Heard during a visit: part of the effort shown beside every growth.';
comment on column listening.notes.urgent is 'On the urgent path.';
comment on column listening.notes.taken_by is 'Who has taken charge of an urgent note.';
comment on column listening.notes.taken_at is 'Since when.';
comment on column listening.notes.need_id is 'The need it was gathered into.';
comment on column listening.notes.set_aside_on is 'The day somebody decided it needs nothing more.';
comment on column listening.notes.recorded_by is 'Who entered it.';
comment on column listening.notes.recorded_at is 'When it was entered.';

create table listening.answers (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	need_id uuid not null,
	kind text not null check (kind in ('offer', 'initiative', 'act', 'service', 'other')),
	record_id uuid,
	label text not null check (length(label) between 1 and 200),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, need_id) references listening.needs (territory_id, id)
);
create index on listening.answers (territory_id, need_id);
create index on listening.answers (territory_id, record_id);
comment on table listening.answers is '@tenant What answers a need: an offer, an initiative, an act, a service.';
comment on column listening.answers.territory_id is 'The tenant.';
comment on column listening.answers.id is 'UUIDv7.';
comment on column listening.answers.neighbourhood_id is 'The neighbourhood.';
comment on column listening.answers.need_id is 'The need.';
comment on column listening.answers.kind is 'What kind of answer.';
comment on column listening.answers.record_id is 'The record that answers, on whatever floor it stands.';
comment on column listening.answers.label is 'How it was called when it was written here.';
comment on column listening.answers.recorded_by is 'Who wrote it.';
comment on column listening.answers.recorded_at is 'When.';

create table listening.steps (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	need_id uuid not null,
	at timestamptz not null default now(),
	by_account uuid,
	to_state text not null check (to_state in ('heard', 'being_answered', 'answered', 'handed_over', 'closed')),
	reason text check (length(reason) <= 500),
	primary key (territory_id, id),
	foreign key (territory_id, need_id) references listening.needs (territory_id, id)
);
create index on listening.steps (territory_id, need_id, at);
comment on table listening.steps is '@tenant The history of a need: each state it came to.';
comment on column listening.steps.territory_id is 'The tenant.';
comment on column listening.steps.id is 'UUIDv7.';
comment on column listening.steps.neighbourhood_id is 'The neighbourhood.';
comment on column listening.steps.need_id is 'The need.';
comment on column listening.steps.at is 'When.';
comment on column listening.steps.by_account is 'By whom.';
comment on column listening.steps.to_state is 'The state it came to.';
comment on column listening.steps.reason is 'Why, where somebody said so.';

create table listening.follow_ups (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	due_on date not null,
	what text not null check (length(what) between 1 and 300),
	note_id uuid,
	need_id uuid,
	about_id uuid,
	assigned_to uuid not null,
	done_at timestamptz,
	done_by uuid,
	outcome text check (length(outcome) <= 500),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, note_id) references listening.notes (territory_id, id),
	foreign key (territory_id, need_id) references listening.needs (territory_id, id),
	foreign key (territory_id, about_id) references community.parties (territory_id, id),
	check ((done_at is null) = (done_by is null))
);
create index on listening.follow_ups (territory_id, neighbourhood_id, due_on) where done_at is null;
comment on table listening.follow_ups is '@tenant Something to come back to on a day.';
comment on column listening.follow_ups.territory_id is 'The tenant.';
comment on column listening.follow_ups.id is 'UUIDv7.';
comment on column listening.follow_ups.neighbourhood_id is 'The neighbourhood.';
comment on column listening.follow_ups.due_on is 'The day.';
comment on column listening.follow_ups.what is 'What to do.';
comment on column listening.follow_ups.note_id is 'The note it comes from.';
comment on column listening.follow_ups.need_id is 'The need it serves.';
comment on column listening.follow_ups.about_id is 'Whom it concerns.';
comment on column listening.follow_ups.assigned_to is 'Who does it.';
comment on column listening.follow_ups.done_at is 'When it was done or let go.';
comment on column listening.follow_ups.done_by is 'By whom.';
comment on column listening.follow_ups.outcome is 'How it went.';
comment on column listening.follow_ups.recorded_by is 'Who wrote it down.';
comment on column listening.follow_ups.recorded_at is 'When.';

grant usage on schema listening to filo_application;
grant select, insert, update on all tables in schema listening to filo_application;
revoke insert, update on listening.topics from filo_application;

do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['needs', 'notes', 'answers', 'steps', 'follow_ups'] loop
		execute format('alter table listening.%I enable row level security', name);
		execute format('alter table listening.%I force row level security', name);
		execute format('create policy working on listening.%I using (%s)', name, working);
	end loop;
end $$;

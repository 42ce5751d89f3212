-- Things open to all: their public side, their working side, their dates, who was there.
create schema initiatives;
comment on schema initiatives is 'Initiatives, sessions, participation and models of relation.';

create table initiatives.models (
	id text primary key check (id ~ '^[a-z-]+$'),
	position integer not null unique
);
comment on table initiatives.models is '@shared A recipe by which an initiative makes relations.';
comment on column initiatives.models.id is 'Short name used in addresses.';
comment on column initiatives.models.position is 'Order on the page.';

create table initiatives.model_texts (
	model_id text not null references initiatives.models (id),
	language text not null check (language in ('it', 'de', 'en')),
	name text not null,
	summary text not null,
	invitation text not null,
	steps text[] not null,
	people text[] not null,
	needs text[] not null,
	watch text[] not null,
	primary key (model_id, language)
);
comment on table initiatives.model_texts is '@shared The words of a model in one language.';
comment on column initiatives.model_texts.model_id is 'The model.';
comment on column initiatives.model_texts.language is 'it, de or en.';
comment on column initiatives.model_texts.name is 'Its name.';
comment on column initiatives.model_texts.summary is 'What it is, for staff.';
comment on column initiatives.model_texts.invitation is 'A first public text for an initiative made from it.';
comment on column initiatives.model_texts.steps is 'What to do, in order.';
comment on column initiatives.model_texts.people is 'Roles it takes.';
comment on column initiatives.model_texts.needs is 'What it needs.';
comment on column initiatives.model_texts.watch is 'What to watch for.';

create table initiatives.initiatives (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	title text not null check (length(title) between 1 and 120),
	invitation text not null default '' check (length(invitation) <= 2000),
	state text not null check (state in ('idea', 'preparing', 'open', 'concluded', 'dropped')),
	shown boolean not null generated always as (state in ('open', 'concluded')) stored,
	model_id text references initiatives.models (id),
	place_words text not null default '' check (length(place_words) <= 200),
	languages text[] not null default '{it}',
	on_foot boolean not null default false,
	by_bus boolean not null default false,
	step_free boolean not null default false,
	capacity integer check (capacity between 1 and 2000),
	objectives text[] not null default '{}',
	organisers uuid[] not null default '{}',
	opened_on date,
	concluded_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id)
);
create index on initiatives.initiatives (territory_id, neighbourhood_id, state);
comment on table initiatives.initiatives is '@tenant The public side of an initiative. There is no field for a target group or a reason: whoever comes, comes as they are.';
comment on column initiatives.initiatives.territory_id is 'The tenant.';
comment on column initiatives.initiatives.id is 'UUIDv7.';
comment on column initiatives.initiatives.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.initiatives.title is 'Its name.';
comment on column initiatives.initiatives.invitation is 'What people read: what happens, and that all are welcome.';
comment on column initiatives.initiatives.state is 'Idea, in preparation, open, concluded, dropped.';
comment on column initiatives.initiatives.shown is 'Whether the public page shows it: open or concluded.';
comment on column initiatives.initiatives.model_id is 'The model it was made from.';
comment on column initiatives.initiatives.place_words is 'Where, in words.';
comment on column initiatives.initiatives.languages is 'Languages spoken there, ISO 639-1.';
comment on column initiatives.initiatives.on_foot is 'It can be reached on foot.';
comment on column initiatives.initiatives.by_bus is 'It can be reached by bus.';
comment on column initiatives.initiatives.step_free is 'There are no steps.';
comment on column initiatives.initiatives.capacity is 'How many fit in, where that is limited.';
comment on column initiatives.initiatives.objectives is 'Objectives of the programme it serves, O1 to O9.';
comment on column initiatives.initiatives.organisers is 'Accounts that organise it: an active citizen sees what the own initiative needs.';
comment on column initiatives.initiatives.opened_on is 'Day it opened.';
comment on column initiatives.initiatives.concluded_on is 'Day it was concluded or dropped.';
comment on column initiatives.initiatives.recorded_by is 'Who made it.';
comment on column initiatives.initiatives.recorded_at is 'When.';

create table initiatives.workings (
	territory_id uuid not null,
	initiative_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	learnt text check (length(learnt) <= 4000),
	dropped_because text check (length(dropped_because) <= 500),
	remarks text check (length(remarks) <= 4000),
	primary key (territory_id, initiative_id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id)
);
comment on table initiatives.workings is '@tenant The working side of an initiative: what was learnt, why it was dropped.';
comment on column initiatives.workings.territory_id is 'The tenant.';
comment on column initiatives.workings.initiative_id is 'The initiative.';
comment on column initiatives.workings.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.workings.learnt is 'What was learnt, when it was concluded.';
comment on column initiatives.workings.dropped_because is 'Why it was dropped.';
comment on column initiatives.workings.remarks is 'Remarks of those who prepare it.';

create table initiatives.answered_needs (
	territory_id uuid not null,
	initiative_id uuid not null,
	need_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	recorded_at timestamptz not null default now(),
	primary key (territory_id, initiative_id, need_id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id),
	foreign key (territory_id, need_id) references listening.needs (territory_id, id)
);
create index on initiatives.answered_needs (territory_id, need_id);
comment on table initiatives.answered_needs is '@tenant Which needs an initiative answers. Working side only.';
comment on column initiatives.answered_needs.territory_id is 'The tenant.';
comment on column initiatives.answered_needs.initiative_id is 'The initiative.';
comment on column initiatives.answered_needs.need_id is 'The need.';
comment on column initiatives.answered_needs.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.answered_needs.recorded_at is 'When this was written.';

create table initiatives.partners (
	territory_id uuid not null,
	initiative_id uuid not null,
	organisation_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	label text not null check (length(label) between 1 and 120),
	shown boolean not null default false,
	primary key (territory_id, initiative_id, organisation_id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id),
	foreign key (territory_id, organisation_id) references community.organisations (territory_id, id)
);
comment on table initiatives.partners is '@tenant Organisations that carry an initiative along.';
comment on column initiatives.partners.territory_id is 'The tenant.';
comment on column initiatives.partners.initiative_id is 'The initiative.';
comment on column initiatives.partners.organisation_id is 'The organisation.';
comment on column initiatives.partners.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.partners.label is 'Its name, as the public page shows it.';
comment on column initiatives.partners.shown is 'Copied from the initiative: whether the public page shows it.';

create table initiatives.runners (
	territory_id uuid not null,
	id uuid not null,
	initiative_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	who text not null check (who in ('staff', 'together', 'citizens')),
	since date not null,
	recorded_by uuid,
	primary key (territory_id, id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id)
);
create index on initiatives.runners (territory_id, initiative_id, since);
comment on table initiatives.runners is '@tenant Who runs an initiative, since when: letting go can be seen.';
comment on column initiatives.runners.territory_id is 'The tenant.';
comment on column initiatives.runners.id is 'UUIDv7.';
comment on column initiatives.runners.initiative_id is 'The initiative.';
comment on column initiatives.runners.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.runners.who is 'Staff, staff and citizens together, citizens.';
comment on column initiatives.runners.since is 'Since when; it lasts until the next row.';
comment on column initiatives.runners.recorded_by is 'Who wrote it down.';

create table initiatives.sessions (
	territory_id uuid not null,
	id uuid not null,
	initiative_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	starts_at timestamptz not null,
	minutes integer not null check (minutes between 5 and 1440),
	place_words text not null default '' check (length(place_words) <= 200),
	state text not null check (state in ('planned', 'held', 'cancelled')),
	shown boolean not null default false,
	organisers uuid[] not null default '{}',
	unnamed_count integer not null default 0 check (unnamed_count between 0 and 2000),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id)
);
create index on initiatives.sessions (territory_id, neighbourhood_id, starts_at);
create index on initiatives.sessions (territory_id, initiative_id, starts_at);
comment on table initiatives.sessions is '@tenant One date of an initiative.';
comment on column initiatives.sessions.territory_id is 'The tenant.';
comment on column initiatives.sessions.id is 'UUIDv7.';
comment on column initiatives.sessions.initiative_id is 'The initiative.';
comment on column initiatives.sessions.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.sessions.starts_at is 'When it begins.';
comment on column initiatives.sessions.minutes is 'How long it lasts.';
comment on column initiatives.sessions.place_words is 'Where, when it differs from the initiative''s place.';
comment on column initiatives.sessions.state is 'Planned, held, cancelled.';
comment on column initiatives.sessions.shown is 'Copied from the initiative: whether the public page shows it.';
comment on column initiatives.sessions.organisers is 'Copied from the initiative.';
comment on column initiatives.sessions.unnamed_count is 'How many were there without being written down.';
comment on column initiatives.sessions.recorded_by is 'Who planned it.';
comment on column initiatives.sessions.recorded_at is 'When it was planned.';

create table initiatives.participations (
	territory_id uuid not null,
	session_id uuid not null,
	person_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	role text not null check (role in ('takes_part', 'helps', 'runs')),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, session_id, person_id),
	foreign key (territory_id, session_id) references initiatives.sessions (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on initiatives.participations (territory_id, person_id);
create index on initiatives.participations (territory_id, neighbourhood_id, session_id);
comment on table initiatives.participations is '@tenant Somebody who was there and agreed to be written down.';
comment on column initiatives.participations.territory_id is 'The tenant.';
comment on column initiatives.participations.session_id is 'The session.';
comment on column initiatives.participations.person_id is 'Who was there.';
comment on column initiatives.participations.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.participations.role is 'Takes part, helps, runs.';
comment on column initiatives.participations.recorded_by is 'Who wrote it down.';
comment on column initiatives.participations.recorded_at is 'When.';

grant usage on schema initiatives to filo_application;
grant select, insert, update on all tables in schema initiatives to filo_application;
grant delete on initiatives.participations, initiatives.partners, initiatives.answered_needs to filo_application;
revoke insert, update on initiatives.models, initiatives.model_texts from filo_application;

do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	organised constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') = ''citizen''
		and nullif(current_setting(''filo.actor'', true), '''')::uuid = any (organisers)';
begin
	foreach name in array array['initiatives', 'workings', 'answered_needs', 'partners', 'runners', 'sessions', 'participations'] loop
		execute format('alter table initiatives.%I enable row level security', name);
		execute format('alter table initiatives.%I force row level security', name);
		execute format('create policy working on initiatives.%I using (%s)', name, working);
	end loop;
	foreach name in array array['initiatives', 'partners', 'sessions'] loop
		execute format('create policy public_side on initiatives.%I for select using (shown)', name);
	end loop;
	foreach name in array array['initiatives', 'sessions'] loop
		execute format('create policy organised on initiatives.%I for select using (%s)', name, organised);
	end loop;
end $$;

create policy own on initiatives.participations for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));

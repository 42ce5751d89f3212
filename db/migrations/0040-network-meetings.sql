-- Network meetings: the table of a neighbourhood, what was on its agenda, who was there, and what was promised.
create table listening.meetings (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	title text not null check (length(title) between 1 and 120),
	held_on date not null,
	begins text check (begins ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	place_id uuid,
	place_words text check (length(place_words) between 1 and 120),
	responsible_id uuid not null,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, place_id) references community.parties (territory_id, id)
);
create index on listening.meetings (territory_id, neighbourhood_id, held_on desc, id desc);
create index on listening.meetings (territory_id, held_on desc, id desc);
create index on listening.meetings (territory_id, responsible_id);
comment on table listening.meetings is '@tenant A network meeting: who works and lives in a neighbourhood, at one table.';
comment on column listening.meetings.territory_id is 'The tenant.';
comment on column listening.meetings.id is 'UUIDv7.';
comment on column listening.meetings.neighbourhood_id is 'The neighbourhood.';
comment on column listening.meetings.title is 'What the meeting is called.';
comment on column listening.meetings.held_on is 'The day it is or was held.';
comment on column listening.meetings.begins is 'When it begins, HH:MM in Rome, where that is known.';
comment on column listening.meetings.place_id is 'Where, if that is a place recorded here.';
comment on column listening.meetings.place_words is 'Where, as it is printed.';
comment on column listening.meetings.responsible_id is 'The colleague who answers for it: who called it, until it is handed over.';
comment on column listening.meetings.recorded_by is 'Who wrote it down.';
comment on column listening.meetings.recorded_at is 'When.';
comment on column listening.meetings.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table listening.attendees (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	meeting_id uuid not null,
	party_id uuid,
	named_as text check (length(named_as) between 1 and 120),
	taken_off_at timestamptz,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, meeting_id) references listening.meetings (territory_id, id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id),
	check (party_id is not null or named_as is not null)
);
create index on listening.attendees (territory_id, meeting_id);
create index on listening.attendees (territory_id, party_id);
comment on table listening.attendees is '@tenant Who was at a network meeting: somebody recorded here, or a plain role.';
comment on column listening.attendees.territory_id is 'The tenant.';
comment on column listening.attendees.id is 'UUIDv7.';
comment on column listening.attendees.neighbourhood_id is 'The neighbourhood.';
comment on column listening.attendees.meeting_id is 'The meeting.';
comment on column listening.attendees.party_id is 'Who, if that is somebody recorded here.';
comment on column listening.attendees.named_as is 'As they agreed to be called in the minutes: a role, an organisation. Never the name of somebody who lives here.';
comment on column listening.attendees.taken_off_at is 'When this was taken off the list, where it was written by mistake.';
comment on column listening.attendees.recorded_by is 'Who wrote it down.';
comment on column listening.attendees.recorded_at is 'When.';
comment on column listening.attendees.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table listening.agenda_items (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	meeting_id uuid not null,
	need_id uuid,
	line text check (length(line) between 1 and 200),
	decided text check (length(decided) between 1 and 1000),
	taken_off_at timestamptz,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, meeting_id) references listening.meetings (territory_id, id),
	foreign key (territory_id, need_id) references listening.needs (territory_id, id),
	check (need_id is not null or line is not null)
);
create index on listening.agenda_items (territory_id, meeting_id);
create index on listening.agenda_items (territory_id, need_id);
comment on table listening.agenda_items is '@tenant One point of a meeting''s agenda, drawn from a need or written by itself.';
comment on column listening.agenda_items.territory_id is 'The tenant.';
comment on column listening.agenda_items.id is 'UUIDv7.';
comment on column listening.agenda_items.neighbourhood_id is 'The neighbourhood.';
comment on column listening.agenda_items.meeting_id is 'The meeting.';
comment on column listening.agenda_items.need_id is 'The need it is drawn from. Its words are never printed.';
comment on column listening.agenda_items.line is 'The neutral line that is printed: what it is about, never about whom. Empty until somebody has written it; until then the point is not printed.';
comment on column listening.agenda_items.decided is 'What was decided.';
comment on column listening.agenda_items.taken_off_at is 'When this was taken off the agenda.';
comment on column listening.agenda_items.recorded_by is 'Who wrote it down.';
comment on column listening.agenda_items.recorded_at is 'When.';
comment on column listening.agenda_items.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table listening.promises (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	meeting_id uuid not null,
	item_id uuid,
	what text not null check (length(what) between 1 and 300),
	promised_by_account uuid,
	promised_by_party uuid,
	promised_by_words text check (length(promised_by_words) between 1 and 120),
	due_on date not null,
	state text not null check (state in ('open', 'kept', 'let_go')),
	reason text check (length(reason) <= 500),
	responsible_id uuid not null,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, meeting_id) references listening.meetings (territory_id, id),
	foreign key (territory_id, item_id) references listening.agenda_items (territory_id, id),
	foreign key (territory_id, promised_by_party) references community.parties (territory_id, id),
	check (num_nonnulls(promised_by_account, promised_by_party, promised_by_words) >= 1),
	check (promised_by_account is null or num_nonnulls(promised_by_party, promised_by_words) = 0),
	check (state <> 'let_go' or reason is not null)
);
create index on listening.promises (territory_id, meeting_id);
create index on listening.promises (territory_id, promised_by_party);
create index on listening.promises (territory_id, neighbourhood_id, due_on, id) where state = 'open';
create index on listening.promises (territory_id, neighbourhood_id, due_on desc, id desc);
create index on listening.promises (territory_id, due_on, id);
create index on listening.promises (territory_id, promised_by_account) where state = 'open';
create index on listening.promises (territory_id, responsible_id) where state = 'open';
comment on table listening.promises is '@tenant What somebody promised at a meeting, and until when.';
comment on column listening.promises.territory_id is 'The tenant.';
comment on column listening.promises.id is 'UUIDv7.';
comment on column listening.promises.neighbourhood_id is 'The neighbourhood.';
comment on column listening.promises.meeting_id is 'The meeting.';
comment on column listening.promises.item_id is 'The point of the agenda it belongs to.';
comment on column listening.promises.what is 'What was promised, in words that can be printed.';
comment on column listening.promises.promised_by_account is 'The colleague who promised it.';
comment on column listening.promises.promised_by_party is 'Who promised it, if that is somebody recorded here.';
comment on column listening.promises.promised_by_words is 'Who promised it, as it is printed: a role, an organisation. Never the name of somebody who lives here.';
comment on column listening.promises.due_on is 'By when.';
comment on column listening.promises.state is 'Open, kept, or let go.';
comment on column listening.promises.reason is 'Why it was let go.';
comment on column listening.promises.responsible_id is 'The colleague who keeps an eye on it: who called the meeting, until it is handed over.';
comment on column listening.promises.recorded_by is 'Who wrote it down.';
comment on column listening.promises.recorded_at is 'When.';
comment on column listening.promises.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table listening.promise_steps (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	promise_id uuid not null,
	at timestamptz not null default now(),
	by_account uuid,
	to_state text not null check (to_state in ('open', 'kept', 'let_go')),
	reason text check (length(reason) <= 500),
	due_on date not null,
	passed_to uuid,
	primary key (territory_id, id),
	foreign key (territory_id, promise_id) references listening.promises (territory_id, id)
);
create index on listening.promise_steps (territory_id, promise_id, at);
comment on table listening.promise_steps is '@tenant The history of a promise: each time it was looked at.';
comment on column listening.promise_steps.territory_id is 'The tenant.';
comment on column listening.promise_steps.id is 'UUIDv7.';
comment on column listening.promise_steps.neighbourhood_id is 'The neighbourhood.';
comment on column listening.promise_steps.promise_id is 'The promise.';
comment on column listening.promise_steps.at is 'When.';
comment on column listening.promise_steps.by_account is 'By whom.';
comment on column listening.promise_steps.to_state is 'Open, kept, or let go.';
comment on column listening.promise_steps.reason is 'Why, or how it stands.';
comment on column listening.promise_steps.due_on is 'By when it was promised from then on.';
comment on column listening.promise_steps.passed_to is 'The colleague it was handed over to, where that is what happened.';

-- What a meeting decided can be what answers a need.
alter table listening.answers drop constraint answers_kind_check;
alter table listening.answers add constraint answers_kind_check check (kind in ('offer', 'resource', 'initiative', 'act', 'service', 'meeting', 'other'));

grant select, insert, update on listening.meetings, listening.attendees, listening.agenda_items, listening.promises, listening.promise_steps to filo_application;

do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['meetings', 'attendees', 'agenda_items', 'promises', 'promise_steps'] loop
		execute format('alter table listening.%I enable row level security', name);
		execute format('alter table listening.%I force row level security', name);
		execute format('create policy working on listening.%I using (%s)', name, working);
	end loop;
end $$;

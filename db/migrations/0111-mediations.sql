-- Convivenza: conflicts between neighbours, and somebody who mediates. Reserved: whoever is named on a row reads it, and
-- nobody else who works here. What each of them says is sealed with their own key; what is common with the keys of all.
create schema mediations;
comment on schema mediations is 'Conflicts between neighbours and their mediation. Reserved level.';

create table mediations.mediations (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	state text not null check (state in ('opened', 'heard', 'meeting', 'agreed', 'not_agreed', 'handed', 'followed_up', 'closed')),
	round integer not null default 1 check (round >= 1),
	matter bytea not null,
	sealed_for uuid[] not null,
	proposal bytea,
	opened_on date not null,
	heard_on date,
	met_on date,
	concluded_on date,
	conclusion text check (conclusion in ('agreed', 'not_agreed', 'handed')),
	followed_on date,
	closed_on date,
	mediator_id uuid not null,
	readers uuid[] not null check (mediator_id = any (readers)),
	request_hash bytea,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	check (state not in ('heard', 'meeting') or heard_on is not null),
	check (state <> 'meeting' or met_on is not null),
	check (state <> 'agreed' or proposal is not null),
	check (state not in ('agreed', 'not_agreed', 'handed') or conclusion = state),
	check (state not in ('agreed', 'not_agreed', 'handed', 'followed_up', 'closed') or (concluded_on is not null and conclusion is not null)),
	check (state not in ('opened', 'heard', 'meeting') or conclusion is null),
	check (state not in ('followed_up', 'closed') or followed_on is not null),
	check ((state = 'closed') = (closed_on is not null))
);
create index on mediations.mediations using gin (readers);
create index on mediations.mediations (territory_id, neighbourhood_id);
comment on table mediations.mediations is '@tenant A conflict between neighbours, who mediates, and how far it is.';
comment on column mediations.mediations.territory_id is 'The tenant.';
comment on column mediations.mediations.id is 'UUIDv7 of the request that opened it.';
comment on column mediations.mediations.neighbourhood_id is 'The neighbourhood.';
comment on column mediations.mediations.state is 'How far it is.';
comment on column mediations.mediations.round is 'One more each time it is opened again.';
comment on column mediations.mediations.matter is 'What it is about, in words that no party would mind; sealed with the keys of sealed_for.';
comment on column mediations.mediations.sealed_for is 'Whose keys, one around the other, seal what is common: the mediation''s own and that of each person among the parties. Destroying one of them is enough.';
comment on column mediations.mediations.proposal is 'What they promise each other, sealed likewise; agreed when each of them has said yes to these very words.';
comment on column mediations.mediations.opened_on is 'The day somebody began to mediate.';
comment on column mediations.mediations.heard_on is 'The day the last of the parties was heard.';
comment on column mediations.mediations.met_on is 'The day they last met.';
comment on column mediations.mediations.concluded_on is 'The day it came to an end, in this round.';
comment on column mediations.mediations.conclusion is 'How it came to an end, in this round.';
comment on column mediations.mediations.followed_on is 'The day somebody last asked how it holds.';
comment on column mediations.mediations.closed_on is 'The day it was closed.';
comment on column mediations.mediations.mediator_id is 'The account that mediates.';
comment on column mediations.mediations.readers is 'The accounts that read it now: who mediates, and those they named.';
comment on column mediations.mediations.request_hash is 'SHA-256 of the request that opened it, to recognise its repetition.';
comment on column mediations.mediations.recorded_at is 'When it was written.';

create table mediations.parties (
	territory_id uuid not null,
	id uuid not null,
	mediation_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	party_id uuid,
	sealed_for uuid not null,
	place smallint not null check (place between 1 and 4),
	heard_on date,
	agreed_on date,
	called bytea,
	readers uuid[] not null,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	unique (territory_id, mediation_id, place),
	foreign key (territory_id, mediation_id) references mediations.mediations (territory_id, id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id)
);
create index on mediations.parties (territory_id, party_id);
comment on table mediations.parties is '@tenant One of those between whom somebody mediates.';
comment on column mediations.parties.territory_id is 'The tenant.';
comment on column mediations.parties.id is 'UUIDv7.';
comment on column mediations.parties.mediation_id is 'The mediation.';
comment on column mediations.parties.neighbourhood_id is 'The neighbourhood, copied from there.';
comment on column mediations.parties.party_id is 'The person, household or group; empty once they were let go.';
comment on column mediations.parties.sealed_for is 'Whose key seals their words: the person''s own; of a household or a group, the mediation''s.';
comment on column mediations.parties.place is 'First, second…: the order in which they were written down, and nothing else.';
comment on column mediations.parties.heard_on is 'The day they were heard.';
comment on column mediations.parties.agreed_on is 'The day they said yes to the words that stand.';
comment on column mediations.parties.called is 'How they want to be named on the sheet, sealed; empty: not by name.';
comment on column mediations.parties.readers is 'Copied from the mediation.';
comment on column mediations.parties.recorded_at is 'When it was written.';

create table mediations.words (
	territory_id uuid not null,
	id uuid not null,
	mediation_id uuid not null,
	of_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	sealed bytea not null,
	for_others boolean not null,
	said_on date not null,
	told_on date check (told_on is null or for_others),
	readers uuid[] not null,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, mediation_id) references mediations.mediations (territory_id, id),
	foreign key (territory_id, of_id) references mediations.parties (territory_id, id)
);
create index on mediations.words (territory_id, mediation_id);
comment on table mediations.words is '@tenant What one of them said, and whether the others may hear it. Nobody changes it: the others hear exactly this.';
comment on column mediations.words.territory_id is 'The tenant.';
comment on column mediations.words.id is 'UUIDv7 of the request.';
comment on column mediations.words.mediation_id is 'The mediation.';
comment on column mediations.words.of_id is 'Which of the parties said it.';
comment on column mediations.words.neighbourhood_id is 'The neighbourhood, copied from the mediation.';
comment on column mediations.words.sealed is 'The words, sealed with the key of who said them.';
comment on column mediations.words.for_others is 'Whether the others may hear it; otherwise only who mediates knows.';
comment on column mediations.words.said_on is 'The day.';
comment on column mediations.words.told_on is 'The day the others heard it.';
comment on column mediations.words.readers is 'Copied from the mediation.';
comment on column mediations.words.request_hash is 'SHA-256 of the request, to recognise its repetition.';

create table mediations.steps (
	territory_id uuid not null,
	id uuid not null,
	mediation_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	round integer not null,
	from_state text,
	to_state text not null,
	act text not null check (act in ('open', 'hear', 'meet', 'propose', 'agree', 'end', 'hand', 'follow', 'close', 'reopen')),
	of_id uuid,
	on_day date not null,
	present uuid[],
	holds text check (holds in ('yes', 'partly', 'no')),
	sealed bytea,
	by_id uuid,
	readers uuid[] not null,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, mediation_id) references mediations.mediations (territory_id, id)
);
create index on mediations.steps (territory_id, mediation_id, on_day);
create index on mediations.steps (on_day) where to_state = 'agreed';
comment on table mediations.steps is '@tenant What happened in a mediation: a party heard, a meeting, how it ended, what became of it.';
comment on column mediations.steps.territory_id is 'The tenant.';
comment on column mediations.steps.id is 'UUIDv7.';
comment on column mediations.steps.mediation_id is 'The mediation.';
comment on column mediations.steps.neighbourhood_id is 'The neighbourhood, copied from the mediation.';
comment on column mediations.steps.round is 'In which round.';
comment on column mediations.steps.from_state is 'From which state; empty for the first.';
comment on column mediations.steps.to_state is 'To which state.';
comment on column mediations.steps.act is 'What was done.';
comment on column mediations.steps.of_id is 'The party it was done with: heard, or said yes.';
comment on column mediations.steps.on_day is 'The day.';
comment on column mediations.steps.present is 'At a meeting: which of the parties were there.';
comment on column mediations.steps.holds is 'At a follow-up: whether it holds.';
comment on column mediations.steps.sealed is 'Its words: what was said together, why not, to whom it was handed, why it was opened again; sealed like the matter.';
comment on column mediations.steps.by_id is 'The account that wrote it.';
comment on column mediations.steps.readers is 'Copied from the mediation.';
comment on column mediations.steps.recorded_at is 'When it was written.';

grant usage on schema mediations to filo_application;
grant select, insert, update on all tables in schema mediations to filo_application;
grant delete on mediations.words to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	-- Also a coordinator reads what they are named on, and nothing else; who was here and is no more has no role to come with.
	named constant text := tenant || ' and ' || role || ' in (''facilitator'', ''coordinator'', ''social-worker'')
		and nullif(current_setting(''filo.actor'', true), '''')::uuid = any (readers)';
begin
	foreach name in array array['mediations', 'parties', 'words', 'steps'] loop
		execute format('alter table mediations.%I enable row level security', name);
		execute format('alter table mediations.%I force row level security', name);
		execute format('create policy named_reads on mediations.%I for select using (%s)', name, named);
		execute format('create policy named_changes on mediations.%I for update using (%s)', name, named);
		execute format('create policy named_adds on mediations.%I for insert with check (%s and (%s <> ''facilitator'' or %s))', name, named, role,
			case name when 'mediations' then 'neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])' else 'true' end);
		-- Names who reads it from now on, for whoever hands it on and reads it no more.
		execute format('create policy usher_sees on mediations.%I for select using (%s and %s = ''usher'')', name, tenant, role);
		execute format('create policy usher_names on mediations.%I for update using (%s and %s = ''usher'')', name, tenant, role);
		execute format('create policy forgetting_sees on mediations.%I for select using (%s and %s = ''forgetting'')', name, tenant, role);
		execute format('create policy forgetting_empties on mediations.%I for update using (%s and %s = ''forgetting'')', name, tenant, role);
	end loop;
	execute 'create policy forgetting_deletes on mediations.words for delete using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	execute 'create policy same_sees on mediations.parties for select using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy same_rewrites on mediations.parties for update using (' || tenant || ' and ' || role || ' = ''same'')';
	-- How many ended with an agreement: the day and the place, never who.
	execute 'create policy counter_counts on mediations.steps for select using (' || role || ' = ''counter'' and to_state = ''agreed'')';
end $$;

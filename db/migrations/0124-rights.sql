-- What people can ask of whoever keeps data about them: a copy that exposes nobody else.
create schema rights;
comment on schema rights is 'What somebody asks for about themselves: copies and corrections, each with its answer.';

create table rights.copies (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	asked_on date not null,
	asked_how text not null check (asked_how in ('in_person', 'on_paper', 'by_phone', 'online')),
	due_on date not null check (due_on >= asked_on),
	hidden text[] not null default '{}',
	released_at timestamptz,
	released_by uuid,
	in_person boolean not null default false,
	sealed bytea,
	given_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check ((released_at is null) = (released_by is null)),
	check (given_on is null or released_at is not null)
);
create index on rights.copies (territory_id, person_id);
create index on rights.copies (territory_id, neighbourhood_id, due_on) where released_at is null;
comment on table rights.copies is '@tenant A copy of everything about a person, which that person asked for: from asked to released to given.';
comment on column rights.copies.territory_id is 'The tenant.';
comment on column rights.copies.id is 'UUIDv7 of the request.';
comment on column rights.copies.neighbourhood_id is 'The neighbourhood of the person.';
comment on column rights.copies.person_id is 'Who asked, and whom it is about.';
comment on column rights.copies.asked_on is 'The day.';
comment on column rights.copies.asked_how is 'In person, on paper, by phone, or online on the own page.';
comment on column rights.copies.due_on is 'By when the law wants it answered: a month later.';
comment on column rights.copies.hidden is 'Passages that staff keep out because they would expose others: hashes of place and words, no words.';
comment on column rights.copies.released_at is 'When somebody had checked it; from then on it does not change.';
comment on column rights.copies.released_by is 'Who checked it.';
comment on column rights.copies.in_person is 'Whether it is only handed over in person, because the record was protected when it was released.';
comment on column rights.copies.sealed is 'The copy as released, sealed with the person''s own key and bound to this row; emptied after the body''s term.';
comment on column rights.copies.given_on is 'The day it was handed over or first downloaded.';
comment on column rights.copies.recorded_by is 'The account that wrote the request down: the person''s own, or staff.';
comment on column rights.copies.recorded_at is 'When.';
comment on column rights.copies.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

alter table rights.copies enable row level security;
alter table rights.copies force row level security;
grant usage on schema rights to filo_application;
grant select, insert, update on rights.copies to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.person'', true), '''')::uuid';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	own constant text := tenant || ' and person_id = ' || me || ' and ' || role || ' in (''resident'', ''citizen'')';
begin
	execute 'create policy working on rights.copies using (' || working || ')';
	execute 'create policy own_sees on rights.copies for select using (' || own || ')';
	-- Whoever asks for themselves releases nothing.
	execute 'create policy own_asks on rights.copies for insert with check (' || own || ' and asked_how = ''online'' and released_at is null and sealed is null)';
	execute 'create policy same_sees on rights.copies for select using (' || tenant || ' and ' || role || ' in (''same'', ''forgetting''))';
	execute 'create policy same_rewrites on rights.copies for update using (' || tenant || ' and ' || role || ' in (''same'', ''forgetting''))';
	execute 'create policy rights_sees on rights.copies for select using (' || tenant || ' and ' || role || ' = ''rights'')';
	-- That the person took it is written down for them.
	execute 'create policy rights_gives on rights.copies for update using (' || tenant || ' and ' || role || ' = ''rights'' and released_at is not null)';
	-- What a copy is made of is put together as `rights`, of one person at a time, wherever in the territory it stands.
	foreach name in array array[
		'community.parties', 'community.persons', 'community.agreements', 'community.contacts', 'community.ties', 'community.agreement_sheets',
		'community.grounds', 'community.merges', 'community.safe_contacts', 'community.erasures', 'listening.notes', 'listening.needs', 'listening.answers',
		'listening.follow_ups', 'listening.follow_up_steps', 'listening.meetings', 'listening.attendees', 'listening.promises',
		'listening.promise_steps', 'listening.resources', 'listening.resource_uses', 'exchange.acts', 'initiatives.initiatives',
		'initiatives.sessions', 'initiatives.participations', 'evaluation.stories', 'evaluation.story_people',
		'network.circles', 'network.circle_entries', 'referrals.referrals', 'referrals.fields', 'referrals.steps', 'referrals.words',
		'referrals.calls', 'referrals.companions', 'access.audit', 'access.readings'
	] loop
		execute format('create policy rights_copies on %s for select using (%s and %s = ''rights'')', name, tenant, role);
	end loop;
	execute 'create policy rights_copies on access.accounts for select using (' || role || ' = ''rights'' and person_territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid)';
	execute 'create policy rights_names on access.accounts for select using (' || role || ' = ''rights'' and nullif(current_setting(''filo.territory'', true), '''')::uuid = any (staff_of))';
end $$;

-- Referrals: a situation handed to a service, and the answer that comes back. Reserved: whoever is named on a row at
-- that moment reads it, and nobody else who works here. Texts are sealed with the key of the person they are about.
create schema if not exists referrals;
comment on schema referrals is 'Situations handed to services with the person, their desks, and what came back. Reserved level.';

create table referrals.referrals (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	sealed_for uuid not null,
	facilitator_id uuid not null,
	desk_id uuid,
	urgent boolean not null default false,
	state text not null check (state in ('draft', 'offered', 'agreed', 'grounded', 'sent', 'received', 'accepted', 'declined', 'returned',
		'in_progress', 'concluded', 'closed', 'revoked')),
	round integer not null default 1 check (round >= 1),
	version integer not null default 1 check (version >= 1),
	began_at timestamptz not null,
	offered_at timestamptz,
	agreement_id uuid,
	agreed_on date,
	grounded_on date,
	sent_at timestamptz,
	received_at timestamptz,
	accepted_at timestamptz,
	declined_at timestamptz,
	returned_at timestamptz,
	begun_at timestamptz,
	concluded_at timestamptz,
	closed_at timestamptz,
	revoked_at timestamptz,
	revoked_by text check (revoked_by in ('person', 'staff')),
	readers uuid[] not null,
	open_to uuid,
	shown_to_person boolean not null default false,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	foreign key (territory_id, agreement_id) references community.agreements (territory_id, id),
	check (state <> 'offered' or offered_at is not null),
	check (state <> 'agreed' or (agreement_id is not null and agreed_on is not null)),
	check (state <> 'grounded' or grounded_on is not null),
	check (state not in ('sent', 'received', 'returned', 'accepted', 'declined', 'in_progress', 'concluded')
		or (sent_at is not null and desk_id is not null and num_nonnulls(agreement_id, grounded_on) = 1)),
	check (state not in ('received', 'returned', 'accepted', 'declined', 'in_progress', 'concluded') or received_at is not null),
	check (state <> 'returned' or returned_at is not null),
	check (state <> 'declined' or declined_at is not null),
	check (state not in ('accepted', 'in_progress', 'concluded') or accepted_at is not null),
	check (state not in ('in_progress', 'concluded') or begun_at is not null),
	check (state <> 'concluded' or concluded_at is not null),
	check (state <> 'closed' or closed_at is not null),
	check ((state = 'revoked') = (revoked_at is not null) and (revoked_at is null) = (revoked_by is null)),
	check (open_to is null or open_to = desk_id),
	check (open_to is null or state not in ('draft', 'offered', 'agreed', 'grounded', 'declined', 'revoked')),
	check (facilitator_id = any (readers))
);
create index on referrals.referrals (territory_id, facilitator_id, state);
create index on referrals.referrals (territory_id, person_id);
create index on referrals.referrals (territory_id, open_to, urgent, sent_at) where open_to is not null;
comment on table referrals.referrals is '@tenant A situation handed to a service: who it is about, who hands it over, to which desk, and how far it is.';
comment on column referrals.referrals.territory_id is 'The tenant.';
comment on column referrals.referrals.id is 'UUIDv7 of the request that began it.';
comment on column referrals.referrals.neighbourhood_id is 'The neighbourhood of the person.';
comment on column referrals.referrals.person_id is 'Whom it is about.';
comment on column referrals.referrals.sealed_for is 'Whose key its texts are sealed with: the person it was begun about, also after two pages became one.';
comment on column referrals.referrals.facilitator_id is 'The account that hands it over and follows it.';
comment on column referrals.referrals.desk_id is 'The desk it is meant for; empty until one is chosen.';
comment on column referrals.referrals.urgent is 'Whether it goes by phone first and stands before every other.';
comment on column referrals.referrals.state is 'How far it is.';
comment on column referrals.referrals.round is 'Which handing over this is: one more each time it is opened again.';
comment on column referrals.referrals.version is 'One more with every change: who answers what is no longer there is told so.';
comment on column referrals.referrals.began_at is 'When it was begun.';
comment on column referrals.referrals.offered_at is 'When it was laid before the person, in this round.';
comment on column referrals.referrals.agreement_id is 'The agreement it rests on.';
comment on column referrals.referrals.agreed_on is 'The day of that agreement.';
comment on column referrals.referrals.grounded_on is 'The day from which it rests on a legal ground instead, whose words stand beside it.';
comment on column referrals.referrals.sent_at is 'When it was last sent, in this round.';
comment on column referrals.referrals.received_at is 'When the desk first said that it has it, in this round.';
comment on column referrals.referrals.accepted_at is 'When the desk took it on.';
comment on column referrals.referrals.declined_at is 'When the desk declined it.';
comment on column referrals.referrals.returned_at is 'When the desk last asked for more.';
comment on column referrals.referrals.begun_at is 'When the desk began to work on it.';
comment on column referrals.referrals.concluded_at is 'When the desk answered.';
comment on column referrals.referrals.closed_at is 'When whoever handed it over closed it.';
comment on column referrals.referrals.revoked_at is 'When it was taken back.';
comment on column referrals.referrals.revoked_by is 'By the person themselves, or by staff on their word.';
comment on column referrals.referrals.readers is 'The accounts that read it now.';
comment on column referrals.referrals.open_to is 'The desk that reads it now; empty before it is sent and from the moment it is declined or taken back.';
comment on column referrals.referrals.shown_to_person is 'Whether the person sees it on their own page: from the offer on; on a legal ground, once they were told.';
comment on column referrals.referrals.request_hash is 'SHA-256 of the request that began it, to recognise its repetition.';

create table referrals.fields (
	territory_id uuid not null,
	referral_id uuid not null,
	key text not null check (key in ('name', 'phone', 'reach', 'lives', 'situation', 'asks', 'household', 'urgency', 'tried')),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	sealed bytea not null,
	shared boolean not null default false,
	left_at timestamptz,
	written_at timestamptz not null,
	written_by uuid not null,
	readers uuid[] not null,
	open_to uuid,
	shown_to_person boolean not null default false,
	primary key (territory_id, referral_id, key),
	foreign key (territory_id, referral_id) references referrals.referrals (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (shared or (left_at is null and open_to is null))
);
create index on referrals.fields (territory_id, person_id);
comment on table referrals.fields is '@tenant One thing said in a referral. What is not ticked never leaves.';
comment on column referrals.fields.territory_id is 'The tenant.';
comment on column referrals.fields.referral_id is 'The referral.';
comment on column referrals.fields.key is 'What it says: name, phone, how to reach them, where they live, situation, what they ask, who lives with them, why it is urgent, what was tried.';
comment on column referrals.fields.neighbourhood_id is 'The neighbourhood, copied from the referral.';
comment on column referrals.fields.person_id is 'Whom it is about, copied from the referral.';
comment on column referrals.fields.sealed is 'The text, AES-256-GCM under the person''s key, bound to this row.';
comment on column referrals.fields.shared is 'Whether it may go to the desk: the person agreed to it, or, on a legal ground, it is necessary.';
comment on column referrals.fields.left_at is 'When these words went to the desk; empty while they have not.';
comment on column referrals.fields.written_at is 'When it was last written.';
comment on column referrals.fields.written_by is 'By whom.';
comment on column referrals.fields.readers is 'The accounts that read it now.';
comment on column referrals.fields.open_to is 'The desk that reads it now.';
comment on column referrals.fields.shown_to_person is 'Whether the person sees it on their own page.';

create table referrals.steps (
	territory_id uuid not null,
	id uuid not null,
	referral_id uuid not null,
	round integer not null,
	from_state text,
	to_state text not null,
	at timestamptz not null,
	by_id uuid,
	by_role text not null,
	desk_id uuid,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	readers uuid[] not null,
	open_to uuid,
	shown_to_person boolean not null default false,
	primary key (territory_id, id),
	foreign key (territory_id, referral_id) references referrals.referrals (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on referrals.steps (territory_id, referral_id, at);
create index on referrals.steps (territory_id, person_id);
create index on referrals.steps (at);
comment on table referrals.steps is '@tenant The path of a referral: from which state to which, when and by whom. It only grows.';
comment on column referrals.steps.territory_id is 'The tenant.';
comment on column referrals.steps.id is 'UUIDv7.';
comment on column referrals.steps.referral_id is 'The referral.';
comment on column referrals.steps.round is 'In which handing over.';
comment on column referrals.steps.from_state is 'The state before; empty at the beginning.';
comment on column referrals.steps.to_state is 'The state after.';
comment on column referrals.steps.at is 'When.';
comment on column referrals.steps.by_id is 'The account, or the desk.';
comment on column referrals.steps.by_role is 'In which role.';
comment on column referrals.steps.desk_id is 'The desk it was meant for then.';
comment on column referrals.steps.neighbourhood_id is 'The neighbourhood, copied from the referral.';
comment on column referrals.steps.person_id is 'Whom it is about, copied from the referral.';
comment on column referrals.steps.readers is 'The accounts that read it now.';
comment on column referrals.steps.open_to is 'The desk that reads it now.';
comment on column referrals.steps.shown_to_person is 'Whether the person sees it on their own page.';

create table referrals.words (
	territory_id uuid not null,
	id uuid not null,
	referral_id uuid not null,
	round integer not null,
	kind text not null check (kind in ('ground', 'reason', 'question', 'answer', 'own_note', 'reopening')),
	sealed bytea not null,
	written_at timestamptz not null,
	written_by uuid,
	desk_id uuid,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	readers uuid[] not null,
	open_to uuid,
	shown_to_person boolean not null default false,
	primary key (territory_id, id),
	foreign key (territory_id, referral_id) references referrals.referrals (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (kind <> 'own_note' or not shown_to_person)
);
create index on referrals.words (territory_id, referral_id, written_at);
create index on referrals.words (territory_id, person_id);
comment on table referrals.words is '@tenant What was said along the path: the ground, a reason, a question, the answer, the desk''s own note, why it was opened again.';
comment on column referrals.words.territory_id is 'The tenant.';
comment on column referrals.words.id is 'UUIDv7.';
comment on column referrals.words.referral_id is 'The referral.';
comment on column referrals.words.round is 'In which handing over.';
comment on column referrals.words.kind is 'What it is. A desk''s own note is read by that desk alone.';
comment on column referrals.words.sealed is 'The text, AES-256-GCM under the person''s key, bound to this row.';
comment on column referrals.words.written_at is 'When.';
comment on column referrals.words.written_by is 'The account, or the desk.';
comment on column referrals.words.desk_id is 'The desk it was meant for then.';
comment on column referrals.words.neighbourhood_id is 'The neighbourhood, copied from the referral.';
comment on column referrals.words.person_id is 'Whom it is about, copied from the referral.';
comment on column referrals.words.readers is 'The accounts that read it now.';
comment on column referrals.words.open_to is 'The desk that reads it now.';
comment on column referrals.words.shown_to_person is 'Whether the person sees it on their own page.';

create table referrals.calls (
	territory_id uuid not null,
	id uuid not null,
	referral_id uuid not null,
	sealed bytea not null,
	reached boolean not null,
	called_at timestamptz not null,
	recorded_by uuid not null,
	recorded_at timestamptz not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	readers uuid[] not null,
	open_to uuid,
	shown_to_person boolean not null default false,
	primary key (territory_id, id),
	foreign key (territory_id, referral_id) references referrals.referrals (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on referrals.calls (territory_id, referral_id, called_at);
create index on referrals.calls (territory_id, person_id);
comment on table referrals.calls is '@tenant Who was called about a referral, and when: what is urgent goes by phone first.';
comment on column referrals.calls.territory_id is 'The tenant.';
comment on column referrals.calls.id is 'UUIDv7.';
comment on column referrals.calls.referral_id is 'The referral.';
comment on column referrals.calls.sealed is 'Who was called, AES-256-GCM under the person''s key, bound to this row.';
comment on column referrals.calls.reached is 'Whether somebody answered.';
comment on column referrals.calls.called_at is 'When it was called.';
comment on column referrals.calls.recorded_by is 'Who wrote it down.';
comment on column referrals.calls.recorded_at is 'When.';
comment on column referrals.calls.neighbourhood_id is 'The neighbourhood, copied from the referral.';
comment on column referrals.calls.person_id is 'Whom it is about, copied from the referral.';
comment on column referrals.calls.readers is 'The accounts that read it now.';
comment on column referrals.calls.open_to is 'The desk that reads it now.';
comment on column referrals.calls.shown_to_person is 'Whether the person sees it on their own page.';

create table referrals.companions (
	territory_id uuid not null,
	id uuid not null,
	referral_id uuid not null,
	kind text not null check (kind in ('somebody', 'volunteer', 'facilitator')),
	sealed bytea not null,
	goes_on date,
	recorded_by uuid not null,
	recorded_at timestamptz not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	readers uuid[] not null,
	open_to uuid,
	shown_to_person boolean not null default false,
	primary key (territory_id, id),
	foreign key (territory_id, referral_id) references referrals.referrals (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on referrals.companions (territory_id, referral_id);
create index on referrals.companions (territory_id, person_id);
comment on table referrals.companions is '@tenant Who goes along with the person. Whoever goes along never reaches the referral by that.';
comment on column referrals.companions.territory_id is 'The tenant.';
comment on column referrals.companions.id is 'UUIDv7.';
comment on column referrals.companions.referral_id is 'The referral.';
comment on column referrals.companions.kind is 'Somebody of the person''s own, a volunteer by first name, or a facilitator.';
comment on column referrals.companions.sealed is 'How they are called, AES-256-GCM under the person''s key, bound to this row.';
comment on column referrals.companions.goes_on is 'The day they go; empty while it is open.';
comment on column referrals.companions.recorded_by is 'Who wrote it down.';
comment on column referrals.companions.recorded_at is 'When.';
comment on column referrals.companions.neighbourhood_id is 'The neighbourhood, copied from the referral.';
comment on column referrals.companions.person_id is 'Whom it is about, copied from the referral.';
comment on column referrals.companions.readers is 'The accounts that read it now.';
comment on column referrals.companions.open_to is 'The desk that reads it now.';
comment on column referrals.companions.shown_to_person is 'Whether the person sees it on their own page.';

grant usage on schema referrals to filo_application;
grant select, insert, update on referrals.referrals, referrals.fields, referrals.steps, referrals.words, referrals.calls, referrals.companions
	to filo_application;
-- What is taken out of a draft is gone; what is let go or erased too.
grant delete on referrals.fields, referrals.words, referrals.calls, referrals.companions to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.actor'', true), '''')::uuid';
	-- Who hands over, where they work, while they are named.
	hands constant text := tenant || ' and ' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])
		and ' || me || ' = any (readers)';
	-- The desk: its people who are named, or whoever came through its link.
	desk constant text := tenant || ' and open_to is not null and ((' || role || ' = ''social-worker'' and ' || me || ' = any (readers))
		or (' || role || ' = ''desk'' and open_to = ' || me || '))';
	own constant text := tenant || ' and person_id = nullif(current_setting(''filo.person'', true), '''')::uuid
		and ' || role || ' in (''resident'', ''citizen'') and shown_to_person';
begin
	foreach name in array array['referrals', 'fields', 'steps', 'words', 'calls', 'companions'] loop
		execute format('alter table referrals.%I enable row level security', name);
		execute format('alter table referrals.%I force row level security', name);
		execute format('create policy facilitator_reads on referrals.%I for select using (%s)', name, hands);
		execute format('create policy facilitator_adds on referrals.%I for insert with check (%s)', name, hands);
		execute format('create policy desk_reads on referrals.%I for select using (%s)', name, desk);
		execute format('create policy own on referrals.%I for select using (%s)', name, own);
		-- Who may read is rewritten by one actor alone: nobody can name themselves.
		execute format('create policy usher_sees on referrals.%I for select using (%s and %s = ''usher'')', name, tenant, role);
		execute format('create policy usher_names on referrals.%I for update using (%s and %s = ''usher'')', name, tenant, role);
		execute format('create policy same_sees on referrals.%I for select using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy same_rewrites on referrals.%I for update using (%s and %s = ''same'')', name, tenant, role);
		execute format('create policy forgetting_sees on referrals.%I for select using (%s and %s = ''forgetting'')', name, tenant, role);
	end loop;
	foreach name in array array['referrals', 'fields', 'companions'] loop
		execute format('create policy facilitator_changes on referrals.%I for update using (%s)', name, hands);
	end loop;
	foreach name in array array['fields', 'companions'] loop
		execute format('create policy facilitator_takes_out on referrals.%I for delete using (%s)', name, hands);
	end loop;
	execute 'create policy desk_changes on referrals.referrals for update using (' || desk || ')';
	foreach name in array array['steps', 'words'] loop
		execute format('create policy desk_adds on referrals.%I for insert with check (%s)', name, desk);
	end loop;
	-- The person says yes, or takes it back: the step is theirs.
	execute 'create policy own_adds on referrals.steps for insert with check (' || own || ')';
	foreach name in array array['fields', 'words', 'calls', 'companions'] loop
		execute format('create policy forgetting_deletes on referrals.%I for delete using (%s and %s = ''forgetting'')', name, tenant, role);
	end loop;
	execute 'create policy forgetting_empties on referrals.referrals for update using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	-- The counter measures how long the path is, and knows nothing of whom it is about but that there are several.
	execute 'create policy counter_counts on referrals.steps for select using (' || role || ' = ''counter'')';
	-- Whoever says yes on their own page to what lies there agrees there and then.
	execute 'create policy own_says_yes on community.agreements for insert with check (' || tenant
		|| ' and person_id = nullif(current_setting(''filo.person'', true), '''')::uuid and ' || role || ' in (''resident'', ''citizen'')
		and purpose = ''referral'' and withdrawn_on is null and set_aside_by is null)';
end $$;

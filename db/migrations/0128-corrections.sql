-- «This is wrong»: what somebody says must be corrected, and what was answered.
create table rights.corrections (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	sealed_for uuid not null,
	asked_on date not null,
	asked_how text not null check (asked_how in ('in_person', 'on_paper', 'by_phone', 'online')),
	due_on date not null,
	wrong bytea not null,
	answered_on date,
	answered_by uuid,
	corrected boolean,
	answer bytea,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (num_nonnulls(answered_on, corrected, answer) in (0, 3))
);
create index on rights.corrections (territory_id, person_id);
create index on rights.corrections (territory_id, neighbourhood_id, due_on) where answered_on is null;
comment on table rights.corrections is '@tenant What a person says is wrong about them, and the answer: corrected, or why not.';
comment on column rights.corrections.territory_id is 'The tenant.';
comment on column rights.corrections.id is 'UUIDv7 of the request.';
comment on column rights.corrections.neighbourhood_id is 'The neighbourhood of the person.';
comment on column rights.corrections.person_id is 'Who asked, and whom it is about.';
comment on column rights.corrections.sealed_for is 'Whose key seals its texts: the person it was written for, also after two pages became one.';
comment on column rights.corrections.asked_on is 'The day.';
comment on column rights.corrections.asked_how is 'In person, on paper, by phone, or online on the own page.';
comment on column rights.corrections.due_on is 'By when the law wants it answered.';
comment on column rights.corrections.wrong is 'What is wrong and how it should read, in the person''s words, sealed with their key.';
comment on column rights.corrections.answered_on is 'The day it was answered; empty while it waits.';
comment on column rights.corrections.answered_by is 'Who answered.';
comment on column rights.corrections.corrected is 'Whether it was corrected.';
comment on column rights.corrections.answer is 'What was done, or why not, sealed with the person''s key.';
comment on column rights.corrections.recorded_by is 'The account that wrote the request down: the person''s own, or staff.';
comment on column rights.corrections.recorded_at is 'When.';
comment on column rights.corrections.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';
alter table rights.corrections enable row level security;
alter table rights.corrections force row level security;
grant select, insert, update on rights.corrections to filo_application;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	own constant text := tenant || ' and person_id = nullif(current_setting(''filo.person'', true), '''')::uuid and ' || role || ' in (''resident'', ''citizen'')';
begin
	execute 'create policy working on rights.corrections using (' || working || ')';
	execute 'create policy own_sees on rights.corrections for select using (' || own || ')';
	execute 'create policy own_asks on rights.corrections for insert with check (' || own || ' and asked_how = ''online'' and answered_on is null)';
	execute 'create policy others_see on rights.corrections for select using (' || tenant || ' and ' || role || ' in (''same'', ''forgetting'', ''rights''))';
	execute 'create policy others_change on rights.corrections for update using (' || tenant || ' and ' || role || ' in (''same'', ''forgetting''))';
	-- Tables made after erasing reached them all.
	execute 'create policy erasing on rights.corrections using (' || tenant || ' and ' || role || ' = ''erasing'')';
	execute 'create policy erasing on rights.copies using (' || tenant || ' and ' || role || ' = ''erasing'')';
end $$;

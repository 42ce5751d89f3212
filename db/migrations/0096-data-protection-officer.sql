-- A ninth role: whoever watches over the protection of data, for the whole programme, and reads of nobody.
do $$
declare
	constraint_name text;
begin
	for constraint_name in
		select conname from pg_constraint
		where conrelid = 'access.assignments'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%administrator%'
	loop
		execute format('alter table access.assignments drop constraint %I', constraint_name);
	end loop;
end $$;
alter table access.assignments
	add constraint assignments_role_known check (role in ('resident', 'citizen', 'facilitator', 'coordinator', 'social-worker', 'officer',
		'evaluator', 'administrator', 'data-protection-officer')),
	add constraint assignments_of_all check (
		role in ('officer', 'evaluator', 'administrator', 'data-protection-officer') = (territory_id is null));
comment on column access.assignments.role is 'One of the nine roles.';

-- Who opened something is named to those who may know it: the people it is about, and the officer.
create policy watcher_names on access.accounts for select using (nullif(current_setting('filo.role', true), '') = 'watcher');

-- A list or a copy of a whole neighbourhood is of nobody in particular: who lives there reads that it was taken.
create policy neighbours_see on access.readings for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id is null and readers is null
	and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[])
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen', 'facilitator'));
create policy coordinator_sees_copies on access.readings for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id is null and readers is null
	and nullif(current_setting('filo.role', true), '') = 'coordinator');

create table access.unusual (
	id uuid primary key,
	territory_id uuid not null,
	rule text not null check (rule in ('outside', 'many', 'night', 'copies')),
	actor_id uuid not null,
	role text not null,
	began_at timestamptz not null,
	ended_at timestamptz not null check (ended_at >= began_at),
	n integer not null check (n > 0),
	found_at timestamptz not null,
	seen_at timestamptz,
	seen_by uuid references access.accounts (id),
	words text check (length(words) <= 1000),
	check ((seen_at is null) = (seen_by is null)),
	check (words is null or seen_at is not null),
	unique (territory_id, actor_id, rule, began_at)
);
create index on access.unusual (found_at, id);
create index on access.unusual (actor_id, found_at, id);
comment on table access.unusual is '@control Reading that a published rule calls unusual: who, when, how many. Never of whom.';
comment on column access.unusual.id is 'UUIDv7.';
comment on column access.unusual.territory_id is 'The territory in which it was read.';
comment on column access.unusual.rule is 'Which rule: outside the assignment, many in an hour, at night, many copies in a day.';
comment on column access.unusual.actor_id is 'Whose account it was.';
comment on column access.unusual.role is 'The role it was read in.';
comment on column access.unusual.began_at is 'The beginning of the hour, the night or the day that was looked at.';
comment on column access.unusual.ended_at is 'The last reading in it.';
comment on column access.unusual.n is 'How many readings, or how many different pages where the rule counts those.';
comment on column access.unusual.found_at is 'When the job found it.';
comment on column access.unusual.seen_at is 'When the data protection officer had looked into it.';
comment on column access.unusual.seen_by is 'Who looked into it.';
comment on column access.unusual.words is 'What came of it, in words that the one who read sees too.';

alter table access.unusual enable row level security;
alter table access.unusual force row level security;
create policy watcher_finds on access.unusual for select using (nullif(current_setting('filo.role', true), '') = 'watcher');
create policy watcher_adds on access.unusual for insert with check (
	nullif(current_setting('filo.role', true), '') = 'watcher' and seen_at is null);
create policy watcher_counts_on on access.unusual for update using (
	nullif(current_setting('filo.role', true), '') = 'watcher' and seen_at is null);
create policy watcher_lets_go on access.unusual for delete using (nullif(current_setting('filo.role', true), '') = 'watcher');
create policy officer_of_protection on access.unusual for select using (
	nullif(current_setting('filo.role', true), '') = 'data-protection-officer');
create policy officer_of_protection_sees on access.unusual for update using (
	nullif(current_setting('filo.role', true), '') = 'data-protection-officer')
	with check (nullif(current_setting('filo.role', true), '') = 'data-protection-officer'
		and seen_by = nullif(current_setting('filo.actor', true), '')::uuid);
create policy about_oneself on access.unusual for select using (
	actor_id = nullif(current_setting('filo.actor', true), '')::uuid);
grant select, insert, delete on access.unusual to filo_application;
grant update (ended_at, n, seen_at, seen_by, words) on access.unusual to filo_application;

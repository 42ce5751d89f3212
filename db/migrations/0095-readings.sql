-- Who has read what: one row each time somebody opens a person's page, what is reserved, or a copy with people in it.
create table access.readings (
	territory_id uuid not null,
	id uuid not null,
	at timestamptz not null default now(),
	actor_id uuid not null,
	role text not null,
	kind text not null check (kind in ('person', 'household', 'circle', 'referral', 'mediation', 'attachment', 'export')),
	record_id uuid not null,
	person_id uuid,
	neighbourhood_id uuid,
	assignment text check (assignment in ('neighbourhood', 'territory', 'desk')),
	readers uuid[] check (kind not in ('referral', 'mediation') or readers is not null),
	primary key (territory_id, id)
);
create index on access.readings (territory_id, person_id, at, id) where person_id is not null;
create index on access.readings (territory_id, actor_id, at, id);
create index on access.readings using brin (at);
comment on table access.readings is '@tenant That somebody opened a page about a person, something reserved, or a copy with people in it. Nothing of what it said.';
comment on column access.readings.territory_id is 'The tenant.';
comment on column access.readings.id is 'UUIDv7 of the reading.';
comment on column access.readings.at is 'When it was opened.';
comment on column access.readings.actor_id is 'Who opened it: an account, or the desk of a link.';
comment on column access.readings.role is 'The role it was opened in.';
comment on column access.readings.kind is 'What kind of thing was opened: a page of a person, a copy, a referral.';
comment on column access.readings.record_id is 'The record, on whatever floor it stands; of a copy, the neighbourhood or the record it was made of.';
comment on column access.readings.person_id is 'Whom it is about, where it is about one; without a foreign key, because people stand on a higher floor.';
comment on column access.readings.neighbourhood_id is 'The neighbourhood of the record, where it has one.';
comment on column access.readings.assignment is 'Which assignment of the reader''s it lies in: of a neighbourhood, of the territory, of a desk; empty when in none.';
comment on column access.readings.readers is 'Of something reserved: who was named on it, and so may know that it was opened; empty of anything else.';

alter table access.readings enable row level security;
alter table access.readings force row level security;
-- Whoever reads writes it down in the own name, and can follow what is written about them.
create policy reader_adds on access.readings for insert with check (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and role = nullif(current_setting('filo.role', true), '')
	and actor_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy reader_sees on access.readings for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and actor_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy person_sees on access.readings for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
-- Staff print it for the person at the desk; that something reserved was opened, only who is named on it.
create policy staff_print on access.readings for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id is not null
	and (readers is null or nullif(current_setting('filo.actor', true), '')::uuid = any (readers))
	and (nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));
-- It follows a person whose two pages become one, and goes with the person, or with time.
create policy same_sees on access.readings for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('same', 'forgetting', 'watcher'));
create policy same_rewrites on access.readings for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'same');
create policy forgetting_lets_go on access.readings for delete using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('forgetting', 'watcher'));
grant select, insert, delete on access.readings to filo_application;
grant update (person_id) on access.readings to filo_application;

-- Acts of help, freely given.
create schema exchange;
comment on schema exchange is 'Acts of help. Working level, and the own acts of a person.';

create table exchange.acts (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	giver_id uuid not null,
	receiver_id uuid not null check (receiver_id <> giver_id),
	at timestamptz not null,
	what text not null check (length(what) between 1 and 300),
	minutes integer check (minutes between 1 and 6000),
	moved_by text not null default 'not_asked' check (moved_by in ('not_asked', 'no', 'by_act', 'in_general', 'not_answered')),
	moved_by_act_id uuid,
	recorded_by uuid not null,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, giver_id) references community.parties (territory_id, id),
	foreign key (territory_id, receiver_id) references community.parties (territory_id, id),
	foreign key (territory_id, moved_by_act_id) references exchange.acts (territory_id, id),
	check ((moved_by = 'by_act') = (moved_by_act_id is not null))
);
create index on exchange.acts (territory_id, neighbourhood_id, at desc, id desc);
create index on exchange.acts (territory_id, giver_id);
create index on exchange.acts (territory_id, receiver_id, at);
create index on exchange.acts (territory_id, moved_by_act_id);
comment on table exchange.acts is '@tenant An act of help: somebody did something for somebody, freely. Paid or due work is never one.';
comment on column exchange.acts.territory_id is 'The tenant.';
comment on column exchange.acts.id is 'UUIDv7.';
comment on column exchange.acts.neighbourhood_id is 'The neighbourhood.';
comment on column exchange.acts.giver_id is 'Who did it.';
comment on column exchange.acts.receiver_id is 'For whom; several receivers are several acts.';
comment on column exchange.acts.at is 'When.';
comment on column exchange.acts.what is 'What was done.';
comment on column exchange.acts.minutes is 'How long it took, where somebody said so.';
comment on column exchange.acts.moved_by is 'Was it moved by help once received? Not asked, no, by this act, by help in general, not answered; only the giver''s own words count.';
comment on column exchange.acts.moved_by_act_id is 'The act that moved it.';
comment on column exchange.acts.recorded_by is 'Who wrote it down, and the giver''s words with it.';
comment on column exchange.acts.recorded_at is 'When it was written down.';

grant usage on schema exchange to filo_application;
grant select, insert, update on all tables in schema exchange to filo_application;

alter table exchange.acts enable row level security;
alter table exchange.acts force row level security;
create policy working on exchange.acts using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));
create policy own on exchange.acts for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.person', true), '')::uuid in (giver_id, receiver_id)
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));

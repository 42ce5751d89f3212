-- Desks of the services to which a situation can be handed: who they are, what for, when, and how much they take on.
create schema if not exists referrals;
comment on schema referrals is 'What is handed to the services, and their answers.';
grant usage on schema referrals to filo_application;

create table referrals.desks (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	name text not null check (length(name) between 1 and 120),
	topics text[] not null default '{}',
	hours text not null check (length(hours) between 1 and 200),
	capacity integer check (capacity between 1 and 200),
	phones text[] not null check (cardinality(phones) between 1 and 5),
	members uuid[] not null default '{}' check (cardinality(members) <= 40),
	email_sealed bytea,
	language text not null default 'it' check (language in ('it', 'de', 'en')),
	receive_days integer not null default 3 check (receive_days between 1 and 60),
	answer_days integer not null default 10 check (answer_days between 1 and 90),
	closed_on date,
	recorded_by uuid not null,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	check (cardinality(members) > 0 or email_sealed is not null)
);
create index on referrals.desks (territory_id, name, id);
create index on referrals.desks using gin (members);
comment on table referrals.desks is '@tenant A desk of a service of the territory, to which referrals are addressed.';
comment on column referrals.desks.territory_id is 'The tenant.';
comment on column referrals.desks.id is 'UUIDv7, made by the client.';
comment on column referrals.desks.name is 'What the desk is called; not a person''s name.';
comment on column referrals.desks.topics is 'What it is there for, in the words of the list of topics; empty for everything.';
comment on column referrals.desks.hours is 'When it is open, in words.';
comment on column referrals.desks.capacity is 'How many referrals it takes on in a week; empty where nobody said.';
comment on column referrals.desks.phones is 'Its telephone numbers, the first one first.';
comment on column referrals.desks.members is 'Accounts of the social workers of the desk: they read what is sent to it. Empty for a desk without accounts, which works by link.';
comment on column referrals.desks.email_sealed is 'The address of the desk, AES-256-GCM, bound to this row: for links and reminders.';
comment on column referrals.desks.language is 'In which language letters to that address are written.';
comment on column referrals.desks.receive_days is 'Working days after which a referral sent and not received is reminded of.';
comment on column referrals.desks.answer_days is 'Working days after which one received and not answered is reminded of.';
comment on column referrals.desks.closed_on is 'Since when nothing is sent to it any more.';
comment on column referrals.desks.recorded_by is 'Who wrote it down.';
comment on column referrals.desks.recorded_at is 'When.';
comment on column referrals.desks.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

alter table referrals.desks enable row level security;
alter table referrals.desks force row level security;
create policy chosen_from on referrals.desks for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('facilitator', 'coordinator'));
create policy own on referrals.desks for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'social-worker'
	and nullif(current_setting('filo.actor', true), '')::uuid = any (members));
create policy kept on referrals.desks for insert with check (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'coordinator');
create policy changed on referrals.desks for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'coordinator');
grant select, insert, update on referrals.desks to filo_application;

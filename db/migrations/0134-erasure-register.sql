-- What was erased, when and on which ground, and what the law keeps: for whoever protects data. It says of whom to nobody.

create table community.erasure_register (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	asked_on date not null,
	asked_how text check (asked_how in ('in_person', 'on_paper', 'by_phone', 'online')),
	erased_on date not null,
	counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
	kept jsonb not null default '[]' check (jsonb_typeof(kept) = 'array'),
	keys_until date,
	keys_destroyed_on date,
	primary key (territory_id, id)
);
create index on community.erasure_register (erased_on, id);
comment on table community.erasure_register is '@tenant That an erasure was done: when, on which ground, of what, and what the law keeps. Never of whom, nor where they live.';
comment on column community.erasure_register.territory_id is 'The tenant.';
comment on column community.erasure_register.id is 'The erasure.';
comment on column community.erasure_register.asked_on is 'The day it was asked.';
comment on column community.erasure_register.asked_how is 'How the person asked: their right (art. 17 GDPR) is the ground. Empty: done again after a restored backup brought somebody back.';
comment on column community.erasure_register.erased_on is 'The day it was done.';
comment on column community.erasure_register.counts is 'By kind of record, how many went or lost their names.';
comment on column community.erasure_register.kept is 'What the law keeps: the ground in words, and until when.';
comment on column community.erasure_register.keys_until is 'The day until which the key is kept for it; empty: destroyed at once.';
comment on column community.erasure_register.keys_destroyed_on is 'The day the keys were destroyed.';

grant select, insert on community.erasure_register to filo_application;
grant update (keys_destroyed_on) on community.erasure_register to filo_application;

insert into community.erasure_register (territory_id, id, asked_on, asked_how, erased_on, keys_until, keys_destroyed_on)
select territory_id, id, (asked_at at time zone 'Europe/Rome')::date, asked_how, (erased_at at time zone 'Europe/Rome')::date,
	keys_until, (keys_destroyed_at at time zone 'Europe/Rome')::date
from community.erasures where erased_at is not null;

alter table community.erasure_register enable row level security;
alter table community.erasure_register force row level security;
create policy officer_of_protection on community.erasure_register for select using (
	nullif(current_setting('filo.role', true), '') = 'data-protection-officer');
create policy erasing on community.erasure_register using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'erasing');

-- How long each kind of record is kept, what goes next and what went: the officer reads it, and sets nothing.
create policy officer_of_protection on programme.retention for select using (
	nullif(current_setting('filo.role', true), '') = 'data-protection-officer');
create policy officer_of_protection on programme.retention_shown for select using (
	nullif(current_setting('filo.role', true), '') = 'data-protection-officer');
create policy officer_of_protection on programme.retention_done for select using (
	nullif(current_setting('filo.role', true), '') = 'data-protection-officer');

-- To whom outside the ends of the chains go every day: whoever holds them sees what was cut off or written anew since.
create table access.seal_outside (
	id boolean primary key default true check (id),
	email_sealed bytea not null,
	language text not null check (language in ('it', 'de', 'en')),
	sent_on date
);
comment on table access.seal_outside is '@control The address outside to which the day''s seal goes; one or none.';
comment on column access.seal_outside.id is 'There is one row at most.';
comment on column access.seal_outside.email_sealed is 'The address, AES-256-GCM, bound to this row; empty when nobody gets it any more.';
comment on column access.seal_outside.language is 'The language of the letter.';
comment on column access.seal_outside.sent_on is 'The last day on which it was put into the outbox.';

alter table access.seal_outside enable row level security;
alter table access.seal_outside force row level security;
create policy administrator_sets on access.seal_outside using (nullif(current_setting('filo.role', true), '') = 'administrator');
create policy door_sends on access.seal_outside for select using (nullif(current_setting('filo.role', true), '') = 'door');
create policy door_notes on access.seal_outside for update using (nullif(current_setting('filo.role', true), '') = 'door');
grant select, insert, update on access.seal_outside to filo_application;

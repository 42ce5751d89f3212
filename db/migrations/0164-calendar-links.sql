-- The address of somebody's own calendar: whoever has it reads what that person joined and runs, and nothing else.
create schema publication;
comment on schema publication is 'What leaves Filò for other programs: calendars.';
grant usage on schema publication to filo_application;

create table publication.calendar_links (
	account_id uuid primary key references access.accounts (id) on delete cascade,
	token_hash bytea not null unique,
	made_at timestamptz not null default now()
);
comment on table publication.calendar_links is '@control The secret address of an account''s own calendar: one at a time, gone when it is taken back.';
comment on column publication.calendar_links.account_id is 'Whose calendar.';
comment on column publication.calendar_links.token_hash is 'What is kept of the secret in the address.';
comment on column publication.calendar_links.made_at is 'When the address was made.';

alter table publication.calendar_links enable row level security;
alter table publication.calendar_links force row level security;
create policy door on publication.calendar_links for select using (nullif(current_setting('filo.role', true), '') = 'door');
create policy own on publication.calendar_links using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);
grant select, insert, update, delete on publication.calendar_links to filo_application;

create index on initiatives.sessions (territory_id, starts_at);

-- Who may come in, as whom, and the trail of every change.
create schema access;
comment on schema access is 'Accounts, sessions, assignments, the outbox and the audit trail.';

create table access.accounts (
	id uuid primary key,
	name text not null check (length(name) between 1 and 120),
	language text check (language in ('it', 'de', 'en')),
	staff_of uuid[] not null default '{}',
	person_territory_id uuid,
	person_id uuid,
	created_at timestamptz not null default now(),
	closed_at timestamptz
);
comment on table access.accounts is '@control Somebody who can sign in.';
comment on column access.accounts.id is 'UUIDv7 of the account.';
comment on column access.accounts.name is 'The name colleagues see beside what this account wrote.';
comment on column access.accounts.language is 'Language chosen by the person; empty follows the browser.';
comment on column access.accounts.staff_of is 'Territories in which the account works as staff; rewritten with its assignments.';
comment on column access.accounts.person_territory_id is 'Territory of the person this account belongs to, where there is one.';
comment on column access.accounts.person_id is 'The own row of a resident or citizen in community.';
comment on column access.accounts.created_at is 'When the account was made.';
comment on column access.accounts.closed_at is 'When the account was closed; it cannot sign in from then on.';

create table access.addresses (
	account_id uuid primary key references access.accounts (id),
	email_sealed bytea not null,
	email_blind bytea not null unique
);
comment on table access.addresses is '@control The e-mail address of an account, sealed.';
comment on column access.addresses.account_id is 'Whose address it is.';
comment on column access.addresses.email_sealed is 'The address, AES-256-GCM, bound to this row.';
comment on column access.addresses.email_blind is 'Keyed hash of the address, to find the account without storing it in clear.';

create table access.assignments (
	id uuid primary key,
	account_id uuid not null references access.accounts (id),
	role text not null check (role in ('resident', 'citizen', 'facilitator', 'coordinator', 'social-worker', 'officer', 'evaluator', 'administrator')),
	territory_id uuid,
	neighbourhood_id uuid,
	since date not null,
	until date check (until >= since),
	check (role in ('officer', 'evaluator', 'administrator') = (territory_id is null)),
	check ((role in ('resident', 'citizen', 'facilitator')) = (neighbourhood_id is not null))
);
create index on access.assignments (account_id);
comment on table access.assignments is '@control A role held by an account, somewhere, from one day to another.';
comment on column access.assignments.id is 'UUIDv7 of the assignment.';
comment on column access.assignments.account_id is 'Who holds the role.';
comment on column access.assignments.role is 'One of the eight roles.';
comment on column access.assignments.territory_id is 'The territory; empty for roles of the whole programme.';
comment on column access.assignments.neighbourhood_id is 'The neighbourhood, for roles that work in one.';
comment on column access.assignments.since is 'First day.';
comment on column access.assignments.until is 'Last day; empty while it lasts.';

create table access.sessions (
	token_hash bytea primary key,
	account_id uuid not null references access.accounts (id),
	role text not null,
	territory_id uuid,
	neighbourhood_id uuid,
	neighbourhood_slug text,
	neighbourhood_name text,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	ended_at timestamptz
);
create index on access.sessions (account_id);
comment on table access.sessions is '@control An open browser of somebody signed in.';
comment on column access.sessions.token_hash is 'SHA-256 of the opaque token in the cookie.';
comment on column access.sessions.account_id is 'Who signed in.';
comment on column access.sessions.role is 'The role now in use, one of those assigned.';
comment on column access.sessions.territory_id is 'The territory now in use.';
comment on column access.sessions.neighbourhood_id is 'The neighbourhood now on screen.';
comment on column access.sessions.neighbourhood_slug is 'Its short name in addresses, copied so that a page needs no second look.';
comment on column access.sessions.neighbourhood_name is 'Its name, copied likewise.';
comment on column access.sessions.created_at is 'When the session began.';
comment on column access.sessions.expires_at is 'When it ends by itself.';
comment on column access.sessions.ended_at is 'When the person signed out.';

create table access.links (
	token_hash bytea primary key,
	account_id uuid not null references access.accounts (id),
	purpose text not null check (purpose in ('sign-in', 'first-administrator')),
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	used_at timestamptz
);
create index on access.links (account_id, created_at);
comment on table access.links is '@control A one-time link by which somebody signs in.';
comment on column access.links.token_hash is 'SHA-256 of the token in the link.';
comment on column access.links.account_id is 'Whom it lets in.';
comment on column access.links.purpose is 'An ordinary sign-in, or the first administrator of an empty installation.';
comment on column access.links.created_at is 'When it was asked for.';
comment on column access.links.expires_at is 'After this instant it is worth nothing.';
comment on column access.links.used_at is 'When it was spent.';

create table access.mails (
	id uuid primary key,
	recipient_sealed bytea not null,
	subject_sealed bytea not null,
	body_sealed bytea not null,
	created_at timestamptz not null default now(),
	sent_at timestamptz
);
create index on access.mails (created_at);
comment on table access.mails is '@control The outbox: letters waiting to be sent, or sent.';
comment on column access.mails.id is 'UUIDv7 of the letter.';
comment on column access.mails.recipient_sealed is 'The address, sealed.';
comment on column access.mails.subject_sealed is 'The subject, sealed.';
comment on column access.mails.body_sealed is 'The text, sealed.';
comment on column access.mails.created_at is 'When it was written.';
comment on column access.mails.sent_at is 'When the mail server took it.';

create table access.audit (
	id uuid primary key,
	at timestamptz not null default now(),
	actor_id uuid,
	role text not null,
	territory_id uuid,
	neighbourhood_id uuid,
	verb text not null,
	kind text not null,
	record_id uuid not null,
	fields text[] not null default '{}'
);
create index on access.audit (record_id);
create index on access.audit (at);
comment on table access.audit is '@control What was changed, by whom, when: names of fields, never their content. It can only grow.';
comment on column access.audit.id is 'UUIDv7 of the entry.';
comment on column access.audit.at is 'When the change was made.';
comment on column access.audit.actor_id is 'The account that made it; empty for background work and for nobody signed in.';
comment on column access.audit.role is 'The role it was made in.';
comment on column access.audit.territory_id is 'The territory it was made in.';
comment on column access.audit.neighbourhood_id is 'The neighbourhood of the record.';
comment on column access.audit.verb is 'What was done, as the service calls it.';
comment on column access.audit.kind is 'The noun of the record.';
comment on column access.audit.record_id is 'The record.';
comment on column access.audit.fields is 'Names of the fields that changed.';

alter table access.accounts enable row level security;
alter table access.accounts force row level security;
create policy staff_names on access.accounts for select using (
	nullif(current_setting('filo.role', true), '') in ('door', 'administrator')
	or id = nullif(current_setting('filo.actor', true), '')::uuid
	or (nullif(current_setting('filo.role', true), '') in ('facilitator', 'coordinator', 'social-worker')
		and nullif(current_setting('filo.territory', true), '')::uuid = any (staff_of)));
create policy made_by on access.accounts for insert with check (
	nullif(current_setting('filo.role', true), '') in ('door', 'administrator'));
create policy changed_by on access.accounts for update using (
	nullif(current_setting('filo.role', true), '') in ('door', 'administrator')
	or id = nullif(current_setting('filo.actor', true), '')::uuid);

alter table access.addresses enable row level security;
alter table access.addresses force row level security;
create policy keepers on access.addresses using (nullif(current_setting('filo.role', true), '') in ('door', 'administrator'));
create policy own on access.addresses for select using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);

alter table access.assignments enable row level security;
alter table access.assignments force row level security;
create policy seen_by on access.assignments for select using (
	nullif(current_setting('filo.role', true), '') in ('door', 'administrator')
	or account_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy made_by on access.assignments for insert with check (
	nullif(current_setting('filo.role', true), '') in ('door', 'administrator'));
create policy changed_by on access.assignments for update using (
	nullif(current_setting('filo.role', true), '') = 'administrator');

alter table access.sessions enable row level security;
alter table access.sessions force row level security;
create policy door on access.sessions using (nullif(current_setting('filo.role', true), '') = 'door');
create policy own_seen on access.sessions for select using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy own_changed on access.sessions for update using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);

alter table access.links enable row level security;
alter table access.links force row level security;
create policy door on access.links using (nullif(current_setting('filo.role', true), '') = 'door');

alter table access.mails enable row level security;
alter table access.mails force row level security;
create policy door_and_post on access.mails using (nullif(current_setting('filo.role', true), '') in ('door', 'post'));

alter table access.audit enable row level security;
alter table access.audit force row level security;
create policy anybody_adds on access.audit for insert with check (
	role = nullif(current_setting('filo.role', true), '')
	and actor_id is not distinct from nullif(current_setting('filo.actor', true), '')::uuid);
create policy administrator_reads on access.audit for select using (nullif(current_setting('filo.role', true), '') = 'administrator');

grant usage on schema access to filo_application;
grant select, insert, update on access.accounts, access.addresses, access.assignments, access.sessions, access.links, access.mails to filo_application;
grant select, insert on access.audit to filo_application;

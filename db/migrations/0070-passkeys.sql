-- Staff sign in by passkey: the public half of each, and the challenges that wait for an answer.
create table access.passkeys (
	id uuid primary key,
	account_id uuid not null references access.accounts (id),
	credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
	public_key bytea not null,
	counter bigint not null default 0 check (counter >= 0),
	transports text[] not null default '{}',
	name text not null check (length(name) between 1 and 60),
	created_at timestamptz not null default now(),
	last_used_on date,
	revoked_at timestamptz
);
create index on access.passkeys (account_id);
comment on table access.passkeys is '@control A passkey of an account: what is needed to check its signature, nothing that could make one.';
comment on column access.passkeys.id is 'UUIDv7 of the passkey.';
comment on column access.passkeys.account_id is 'Whom it lets in.';
comment on column access.passkeys.credential_id is 'The id its device gave it.';
comment on column access.passkeys.public_key is 'Its public key, as COSE.';
comment on column access.passkeys.counter is 'How often the device says it has signed; 0 for devices that do not count.';
comment on column access.passkeys.transports is 'How the browser reaches it: built in, over USB, through a phone.';
comment on column access.passkeys.name is 'What the person calls it: the phone, the key on the ring.';
comment on column access.passkeys.created_at is 'When it was registered.';
comment on column access.passkeys.last_used_on is 'Day somebody last came in with it; empty while nobody has.';
comment on column access.passkeys.revoked_at is 'When it was removed or replaced; it lets nobody in from then on.';

create table access.challenges (
	challenge_hash bytea primary key,
	purpose text not null check (purpose in ('sign-in', 'register')),
	account_id uuid references access.accounts (id),
	expires_at timestamptz not null,
	check ((purpose = 'register') = (account_id is not null))
);
create index on access.challenges (expires_at);
comment on table access.challenges is '@control What a passkey is asked to sign, once; it goes when it is answered or too old.';
comment on column access.challenges.challenge_hash is 'SHA-256 of the challenge.';
comment on column access.challenges.purpose is 'To come in, or to register a passkey.';
comment on column access.challenges.account_id is 'Who registers; empty for somebody who comes in and is not known yet.';
comment on column access.challenges.expires_at is 'After this instant no answer counts.';

-- Letters, the machine and a replacement in person are told apart: with a passkey, a letter alone lets nobody in.
alter table access.links drop constraint links_purpose_check;
alter table access.links add constraint links_purpose_check
	check (purpose in ('sign-in', 'first-administrator', 'machine', 'replacement'));
comment on column access.links.purpose is 'A letter, the first administrator of an empty installation, whoever holds the machine, or a passkey lost and replaced in person.';

alter table access.passkeys enable row level security;
alter table access.passkeys force row level security;
create policy door on access.passkeys using (nullif(current_setting('filo.role', true), '') = 'door');
create policy own_seen on access.passkeys for select using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy own_made on access.passkeys for insert with check (account_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy own_changed on access.passkeys for update using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);

alter table access.challenges enable row level security;
alter table access.challenges force row level security;
create policy door on access.challenges using (nullif(current_setting('filo.role', true), '') = 'door');

grant select, insert, update on access.passkeys to filo_application;
grant select, insert, delete on access.challenges to filo_application;

-- A coordinator says when somebody's work in the territory ends; other coordinators' is the administrator's to say.
create policy coordinator_ends on access.assignments for update using (
	nullif(current_setting('filo.role', true), '') = 'coordinator'
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and role in ('facilitator', 'social-worker', 'citizen'));

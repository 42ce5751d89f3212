-- Coming in through the body's own OpenID provider (SPID, CIE, a province's gateway): who offers it, and who is who there.
create table access.openid_provider (
	only_one boolean primary key default true check (only_one),
	name text not null check (length(name) between 1 and 60),
	issuer text not null check (length(issuer) between 8 and 300),
	client_id text not null check (length(client_id) between 1 and 200),
	secret_sealed bytea not null,
	set_at timestamptz not null
);
comment on table access.openid_provider is '@control The OpenID provider the body offers, at most one.';
comment on column access.openid_provider.only_one is 'There is one or none.';
comment on column access.openid_provider.name is 'What people call it: it stands on the button.';
comment on column access.openid_provider.issuer is 'Its issuer, where its description is found.';
comment on column access.openid_provider.client_id is 'How it knows this Filò.';
comment on column access.openid_provider.secret_sealed is 'The secret agreed with it, AES-256-GCM.';
comment on column access.openid_provider.set_at is 'When an administrator last wrote it.';

create table access.identities (
	account_id uuid primary key references access.accounts (id),
	subject_sealed bytea not null,
	subject_blind bytea not null unique,
	linked_at timestamptz not null,
	last_used_on date
);
comment on table access.identities is '@control Who somebody is for the OpenID provider, said by themselves while signed in: never found by an address.';
comment on column access.identities.account_id is 'Whose account it lets into.';
comment on column access.identities.subject_sealed is 'Issuer and subject, AES-256-GCM with the key of the account, so that a new master key can hash them anew.';
comment on column access.identities.subject_blind is 'Keyed hash of issuer and subject: by it the account is found.';
comment on column access.identities.linked_at is 'When the account''s owner linked it.';
comment on column access.identities.last_used_on is 'Day somebody last came in by it; empty while nobody has.';

alter table access.openid_provider enable row level security;
alter table access.openid_provider force row level security;
create policy door on access.openid_provider for select using (nullif(current_setting('filo.role', true), '') = 'door');
create policy administrator on access.openid_provider using (nullif(current_setting('filo.role', true), '') = 'administrator');

alter table access.identities enable row level security;
alter table access.identities force row level security;
create policy door on access.identities using (nullif(current_setting('filo.role', true), '') = 'door');
create policy own_seen on access.identities for select using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy own_ended on access.identities for delete using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);
create policy erasing on access.identities using (nullif(current_setting('filo.role', true), '') = 'erasing');

grant select, insert, update, delete on access.openid_provider to filo_application;
grant select, insert, update, delete on access.identities to filo_application;

-- Proof that the trail was not touched: each entry is sealed, at most a minute after it was written, into its
-- territory's chain. A link holds a salted commitment to its entry and the hash of all that came before.
create table access.audit_links (
	chain uuid not null,
	position bigint not null check (position > 0),
	entry_id uuid not null unique,
	salt bytea not null check (length(salt) = 32),
	commitment bytea not null check (length(commitment) = 32),
	hash bytea not null check (length(hash) = 32),
	sealed_at timestamptz not null,
	primary key (chain, position)
);
create index on access.audit_links (sealed_at);
comment on table access.audit_links is '@control The chains that seal the trail, one for each territory. It can only grow.';
comment on column access.audit_links.chain is 'The territory; zeros for entries of none.';
comment on column access.audit_links.position is 'Its place in the chain, from 1 without gaps.';
comment on column access.audit_links.entry_id is 'The entry of access.audit it seals.';
comment on column access.audit_links.salt is '32 random bytes: without them nobody can try out what an entry said.';
comment on column access.audit_links.commitment is 'SHA-256 of the salt and the entry.';
comment on column access.audit_links.hash is 'SHA-256 of the hash before, the place and the commitment.';
comment on column access.audit_links.sealed_at is 'When it was sealed.';

alter table access.audit_links enable row level security;
alter table access.audit_links force row level security;
create policy sealer_seals on access.audit_links using (nullif(current_setting('filo.role', true), '') = 'sealer');
create policy sealer_reads on access.audit for select using (nullif(current_setting('filo.role', true), '') = 'sealer');
grant select, insert on access.audit_links to filo_application;

-- A second channel on a phone: an app that shows a code of six digits every half minute (RFC 6238).
create table access.totps (
	account_id uuid primary key references access.accounts (id),
	secret_sealed bytea not null,
	made_at timestamptz not null,
	confirmed_at timestamptz,
	last_step bigint not null default 0 check (last_step >= 0),
	tries smallint not null default 0 check (tries between 0 and 50)
);
comment on table access.totps is '@control The app by whose codes somebody who works here shows again who they are.';
comment on column access.totps.account_id is 'Whose app it is: one each.';
comment on column access.totps.secret_sealed is 'The secret of 160 bits that the app shares, sealed with the account''s key.';
comment on column access.totps.made_at is 'When the secret was made.';
comment on column access.totps.confirmed_at is 'When its first code was typed; before, it is worth nothing.';
comment on column access.totps.last_step is 'The half minute (since 1970) of the last code that was right: it and those before it are worth nothing any more.';
comment on column access.totps.tries is 'Codes typed since the last one that was right; after fifty the app is worth nothing and is set up again.';

alter table access.totps enable row level security;
alter table access.totps force row level security;
create policy door on access.totps using (nullif(current_setting('filo.role', true), '') = 'door');
create policy erasing on access.totps using (nullif(current_setting('filo.role', true), '') = 'erasing');
grant select, insert, update, delete on access.totps to filo_application;

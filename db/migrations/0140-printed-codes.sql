-- A second channel without a phone: codes printed on paper and handed over in person, each good once.
create table access.printed_codes (
	list_id uuid not null,
	place smallint not null check (place between 1 and 20),
	account_id uuid not null references access.accounts (id),
	code_hash bytea not null,
	tries smallint not null default 0 check (tries between 0 and 5),
	made_at timestamptz not null,
	made_by uuid not null,
	used_at timestamptz,
	ended_at timestamptz,
	primary key (list_id, place)
);
create index on access.printed_codes (account_id, ended_at, place);
comment on table access.printed_codes is '@control A code of eight digits of a printed list, by which somebody shows again who they are.';
comment on column access.printed_codes.list_id is 'UUIDv7 of the list.';
comment on column access.printed_codes.place is 'Its place on the list: they are asked for in order.';
comment on column access.printed_codes.account_id is 'To whom the list was handed.';
comment on column access.printed_codes.code_hash is 'Keyed hash (HMAC-SHA-256) of the code: with a copy of the table nobody can try them all.';
comment on column access.printed_codes.tries is 'How often a code was typed for it; after the fifth it is worth nothing.';
comment on column access.printed_codes.made_at is 'When the list was printed.';
comment on column access.printed_codes.made_by is 'Who printed it and handed it over.';
comment on column access.printed_codes.used_at is 'When it was typed rightly; it is worth nothing from then on.';
comment on column access.printed_codes.ended_at is 'When another list took its place; it is worth nothing from then on.';

alter table access.printed_codes enable row level security;
alter table access.printed_codes force row level security;
create policy door on access.printed_codes using (nullif(current_setting('filo.role', true), '') = 'door');
create policy erasing on access.printed_codes using (nullif(current_setting('filo.role', true), '') = 'erasing');
create policy only_erasing_deletes on access.printed_codes as restrictive for delete
	using (nullif(current_setting('filo.role', true), '') = 'erasing');
grant select, insert, update, delete on access.printed_codes to filo_application;

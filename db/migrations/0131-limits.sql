-- How often somebody tried to come in lately, and much else that costs: counted where a restart does not forget it.
create table access.limits (
	key text primary key check (length(key) <= 80),
	since timestamptz not null,
	n integer not null
);
comment on table access.limits is '@control How often something that costs was asked for lately, by bucket of addresses and of accounts. A new stretch of time takes the row of the old one, so there are never more rows than buckets.';
comment on column access.limits.key is 'What was asked for, and one of 65,536 buckets of sealed addresses or of accounts: neither can be read from it.';
comment on column access.limits.since is 'When the stretch of time began.';
comment on column access.limits.n is 'How often since.';

alter table access.limits enable row level security;
alter table access.limits force row level security;
create policy door on access.limits using (nullif(current_setting('filo.role', true), '') = 'door');
grant select, insert, update on access.limits to filo_application;

-- Who works in a territory, by name: colleagues read it on the assignment itself, and nothing else of the account.
alter table access.assignments add column name text check (length(name) between 1 and 120);
update access.assignments g set name = a.name from access.accounts a where a.id = g.account_id;
alter table access.assignments alter column name set not null;
comment on column access.assignments.name is 'The name of the account, copied when the role is given: colleagues read it here, without the account.';

create index on access.assignments (territory_id, role);

create policy colleagues on access.assignments for select using (
	nullif(current_setting('filo.role', true), '') in ('facilitator', 'coordinator')
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and role in ('facilitator', 'coordinator', 'social-worker', 'citizen'));

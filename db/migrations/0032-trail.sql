-- The trail is read: by the administrator, and by coordinators in their own territory. Everybody else only adds to it.
create policy coordinator_reads on access.audit for select using (
	nullif(current_setting('filo.role', true), '') = 'coordinator'
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid);

drop index access.audit_at_idx;
create index on access.audit (at, id);
create index on access.audit (territory_id, at, id);
create index on access.audit (kind, at, id);
create index on access.audit (verb, at, id);

-- Whoever holds the machine makes a new link for an administrator, and does nothing else.
create policy machine_finds on access.accounts for select using (
	nullif(current_setting('filo.role', true), '') = 'machine' and closed_at is null);
create policy machine_finds on access.assignments for select using (
	nullif(current_setting('filo.role', true), '') = 'machine' and role = 'administrator');
create policy machine_finds on access.addresses for select using (
	nullif(current_setting('filo.role', true), '') = 'machine');
create policy machine_makes on access.links for insert with check (
	nullif(current_setting('filo.role', true), '') = 'machine');

-- The notebook without coverage: phones and tablets, the names taken along, and what became of every record that came.
create schema notebook;
grant usage on schema notebook to filo_application;

create table notebook.devices (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	account_id uuid not null,
	name text not null check (length(name) between 1 and 60),
	registered_at timestamptz not null,
	last_seen_at timestamptz not null,
	wipe_asked_at timestamptz,
	wipe_asked_by uuid,
	wipe_told_at timestamptz check (wipe_told_at is null or wipe_asked_at is not null),
	replaced_at timestamptz,
	primary key (territory_id, id)
);
create index on notebook.devices (territory_id, account_id, registered_at);
create index on notebook.devices (territory_id, last_seen_at);
comment on table notebook.devices is '@tenant A phone or tablet that carries the notebook of an account.';
comment on column notebook.devices.territory_id is 'The tenant.';
comment on column notebook.devices.id is 'UUIDv7, made by the phone.';
comment on column notebook.devices.account_id is 'Whose notebook it carries.';
comment on column notebook.devices.name is 'What its owner calls it.';
comment on column notebook.devices.registered_at is 'When it was first seen.';
comment on column notebook.devices.last_seen_at is 'When it was last in touch.';
comment on column notebook.devices.wipe_asked_at is 'Since when it is to wipe what it keeps; what was not sent is spared.';
comment on column notebook.devices.wipe_asked_by is 'Who asked for that: its owner, or the coordinator.';
comment on column notebook.devices.wipe_told_at is 'When it was told so.';
comment on column notebook.devices.replaced_at is 'Since when another stands in its place: what still arrives from it is set aside.';

create table notebook.chosen (
	territory_id uuid not null references programme.territories (id),
	account_id uuid not null,
	people uuid[] not null default '{}' check (cardinality(people) <= 200),
	chosen_at timestamptz not null,
	primary key (territory_id, account_id)
);
create index on notebook.chosen using gin (people);
comment on table notebook.chosen is '@tenant Whose names somebody takes along in the notebook.';
comment on column notebook.chosen.territory_id is 'The tenant.';
comment on column notebook.chosen.account_id is 'Who takes them along.';
comment on column notebook.chosen.people is 'The people, at most 200. Who is protected, restricted or gone is left out when the notebook is packed.';
comment on column notebook.chosen.chosen_at is 'When they were chosen last.';

create table notebook.records (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	account_id uuid not null,
	device_id uuid not null,
	seq integer not null check (seq >= 0),
	kind text not null check (kind in ('note', 'attendance', 'act', 'consent', 'follow_up', 'follow_up_step')),
	said_at timestamptz not null,
	received_at timestamptz not null,
	state text not null check (state in ('received', 'needs_you', 'set_aside', 'let_go')),
	reason text check (reason in ('role_ended', 'not_here', 'person_gone', 'thing_gone', 'device_replaced')),
	version text check (length(version) between 1 and 64),
	content bytea,
	people uuid[] not null default '{}',
	sealed bytea,
	primary key (territory_id, id),
	check ((state in ('set_aside', 'let_go')) = (reason is not null) or state = 'received'),
	check (state <> 'received' or sealed is null)
);
create index on notebook.records (territory_id, account_id, received_at) where state = 'set_aside';
create index on notebook.records using gin (people) where sealed is not null;
comment on table notebook.records is '@tenant What became of each record a notebook sent, so that sent again it is answered the same and written once.';
comment on column notebook.records.territory_id is 'The tenant.';
comment on column notebook.records.id is 'UUIDv7, made by the phone; what was written has the same.';
comment on column notebook.records.account_id is 'Who wrote it.';
comment on column notebook.records.device_id is 'The device that sent it.';
comment on column notebook.records.seq is 'Its place in the order of that device.';
comment on column notebook.records.kind is 'What it is.';
comment on column notebook.records.said_at is 'The clock of the phone when it was written, right or wrong: never compared.';
comment on column notebook.records.received_at is 'When it came.';
comment on column notebook.records.state is 'Written; waits for its writer on the phone; set aside here; or let go of by its writer or with somebody who was erased.';
comment on column notebook.records.reason is 'Why it was set aside.';
comment on column notebook.records.version is 'The version of what it edited: after it, or the one it met.';
comment on column notebook.records.content is 'Sealed with the key of its writer: a digest of what it says, by which the same is known again.';
comment on column notebook.records.people is 'Whom the sealed part speaks of: it goes with any of them.';
comment on column notebook.records.sealed is 'Sealed with the key of its writer: all it says where it was set aside, else what its writer was answered.';

grant select, insert, update on notebook.devices, notebook.chosen, notebook.records to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'account_id = nullif(current_setting(''filo.actor'', true), '''')::uuid';
begin
	foreach name in array array['devices', 'chosen', 'records'] loop
		execute format('alter table notebook.%I enable row level security', name);
		execute format('alter table notebook.%I force row level security', name);
		execute format('create policy own on notebook.%I using (%s and %s)', name, tenant, me);
		execute format('create policy letting_go on notebook.%I using (%s and %s in (''forgetting'', ''erasing''))', name, tenant, role);
	end loop;
	execute 'create policy coordinator_sees on notebook.devices for select using (' || tenant || ' and ' || role || ' = ''coordinator'')';
	execute 'create policy coordinator_wipes on notebook.devices for update using (' || tenant || ' and ' || role || ' = ''coordinator'')';
end $$;

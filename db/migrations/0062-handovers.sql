-- Who handed what to whom, on which day, and what of it came back. What it is called stays with the record itself.
create table access.handovers (
	territory_id uuid not null,
	id uuid not null,
	giver_id uuid not null,
	receiver_id uuid not null,
	because text not null check (because in ('away', 'leaving')),
	back_on date,
	words text check (length(words) <= 1000),
	recorded_by uuid not null,
	recorded_at timestamptz not null,
	ended_at timestamptz,
	request_hash bytea not null,
	primary key (territory_id, id),
	check (giver_id <> receiver_id)
);
create index on access.handovers (territory_id, recorded_at, id);
create index on access.handovers (territory_id, giver_id, recorded_at);
create index on access.handovers (territory_id, receiver_id, recorded_at);
comment on table access.handovers is '@tenant That somebody who is away or leaves has handed over what was open.';
comment on column access.handovers.territory_id is 'The tenant.';
comment on column access.handovers.id is 'UUIDv7.';
comment on column access.handovers.giver_id is 'Whose work it was.';
comment on column access.handovers.receiver_id is 'Who has it from then on.';
comment on column access.handovers.because is 'Away for some time, or leaving.';
comment on column access.handovers.back_on is 'The day they mean to be back, where they are away.';
comment on column access.handovers.words is 'What the receiver should know besides, in words.';
comment on column access.handovers.recorded_by is 'Who did it: the giver, or the coordinator.';
comment on column access.handovers.recorded_at is 'When.';
comment on column access.handovers.ended_at is 'When what was still open went back.';
comment on column access.handovers.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table access.handed_over (
	territory_id uuid not null,
	handover_id uuid not null,
	kind text not null check (kind in ('follow-up', 'promise', 'initiative', 'note')),
	record_id uuid not null,
	neighbourhood_id uuid not null,
	giver_id uuid not null,
	receiver_id uuid not null,
	had_it_too boolean not null default false,
	returned_at timestamptz,
	primary key (territory_id, handover_id, kind, record_id),
	foreign key (territory_id, handover_id) references access.handovers (territory_id, id)
);
comment on table access.handed_over is '@tenant One thing of a handover: which record, not what it says.';
comment on column access.handed_over.territory_id is 'The tenant.';
comment on column access.handed_over.handover_id is 'The handover.';
comment on column access.handed_over.kind is 'A follow-up, a promise, an initiative, an urgent note.';
comment on column access.handed_over.record_id is 'The record, on whatever floor it stands.';
comment on column access.handed_over.neighbourhood_id is 'The neighbourhood of the record.';
comment on column access.handed_over.giver_id is 'Copied from the handover.';
comment on column access.handed_over.receiver_id is 'Copied from the handover.';
comment on column access.handed_over.had_it_too is 'Whether the receiver already had it beside the giver: then it stays theirs when it goes back.';
comment on column access.handed_over.returned_at is 'When it went back.';

grant select, insert, update on access.handovers, access.handed_over to filo_application;

do $$
declare
	name text;
	staff constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and (giver_id = nullif(current_setting(''filo.actor'', true), '''')::uuid or receiver_id = nullif(current_setting(''filo.actor'', true), '''')::uuid)))';
begin
	foreach name in array array['handovers', 'handed_over'] loop
		execute format('alter table access.%I enable row level security', name);
		execute format('alter table access.%I force row level security', name);
		execute format('create policy its_two_and_coordinators on access.%I using (%s)', name, staff);
	end loop;
end $$;

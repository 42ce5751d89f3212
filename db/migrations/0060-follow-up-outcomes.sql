-- How a follow-up went on. What is overdue stays until somebody says how it went, and every step is kept.
alter table listening.follow_ups add column ending text check (ending in ('done', 'done_late', 'let_go'));
update listening.follow_ups set ending = case when (done_at at time zone 'Europe/Rome')::date > due_on then 'done_late' else 'done' end
	where done_at is not null;
alter table listening.follow_ups add check ((done_at is null) = (ending is null));
comment on column listening.follow_ups.ending is 'How it ended: done, done late, let go; empty while it is open.';
create index on listening.follow_ups (territory_id, assigned_to, due_on) where done_at is null;
create index on listening.notes (territory_id, taken_by) where urgent and taken_by is not null;

create table listening.follow_up_steps (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	follow_up_id uuid not null,
	at timestamptz not null default now(),
	by_account uuid,
	kind text not null check (kind in ('done', 'done_late', 'partly', 'moved', 'handed_over', 'let_go', 'taken_up')),
	words text check (length(words) <= 500),
	what_before text not null check (length(what_before) between 1 and 300),
	due_before date not null,
	assigned_before uuid not null,
	assigned_after uuid,
	primary key (territory_id, id),
	foreign key (territory_id, follow_up_id) references listening.follow_ups (territory_id, id)
);
create index on listening.follow_up_steps (territory_id, follow_up_id, at, id);
comment on table listening.follow_up_steps is '@tenant The history of a follow-up: what became of it each time, and what it said before.';
comment on column listening.follow_up_steps.territory_id is 'The tenant.';
comment on column listening.follow_up_steps.id is 'UUIDv7.';
comment on column listening.follow_up_steps.neighbourhood_id is 'The neighbourhood.';
comment on column listening.follow_up_steps.follow_up_id is 'The follow-up.';
comment on column listening.follow_up_steps.at is 'When.';
comment on column listening.follow_up_steps.by_account is 'By whom.';
comment on column listening.follow_up_steps.kind is 'Done, done late, partly done, moved, handed over, let go, taken up again.';
comment on column listening.follow_up_steps.words is 'How it went, or why it was let go.';
comment on column listening.follow_up_steps.what_before is 'What it said before this step.';
comment on column listening.follow_up_steps.due_before is 'Its day before this step.';
comment on column listening.follow_up_steps.assigned_before is 'Who had it before this step.';
comment on column listening.follow_up_steps.assigned_after is 'Who has it from this step on, where it was handed over.';

grant select, insert on listening.follow_up_steps to filo_application;
alter table listening.follow_up_steps enable row level security;
alter table listening.follow_up_steps force row level security;
create policy working on listening.follow_up_steps using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));

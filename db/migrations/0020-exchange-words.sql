-- Whose pen the giver's words came through, and whether only the day of an act is known.
alter table exchange.acts
	add column day_only boolean not null default false,
	add column answered_by uuid,
	add column answered_at timestamptz,
	add check ((answered_by is null) = (answered_at is null)),
	add check (moved_by_act_id <> id);
comment on column exchange.acts.day_only is 'Only the day was said: the hour in `at` stands for it.';
comment on column exchange.acts.answered_by is 'Who wrote down the giver''s answer when it came after the act was recorded; empty while recorded_by did.';
comment on column exchange.acts.answered_at is 'When that later answer was written down.';

-- What somebody who works in several neighbourhoods may see, newest first.
create index on exchange.acts (territory_id, at desc, id desc);

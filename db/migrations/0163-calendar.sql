-- A series of dates is one recurring event to a calendar; what changes raises its sequence (RFC 5545, 3.8.7.4).
alter table initiatives.sessions
	add column series_id uuid,
	add column series_at timestamptz,
	add column repeats text check (repeats in ('weekly', 'fortnightly', 'monthly')),
	add column sequence integer not null default 0 check (sequence >= 0),
	add column changed_at timestamptz not null default now(),
	add constraint sessions_series_whole check (num_nonnulls(series_id, series_at, repeats) in (0, 3));
create index on initiatives.sessions (territory_id, neighbourhood_id, series_id) where series_id is not null;
comment on column initiatives.sessions.series_id is 'The first date of the series it was planned with; null for a date of its own.';
comment on column initiatives.sessions.series_at is 'When it was to begin by the series: by this a calendar knows which one was moved.';
comment on column initiatives.sessions.repeats is 'How the series goes on.';
comment on column initiatives.sessions.sequence is 'How often its time, place or whether it takes place changed.';
comment on column initiatives.sessions.changed_at is 'When that last changed.';

alter table initiatives.initiatives
	add column sequence integer not null default 0 check (sequence >= 0),
	add column changed_at timestamptz not null default now();
comment on column initiatives.initiatives.sequence is 'How often what a calendar shows of it (title, invitation, place) changed.';
comment on column initiatives.initiatives.changed_at is 'When that last changed.';

-- What somebody has just undone of the work, and can still take back for a minute.
create table access.undoables (
	account_id uuid not null,
	record_id uuid not null,
	verb text not null,
	kind text not null,
	territory_id uuid,
	neighbourhood_id uuid,
	was jsonb not null default '{}',
	until timestamptz not null,
	primary key (account_id, record_id)
);
comment on table access.undoables is '@control A destructive act of the last minute that its author can still take back.';
comment on column access.undoables.account_id is 'Who did it: nobody else can take it back.';
comment on column access.undoables.record_id is 'The record it was done to; the latest act counts.';
comment on column access.undoables.verb is 'Which act: it says how it is taken back.';
comment on column access.undoables.kind is 'The noun of the record.';
comment on column access.undoables.territory_id is 'The territory it was done in.';
comment on column access.undoables.neighbourhood_id is 'The neighbourhood of the record.';
comment on column access.undoables.was is 'What it was before: states, days and ids, never words.';
comment on column access.undoables.until is 'After this instant it can no longer be taken back.';

grant select, insert, update, delete on access.undoables to filo_application;
alter table access.undoables enable row level security;
alter table access.undoables force row level security;
create policy own on access.undoables using (account_id = nullif(current_setting('filo.actor', true), '')::uuid);

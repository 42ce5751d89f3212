-- A network meeting still to be held is handed over like the rest.
alter table access.handed_over drop constraint handed_over_kind_check;
alter table access.handed_over add constraint handed_over_kind_check check (kind in ('follow-up', 'promise', 'meeting', 'initiative', 'note'));
comment on column access.handed_over.kind is 'A follow-up, a promise, a network meeting to come, an initiative, an urgent note.';

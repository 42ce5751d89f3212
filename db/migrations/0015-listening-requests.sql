-- What the first use of the notebook taught: whom somebody called on the urgent path, and how to know a repeated request.
alter table listening.notes add column called text check (length(called) <= 120);
comment on column listening.notes.called is 'On the urgent path: who was called before this was written.';

alter table listening.notes add column request_hash bytea;
alter table listening.needs add column request_hash bytea;
alter table listening.follow_ups add column request_hash bytea;
comment on column listening.notes.request_hash is 'SHA-256 of the request that wrote it: the same request, sent again, is recognised even after the note was changed.';
comment on column listening.needs.request_hash is 'SHA-256 of the request that made it, to recognise its repetition.';
comment on column listening.follow_ups.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

-- Behind the tabs of the list of notes, the list of a whole territory, and the list of needs.
create index on listening.notes (territory_id, recorded_at desc, id desc);
create index on listening.notes (territory_id, neighbourhood_id, recorded_at desc, id desc) where need_id is null and set_aside_on is null;
create index on listening.notes (territory_id, neighbourhood_id, recorded_at desc, id desc) where kind = 'offered';
create index on listening.notes (territory_id, neighbourhood_id, recorded_at desc, id desc) where urgent;
create index on listening.needs (territory_id, neighbourhood_id, last_heard_on desc, id desc);
create index on listening.needs (territory_id, last_heard_on desc, id desc);
create index on listening.follow_ups (territory_id, due_on, id) where done_at is null;
create index on listening.follow_ups (territory_id, need_id);
create index on listening.follow_ups (territory_id, note_id);

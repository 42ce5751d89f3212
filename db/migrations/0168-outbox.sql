-- One outbox for every letter: when it is tried again, until when it makes sense, and what came back.
alter table access.mails add column tries smallint not null default 0 check (tries between 0 and 200);
alter table access.mails add column next_at timestamptz;
alter table access.mails add column until timestamptz;
alter table access.mails add column held_at timestamptz;
alter table access.mails add column failed_at timestamptz;
alter table access.mails add column failed_code text check (failed_code ~ '^[0-9A-Za-z. _-]{1,24}$');
alter table access.mails add column told_at timestamptz;
alter table access.mails add column territory_id uuid;
alter table access.mails add column neighbourhood_id uuid;
alter table access.mails add column reach_id uuid;
alter table access.mails add column unsubscribe_sealed bytea;
alter table access.mails add check (failed_at is null or sent_at is null);
comment on column access.mails.tries is 'How often the mail server did not take it.';
comment on column access.mails.next_at is 'When it is tried again; the pauses grow.';
comment on column access.mails.until is 'After this instant it makes no sense any more, and is not sent.';
comment on column access.mails.held_at is 'Since when it waits for somebody to say that it goes: it came with a backup.';
comment on column access.mails.failed_at is 'When it was given up: refused for good, or for too long.';
comment on column access.mails.failed_code is 'The reply code (RFC 5321, RFC 3463) it was refused with; no word of the server, which could name somebody.';
comment on column access.mails.told_at is 'When somebody who works there had seen that it came back.';
comment on column access.mails.territory_id is 'The territory it was written in, where there is one.';
comment on column access.mails.neighbourhood_id is 'The neighbourhood it was written in: who works there is told when it comes back.';
comment on column access.mails.reach_id is 'The contact without an account it goes to: it goes with it.';
comment on column access.mails.unsubscribe_sealed is 'The address at which one click ends such letters (RFC 8058), sealed.';
-- What waited before has its job; only that sends it.
update access.mails set held_at = now() where sent_at is null;
create index on access.mails (coalesce(next_at, created_at)) where sent_at is null and failed_at is null and held_at is null;
create index on access.mails (neighbourhood_id, failed_at) where failed_at is not null and told_at is null;
create index on access.mails (reach_id) where reach_id is not null;

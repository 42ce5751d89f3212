-- Run as the jobs role, which owns the queue: its own tables are closed to the
-- application, which may only put something in, through this function.
create schema if not exists queue;
create or replace function queue.enqueue(task text, payload json) returns void
	language sql security definer set search_path = pg_catalog, pg_temp
	as $$ select graphile_worker.add_job(task, payload, max_attempts => 8) $$;
comment on function queue.enqueue(text, json) is 'Puts a job in the queue, in the transaction of the change that asks for it.';
revoke all on function queue.enqueue(text, json) from public;
grant usage on schema queue to filo_application;
grant execute on function queue.enqueue(text, json) to filo_application;

-- The same for later: a letter that is tried again, what can still be taken back for a minute.
create or replace function queue.enqueue_later(task text, payload json, run_at timestamptz) returns void
	language sql security definer set search_path = pg_catalog, pg_temp
	as $$ select graphile_worker.add_job(task, payload, run_at => run_at, max_attempts => 8) $$;
comment on function queue.enqueue_later(text, json, timestamptz) is 'Puts a job in the queue that begins at an instant.';
revoke all on function queue.enqueue_later(text, json, timestamptz) from public;
grant execute on function queue.enqueue_later(text, json, timestamptz) to filo_application;

-- The owner puts back the jobs of a backup, in the transaction that restores everything else.
create or replace function queue.put_back(task text, payload json, run_at timestamptz) returns void
	language sql security definer set search_path = pg_catalog, pg_temp
	as $$ select graphile_worker.add_job(task, payload, run_at => run_at, max_attempts => 8) $$;
comment on function queue.put_back(text, json, timestamptz) is 'Puts a job of a backup back in the queue.';
revoke all on function queue.put_back(text, json, timestamptz) from public;
grant usage on schema queue to filo_owner;
grant execute on function queue.put_back(text, json, timestamptz) to filo_owner;

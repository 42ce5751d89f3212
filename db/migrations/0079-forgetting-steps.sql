-- What hangs on a follow-up loses its words with it, and what could still be undone is not kept past its minute.
grant update (words, what_before) on listening.follow_up_steps to filo_application;
create policy forgetting_sees on listening.follow_up_steps for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'forgetting');
create policy forgetting_empties on listening.follow_up_steps for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'forgetting');
create policy forgetting on access.undoables using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'forgetting');
-- A hash made of words could still be tried against them.
grant update (request_hash) on listening.partner_arrivals to filo_application;
grant update (reason) on listening.promise_steps to filo_application;

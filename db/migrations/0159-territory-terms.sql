-- Whoever coordinates a territory sets the terms in which asks and ideas are answered there, and how a pact is called.
create policy coordinator_changes on programme.territories for update using (
	id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'coordinator');

-- Whoever is erased means to come nowhere any more.
create policy erasing on initiatives.joinings using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'erasing');

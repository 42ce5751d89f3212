-- A code sent by letter goes with the account it was sent to, at once.
create policy erasing on access.codes using (nullif(current_setting('filo.role', true), '') = 'erasing');

-- How the one behind was called stands beside the merge, so that its page can say whom it may be separated from.
alter table community.merges add column gone_label text check (length(gone_label) <= 120);
comment on column community.merges.gone_label is 'How the one gone was called, for the page of the one kept; emptied when they are separated or let go.';
create policy forgetting_empties on community.merges for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'forgetting');

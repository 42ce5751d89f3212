-- Lists walk an index from its newest end; a person withdraws what they agreed to, by themselves.
create index on community.parties (territory_id, neighbourhood_id, kind, known_since desc, id desc);
create index on community.ties (territory_id, neighbourhood_id, since desc, id desc);

-- Withdrawing is as easy as giving: the person ends the own agreement and contacts, and stops being called by name.
create policy own_withdraws on community.agreements for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
create policy own_withdraws on community.contacts for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and party_id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
create policy own_withdraws on community.persons for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
create policy own_withdraws on community.parties for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and kind = 'person' and id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));

comment on column community.contacts.sealed is 'The contact, AES-256-GCM, bound to this row; emptied when it ends.';

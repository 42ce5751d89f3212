-- The drawing of a network stays as it is known: where each stands is kept, and whoever comes moves nobody.
create table network.positions (
	territory_id uuid not null,
	party_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	x real not null,
	y real not null,
	placed_on date not null,
	primary key (territory_id, party_id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id)
);
create index on network.positions (territory_id, neighbourhood_id);
comment on table network.positions is '@tenant Where somebody or something stands in the drawing of its neighbourhood, so that the drawing stays as it is known. Says nothing of anybody: near is who fitted there.';
comment on column network.positions.territory_id is 'The tenant.';
comment on column network.positions.party_id is 'The person, household, group or organisation.';
comment on column network.positions.neighbourhood_id is 'The neighbourhood whose drawing it is.';
comment on column network.positions.x is 'To the right, in steps of the drawing.';
comment on column network.positions.y is 'Downwards, in steps of the drawing.';
comment on column network.positions.placed_on is 'The day it was placed there.';

grant select, insert, update, delete on network.positions to filo_application;

alter table network.positions enable row level security;
alter table network.positions force row level security;
create policy working_reads on network.positions for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));
-- Who counts places everybody, in the territory it is sent to. It takes no row away.
create policy counter_reads on network.positions for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'counter');
create policy counter_places on network.positions for insert with check (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'counter');
create policy counter_moves on network.positions for update using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'counter');
-- Whoever is let go leaves no place behind.
create policy forgetting on network.positions using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'forgetting');

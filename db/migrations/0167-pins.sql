-- Where a place lies on the map that anybody reads. What should not be seen exactly is stored blurred: the exact place is nowhere.
create table publication.pins (
	territory_id uuid not null,
	place_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	name text not null check (length(name) between 1 and 200),
	longitude double precision not null check (longitude between -180 and 180),
	latitude double precision not null check (latitude between -90 and 90),
	blurred boolean not null,
	set_by uuid,
	set_on date not null,
	primary key (territory_id, place_id),
	foreign key (territory_id, place_id) references community.places (territory_id, id)
);
create index on publication.pins (territory_id, neighbourhood_id, name);
comment on table publication.pins is '@tenant Where a public place lies on the map of the square. Never of a home.';
comment on column publication.pins.territory_id is 'The tenant.';
comment on column publication.pins.place_id is 'The place.';
comment on column publication.pins.neighbourhood_id is 'The neighbourhood.';
comment on column publication.pins.name is 'What invitations call it: by this its meetings are found.';
comment on column publication.pins.longitude is 'WGS 84; of a blurred place the middle of its square.';
comment on column publication.pins.latitude is 'WGS 84; of a blurred place the middle of its square.';
comment on column publication.pins.blurred is 'Whether only the square of 250 metres is known in which it lies.';
comment on column publication.pins.set_by is 'Who set it.';
comment on column publication.pins.set_on is 'When.';

grant select, insert, update, delete on publication.pins to filo_application;
alter table publication.pins enable row level security;
alter table publication.pins force row level security;
create policy public_side on publication.pins for select using (true);
create policy working on publication.pins using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));

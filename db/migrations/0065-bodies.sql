-- Setting up in earnest: the body that keeps an installation, what the law wants named before real data come in,
-- the topics it listens for, and how a neighbourhood is drawn.
create table programme.bodies (
	id boolean primary key default true check (id),
	name text not null check (length(name) between 1 and 200),
	controller text check (length(controller) between 1 and 300),
	contact text check (length(contact) between 1 and 300),
	processors text[] not null default '{}' check (cardinality(processors) <= 20),
	processors_named boolean not null default false,
	assessed_on date,
	unused_topics text[] not null default '{}' check (cardinality(unused_topics) <= 40),
	topics_chosen boolean not null default false
);
comment on table programme.bodies is '@shared The body that keeps this installation; one row. Real data may come in when controller, processors and assessment stand here.';
comment on column programme.bodies.id is 'Always true: there is one body.';
comment on column programme.bodies.name is 'Its name.';
comment on column programme.bodies.controller is 'Who is controller of the processing, in words.';
comment on column programme.bodies.contact is 'How to reach the controller or the data protection officer.';
comment on column programme.bodies.processors is 'Who processes data on its behalf, each in a line.';
comment on column programme.bodies.processors_named is 'Whether the processors were written down, also when there are none.';
comment on column programme.bodies.assessed_on is 'The day of the data protection impact assessment.';
comment on column programme.bodies.unused_topics is 'Topics that are not offered when something is written down.';
comment on column programme.bodies.topics_chosen is 'Whether somebody has gone through the topics.';

alter table programme.neighbourhoods add column streets text[] not null default '{}' check (cardinality(streets) <= 200);
alter table programme.neighbourhoods add column boundary jsonb;
comment on column programme.neighbourhoods.streets is 'Streets, squares and hamlets by which it is drawn, as written when it was set up.';
comment on column programme.neighbourhoods.boundary is 'Its boundary as a GeoJSON MultiPolygon in WGS 84, five decimals; empty when it is drawn by places.';

grant select, insert, update on programme.bodies to filo_application;
alter table programme.bodies enable row level security;
alter table programme.bodies force row level security;
create policy everybody_reads on programme.bodies for select using (true);
create policy administrator_adds on programme.bodies for insert with check (nullif(current_setting('filo.role', true), '') = 'administrator');
create policy administrator_changes on programme.bodies for update using (nullif(current_setting('filo.role', true), '') = 'administrator');

grant insert on programme.municipalities to filo_application;
alter table programme.municipalities enable row level security;
alter table programme.municipalities force row level security;
create policy everybody_reads on programme.municipalities for select using (true);
create policy administrator_adds on programme.municipalities for insert with check (nullif(current_setting('filo.role', true), '') = 'administrator');
-- A municipality added by hand has no figures beyond its residents: the map leaves it out and the table says so.
alter table programme.municipalities alter column area_km2 drop not null;
alter table programme.municipalities alter column longitude drop not null;
alter table programme.municipalities alter column latitude drop not null;

-- What a neighbourhood did in a calendar year, counted once when the year is over: anybody reads the counts, nobody the rows behind them.
create table publication.years (
	territory_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	year smallint not null check (year between 1900 and 2199),
	initiatives integer not null check (initiatives >= 0),
	sessions integer not null check (sessions >= 0),
	presences integer check (presences >= 0),
	people integer check (people >= 0),
	first_meetings integer check (first_meetings >= 0),
	acts integer check (acts >= 0),
	counted_on date not null,
	primary key (territory_id, neighbourhood_id, year)
);
comment on table publication.years is '@tenant What a neighbourhood did in a calendar year: counts alone, written once when the year is over. A count behind which fewer than five people stand is empty.';
comment on column publication.years.territory_id is 'The tenant.';
comment on column publication.years.neighbourhood_id is 'The neighbourhood.';
comment on column publication.years.year is 'The calendar year, from 1 January to 31 December in Rome.';
comment on column publication.years.initiatives is 'How many initiatives open to all met at least once.';
comment on column publication.years.sessions is 'How often they met.';
comment on column publication.years.presences is 'How often somebody was there, written down or only counted.';
comment on column publication.years.people is 'How many different people were written down there.';
comment on column publication.years.first_meetings is 'How many pairs met there for the first time.';
comment on column publication.years.acts is 'How many acts of help were written down.';
comment on column publication.years.counted_on is 'The day it was counted.';

grant select, insert on publication.years to filo_application;
alter table publication.years enable row level security;
alter table publication.years force row level security;
create policy public_side on publication.years for select using (true);
create policy counter_counts on publication.years for insert with check (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'counter');

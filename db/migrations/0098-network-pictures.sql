-- What the pages of a neighbourhood's network show, worked out beforehand: numbers alone, so that a page reads one row.
create table network.pictures (
	territory_id uuid not null references programme.territories (id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	picture text not null check (picture in ('drawing', 'hold-ups', 'introductions')),
	day date not null,
	stamp text not null,
	computed_at timestamptz not null,
	people integer not null check (people >= 0),
	ties integer not null check (ties >= 0),
	code_version text not null,
	content json not null,
	primary key (territory_id, neighbourhood_id, picture)
);
comment on table network.pictures is '@tenant What a page of a neighbourhood''s network shows, worked out beforehand: the latest of each. It is shown only while the rows it was made of are the same to the last one.';
comment on column network.pictures.territory_id is 'The tenant.';
comment on column network.pictures.neighbourhood_id is 'The neighbourhood.';
comment on column network.pictures.picture is 'The drawing, the hold-ups, the introductions.';
comment on column network.pictures.day is 'The day it speaks of.';
comment on column network.pictures.stamp is 'Of each table it was made of, how many rows and the sum of the transactions that last wrote them: any change changes it.';
comment on column network.pictures.computed_at is 'When it was worked out.';
comment on column network.pictures.people is 'How many people are in it.';
comment on column network.pictures.ties is 'How many pairs that are tied are in it.';
comment on column network.pictures.code_version is 'Version of Filò that worked it out.';
comment on column network.pictures.content is 'Numbers: who is meant is told by their place in the list of the neighbourhood''s parties by id, which is read anew each time. No id, no name.';

grant select, insert, update on network.pictures to filo_application;

alter table network.pictures enable row level security;
alter table network.pictures force row level security;
create policy working_reads on network.pictures for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));
create policy counter_keeps on network.pictures using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'counter');

-- Whether a picture still holds is asked of every row: the quickest answer comes first, as for parties and ties.
alter policy counter_counts on community.persons rename to x_counter_counts;
create index on community.persons (territory_id, neighbourhood_id);

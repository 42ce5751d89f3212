-- What a neighbourhood has: people, households, groups, organisations, places, and the ties between them.
create schema community;
comment on schema community is 'People, households, groups, organisations, places, ties and agreements. Working level.';

create table community.parties (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kind text not null check (kind in ('person', 'household', 'group', 'organisation', 'place')),
	label text not null check (length(label) between 1 and 120),
	folded text not null,
	place_id uuid,
	known_since date not null,
	existed_before boolean not null default false,
	left_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, place_id) references community.parties (territory_id, id)
);
create index on community.parties (territory_id, neighbourhood_id, kind, folded);
create index on community.parties (territory_id, place_id);
create index on community.parties (territory_id, neighbourhood_id, known_since);
comment on table community.parties is '@tenant Whoever or whatever can hold a tie: a person, a household, a group, an organisation, a place.';
comment on column community.parties.territory_id is 'The tenant.';
comment on column community.parties.id is 'UUIDv7.';
comment on column community.parties.neighbourhood_id is 'The neighbourhood it belongs to.';
comment on column community.parties.kind is 'Which of the five it is.';
comment on column community.parties.label is 'How it is called here: for a person a name, a nickname or a description, as its level says.';
comment on column community.parties.folded is 'The label without accents and capitals, for searching.';
comment on column community.parties.place_id is 'Where it is: the place a person lives in, a group meets in; for a place, the one around it.';
comment on column community.parties.known_since is 'Since which day we know of it.';
comment on column community.parties.existed_before is 'It was there before anybody began to record: known, not new.';
comment on column community.parties.left_on is 'The day it left or ended.';
comment on column community.parties.recorded_by is 'The account that recorded it; empty for an import.';
comment on column community.parties.recorded_at is 'When it was recorded.';

create table community.persons (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	level text not null check (level in ('description', 'nickname', 'name')),
	primary key (territory_id, id),
	foreign key (territory_id, id) references community.parties (territory_id, id)
);
comment on table community.persons is '@tenant A person: how far we may know who it is. Nothing else about anybody is kept.';
comment on column community.persons.territory_id is 'The tenant.';
comment on column community.persons.id is 'The same id as in parties.';
comment on column community.persons.neighbourhood_id is 'The neighbourhood.';
comment on column community.persons.level is 'Known by a description, by a nickname or by name; it only goes forward, with the person''s agreement.';

create table community.agreements (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	purpose text not null check (purpose in ('nickname', 'name', 'contact', 'sessions')),
	given_on date not null,
	given_how text not null check (given_how in ('in_person', 'on_paper', 'by_phone', 'online')),
	withdrawn_on date check (withdrawn_on >= given_on),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on community.agreements (territory_id, person_id);
comment on table community.agreements is '@tenant What a person agreed to, when and how, and since when no longer.';
comment on column community.agreements.territory_id is 'The tenant.';
comment on column community.agreements.id is 'UUIDv7.';
comment on column community.agreements.neighbourhood_id is 'The neighbourhood.';
comment on column community.agreements.person_id is 'Who agreed.';
comment on column community.agreements.purpose is 'To being known by a nickname, by name, to a contact being kept, to being written down at sessions.';
comment on column community.agreements.given_on is 'The day.';
comment on column community.agreements.given_how is 'In person, on paper, by phone or online.';
comment on column community.agreements.withdrawn_on is 'The day it was withdrawn.';
comment on column community.agreements.recorded_by is 'Who recorded it.';
comment on column community.agreements.recorded_at is 'When.';

create table community.contacts (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	party_id uuid not null,
	kind text not null check (kind in ('phone', 'email', 'address')),
	sealed bytea not null,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	ended_on date,
	primary key (territory_id, id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id)
);
create index on community.contacts (territory_id, party_id);
comment on table community.contacts is '@tenant How to reach somebody, sealed.';
comment on column community.contacts.territory_id is 'The tenant.';
comment on column community.contacts.id is 'UUIDv7.';
comment on column community.contacts.neighbourhood_id is 'The neighbourhood.';
comment on column community.contacts.party_id is 'Whose contact it is.';
comment on column community.contacts.kind is 'Phone, e-mail or address.';
comment on column community.contacts.sealed is 'The contact, AES-256-GCM, bound to this row.';
comment on column community.contacts.recorded_by is 'Who recorded it.';
comment on column community.contacts.recorded_at is 'When.';
comment on column community.contacts.ended_on is 'The day it stopped being valid.';

create table community.organisations (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	sector text not null check (sector in ('public', 'private', 'third_sector', 'shop')),
	family_district boolean not null default false,
	primary key (territory_id, id),
	foreign key (territory_id, id) references community.parties (territory_id, id)
);
comment on table community.organisations is '@tenant An organisation: public, private, third sector or shop.';
comment on column community.organisations.territory_id is 'The tenant.';
comment on column community.organisations.id is 'The same id as in parties.';
comment on column community.organisations.neighbourhood_id is 'The neighbourhood.';
comment on column community.organisations.sector is 'Public, private, third sector, shop.';
comment on column community.organisations.family_district is 'Member of a Distretto famiglia.';

create table community.places (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	sort text not null check (sort in ('stair', 'block', 'street', 'hamlet', 'square', 'room')),
	residents integer check (residents >= 0),
	longitude double precision,
	latitude double precision,
	primary key (territory_id, id),
	foreign key (territory_id, id) references community.parties (territory_id, id)
);
comment on table community.places is '@tenant A place; the one around it stands in parties.place_id.';
comment on column community.places.territory_id is 'The tenant.';
comment on column community.places.id is 'The same id as in parties.';
comment on column community.places.neighbourhood_id is 'The neighbourhood.';
comment on column community.places.sort is 'Stair, block, street, hamlet, square or room.';
comment on column community.places.residents is 'How many live there, where known.';
comment on column community.places.longitude is 'WGS 84.';
comment on column community.places.latitude is 'WGS 84.';

create table community.ties (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	one_id uuid not null,
	other_id uuid not null check (other_id <> one_id),
	kind text not null check (kind in ('kin', 'neighbour', 'friend', 'helps', 'trusts', 'knows', 'member_of', 'collaborates_with', 'uses', 'works_at')),
	doing text check (length(doing) <= 200),
	since date not null,
	until date check (until >= since),
	said_by text not null check (said_by in ('one', 'other', 'both', 'somebody_else', 'seen')),
	met_at uuid,
	existed_before boolean not null default false,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, one_id) references community.parties (territory_id, id),
	foreign key (territory_id, other_id) references community.parties (territory_id, id)
);
create index on community.ties (territory_id, one_id);
create index on community.ties (territory_id, other_id);
create index on community.ties (territory_id, neighbourhood_id, since);
comment on table community.ties is '@tenant A typed tie between two parties, from one day to another. It outlives membership: leaving a group takes no trust away.';
comment on column community.ties.territory_id is 'The tenant.';
comment on column community.ties.id is 'UUIDv7.';
comment on column community.ties.neighbourhood_id is 'The neighbourhood it was recorded in.';
comment on column community.ties.one_id is 'From: who helps, trusts, is a member, uses, works there.';
comment on column community.ties.other_id is 'To.';
comment on column community.ties.kind is 'What joins them.';
comment on column community.ties.doing is 'Who does what here, for works_at and member_of.';
comment on column community.ties.since is 'Since when, as far as known.';
comment on column community.ties.until is 'Last day; empty while it lasts.';
comment on column community.ties.said_by is 'Who said so: one of the two, both, somebody else, or it was seen.';
comment on column community.ties.met_at is 'The session at which the two met, where one of them says it began there.';
comment on column community.ties.existed_before is 'It was there before it was recorded as something new: known, not grown.';
comment on column community.ties.recorded_by is 'Who recorded it.';
comment on column community.ties.recorded_at is 'When.';

grant usage on schema community to filo_application;
grant select, insert, update on all tables in schema community to filo_application;

-- Working level: facilitators in their neighbourhoods, coordinators in their territory.
do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['parties', 'persons', 'agreements', 'contacts', 'organisations', 'places', 'ties'] loop
		execute format('alter table community.%I enable row level security', name);
		execute format('alter table community.%I force row level security', name);
		execute format('create policy working on community.%I using (%s)', name, working);
	end loop;
end $$;

-- The own row, for the person it is about; nothing that others wrote of others.
create policy own on community.parties for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and kind = 'person' and id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
create policy own on community.persons for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
create policy own on community.agreements for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and person_id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));
create policy own on community.contacts for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and party_id = nullif(current_setting('filo.person', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') in ('resident', 'citizen'));

-- What everybody may read: the programme, its objectives, territories and neighbourhoods.
create schema programme;
comment on schema programme is 'Programmes, objectives, territories, municipalities and neighbourhoods. Public facts.';

create table programme.programmes (
	id text primary key,
	title text not null,
	decided_by text not null,
	decided_on date not null,
	proposed_by text,
	years integer not null,
	total_cents bigint not null,
	currency text not null,
	assets_named text[] not null,
	cofinancing_body text,
	cofinancing_fund text,
	cofinancing_share_cents bigint,
	source text not null
);
comment on table programme.programmes is '@shared A programme as its founding document states it; empty means not stated.';
comment on column programme.programmes.id is 'Short name used in addresses.';
comment on column programme.programmes.title is 'Title, in the words of the document.';
comment on column programme.programmes.decided_by is 'The body that decided.';
comment on column programme.programmes.decided_on is 'The day of the decision.';
comment on column programme.programmes.proposed_by is 'Who proposed it.';
comment on column programme.programmes.years is 'Duration in years.';
comment on column programme.programmes.total_cents is 'Sum assigned to the territories together, in cents.';
comment on column programme.programmes.currency is 'Currency, ISO 4217.';
comment on column programme.programmes.assets_named is 'What the document names as already there.';
comment on column programme.programmes.cofinancing_body is 'Who co-finances.';
comment on column programme.programmes.cofinancing_fund is 'From which fund.';
comment on column programme.programmes.cofinancing_share_cents is 'The co-financed share in cents.';
comment on column programme.programmes.source is 'Where all this is stated.';

create table programme.objectives (
	id text primary key check (id ~ '^O[1-9]$'),
	programme_id text not null references programme.programmes (id),
	position integer not null,
	short text not null,
	words text not null
);
comment on table programme.objectives is '@shared An objective of a programme, verbatim.';
comment on column programme.objectives.id is 'O1 to O9.';
comment on column programme.objectives.programme_id is 'The programme.';
comment on column programme.objectives.position is 'Its place in the document.';
comment on column programme.objectives.short is 'One word for it, used in the code.';
comment on column programme.objectives.words is 'The words of the document, in Italian.';

create table programme.territories (
	id uuid primary key,
	slug text not null unique,
	name text not null,
	programme_id text references programme.programmes (id),
	allocation_cents bigint,
	urgent_phones jsonb not null default '[]',
	fictional boolean not null default false
);
comment on table programme.territories is '@shared A territory: the tenant, in law often an ambito territoriale sociale.';
comment on column programme.territories.id is 'UUID of the tenant.';
comment on column programme.territories.slug is 'Short name used in addresses.';
comment on column programme.territories.name is 'Official name.';
comment on column programme.territories.programme_id is 'The programme it takes part in.';
comment on column programme.territories.allocation_cents is 'Its share in cents; empty where the document does not state one.';
comment on column programme.territories.urgent_phones is 'Numbers to call after 112: list of {label, phone}.';
comment on column programme.territories.fictional is 'Whether the phone numbers and what hangs below are invented for the demonstration.';

create table programme.municipalities (
	istat_code text primary key check (istat_code ~ '^[0-9]{6}$'),
	cadastral_code text not null,
	name text not null,
	residents integer not null,
	residents_on date not null,
	area_km2 numeric not null,
	longitude double precision not null,
	latitude double precision not null
);
comment on table programme.municipalities is '@shared A municipality with its figures. Source: ISTAT, CC BY.';
comment on column programme.municipalities.istat_code is 'ISTAT code.';
comment on column programme.municipalities.cadastral_code is 'Cadastral code.';
comment on column programme.municipalities.name is 'Name.';
comment on column programme.municipalities.residents is 'Residents on the day beside.';
comment on column programme.municipalities.residents_on is 'The day the residents were counted.';
comment on column programme.municipalities.area_km2 is 'Area in square kilometres.';
comment on column programme.municipalities.longitude is 'Centroid, WGS 84.';
comment on column programme.municipalities.latitude is 'Centroid, WGS 84.';

create table programme.memberships (
	territory_id uuid not null references programme.territories (id),
	istat_code text not null references programme.municipalities (istat_code),
	since date not null,
	until date check (until > since),
	primary key (territory_id, istat_code, since)
);
comment on table programme.memberships is '@shared Which municipality belongs to which territory, from one day to another: membership changes by law.';
comment on column programme.memberships.territory_id is 'The territory.';
comment on column programme.memberships.istat_code is 'The municipality.';
comment on column programme.memberships.since is 'First day.';
comment on column programme.memberships.until is 'First day on which it no longer holds; empty while it holds.';

create table programme.neighbourhoods (
	id uuid primary key,
	territory_id uuid not null references programme.territories (id),
	slug text not null unique check (slug ~ '^[a-z0-9-]{2,60}$'),
	name text not null,
	kind text not null check (kind in ('quarter', 'village', 'hamlets')),
	desk_place text not null,
	desk_hours text not null,
	phone text not null,
	residents integer not null,
	fictional boolean not null default false
);
create index on programme.neighbourhoods (territory_id);
comment on table programme.neighbourhoods is '@shared A neighbourhood of a territory, as its public page presents it.';
comment on column programme.neighbourhoods.id is 'UUID of the neighbourhood.';
comment on column programme.neighbourhoods.territory_id is 'Its territory.';
comment on column programme.neighbourhoods.slug is 'Short name used in addresses.';
comment on column programme.neighbourhoods.name is 'Name.';
comment on column programme.neighbourhoods.kind is 'A quarter of a town, a village, or scattered hamlets.';
comment on column programme.neighbourhoods.desk_place is 'Where the neighbourhood desk is.';
comment on column programme.neighbourhoods.desk_hours is 'When somebody is there, in words.';
comment on column programme.neighbourhoods.phone is 'Whom to call.';
comment on column programme.neighbourhoods.residents is 'How many people live there, about.';
comment on column programme.neighbourhoods.fictional is 'Invented for the demonstration.';

grant usage on schema programme to filo_application;
grant select on all tables in schema programme to filo_application;
grant insert, update on programme.territories, programme.memberships, programme.neighbourhoods to filo_application;
do $$
declare name text;
begin
	foreach name in array array['territories', 'memberships', 'neighbourhoods'] loop
		execute format('alter table programme.%I enable row level security', name);
		execute format('alter table programme.%I force row level security', name);
		execute format('create policy everybody_reads on programme.%I for select using (true)', name);
		execute format('create policy administrator_adds on programme.%I for insert with check (nullif(current_setting(''filo.role'', true), '''') = ''administrator'')', name);
		execute format('create policy administrator_changes on programme.%I for update using (nullif(current_setting(''filo.role'', true), '''') = ''administrator'')', name);
	end loop;
end $$;

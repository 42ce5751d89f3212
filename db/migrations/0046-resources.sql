-- What a neighbourhood can give: described by hand, grown from what was offered and from what organisations do.
create table listening.resources (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	title text not null check (length(title) between 1 and 160),
	sort text not null check (sort in ('skills', 'time', 'rooms', 'tools', 'contacts')),
	topic text references listening.topics (id),
	party_id uuid,
	place_id uuid,
	available text check (length(available) <= 200),
	note_id uuid,
	asked_on date not null,
	gone_on date,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	request_hash bytea,
	primary key (territory_id, id),
	unique (territory_id, note_id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id),
	foreign key (territory_id, place_id) references community.parties (territory_id, id),
	foreign key (territory_id, note_id) references listening.notes (territory_id, id)
);
create index on listening.resources (territory_id, neighbourhood_id, recorded_at desc, id desc);
create index on listening.resources (territory_id, party_id);
create index on listening.resources (territory_id, place_id);
comment on table listening.resources is '@tenant What the neighbourhood can give: skills, time, rooms, tools, who knows whom to ask.';
comment on column listening.resources.territory_id is 'The tenant.';
comment on column listening.resources.id is 'UUIDv7.';
comment on column listening.resources.neighbourhood_id is 'The neighbourhood.';
comment on column listening.resources.title is 'What it is, in a few words.';
comment on column listening.resources.sort is 'Skills, time, rooms, tools, or contacts: who knows whom to ask.';
comment on column listening.resources.topic is 'The topic it may help with.';
comment on column listening.resources.party_id is 'Whose it is; empty for nobody in particular.';
comment on column listening.resources.place_id is 'Where it is.';
comment on column listening.resources.available is 'When it is there, in plain words.';
comment on column listening.resources.note_id is 'The offered note it came from.';
comment on column listening.resources.asked_on is 'The day somebody last asked whether it is still there.';
comment on column listening.resources.gone_on is 'The day it was no longer there.';
comment on column listening.resources.recorded_by is 'Who described it.';
comment on column listening.resources.recorded_at is 'When.';
comment on column listening.resources.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition even after a correction.';

create table listening.resource_uses (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	resource_id uuid not null,
	used_on date not null,
	label text not null check (length(label) between 1 and 300),
	act_id uuid,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, resource_id) references listening.resources (territory_id, id)
);
create index on listening.resource_uses (territory_id, resource_id, used_on);
comment on table listening.resource_uses is '@tenant A time a resource was used, other than by answering a need.';
comment on column listening.resource_uses.territory_id is 'The tenant.';
comment on column listening.resource_uses.id is 'UUIDv7.';
comment on column listening.resource_uses.neighbourhood_id is 'The neighbourhood.';
comment on column listening.resource_uses.resource_id is 'The resource.';
comment on column listening.resource_uses.used_on is 'The day.';
comment on column listening.resource_uses.label is 'What for, in a few words.';
comment on column listening.resource_uses.act_id is 'The act of help that used it; it stands on a floor above.';
comment on column listening.resource_uses.recorded_by is 'Who wrote it down.';
comment on column listening.resource_uses.recorded_at is 'When.';

alter table listening.answers drop constraint answers_kind_check;
alter table listening.answers add constraint answers_kind_check
	check (kind in ('offer', 'resource', 'initiative', 'act', 'service', 'meeting', 'other'));
comment on table listening.answers is '@tenant What answers a need: an offer, a resource, an initiative, an act, a service.';

create index on listening.notes (territory_id, neighbourhood_id, recorded_at desc, id desc) where kind = 'offered' and set_aside_on is null;

grant select, insert, update on listening.resources, listening.resource_uses to filo_application;

do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['resources', 'resource_uses'] loop
		execute format('alter table listening.%I enable row level security', name);
		execute format('alter table listening.%I force row level security', name);
		execute format('create policy working on listening.%I using (%s)', name, working);
	end loop;
end $$;

-- Two rows that are the same: who is kept, what was rewritten, what had to wait, and who is not the same.
alter table community.parties add column merged_into uuid;
alter table community.parties add foreign key (territory_id, merged_into) references community.parties (territory_id, id);
alter table community.parties add check (merged_into <> id);
comment on column community.parties.merged_into is 'The party kept instead, while the two count as the same; nobody sees this row until they are separated.';
create index on community.parties (territory_id, merged_into) where merged_into is not null;

create table community.merges (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kept_id uuid not null,
	gone_id uuid not null check (gone_id <> kept_id),
	merged_by uuid,
	merged_at timestamptz not null default clock_timestamp(),
	separated_by uuid,
	separated_at timestamptz,
	primary key (territory_id, id),
	foreign key (territory_id, kept_id) references community.parties (territory_id, id),
	foreign key (territory_id, gone_id) references community.parties (territory_id, id)
);
create index on community.merges (territory_id, kept_id);
create index on community.merges (territory_id, gone_id);
comment on table community.merges is '@tenant Two parties that somebody said are the same, until somebody separates them again.';
comment on column community.merges.territory_id is 'The tenant.';
comment on column community.merges.id is 'UUIDv7 of the merge.';
comment on column community.merges.neighbourhood_id is 'The neighbourhood of the one kept.';
comment on column community.merges.kept_id is 'The party that stays on the pages.';
comment on column community.merges.gone_id is 'The party that stands behind it.';
comment on column community.merges.merged_by is 'The account that said so.';
comment on column community.merges.merged_at is 'When.';
comment on column community.merges.separated_by is 'The account that separated them again.';
comment on column community.merges.separated_at is 'When; empty while they are one.';

create table community.moves (
	territory_id uuid not null,
	merge_id uuid not null,
	noun text not null check (noun ~ '^[a-z_]+\.[a-z_]+$'),
	field text not null check (field ~ '^[a-z_]+$'),
	row_id uuid not null,
	primary key (territory_id, merge_id, noun, field, row_id),
	foreign key (territory_id, merge_id) references community.merges (territory_id, id)
);
create index on community.moves (territory_id, row_id);
comment on table community.moves is '@tenant What a merge rewrote from the one gone to the one kept, so that separating undoes exactly this. Rows go when it is undone.';
comment on column community.moves.territory_id is 'The tenant.';
comment on column community.moves.merge_id is 'The merge.';
comment on column community.moves.noun is 'The table: one of those in which a module says it keeps parties.';
comment on column community.moves.field is 'The column that pointed at the one gone; set_aside_by where the row had to wait instead.';
comment on column community.moves.row_id is 'The row; where the party is part of its key, the rest of the key.';

create table community.distinctions (
	territory_id uuid not null references programme.territories (id),
	one_id uuid not null,
	other_id uuid not null check (one_id < other_id),
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, one_id, other_id),
	foreign key (territory_id, one_id) references community.parties (territory_id, id),
	foreign key (territory_id, other_id) references community.parties (territory_id, id)
);
create index on community.distinctions (territory_id, neighbourhood_id);
comment on table community.distinctions is '@tenant Two that look alike and are not the same: nobody asks again.';
comment on column community.distinctions.territory_id is 'The tenant.';
comment on column community.distinctions.one_id is 'One of the two, the lower id.';
comment on column community.distinctions.other_id is 'The other.';
comment on column community.distinctions.neighbourhood_id is 'The neighbourhood of the first.';
comment on column community.distinctions.recorded_by is 'The account that said so.';
comment on column community.distinctions.recorded_at is 'When.';

grant select, insert, update on community.merges, community.distinctions to filo_application;
grant select, insert, delete on community.moves to filo_application;

-- What cannot stand beside the row of the one kept waits, out of everybody's sight, until they are separated.
alter table community.ties add column set_aside_by uuid;
alter table community.agreements add column set_aside_by uuid;
alter table community.contacts add column set_aside_by uuid;
alter table exchange.acts add column set_aside_by uuid;
alter table initiatives.participations add column set_aside_by uuid;
alter table initiatives.partners add column set_aside_by uuid;
comment on column community.ties.set_aside_by is 'The merge for which it waits unseen: both had the same tie, or it joins the two.';
comment on column community.agreements.set_aside_by is 'The merge for which it waits unseen: the other of the two said no later.';
comment on column community.contacts.set_aside_by is 'The merge for which it waits unseen: of the two together no agreement to keep it stands.';
comment on column exchange.acts.set_aside_by is 'The merge for which it waits unseen: it was between the two.';
comment on column initiatives.participations.set_aside_by is 'The merge for which it waits unseen: both are written down at this session.';
comment on column initiatives.partners.set_aside_by is 'The merge for which it waits unseen: both are partners of this initiative.';

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	working constant text := tenant || ' and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	own constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') in (''resident'', ''citizen'') and ';
	me constant text := 'nullif(current_setting(''filo.person'', true), '''')::uuid';
	same constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''same''';
begin
	execute 'alter policy working on community.parties using (' || working || ' and merged_into is null)';
	foreach name in array array['community.ties', 'community.agreements', 'community.contacts', 'exchange.acts', 'initiatives.participations', 'initiatives.partners'] loop
		execute format('alter policy working on %s using (%s and set_aside_by is null)', name, working);
	end loop;
	execute 'alter policy own on community.agreements using (' || own || 'person_id = ' || me || ' and set_aside_by is null)';
	execute 'alter policy own on community.contacts using (' || own || 'party_id = ' || me || ' and set_aside_by is null)';
	execute 'alter policy own on exchange.acts using (' || own || me || ' in (giver_id, receiver_id) and set_aside_by is null)';
	execute 'alter policy own on initiatives.participations using (' || own || 'person_id = ' || me || ' and set_aside_by is null)';
	execute 'alter policy public_side on initiatives.partners using (shown and set_aside_by is null)';
	foreach name in array array['merges', 'distinctions'] loop
		execute format('alter table community.%I enable row level security', name);
		execute format('alter table community.%I force row level security', name);
		execute format('create policy working on community.%I using (%s)', name, working);
	end loop;
	alter table community.moves enable row level security;
	alter table community.moves force row level security;
	execute 'create policy same on community.moves using (' || same || ')';
	-- The system actor that rewrites: it changes rows that are there, and adds none.
	foreach name in array array['community.merges', 'community.parties', 'community.agreements', 'community.contacts', 'community.ties',
		'listening.notes', 'listening.needs', 'listening.follow_ups', 'exchange.acts',
		'listening.meetings', 'listening.attendees', 'listening.promises', 'listening.resources', 'listening.partners',
		'initiatives.participations', 'initiatives.partners', 'initiatives.sessions'] loop
		execute format('create policy same_sees on %s for select using (%s)', name, same);
		if name <> 'community.merges' then
			execute format('create policy same_rewrites on %s for update using (%s)', name, same);
		end if;
	end loop;
	execute 'create policy same_sees on access.accounts for select using (nullif(current_setting(''filo.role'', true), '''') = ''same''
		and person_territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid)';
	execute 'create policy same_rewrites on access.accounts for update using (nullif(current_setting(''filo.role'', true), '''') = ''same''
		and person_territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid)';
end $$;

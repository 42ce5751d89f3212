-- When a room is taken, in the calendar of whoever else looks after it: a secret address, and no word about by whom.
create table publication.space_links (
	territory_id uuid not null,
	space_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	token_hash bytea not null,
	made_at timestamptz not null,
	made_by uuid not null,
	primary key (territory_id, space_id),
	foreign key (territory_id, space_id) references spaces.spaces (territory_id, id) on delete cascade
);
comment on table publication.space_links is '@tenant The secret address at which a calendar reads when a space is taken: one at a time, gone when it is taken back.';
comment on column publication.space_links.territory_id is 'The tenant.';
comment on column publication.space_links.space_id is 'The space.';
comment on column publication.space_links.neighbourhood_id is 'The neighbourhood.';
comment on column publication.space_links.token_hash is 'What is kept of the secret in the address.';
comment on column publication.space_links.made_at is 'When the address was made.';
comment on column publication.space_links.made_by is 'Who made it.';
grant select, insert, update, delete on publication.space_links to filo_application;
alter table publication.space_links enable row level security;
alter table publication.space_links force row level security;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
begin
	execute 'create policy working on publication.space_links using (' || tenant || ' and (' || role || ' = ''coordinator'' or (' || role
		|| ' = ''facilitator'' and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[]))))';
	execute 'create policy square on publication.space_links for select using (' || tenant || ' and ' || role || ' = ''square'')';
end $$;

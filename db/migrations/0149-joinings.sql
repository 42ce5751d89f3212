-- Who means to come to a date, with an account or without: an intention, gone the day after.
alter table initiatives.sessions add column joined_count integer not null default 0 check (joined_count between 0 and 20000);
alter table initiatives.sessions add column waiting_count integer not null default 0 check (waiting_count between 0 and 20000);
comment on column initiatives.sessions.joined_count is 'How many mean to come, children counted. Never above the places, however many join at once.';
comment on column initiatives.sessions.waiting_count is 'How many wait for a place.';

create table initiatives.joinings (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	session_id uuid not null,
	given_name text not null check (length(given_name) between 1 and 60),
	reach_id uuid,
	account_id uuid,
	person_id uuid,
	children smallint not null default 0 check (children between 0 and 6),
	child_names text check (length(child_names) <= 120),
	state text not null check (state in ('joins', 'waits')),
	joined_at timestamptz not null,
	moved_up_at timestamptz,
	recorded_by uuid,
	request_hash bytea,
	primary key (territory_id, id),
	unique (territory_id, session_id, account_id),
	foreign key (territory_id, session_id) references initiatives.sessions (territory_id, id),
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (num_nonnulls(reach_id, account_id) = 1),
	check (child_names is null or children > 0)
);
create index on initiatives.joinings (territory_id, session_id, joined_at, id);
create index on initiatives.joinings (territory_id, reach_id) where reach_id is not null;
create index on initiatives.joinings (territory_id, person_id) where person_id is not null;
create index on initiatives.joinings (territory_id, account_id) where account_id is not null;
comment on table initiatives.joinings is '@tenant Who means to come to a date. When they came it is a presence; whoever did not come leaves no mark: what is left the day after is deleted.';
comment on column initiatives.joinings.territory_id is 'The tenant.';
comment on column initiatives.joinings.id is 'UUIDv7; the address at which whoever joined finds it again.';
comment on column initiatives.joinings.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.joinings.session_id is 'The date.';
comment on column initiatives.joinings.given_name is 'How they want to be called: the organiser reads this, and how many come.';
comment on column initiatives.joinings.reach_id is 'How to reach them, where they have no account.';
comment on column initiatives.joinings.account_id is 'The account, where they have one.';
comment on column initiatives.joinings.person_id is 'The person behind the account, where known: for the presence.';
comment on column initiatives.joinings.children is 'How many children come with them.';
comment on column initiatives.joinings.child_names is 'First names of the children, where the parent said they may be written.';
comment on column initiatives.joinings.state is 'They have a place, or wait for one.';
comment on column initiatives.joinings.joined_at is 'When they joined: in this order places become free.';
comment on column initiatives.joinings.moved_up_at is 'When somebody who waited got a place, until they were told.';
comment on column initiatives.joinings.recorded_by is 'Who entered it for them; empty where they did it themselves.';
comment on column initiatives.joinings.request_hash is 'By which the same request is known again.';
grant select, insert, update, delete on initiatives.joinings to filo_application;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	alter table initiatives.joinings enable row level security;
	alter table initiatives.joinings force row level security;
	execute 'create policy working on initiatives.joinings using (' || working || ')';
	execute 'create policy square on initiatives.joinings using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy own on initiatives.joinings for select using (' || tenant || ' and ' || role
		|| ' in (''resident'', ''citizen'') and account_id = nullif(current_setting(''filo.actor'', true), '''')::uuid)';
	execute 'create policy same_sees on initiatives.joinings for select using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy same_rewrites on initiatives.joinings for update using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy forgetting on initiatives.joinings using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	execute 'create policy rights_sees on initiatives.joinings for select using (' || tenant || ' and ' || role || ' = ''rights'')';
	execute 'create policy square_sees on initiatives.sessions for select using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy square_counts on initiatives.sessions for update using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy square_sees on initiatives.initiatives for select using (' || tenant || ' and ' || role || ' = ''square'')';
end $$;

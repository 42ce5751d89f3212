-- Somebody trusted enters an ask, an offer or a joining for a person: recorded as such, and gone unless they say yes.
alter table access.assignments add column speaks_for boolean not null default false;
alter table access.assignments add constraint assignments_speaks check (not speaks_for or role = 'citizen');
comment on column access.assignments.speaks_for is 'Whether the coordinator trusts this citizen to enter asks, offers and joinings for others.';

create table community.behalf (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kind text not null check (kind in ('ask', 'offer', 'joining')),
	record_id uuid not null,
	given_name text not null check (length(given_name) between 1 and 60),
	label text not null check (length(label) between 1 and 200),
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	starts_at timestamptz,
	said_by_words text not null check (said_by_words in ('person', 'enterer')),
	through text not null check (through in ('own', 'enterer', 'desk')),
	reach_id uuid,
	entered_by uuid not null,
	entered_at timestamptz not null,
	expires_on date not null,
	confirmed_at timestamptz,
	confirmed_how text check (confirmed_how in ('meeting', 'paper', 'code')),
	confirmed_by uuid,
	sheet_sealed bytea,
	sheet_type text check (sheet_type in ('image/jpeg', 'application/pdf')),
	ended_on date,
	ended_how text check (ended_how in ('expired', 'taken_back')),
	primary key (territory_id, id),
	unique (territory_id, kind, record_id),
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	check ((confirmed_at is null) = (confirmed_how is null)),
	check ((ended_on is null) = (ended_how is null)),
	check ((ended_on is null) = (reach_id is not null)),
	check ((sheet_sealed is null) = (sheet_type is null)),
	check ((kind = 'joining') = (starts_at is not null))
);
create index on community.behalf (territory_id, neighbourhood_id, entered_at);
create index on community.behalf (territory_id, entered_by, entered_at);
create index on community.behalf (territory_id, reach_id) where reach_id is not null;
create index on community.behalf (territory_id, expires_on) where confirmed_at is null and ended_on is null;
create index on community.behalf (territory_id, ended_on) where ended_on is not null;
comment on table community.behalf is '@tenant An ask, an offer or a joining that somebody trusted entered for a person. The person says yes within thirty days, or it is taken back.';
comment on column community.behalf.territory_id is 'The tenant.';
comment on column community.behalf.id is 'UUIDv7; also that of what was entered.';
comment on column community.behalf.neighbourhood_id is 'The neighbourhood.';
comment on column community.behalf.kind is 'An ask, an offer, or a joining; nothing else is entered for others.';
comment on column community.behalf.record_id is 'The post or the joining.';
comment on column community.behalf.given_name is 'How the person wants to be called.';
comment on column community.behalf.label is 'What was entered, in one line: whoever entered it sees this and no more.';
comment on column community.behalf.language is 'The language the person reads.';
comment on column community.behalf.starts_at is 'When the date is that is joined.';
comment on column community.behalf.said_by_words is 'Whose words they are: the person''s, or of whoever enters them.';
comment on column community.behalf.through is 'How the person is reached: by their own contact, through whoever enters it, or through the desk.';
comment on column community.behalf.reach_id is 'The contact, in community.reaches: it goes with it; empty once this is over.';
comment on column community.behalf.entered_by is 'The account that entered it.';
comment on column community.behalf.entered_at is 'When.';
comment on column community.behalf.expires_on is 'Last day on which it stands without the person''s yes.';
comment on column community.behalf.confirmed_at is 'When the person said yes to it.';
comment on column community.behalf.confirmed_how is 'At a meeting or the desk, on the signed slip, or by the code of a letter.';
comment on column community.behalf.confirmed_by is 'Who of the staff was told; empty where it was by code.';
comment on column community.behalf.sheet_sealed is 'Photo of the signed slip, sealed with the territory''s key.';
comment on column community.behalf.sheet_type is 'What kind of file it is.';
comment on column community.behalf.ended_on is 'The day it was taken back; thirty days later this row is deleted.';
comment on column community.behalf.ended_how is 'Nobody said yes in time, or somebody took it back.';
grant select, insert, update, delete on community.behalf to filo_application;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	alter table community.behalf enable row level security;
	alter table community.behalf force row level security;
	execute 'create policy working on community.behalf using (' || working || ')';
	execute 'create policy square on community.behalf using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy own on community.behalf for select using (' || tenant || ' and ' || role
		|| ' = ''citizen'' and entered_by = nullif(current_setting(''filo.actor'', true), '''')::uuid)';
end $$;

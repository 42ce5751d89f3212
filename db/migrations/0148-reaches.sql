-- Whoever takes part without an account leaves one name and one contact; a code or the desk confirms it.
create table community.reaches (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	given_name text not null check (length(given_name) between 1 and 60),
	contact_kind text not null check (contact_kind in ('phone', 'email')),
	contact_sealed bytea not null,
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	code_hash bytea,
	code_tries smallint not null default 0 check (code_tries between 0 and 5),
	codes_sent smallint not null default 0 check (codes_sent between 0 and 5),
	code_until timestamptz,
	left_at timestamptz not null,
	confirmed_at timestamptz,
	confirmed_how text check (confirmed_how in ('code', 'desk')),
	confirmed_by uuid,
	expires_on date not null,
	kept_until date not null,
	primary key (territory_id, id),
	check ((confirmed_at is null) = (confirmed_how is null)),
	check (confirmed_by is null or confirmed_how = 'desk')
);
create index on community.reaches (territory_id, neighbourhood_id, left_at) where confirmed_at is null;
create index on community.reaches (territory_id, (case when confirmed_at is null then expires_on else kept_until end));
comment on table community.reaches is '@tenant One name and one contact, left by somebody who takes part without an account. Never confirmed, or no longer needed, it is deleted.';
comment on column community.reaches.territory_id is 'The tenant.';
comment on column community.reaches.id is 'UUIDv7.';
comment on column community.reaches.neighbourhood_id is 'The neighbourhood.';
comment on column community.reaches.given_name is 'How they want to be called.';
comment on column community.reaches.contact_kind is 'A telephone number or an e-mail address.';
comment on column community.reaches.contact_sealed is 'The contact, sealed with the territory''s key.';
comment on column community.reaches.language is 'The language they read.';
comment on column community.reaches.code_hash is 'Keyed hash (HMAC-SHA-256) of the code sent by letter; empty once it was typed.';
comment on column community.reaches.code_tries is 'How often a code was typed for it; after the fifth it is worth nothing.';
comment on column community.reaches.codes_sent is 'How many codes were sent; no more than five are.';
comment on column community.reaches.code_until is 'After this instant the code is worth nothing.';
comment on column community.reaches.left_at is 'When it was left.';
comment on column community.reaches.confirmed_at is 'When it turned out that whoever it belongs to left it.';
comment on column community.reaches.confirmed_how is 'By the code, or at the desk.';
comment on column community.reaches.confirmed_by is 'Who confirmed it at the desk.';
comment on column community.reaches.expires_on is 'Last day on which it is kept without being confirmed.';
comment on column community.reaches.kept_until is 'Last day on which it is kept when confirmed: as long as what hangs on it lasts.';
grant select, insert, update, delete on community.reaches to filo_application;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	alter table community.reaches enable row level security;
	alter table community.reaches force row level security;
	execute 'create policy working on community.reaches using (' || working || ')';
	execute 'create policy square on community.reaches using (' || tenant || ' and ' || role || ' = ''square'')';
end $$;

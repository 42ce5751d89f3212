-- Partners write to the desk through a link of their own and read nothing. Whoever resolves the link is the letterbox.
create table listening.partners (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	label text not null check (length(label) between 1 and 120),
	organisation_id uuid,
	recorded_by uuid not null,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, organisation_id) references community.parties (territory_id, id)
);
create index on listening.partners (territory_id, neighbourhood_id, label, id);
create index on listening.partners (territory_id, organisation_id);
comment on table listening.partners is '@tenant An organisation or a porter''s lodge that may write to the desk without an account.';
comment on column listening.partners.territory_id is 'The tenant.';
comment on column listening.partners.id is 'UUID made here, never by a client: it stands for the partner as an actor.';
comment on column listening.partners.neighbourhood_id is 'The neighbourhood.';
comment on column listening.partners.label is 'The organisation or the role, as notes name it; not a person''s name.';
comment on column listening.partners.organisation_id is 'The organisation, where it is recorded here.';
comment on column listening.partners.recorded_by is 'Who gave it a link first.';
comment on column listening.partners.recorded_at is 'When.';

create table listening.partner_links (
	token_hash bytea primary key,
	id uuid not null,
	territory_id uuid not null,
	neighbourhood_id uuid not null,
	partner_id uuid not null,
	made_by uuid not null,
	made_at timestamptz not null default now(),
	revoked_at timestamptz
);
create index on listening.partner_links (territory_id, partner_id, made_at);
create unique index on listening.partner_links (territory_id, id);
comment on table listening.partner_links is '@control A link through which a partner writes. A renewed one has a row of its own.';
comment on column listening.partner_links.token_hash is 'SHA-256 of the token in the link.';
comment on column listening.partner_links.id is 'UUIDv7, made by the client, so that a link asked for twice is made once.';
comment on column listening.partner_links.territory_id is 'The territory it writes to.';
comment on column listening.partner_links.neighbourhood_id is 'The neighbourhood it writes to.';
comment on column listening.partner_links.partner_id is 'The partner.';
comment on column listening.partner_links.made_by is 'Who made it.';
comment on column listening.partner_links.made_at is 'When.';
comment on column listening.partner_links.revoked_at is 'Since when it is worth nothing; empty while it works.';

create table listening.partner_arrivals (
	territory_id uuid not null,
	note_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	partner_id uuid not null,
	arrived_at timestamptz not null,
	request_hash bytea not null,
	primary key (territory_id, note_id),
	foreign key (territory_id, partner_id) references listening.partners (territory_id, id),
	foreign key (territory_id, note_id) references listening.notes (territory_id, id)
);
create index on listening.partner_arrivals (territory_id, partner_id, arrived_at desc, note_id desc);
comment on table listening.partner_arrivals is '@tenant That a partner''s note arrived, and when: all a partner may read back.';
comment on column listening.partner_arrivals.territory_id is 'The tenant.';
comment on column listening.partner_arrivals.note_id is 'The note; the receipt''s code is made of it.';
comment on column listening.partner_arrivals.neighbourhood_id is 'The neighbourhood.';
comment on column listening.partner_arrivals.partner_id is 'The partner.';
comment on column listening.partner_arrivals.arrived_at is 'When it arrived.';
comment on column listening.partner_arrivals.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table listening.partner_tries (
	key text primary key check (length(key) <= 80),
	since timestamptz not null,
	n integer not null
);
comment on table listening.partner_tries is '@control How often something was sent lately, by link and by bucket of addresses. A new hour takes the row of the old one.';
comment on column listening.partner_tries.key is 'The link''s id, or one of 65,536 buckets of sealed addresses: no address can be read from it.';
comment on column listening.partner_tries.since is 'When its hour began.';
comment on column listening.partner_tries.n is 'How often since.';

-- A note comes from somebody who works here, or from a partner.
alter table listening.notes add column partner_id uuid;
alter table listening.notes alter column recorded_by drop not null;
alter table listening.notes add check ((recorded_by is null) = (partner_id is not null));
alter table listening.notes add foreign key (territory_id, partner_id) references listening.partners (territory_id, id);
comment on column listening.notes.partner_id is 'The partner that entered it through its link; empty where somebody of the staff did.';
comment on column listening.notes.recorded_by is 'Who of the staff entered it; empty for a partner''s.';
create index on listening.notes (territory_id, partner_id) where partner_id is not null;
comment on column access.audit.actor_id is 'The account, or the partner, that made it; empty for background work and for nobody signed in.';

grant select, insert, update on listening.partners, listening.partner_links, listening.partner_tries to filo_application;
grant select, insert on listening.partner_arrivals to filo_application;

do $$
declare
	name text;
	working constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['partners', 'partner_links', 'partner_arrivals', 'partner_tries'] loop
		execute format('alter table listening.%I enable row level security', name);
		execute format('alter table listening.%I force row level security', name);
	end loop;
	foreach name in array array['partners', 'partner_links'] loop
		execute format('create policy working on listening.%I using (%s)', name, working);
	end loop;
	execute format('create policy working_reads on listening.partner_arrivals for select using (%s)', working);
end $$;

-- The letterbox finds a link and its partner, counts, and knows that something arrived. It sees no note.
create policy letterbox on listening.partner_links for select using (
	nullif(current_setting('filo.role', true), '') = 'letterbox');
create policy letterbox on listening.partners for select using (
	nullif(current_setting('filo.role', true), '') = 'letterbox');
create policy letterbox on listening.partner_tries using (
	nullif(current_setting('filo.role', true), '') = 'letterbox');
create policy letterbox on listening.partner_arrivals for select using (
	nullif(current_setting('filo.role', true), '') = 'letterbox'
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid);
create policy letterbox on community.parties for select using (
	nullif(current_setting('filo.role', true), '') = 'letterbox'
	and kind = 'place' and left_on is null
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]));

-- A partner adds a note of its own neighbourhood, about nobody, and that it arrived. It reads nothing.
create policy partner_adds on listening.notes for insert with check (
	nullif(current_setting('filo.role', true), '') = 'partner'
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[])
	and partner_id = nullif(current_setting('filo.actor', true), '')::uuid
	and kind = 'reported' and not urgent and not during_visit and about_id is null and need_id is null and taken_by is null and set_aside_on is null);
create policy partner_adds on listening.partner_arrivals for insert with check (
	nullif(current_setting('filo.role', true), '') = 'partner'
	and territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[])
	and partner_id = nullif(current_setting('filo.actor', true), '')::uuid);

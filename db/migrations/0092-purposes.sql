-- Why the body may process what it does: a legal ground for each purpose, set by the body; and the sheets people signed.
create table programme.purposes (
	id uuid primary key,
	purpose text not null check (purpose in ('community', 'contacts', 'listening', 'acts', 'sessions', 'invitations', 'circle', 'network', 'age_band', 'stories', 'surveys', 'referral_agreed', 'referral_duty', 'mediation', 'accounts')),
	ground text not null check (ground in ('public_task', 'legal_obligation', 'vital_interest', 'consent', 'contract', 'legitimate_interest')),
	norm text not null check (length(norm) between 1 and 300),
	since date not null,
	set_by uuid,
	set_at timestamptz not null default now()
);
create index on programme.purposes (purpose, since desc, id desc);
comment on table programme.purposes is '@shared The legal ground of each purpose of processing, as the body of this installation set it; the latest counts, and those before stay.';
comment on column programme.purposes.id is 'UUIDv7.';
comment on column programme.purposes.purpose is 'What is done with data of people, by its kind.';
comment on column programme.purposes.ground is 'Public task (GDPR, art. 6(1)(e)), legal obligation (c), vital interest (d), consent (a), contract (b) or legitimate interest (f).';
comment on column programme.purposes.norm is 'The norm it rests on, in words.';
comment on column programme.purposes.since is 'Since when it holds.';
comment on column programme.purposes.set_by is 'The account that set it.';
comment on column programme.purposes.set_at is 'When.';

grant select, insert on programme.purposes to filo_application;
alter table programme.purposes enable row level security;
alter table programme.purposes force row level security;
-- Everybody may know on which ground their data are processed.
create policy everybody_reads on programme.purposes for select using (true);
create policy administrator_sets on programme.purposes for insert with check (nullif(current_setting('filo.role', true), '') = 'administrator');

create table community.agreement_sheets (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	agreement_id uuid not null,
	person_id uuid not null,
	type text not null check (type in ('image/jpeg', 'application/pdf')),
	sealed bytea not null check (octet_length(sealed) <= 10 * 1024 * 1024 + 64),
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	primary key (territory_id, id),
	foreign key (territory_id, agreement_id) references community.agreements (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on community.agreement_sheets (territory_id, agreement_id);
create index on community.agreement_sheets (territory_id, person_id);
comment on table community.agreement_sheets is '@tenant The sheet of paper on which somebody answered: a photo or a PDF, sealed with their own key.';
comment on column community.agreement_sheets.territory_id is 'The tenant.';
comment on column community.agreement_sheets.id is 'UUIDv7 of the request that brought it.';
comment on column community.agreement_sheets.neighbourhood_id is 'The neighbourhood of the person.';
comment on column community.agreement_sheets.agreement_id is 'The entry of the ledger it belongs to.';
comment on column community.agreement_sheets.person_id is 'Who signed, copied from there.';
comment on column community.agreement_sheets.type is 'A photo, drawn anew without what stood beside the picture, or a PDF.';
comment on column community.agreement_sheets.sealed is 'The file, AES-256-GCM with the person''s key, bound to this row.';
comment on column community.agreement_sheets.recorded_by is 'The account that handed it in.';
comment on column community.agreement_sheets.recorded_at is 'When.';

grant select, insert, update, delete on community.agreement_sheets to filo_application;

do $$
declare
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.person'', true), '''')::uuid';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	execute 'alter table community.agreement_sheets enable row level security';
	execute 'alter table community.agreement_sheets force row level security';
	execute 'create policy working on community.agreement_sheets for select using (' || working || ')';
	execute 'create policy working_adds on community.agreement_sheets for insert with check (' || working || ')';
	execute 'create policy own on community.agreement_sheets for select using (' || tenant || ' and person_id = ' || me || ' and ' || role || ' in (''resident'', ''citizen''))';
	execute 'create policy same_sees on community.agreement_sheets for select using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy same_rewrites on community.agreement_sheets for update using (' || tenant || ' and ' || role || ' = ''same'')';
	execute 'create policy forgetting_sees on community.agreement_sheets for select using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	execute 'create policy forgetting_deletes on community.agreement_sheets for delete using (' || tenant || ' and ' || role || ' = ''forgetting'')';
	-- What was agreed until a day ends on it, and so does what rests on it.
	execute 'create policy forgetting_ends on community.agreements for update using (' || tenant || ' and ' || role || ' = ''forgetting'')';
end $$;

-- Erasing a person: who asked, when it was done, whose keys are still to be destroyed, and what others wrote about them
-- that somebody has to read again. No name and no word of theirs stands here.
create table community.erasures (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	person_id uuid not null,
	asked_how text check (asked_how in ('in_person', 'on_paper', 'by_phone', 'online')),
	asked_by uuid,
	asked_at timestamptz not null default now(),
	erased_at timestamptz,
	erased_by uuid,
	destroys uuid[] not null default '{}',
	accounts uuid[] not null default '{}',
	keys_until date,
	keys_destroyed_at timestamptz check (keys_destroyed_at is null or erased_at is not null),
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id)
);
create index on community.erasures (territory_id, person_id);
create index on community.erasures (territory_id, neighbourhood_id, asked_at);
create index on community.erasures (territory_id, erased_at) where keys_destroyed_at is null;
comment on table community.erasures is '@tenant That a person asked to be erased, and what became of it. It holds no name and no word of theirs.';
comment on column community.erasures.territory_id is 'The tenant.';
comment on column community.erasures.id is 'UUIDv7.';
comment on column community.erasures.neighbourhood_id is 'The neighbourhood.';
comment on column community.erasures.person_id is 'Whose row it was: once erased, a node without a name.';
comment on column community.erasures.asked_how is 'In person, on paper, by phone or online; empty where a restore did it again.';
comment on column community.erasures.asked_by is 'The account that wrote the request down; the own one of the person is emptied with them.';
comment on column community.erasures.asked_at is 'When it was asked.';
comment on column community.erasures.erased_at is 'When it was done; empty while it waits.';
comment on column community.erasures.erased_by is 'Who did it.';
comment on column community.erasures.destroys is 'Rows whose keys are destroyed with it: of the person, and of whoever stood behind the same page.';
comment on column community.erasures.accounts is 'Accounts that were closed with it, whose keys are destroyed too.';
comment on column community.erasures.keys_until is 'The day until which the law keeps something sealed with the key; empty: destroyed at once.';
comment on column community.erasures.keys_destroyed_at is 'When the keys were destroyed, on the disk.';

create table community.erasure_texts (
	territory_id uuid not null,
	id uuid not null,
	erasure_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	noun text not null check (noun ~ '^[a-z_]+\.[a-z_]+$'),
	field text not null check (field ~ '^[a-z_]+$'),
	row_id uuid not null,
	mended_at timestamptz,
	mended_by uuid,
	primary key (territory_id, id),
	foreign key (territory_id, erasure_id) references community.erasures (territory_id, id)
);
create index on community.erasure_texts (territory_id, erasure_id);
create index on community.erasure_texts (territory_id, neighbourhood_id) where mended_at is null;
comment on table community.erasure_texts is '@tenant Texts of others in which somebody erased may be named: to be read again by a person. Where they are, not what they say.';
comment on column community.erasure_texts.territory_id is 'The tenant.';
comment on column community.erasure_texts.id is 'UUIDv7.';
comment on column community.erasure_texts.erasure_id is 'The erasure.';
comment on column community.erasure_texts.neighbourhood_id is 'The neighbourhood.';
comment on column community.erasure_texts.noun is 'The table.';
comment on column community.erasure_texts.field is 'The column.';
comment on column community.erasure_texts.row_id is 'The row.';
comment on column community.erasure_texts.mended_at is 'When somebody read it again and left it as it should be; empty while it waits.';
comment on column community.erasure_texts.mended_by is 'Who.';

grant select, insert, update, delete on community.erasures to filo_application;
grant select, insert, update on community.erasure_texts to filo_application;

-- A letter to somebody who signs in is sealed with their key, and goes with them.
alter table access.mails add column account_id uuid references access.accounts (id);
create index on access.mails (account_id) where account_id is not null;
comment on column access.mails.account_id is 'The account it is written to, whose key seals it; empty for a letter to nobody here.';

-- Erasure and proof together: an entry that names the account of somebody erased loses what names it, its link loses the
-- salt, and an entry of its own says so. A salt that is missing otherwise is found.
alter table access.audit_links alter column salt drop not null;
comment on column access.audit_links.salt is '32 random bytes: without them nobody can try out what an entry said. Empty where the entry was emptied by an erasure.';
create index on access.audit (actor_id) where actor_id is not null;
create index on access.audit (verb) where verb = 'emptyEntries';
grant update (actor_id, record_id) on access.audit to filo_application;
grant update (salt) on access.audit_links to filo_application;

-- Words of a story that nobody may tell any more, and of a remark that names somebody.
grant update (title, text, request_hash) on evaluation.stories to filo_application;
grant update (text) on evaluation.remarks to filo_application;
grant delete on access.addresses, access.passkeys, access.sessions, access.links, access.mails to filo_application;

do $$
declare
	name text;
	erasing constant text := 'nullif(current_setting(''filo.role'', true), '''') = ''erasing''';
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	working constant text := tenant || ' and (
		nullif(current_setting(''filo.role'', true), '''') = ''coordinator''
		or (nullif(current_setting(''filo.role'', true), '''') = ''facilitator''
			and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	own constant text := tenant || ' and person_id = nullif(current_setting(''filo.person'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') in (''resident'', ''citizen'')';
	same constant text := tenant || ' and nullif(current_setting(''filo.role'', true), '''') = ''same''';
begin
	foreach name in array array['community.erasures', 'community.erasure_texts'] loop
		execute format('alter table %s enable row level security', name);
		execute format('alter table %s force row level security', name);
		execute format('create policy working on %s using (%s)', name, working);
	end loop;
	execute 'create policy own on community.erasures for select using (' || own || ')';
	execute 'create policy own_asks on community.erasures for insert with check (' || own || ' and erased_at is null)';
	execute 'create policy own_takes_back on community.erasures for delete using (' || own || ' and erased_at is null)';
	execute 'create policy same_sees on community.erasures for select using (' || same || ')';
	execute 'create policy same_rewrites on community.erasures for update using (' || same || ')';
	-- Done stays done: a request is taken back only while it waits.
	execute 'create policy only_waiting_goes on community.erasures as restrictive for delete using (erased_at is null)';

	-- The system actor that erases reaches every row of the territory it is lent in. What it may change there is what
	-- the application may at all.
	for name in select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and obj_description(c.oid, 'pg_class') like '@tenant%'
			and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'territory_id' and not a.attisdropped)
			and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'erasing')
	loop
		execute format('create policy erasing on %s using (%s and %s)', name, tenant, erasing);
	end loop;
	execute 'create policy only_erasing_changes on evaluation.remarks as restrictive for update using (' || erasing || ')';
	execute 'create policy erasing on access.accounts using (' || erasing || '
		and person_territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid)
		with check (' || erasing || ')';
	-- What hangs on an account goes with it; nobody else deletes any of it.
	foreach name in array array['access.addresses', 'access.passkeys', 'access.sessions', 'access.links', 'access.mails'] loop
		execute format('create policy erasing on %s using (%s)', name, erasing);
		execute format('create policy only_erasing_deletes on %s as restrictive for delete using (%s)', name, erasing);
	end loop;
	execute 'create policy erasing on access.challenges using (' || erasing || ')';
	execute 'create policy erasing on access.undoables using (' || erasing || ')';
	execute 'create policy erasing on access.assignments using (' || erasing || ')';
	execute 'create policy erasing_sees on access.audit for select using (' || erasing || ')';
	execute 'create policy erasing_empties on access.audit for update using (' || erasing || ') with check (' || erasing || ')';
	execute 'create policy erasing_sees on access.audit_links for select using (' || erasing || ')';
	execute 'create policy erasing_empties on access.audit_links for update using (' || erasing || ') with check (salt is null and ' || erasing || ')';
end $$;

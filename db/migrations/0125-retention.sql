-- How long each kind of record is kept: set by the body, carried out by night, and shown before.
create table programme.retention (
	territory_id uuid not null references programme.territories (id),
	kind text not null check (kind ~ '^[a-z_]{2,40}$'),
	days integer not null check (days between 30 and 36500),
	ground text not null check (length(ground) between 3 and 300),
	set_on date not null,
	set_by uuid,
	primary key (territory_id, kind)
);
comment on table programme.retention is '@tenant How long the body keeps a kind of record, and on which ground; a kind without a row is kept for the term that ships.';
comment on column programme.retention.territory_id is 'The tenant.';
comment on column programme.retention.kind is 'The kind of record.';
comment on column programme.retention.days is 'Days after its end.';
comment on column programme.retention.ground is 'Why so long: the norm or the decision, in words.';
comment on column programme.retention.set_on is 'The day it was set.';
comment on column programme.retention.set_by is 'Who set it.';

create table programme.retention_shown (
	territory_id uuid not null references programme.territories (id),
	kind text not null check (kind ~ '^[a-z_]{2,40}$'),
	record_id uuid not null,
	shown_on date not null,
	goes_on date not null check (goes_on > shown_on),
	primary key (territory_id, kind, record_id)
);
create index on programme.retention_shown (territory_id, goes_on);
comment on table programme.retention_shown is '@tenant What will be let go because its time is over, shown for days before. Nothing else is let go.';
comment on column programme.retention_shown.territory_id is 'The tenant.';
comment on column programme.retention_shown.kind is 'The kind of record.';
comment on column programme.retention_shown.record_id is 'The record; without a foreign key, because it stands on any floor.';
comment on column programme.retention_shown.shown_on is 'Since when it is shown.';
comment on column programme.retention_shown.goes_on is 'The first night on which it goes.';

create table programme.retention_done (
	territory_id uuid not null references programme.territories (id),
	kind text not null check (kind ~ '^[a-z_]{2,40}$'),
	done_on date not null,
	n integer not null check (n > 0),
	primary key (territory_id, kind, done_on)
);
comment on table programme.retention_done is '@tenant How many records of a kind were let go on a day.';
comment on column programme.retention_done.territory_id is 'The tenant.';
comment on column programme.retention_done.kind is 'The kind of record.';
comment on column programme.retention_done.done_on is 'The day.';
comment on column programme.retention_done.n is 'How many.';

grant select, insert, update on programme.retention, programme.retention_done to filo_application;
grant select, insert, update, delete on programme.retention_shown to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	sets constant text := '((' || tenant || ' and ' || role || ' = ''coordinator'') or ' || role || ' = ''administrator'')';
	cleans constant text := tenant || ' and ' || role || ' = ''retention''';
begin
	foreach name in array array['retention', 'retention_shown', 'retention_done'] loop
		execute format('alter table programme.%I enable row level security', name);
		execute format('alter table programme.%I force row level security', name);
		execute format('create policy seen on programme.%I for select using (%s)', name, sets);
		execute format('create policy cleans on programme.%I using (%s)', name, cleans);
	end loop;
	execute 'create policy set_for on programme.retention for insert with check (' || sets || ')';
	execute 'create policy set_again on programme.retention for update using (' || sets || ')';
	-- What is emptied, and what is read to know that its time is over.
	foreach name in array array[
		'listening.notes', 'listening.answers', 'listening.follow_ups', 'listening.resources', 'listening.partner_arrivals',
		'listening.needs', 'listening.steps', 'listening.promises', 'community.agreements', 'rights.copies'
	] loop
		execute format('create policy retention_sees on %s for select using (%s)', name, cleans);
		execute format('create policy retention_empties on %s for update using (%s)', name, cleans);
	end loop;
	foreach name in array array['community.parties', 'network.circles', 'network.circle_entries', 'referrals.referrals'] loop
		execute format('create policy retention_sees on %s for select using (%s)', name, cleans);
	end loop;
	foreach name in array array['listening.follow_up_steps', 'listening.promise_steps'] loop
		execute format('create policy retention_sees on %s for select using (%s)', name, cleans);
		execute format('create policy retention_empties on %s for update using (%s)', name, cleans);
	end loop;
	foreach name in array array['network.circles', 'network.circle_entries', 'community.agreement_sheets',
		'referrals.fields', 'referrals.words', 'referrals.calls', 'referrals.companions'] loop
		if name not in ('network.circles', 'network.circle_entries') then
			execute format('create policy retention_sees on %s for select using (%s)', name, cleans);
		end if;
		execute format('create policy retention_deletes on %s for delete using (%s)', name, cleans);
	end loop;
	execute 'create policy retention_counts on listening.counts for insert with check (' || cleans || ')';
end $$;

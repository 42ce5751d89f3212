-- What waits too long at a desk is reminded of: once a day each, by a letter that says that something waits and nothing else.
create table referrals.reminders (
	territory_id uuid not null references programme.territories (id),
	recipient_id uuid not null,
	last_on date not null,
	primary key (territory_id, recipient_id)
);
comment on table referrals.reminders is '@tenant When somebody, or the address of a desk, was last reminded. Not of what.';
comment on column referrals.reminders.territory_id is 'The tenant.';
comment on column referrals.reminders.recipient_id is 'An account, or a desk that works by link.';
comment on column referrals.reminders.last_on is 'The day of the last letter: there is one a day at most.';

alter table referrals.reminders enable row level security;
alter table referrals.reminders force row level security;
grant select, insert, update on referrals.reminders to filo_application;

do $$
declare
	reminds constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid
		and nullif(current_setting(''filo.role'', true), '''') = ''reminder''';
begin
	execute 'create policy reminder_notes on referrals.reminders using (' || reminds || ')';
	execute 'create policy reminder_reads on referrals.desks for select using (' || reminds || ')';
	-- Who hands over, where it lies and since when; what it says lies in other tables, sealed, and is not the reminder's.
	execute 'create policy reminder_sees on referrals.referrals for select using (' || reminds || ')';
end $$;
create index on referrals.referrals (territory_id, sent_at) where state in ('sent', 'received', 'accepted', 'in_progress');

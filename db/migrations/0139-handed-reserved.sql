-- What is reserved passes too when somebody leaves: which record, and never what it says.
alter table access.handed_over drop constraint handed_over_kind_check;
alter table access.handed_over add constraint handed_over_kind_check
	check (kind in ('follow-up', 'promise', 'meeting', 'initiative', 'note', 'referral', 'mediation'));
comment on column access.handed_over.kind is 'A follow-up, a promise, a network meeting to come, an initiative, an urgent note, a referral, a mediation.';

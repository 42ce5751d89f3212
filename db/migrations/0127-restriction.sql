-- Restriction (article 18 GDPR): what is here of somebody is kept, and neither added to nor used.
alter table community.persons add column restricted_since date;
alter table community.persons add column restricted_by text check (restricted_by in ('person', 'for_them', 'body'));
alter table community.persons add constraint persons_restricted_check check ((restricted_since is null) = (restricted_by is null));
comment on column community.persons.restricted_since is 'Since when what is here of the person is only kept: nothing new is written about them, and nothing is used. Why is written nowhere.';
comment on column community.persons.restricted_by is 'Who asked for it: the person, somebody for them, or the body itself.';

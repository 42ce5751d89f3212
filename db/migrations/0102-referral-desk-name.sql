-- The person reads where it goes, and still does after the desk has changed its name or closed.
alter table referrals.referrals add column desk_name text check (length(desk_name) between 1 and 120);
alter table referrals.referrals add check ((desk_id is null) = (desk_name is null));
comment on column referrals.referrals.desk_name is 'What that desk was called when it was chosen: a service, not a person.';

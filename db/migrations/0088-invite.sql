-- Invitations from person to person: agreeing to be told through acquaintances, and to pass it on.
alter table community.agreements drop constraint agreements_purpose_check;
alter table community.agreements add constraint agreements_purpose_check
	check (purpose in ('nickname', 'name', 'contact', 'sessions', 'story', 'circle', 'invite'));
comment on column community.agreements.purpose is 'To being known by a nickname, by name, to a contact being kept, to being written down at sessions, to standing in a story, to their circle being kept and read here, to being told of things through acquaintances and telling them.';

-- A desk without accounts works on one referral through a link that expires, and a code that is said on the phone.
create table referrals.links (
	token_hash bytea primary key,
	id uuid not null,
	request_id uuid not null,
	territory_id uuid not null,
	neighbourhood_id uuid not null,
	referral_id uuid not null,
	round integer not null,
	desk_id uuid not null,
	code_hash bytea not null,
	tries integer not null default 0 check (tries between 0 and 5),
	session_hash bytea,
	session_until timestamptz,
	made_by uuid not null,
	made_at timestamptz not null,
	expires_at timestamptz not null,
	opened_at timestamptz,
	ended_at timestamptz,
	check ((session_hash is null) = (session_until is null)),
	check (expires_at > made_at)
);
create unique index on referrals.links (territory_id, id);
create unique index on referrals.links (territory_id, request_id);
create index on referrals.links (territory_id, referral_id, made_at);
create index on referrals.links (expires_at) where ended_at is null;
comment on table referrals.links is '@control A link by which a desk without accounts reads and answers one referral. A renewed one has a row of its own.';
comment on column referrals.links.token_hash is 'SHA-256 of the token in the link.';
comment on column referrals.links.id is 'UUID made here: it stands for the desk as an actor, and among the readers of the referral while the link works.';
comment on column referrals.links.request_id is 'UUIDv7, made by the client, so that a link asked for twice is made once.';
comment on column referrals.links.territory_id is 'The tenant of the referral.';
comment on column referrals.links.neighbourhood_id is 'The neighbourhood of the referral: whom to phone when the link does not open.';
comment on column referrals.links.referral_id is 'The one referral it opens.';
comment on column referrals.links.round is 'The handing over it was made for: opened again later, the referral needs a new one.';
comment on column referrals.links.desk_id is 'The desk it was made for.';
comment on column referrals.links.code_hash is 'Keyed hash (HMAC-SHA-256) of the code, bound to the link: with a copy of the table nobody can try them all.';
comment on column referrals.links.tries is 'Wrong codes in a row; at the fifth the link ends. It survives a restart.';
comment on column referrals.links.session_hash is 'SHA-256 of the token in the cookie of whoever gave the right code last.';
comment on column referrals.links.session_until is 'When that session ends by itself.';
comment on column referrals.links.made_by is 'Who made it.';
comment on column referrals.links.made_at is 'When.';
comment on column referrals.links.expires_at is 'After this instant it is worth nothing.';
comment on column referrals.links.opened_at is 'When the right code was given first.';
comment on column referrals.links.ended_at is 'Since when it is worth nothing: taken back, locked after wrong codes, or expired and taken out of the readers.';

alter table referrals.links enable row level security;
alter table referrals.links force row level security;
-- The hatch finds a link, counts wrong codes and opens a session. It sees no referral.
create policy hatch_finds on referrals.links for select using (nullif(current_setting('filo.role', true), '') = 'hatch');
create policy hatch_counts on referrals.links for update using (nullif(current_setting('filo.role', true), '') = 'hatch');
create policy hatch_names on referrals.desks for select using (nullif(current_setting('filo.role', true), '') = 'hatch');
-- The usher makes and ends them for whoever hands over, and names them on the referral.
create policy usher_opens on referrals.links using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'usher');
create policy usher_sees on referrals.desks for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'usher');
grant select, insert, update on referrals.links to filo_application;

-- What citizens, those who stand together in the neighbourhood and the public body promise each other: drafted with
-- every version kept, signed by each on the version that was fixed, lived, renewed, ended early or concluded.
create table pacts.pacts (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	idea_id uuid,
	state text not null check (state in ('draft', 'proposed', 'in_force', 'renewing', 'concluded', 'ended', 'dropped')),
	latest_no integer not null check (latest_no between 1 and 500),
	fixed_no integer check (fixed_no between 1 and latest_no),
	in_force_no integer check (in_force_no between 1 and latest_no),
	in_force_on date,
	concluded_on date,
	learnt text check (length(learnt) between 1 and 4000),
	ended_on date,
	ended_by uuid,
	ended_because text check (length(ended_because) between 1 and 2000),
	dropped_on date,
	dropped_because text check (length(dropped_because) between 1 and 2000),
	readers uuid[] not null default '{}' check (cardinality(readers) <= 20),
	moved_at timestamptz not null,
	recorded_by uuid,
	recorded_at timestamptz not null,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, idea_id) references pacts.ideas (territory_id, id) on delete set null (idea_id),
	-- Each state has its own fields, and no other.
	check ((state in ('proposed', 'renewing')) = (fixed_no is not null)),
	check ((state in ('in_force', 'renewing', 'concluded', 'ended')) = (in_force_no is not null)),
	check ((in_force_no is null) = (in_force_on is null)),
	check (num_nonnulls(concluded_on, learnt) = case when state = 'concluded' then 2 else 0 end),
	check (num_nonnulls(ended_on, ended_by, ended_because) = case when state = 'ended' then 3 else 0 end),
	check (num_nonnulls(dropped_on, dropped_because) = case when state = 'dropped' then 2 else 0 end),
	check (concluded_on >= in_force_on),
	check (ended_on >= in_force_on)
);
create index on pacts.pacts (territory_id, neighbourhood_id, moved_at desc, id desc);
create index on pacts.pacts (territory_id, neighbourhood_id, in_force_on desc, id desc) where in_force_no is not null;
create index on pacts.pacts using gin (readers);
create index on pacts.pacts (territory_id, idea_id) where idea_id is not null;
comment on table pacts.pacts is '@tenant A pact of collaboration. Anybody reads it once everybody has signed; before, who works there and its own parties.';
comment on column pacts.pacts.territory_id is 'The tenant.';
comment on column pacts.pacts.id is 'UUIDv7.';
comment on column pacts.pacts.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.pacts.idea_id is 'The idea it grew from, where there was one.';
comment on column pacts.pacts.state is 'Draft; proposed for signing; in force; in force while a renewal is signed; concluded; ended early; dropped before it was signed.';
comment on column pacts.pacts.latest_no is 'The number of its latest version.';
comment on column pacts.pacts.fixed_no is 'The version that is being signed.';
comment on column pacts.pacts.in_force_no is 'The version that everybody signed.';
comment on column pacts.pacts.in_force_on is 'The day on which everybody had signed for the first time.';
comment on column pacts.pacts.concluded_on is 'When it came to its end as promised.';
comment on column pacts.pacts.learnt is 'What was learnt from it; anybody reads it.';
comment on column pacts.pacts.ended_on is 'When one side ended it early.';
comment on column pacts.pacts.ended_by is 'Which of its parties did.';
comment on column pacts.pacts.ended_because is 'Why, for the parties and who works there.';
comment on column pacts.pacts.dropped_on is 'When it was given up, before everybody had signed.';
comment on column pacts.pacts.dropped_because is 'Why, for the parties and who works there.';
comment on column pacts.pacts.readers is 'The accounts of its parties: they read it and write it too.';
comment on column pacts.pacts.moved_at is 'When something last changed.';
comment on column pacts.pacts.recorded_by is 'Who began it.';
comment on column pacts.pacts.recorded_at is 'When.';
comment on column pacts.pacts.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table pacts.parties (
	territory_id uuid not null,
	id uuid not null,
	pact_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	place smallint not null check (place between 1 and 8),
	kind text not null check (kind in ('citizen', 'group', 'organisation', 'body')),
	called text not null check (length(called) <= 120),
	through text not null default '' check (length(through) <= 120),
	party_id uuid,
	account_id uuid,
	named boolean not null default false,
	published boolean not null default false,
	shown boolean generated always as (published and called <> '' and (named or kind in ('organisation', 'body'))) stored,
	erased_on date,
	readers uuid[] not null default '{}',
	recorded_by uuid,
	recorded_at timestamptz not null,
	primary key (territory_id, id),
	unique (territory_id, pact_id, place),
	foreign key (territory_id, pact_id) references pacts.pacts (territory_id, id),
	foreign key (territory_id, party_id) references community.parties (territory_id, id),
	check ((called = '') = (erased_on is not null)),
	check (kind <> 'group' or through <> '' or erased_on is not null),
	check (kind <> 'citizen' or through = '')
);
create index on pacts.parties (territory_id, party_id) where party_id is not null;
create index on pacts.parties (territory_id, account_id) where account_id is not null;
comment on table pacts.parties is '@tenant Who makes a pact: a citizen, an informal group through somebody it names, an organisation, the public body.';
comment on column pacts.parties.territory_id is 'The tenant.';
comment on column pacts.parties.id is 'UUIDv7.';
comment on column pacts.parties.pact_id is 'The pact.';
comment on column pacts.parties.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.parties.place is 'In which order they stand.';
comment on column pacts.parties.kind is 'A citizen, an informal group, an organisation, the public body.';
comment on column pacts.parties.called is 'How they are called on the pact; empty once they were erased.';
comment on column pacts.parties.through is 'The person who signs for a group or an organisation.';
comment on column pacts.parties.party_id is 'The person, group or organisation known here, where they are.';
comment on column pacts.parties.account_id is 'The account with which they read, write and sign; empty for whoever signs on paper.';
comment on column pacts.parties.named is 'Whether the person agreed that their name stands on the public page.';
comment on column pacts.parties.published is 'Whether they stand on a version that was in force.';
comment on column pacts.parties.shown is 'Whether anybody reads how they are called.';
comment on column pacts.parties.erased_on is 'When the person was erased: that somebody promised stays, who it was does not.';
comment on column pacts.parties.readers is 'As on the pact.';
comment on column pacts.parties.recorded_by is 'Who wrote them down.';
comment on column pacts.parties.recorded_at is 'When.';

create table pacts.versions (
	territory_id uuid not null,
	id uuid not null,
	pact_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	no integer not null check (no between 1 and 500),
	title text not null check (length(title) between 1 and 120),
	about text not null default '' check (length(about) <= 2000),
	place_words text not null default '' check (length(place_words) <= 200),
	until date,
	space text not null default '' check (length(space) <= 500),
	materials text not null default '' check (length(materials) <= 500),
	insurance text not null default '' check (length(insurance) <= 500),
	training text not null default '' check (length(training) <= 500),
	budget_cents integer not null default 0 check (budget_cents between 0 and 1000000),
	checking text not null default '' check (length(checking) <= 1000),
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	in_force_on date,
	readers uuid[] not null default '{}',
	written_by uuid,
	written_at timestamptz not null,
	request_hash bytea,
	primary key (territory_id, id),
	unique (territory_id, pact_id, no),
	foreign key (territory_id, pact_id) references pacts.pacts (territory_id, id)
);
comment on table pacts.versions is '@tenant What a pact says, once for every time somebody saved it: none is ever changed. Anybody reads one that was in force.';
comment on column pacts.versions.territory_id is 'The tenant.';
comment on column pacts.versions.id is 'UUIDv7.';
comment on column pacts.versions.pact_id is 'The pact.';
comment on column pacts.versions.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.versions.no is 'Its number, from 1.';
comment on column pacts.versions.title is 'What the pact is called.';
comment on column pacts.versions.about is 'What it is about.';
comment on column pacts.versions.place_words is 'Where.';
comment on column pacts.versions.until is 'Until when; empty while nobody has said.';
comment on column pacts.versions.space is 'Which space is given for it.';
comment on column pacts.versions.materials is 'Which materials.';
comment on column pacts.versions.insurance is 'Which insurance.';
comment on column pacts.versions.training is 'Which training.';
comment on column pacts.versions.budget_cents is 'The money that goes with it, in cents; 0 where there is none.';
comment on column pacts.versions.checking is 'How it is checked that it is kept.';
comment on column pacts.versions.language is 'In which language it is written.';
comment on column pacts.versions.in_force_on is 'When everybody had signed this version.';
comment on column pacts.versions.readers is 'As on the pact.';
comment on column pacts.versions.written_by is 'Who saved it.';
comment on column pacts.versions.written_at is 'When.';
comment on column pacts.versions.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table pacts.promises (
	territory_id uuid not null,
	version_id uuid not null,
	party_id uuid not null,
	pact_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kind text not null check (kind in ('citizen', 'group', 'organisation', 'body')),
	words text not null default '' check (length(words) <= 2000),
	to_id uuid,
	published boolean not null default false,
	readers uuid[] not null default '{}',
	primary key (territory_id, version_id, party_id),
	foreign key (territory_id, version_id) references pacts.versions (territory_id, id),
	foreign key (territory_id, party_id) references pacts.parties (territory_id, id),
	foreign key (territory_id, to_id) references pacts.parties (territory_id, id),
	check (to_id <> party_id)
);
create index on pacts.promises (territory_id, pact_id);
create index on pacts.promises (territory_id, party_id);
comment on table pacts.promises is '@tenant What a party promises on a version, and to whom. Who stands here is party to that version.';
comment on column pacts.promises.territory_id is 'The tenant.';
comment on column pacts.promises.version_id is 'The version.';
comment on column pacts.promises.party_id is 'Who promises.';
comment on column pacts.promises.pact_id is 'The pact.';
comment on column pacts.promises.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.promises.kind is 'As on the party: told also of somebody whose name is not.';
comment on column pacts.promises.words is 'What they promise; empty while nobody has said.';
comment on column pacts.promises.to_id is 'To which other party; empty is to the whole neighbourhood.';
comment on column pacts.promises.published is 'Whether the version was in force.';
comment on column pacts.promises.readers is 'As on the pact.';

create table pacts.signatures (
	territory_id uuid not null,
	id uuid not null,
	pact_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	version_no integer not null,
	party_id uuid not null,
	how text not null check (how in ('code', 'tick', 'paper')),
	signed_on date not null,
	account_id uuid,
	person_id uuid,
	sheet bytea,
	sheet_type text check (sheet_type in ('image/jpeg', 'application/pdf')),
	void_at timestamptz,
	readers uuid[] not null default '{}',
	recorded_by uuid,
	recorded_at timestamptz not null,
	primary key (territory_id, id),
	foreign key (territory_id, pact_id, version_no) references pacts.versions (territory_id, pact_id, no),
	foreign key (territory_id, party_id) references pacts.parties (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check ((how = 'paper') = (sheet_type is not null)),
	check (how = 'paper' or sheet is null),
	check (how <> 'paper' or account_id is null)
);
create unique index signatures_once on pacts.signatures (territory_id, pact_id, version_no, party_id) where void_at is null;
create index on pacts.signatures (territory_id, party_id);
create index on pacts.signatures (territory_id, person_id) where person_id is not null;
comment on table pacts.signatures is '@tenant Who signed which version of a pact, and how.';
comment on column pacts.signatures.territory_id is 'The tenant.';
comment on column pacts.signatures.id is 'UUIDv7.';
comment on column pacts.signatures.pact_id is 'The pact.';
comment on column pacts.signatures.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.signatures.version_no is 'The version that was fixed.';
comment on column pacts.signatures.party_id is 'Who signed.';
comment on column pacts.signatures.how is 'With an account, shown once more by a passkey or a code; with an account that has neither, by a tick; on paper.';
comment on column pacts.signatures.signed_on is 'The day.';
comment on column pacts.signatures.account_id is 'With which account.';
comment on column pacts.signatures.person_id is 'The person whose sheet it is, where they are known here.';
comment on column pacts.signatures.sheet is 'The signed sheet, sealed with the person''s key, or the territory''s; empty once the person was erased.';
comment on column pacts.signatures.sheet_type is 'What kind of file.';
comment on column pacts.signatures.void_at is 'When it stopped counting, because the pact was changed.';
comment on column pacts.signatures.readers is 'As on the pact.';
comment on column pacts.signatures.recorded_by is 'Who attached the sheet; empty where somebody signed with an account.';
comment on column pacts.signatures.recorded_at is 'When.';

create table pacts.entries (
	territory_id uuid not null,
	id uuid not null,
	pact_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	happened_on date not null,
	words text not null check (length(words) between 1 and 2000),
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	minutes integer check (minutes between 1 and 60000),
	photo bytea,
	photo_agreed boolean not null default false,
	shown boolean not null default false,
	readers uuid[] not null default '{}',
	recorded_by uuid,
	recorded_at timestamptz not null,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, pact_id) references pacts.pacts (territory_id, id),
	check (photo is null or photo_agreed)
);
create index on pacts.entries (territory_id, pact_id, happened_on desc, id desc);
comment on table pacts.entries is '@tenant The diary of a pact: what was done, and when.';
comment on column pacts.entries.territory_id is 'The tenant.';
comment on column pacts.entries.id is 'UUIDv7.';
comment on column pacts.entries.pact_id is 'The pact.';
comment on column pacts.entries.neighbourhood_id is 'The neighbourhood.';
comment on column pacts.entries.happened_on is 'The day.';
comment on column pacts.entries.words is 'What was done.';
comment on column pacts.entries.language is 'In which language it is written.';
comment on column pacts.entries.minutes is 'How long it took, where somebody said so: a memory, never a count and never public.';
comment on column pacts.entries.photo is 'A picture, drawn anew without anything beside it.';
comment on column pacts.entries.photo_agreed is 'Whether whoever is in the picture agreed to it.';
comment on column pacts.entries.shown is 'Whether anybody reads it.';
comment on column pacts.entries.readers is 'As on the pact.';
comment on column pacts.entries.recorded_by is 'Who wrote it.';
comment on column pacts.entries.recorded_at is 'When.';
comment on column pacts.entries.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

alter table programme.territories add column pact_word text not null default 'pact' check (pact_word in ('pact', 'commitment'));
comment on column programme.territories.pact_word is 'How a pact is called here: patto di collaborazione, or impegno di vicinato where the municipality has no regulation.';

grant select, insert, update on pacts.pacts, pacts.parties, pacts.versions, pacts.promises, pacts.signatures, pacts.entries
	to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['pacts', 'parties', 'versions', 'promises', 'signatures', 'entries'] loop
		execute format('alter table pacts.%I enable row level security', name);
		execute format('alter table pacts.%I force row level security', name);
		execute format('create policy working on pacts.%I using (%s)', name, working);
		execute format('create policy party on pacts.%I using (%s and %s in (''resident'', ''citizen'')
			and nullif(current_setting(''filo.actor'', true), '''')::uuid = any (readers))', name, tenant, role);
		execute format('create policy same_sees on pacts.%I for select using (%s and %s in (''same'', ''rights''))', name, tenant, role);
		execute format('create policy forgetting on pacts.%I using (%s and %s = ''forgetting'')', name, tenant, role);
		execute format('create policy erasing on pacts.%I using (%s and %s = ''erasing'')', name, tenant, role);
	end loop;
	foreach name in array array['parties', 'signatures'] loop
		execute format('create policy same_rewrites on pacts.%I for update using (%s and %s = ''same'')', name, tenant, role);
	end loop;
	create policy public_side on pacts.pacts for select using (in_force_no is not null);
	create policy public_side on pacts.versions for select using (in_force_on is not null);
	create policy public_side on pacts.promises for select using (published);
	create policy public_side on pacts.parties for select using (shown);
	create policy public_side on pacts.entries for select using (shown);
end $$;

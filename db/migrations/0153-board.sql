-- What neighbours ask and offer, and who says «I can». What anybody reads is the post alone; who to reach stands in
-- community.reaches, sealed.
create table exchange.posts (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	kind text not null check (kind in ('ask', 'offer')),
	sort text not null check (sort in ('fix', 'ride', 'form', 'company', 'errand', 'lend', 'plants', 'learn', 'other')),
	title text not null check (length(title) between 1 and 120),
	words text not null default '' check (length(words) <= 600),
	called text not null check (length(called) between 1 and 60),
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	state text not null default 'open' check (state in ('open', 'taken', 'done', 'withdrawn', 'handed')),
	person_id uuid,
	reach_id uuid not null,
	key_hash bytea,
	confirmed_at timestamptz,
	held text check (held in ('words', 'link', 'care', 'changed')),
	hidden_because text check (length(hidden_because) between 1 and 500),
	hidden_at timestamptz,
	hidden_by uuid,
	shown boolean generated always as (state = 'open' and confirmed_at is not null and held is null and hidden_at is null) stored,
	folded text not null
		generated always as (regexp_replace(lower(normalize(title || ' ' || words, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored,
	posted_at timestamptz not null,
	until date not null,
	handed_on date,
	minded_by uuid,
	recorded_by uuid,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	check (num_nonnulls(hidden_because, hidden_at, hidden_by) in (0, 3)),
	check (state <> 'handed' or handed_on is not null)
);
-- The public list: newest first, inside one neighbourhood, one kind or sort among them.
create index posts_shown on exchange.posts (territory_id, neighbourhood_id, posted_at desc, id desc) where shown;
create index on exchange.posts (territory_id, person_id) where person_id is not null;
create index on exchange.posts (territory_id, neighbourhood_id, handed_on) where state = 'handed';
create index on exchange.posts (territory_id, neighbourhood_id, posted_at) where confirmed_at is null or held is not null or hidden_at is not null;
create index on exchange.posts (territory_id, until) where state = 'open';
create index on exchange.posts (territory_id, reach_id);
comment on table exchange.posts is '@tenant What a neighbour asks or offers. Shown to anybody while it is open, confirmed, and neither held nor hidden; then it names nobody but as they want to be called.';
comment on column exchange.posts.territory_id is 'The tenant.';
comment on column exchange.posts.id is 'UUIDv7.';
comment on column exchange.posts.neighbourhood_id is 'The neighbourhood.';
comment on column exchange.posts.kind is 'Asked or offered.';
comment on column exchange.posts.sort is 'What it is about, in one picture: a small repair, a lift, a form, company, an errand, a thing lent, plants and animals, something to learn, or something else.';
comment on column exchange.posts.title is 'In a few words.';
comment on column exchange.posts.words is 'More words, where there are any.';
comment on column exchange.posts.called is 'How whoever asks or offers wants to be called; on public pages its first word.';
comment on column exchange.posts.language is 'The language it is written in.';
comment on column exchange.posts.state is 'Open; taken: two were put in touch; done; withdrawn; handed: nobody took it, so who works here takes care.';
comment on column exchange.posts.person_id is 'The person behind the account it was written with; empty without one.';
comment on column exchange.posts.reach_id is 'Name and contact, in community.reaches: it goes with them.';
comment on column exchange.posts.key_hash is 'SHA-256 of the key to its own page, for whoever has no account.';
comment on column exchange.posts.confirmed_at is 'When it turned out that whoever it belongs to wrote it.';
comment on column exchange.posts.held is 'Why it waits to be read before anybody sees it: a word of a list, a link, something that may need a licence or care, or a change after it was hidden.';
comment on column exchange.posts.hidden_because is 'Why it was taken off the board, in words that its writer reads.';
comment on column exchange.posts.hidden_at is 'When.';
comment on column exchange.posts.hidden_by is 'Who took it off.';
comment on column exchange.posts.shown is 'Whether anybody reads it.';
comment on column exchange.posts.folded is 'Its words as a search compares them.';
comment on column exchange.posts.posted_at is 'When it came to the board.';
comment on column exchange.posts.until is 'Last day on the board; after it, whoever works here takes care.';
comment on column exchange.posts.handed_on is 'The day it went to whoever works here.';
comment on column exchange.posts.minded_by is 'Who of the staff takes care of it since.';
comment on column exchange.posts.recorded_by is 'Who of the staff, or who speaking for another, wrote it down; empty where they did so themselves.';
comment on column exchange.posts.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

create table exchange.answers (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	post_id uuid not null,
	called text not null check (length(called) between 1 and 60),
	person_id uuid,
	reach_id uuid not null,
	key_hash bytea,
	confirmed_at timestamptz,
	quiet boolean not null default false,
	state text not null default 'offered' check (state in ('offered', 'agreed', 'done', 'over', 'passed', 'withdrawn')),
	answered_at timestamptz not null,
	agreed_at timestamptz,
	told_poster_on date,
	told_answerer_on date,
	done_at timestamptz,
	minutes integer check (minutes between 1 and 6000),
	thanked_at timestamptz,
	act_id uuid,
	request_hash bytea,
	primary key (territory_id, id),
	foreign key (territory_id, post_id) references exchange.posts (territory_id, id) on delete cascade,
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	foreign key (territory_id, act_id) references exchange.acts (territory_id, id),
	foreign key (territory_id, person_id) references community.persons (territory_id, id),
	check (state not in ('agreed', 'done') or agreed_at is not null),
	check ((state = 'done') = (done_at is not null)),
	check (act_id is null or state = 'done')
);
-- Two are put in touch, never three: of two who agree at once, one finds it taken.
create unique index answers_one_agreed on exchange.answers (territory_id, post_id) where state = 'agreed';
create index on exchange.answers (territory_id, post_id);
create index on exchange.answers (territory_id, person_id) where person_id is not null;
create index on exchange.answers (territory_id, reach_id);
create index on exchange.answers (territory_id, act_id) where act_id is not null;
create index on exchange.answers (territory_id, neighbourhood_id, done_at) where state = 'done' and act_id is null;
comment on table exchange.answers is '@tenant Somebody says «I can» to what a neighbour asked, or «I would like that» to what one offers; after both said yes, each is told once whom to reach.';
comment on column exchange.answers.territory_id is 'The tenant.';
comment on column exchange.answers.id is 'UUIDv7.';
comment on column exchange.answers.neighbourhood_id is 'The neighbourhood.';
comment on column exchange.answers.post_id is 'What it answers.';
comment on column exchange.answers.called is 'How whoever answers wants to be called.';
comment on column exchange.answers.person_id is 'The person behind the account it was written with; empty without one.';
comment on column exchange.answers.reach_id is 'Name and contact, in community.reaches: it goes with them.';
comment on column exchange.answers.key_hash is 'SHA-256 of the key to its own page, for whoever has no account.';
comment on column exchange.answers.confirmed_at is 'When it turned out that whoever it belongs to wrote it; until then nobody is asked to say yes.';
comment on column exchange.answers.quiet is 'Whether contact between the two is blocked: then whoever is answered never sees it, and neither learns why.';
comment on column exchange.answers.state is 'Offered; agreed: both said yes; done; over: it came to nothing; passed: somebody else was chosen; withdrawn.';
comment on column exchange.answers.answered_at is 'When.';
comment on column exchange.answers.agreed_at is 'When both had said yes.';
comment on column exchange.answers.told_poster_on is 'The day on which whoever is answered was told whom to reach.';
comment on column exchange.answers.told_answerer_on is 'The day on which whoever answers was told whom to reach.';
comment on column exchange.answers.done_at is 'When one of the two said that it happened.';
comment on column exchange.answers.minutes is 'How long it took, where somebody said so: a memory, not a count.';
comment on column exchange.answers.thanked_at is 'When whoever received said thanks.';
comment on column exchange.answers.act_id is 'The act it became.';
comment on column exchange.answers.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';

alter table programme.territories add column board_days integer not null default 14 check (board_days between 3 and 90);
comment on column programme.territories.board_days is 'Days after which an ask that nobody took goes quietly to whoever works there.';

grant select, insert, update on exchange.posts, exchange.answers to filo_application;
alter table exchange.posts enable row level security;
alter table exchange.posts force row level security;
alter table exchange.answers enable row level security;
alter table exchange.answers force row level security;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.person'', true), '''')::uuid';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
	own constant text := tenant || ' and ' || role || ' in (''resident'', ''citizen'') and ';
begin
	foreach name in array array['exchange.posts', 'exchange.answers'] loop
		execute format('create policy working on %s using (%s)', name, working);
		execute format('create policy square on %s using (%s and %s = ''square'')', name, tenant, role);
		execute format('create policy same_sees on %s for select using (%s and %s in (''same'', ''forgetting'', ''rights''))', name, tenant, role);
		execute format('create policy same_rewrites on %s for update using (%s and %s in (''same'', ''forgetting''))', name, tenant, role);
		execute format('create policy erasing on %s using (%s and %s = ''erasing'')', name, tenant, role);
	end loop;
	execute 'create policy public_side on exchange.posts for select using (shown)';
	execute 'create policy own on exchange.posts for select using (' || own || 'person_id = ' || me || ')';
	execute 'create policy own on exchange.answers for select using (' || own || me || ' = person_id)';
	-- What two did for each other becomes an act with one tap: written by the square, and seen by it to write it once.
	execute 'create policy square on exchange.acts using (' || tenant || ' and ' || role || ' = ''square'')';
end $$;

-- Word goes round: who wants to hear what is on, what was new when, and the links by which one click ends it.
create table publication.choices (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	account_id uuid,
	reach_id uuid,
	digest text not null default 'never' check (digest in ('at_once', 'weekly', 'never')),
	reminders boolean not null default true,
	told_until timestamptz not null,
	chosen_at timestamptz not null,
	primary key (territory_id, id),
	unique (territory_id, account_id),
	unique (territory_id, reach_id),
	foreign key (territory_id, reach_id) references community.reaches (territory_id, id) on delete cascade,
	check (num_nonnulls(account_id, reach_id) = 1)
);
create index on publication.choices (territory_id, digest, told_until) where digest <> 'never';
comment on table publication.choices is '@tenant What somebody wants by e-mail: news of the neighbourhood at once, weekly or never, and a word the day before what they joined.';
comment on column publication.choices.territory_id is 'The tenant.';
comment on column publication.choices.id is 'UUIDv7.';
comment on column publication.choices.neighbourhood_id is 'The neighbourhood whose news it is.';
comment on column publication.choices.account_id is 'Whose choice, where they have an account.';
comment on column publication.choices.reach_id is 'Whose contact, where they have none.';
comment on column publication.choices.digest is 'When news come; never, until somebody chose.';
comment on column publication.choices.reminders is 'Whether a word comes the day before a date they joined.';
comment on column publication.choices.told_until is 'Until when what was new has been told.';
comment on column publication.choices.chosen_at is 'When it was chosen last.';

create table publication.ways_out (
	territory_id uuid not null,
	token_hash bytea not null,
	choice_id uuid not null,
	what text not null check (what in ('digest', 'reminders')),
	made_at timestamptz not null,
	primary key (territory_id, token_hash),
	foreign key (territory_id, choice_id) references publication.choices (territory_id, id) on delete cascade
);
create index on publication.ways_out (territory_id, choice_id);
create index on publication.ways_out (territory_id, made_at);
comment on table publication.ways_out is '@tenant The link at the end of a letter by which one click ends such letters, without signing in: one a letter.';
comment on column publication.ways_out.territory_id is 'The tenant.';
comment on column publication.ways_out.token_hash is 'SHA-256 of the token in the link.';
comment on column publication.ways_out.choice_id is 'Whose choice it changes.';
comment on column publication.ways_out.what is 'What it ends: news, or reminders.';
comment on column publication.ways_out.made_at is 'When the letter was written.';

create table publication.news (
	territory_id uuid not null,
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	session_id uuid,
	post_id uuid,
	seen_at timestamptz not null,
	primary key (territory_id, id),
	foreign key (territory_id, session_id) references initiatives.sessions (territory_id, id) on delete cascade,
	foreign key (territory_id, post_id) references exchange.posts (territory_id, id) on delete cascade,
	check (num_nonnulls(session_id, post_id) = 1)
);
create index on publication.news (territory_id, neighbourhood_id, seen_at);
create index on publication.news (territory_id, session_id) where session_id is not null;
create index on publication.news (territory_id, post_id) where post_id is not null;
comment on table publication.news is '@tenant Since when anybody sees a date or a post: so that nothing is told twice, and what was held for a while is told too.';
comment on column publication.news.territory_id is 'The tenant.';
comment on column publication.news.id is 'The id of what is new.';
comment on column publication.news.neighbourhood_id is 'The neighbourhood.';
comment on column publication.news.session_id is 'The date, where it is one.';
comment on column publication.news.post_id is 'The post on the board, where it is one.';
comment on column publication.news.seen_at is 'When it was first found in public.';

create table publication.to_tell (
	territory_id uuid not null,
	joining_id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	what text not null check (what in ('changed', 'off')),
	since timestamptz not null,
	primary key (territory_id, joining_id),
	foreign key (territory_id, joining_id) references initiatives.joinings (territory_id, id) on delete cascade
);
create index on publication.to_tell (territory_id, neighbourhood_id, since);
comment on table publication.to_tell is '@tenant Whom no letter reaches about a date that changed or does not take place: the desk calls.';
comment on column publication.to_tell.territory_id is 'The tenant.';
comment on column publication.to_tell.joining_id is 'Who joined.';
comment on column publication.to_tell.neighbourhood_id is 'The neighbourhood.';
comment on column publication.to_tell.what is 'The date changed, or does not take place.';
comment on column publication.to_tell.since is 'Since when they should know.';

grant select, insert, update, delete on publication.choices, publication.ways_out, publication.to_tell to filo_application;
grant select, insert on publication.news to filo_application;

do $$
declare
	name text;
	tenant constant text := 'territory_id = nullif(current_setting(''filo.territory'', true), '''')::uuid';
	role constant text := 'nullif(current_setting(''filo.role'', true), '''')';
	me constant text := 'nullif(current_setting(''filo.actor'', true), '''')::uuid';
	round constant text := tenant || ' and ' || role || ' = ''round''';
	working constant text := tenant || ' and (' || role || ' = ''coordinator'' or (' || role || ' = ''facilitator''
		and neighbourhood_id = any (string_to_array(nullif(current_setting(''filo.neighbourhoods'', true), ''''), '','')::uuid[])))';
begin
	foreach name in array array['choices', 'ways_out', 'news', 'to_tell'] loop
		execute format('alter table publication.%I enable row level security', name);
		execute format('alter table publication.%I force row level security', name);
		execute format('create policy round on publication.%I using (%s)', name, round);
	end loop;
	execute 'create policy square on publication.choices using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy square on publication.ways_out for select using (' || tenant || ' and ' || role || ' = ''square'')';
	execute 'create policy own on publication.choices using (' || tenant || ' and ' || role
		|| ' in (''resident'', ''citizen'') and account_id = ' || me || ')';
	execute 'create policy erasing on publication.choices using (' || tenant || ' and ' || role || ' = ''erasing'')';
	execute 'create policy working_sees on publication.to_tell for select using (' || working || ')';
	execute 'create policy working_ends on publication.to_tell for delete using (' || working || ')';
	execute 'create policy round_sees on initiatives.sessions for select using (' || round || ')';
	execute 'create policy round_sees on initiatives.initiatives for select using (' || round || ')';
	execute 'create policy round_sees on initiatives.joinings for select using (' || round || ')';
	execute 'create policy round_sees on community.reaches for select using (' || round || ')';
end $$;

-- Letters that ended go after their days, and with a contact the letters to it; one that waits for its reader stays.
alter policy only_erasing_deletes on access.mails using (nullif(current_setting('filo.role', true), '') = 'erasing'
	or (nullif(current_setting('filo.role', true), '') = 'post' and not (sent_at is null and failed_at is null and until is null and reach_id is null)));

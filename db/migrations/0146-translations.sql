-- Volunteers give the words of an initiative in their own language; whoever works there reads them first.
create table initiatives.translations (
	territory_id uuid not null references programme.territories (id),
	id uuid not null,
	neighbourhood_id uuid not null references programme.neighbourhoods (id),
	initiative_id uuid not null,
	language text not null check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh')),
	title text not null check (length(title) between 1 and 120),
	invitation text not null check (length(invitation) between 1 and 2000),
	thanks_name text check (length(thanks_name) between 1 and 80),
	state text not null default 'proposed' check (state in ('proposed', 'shown', 'declined')),
	proposed_at timestamptz not null default now(),
	source_hash bytea not null,
	decided_by uuid,
	decided_at timestamptz,
	primary key (territory_id, id),
	foreign key (territory_id, initiative_id) references initiatives.initiatives (territory_id, id),
	check ((state = 'proposed') = (decided_at is null))
);
create unique index translations_shown_once on initiatives.translations (territory_id, initiative_id, language) where state = 'shown';
create index on initiatives.translations (territory_id, initiative_id, proposed_at);
create index translations_to_read on initiatives.translations (territory_id, neighbourhood_id) where state = 'proposed';
comment on table initiatives.translations is '@tenant The public words of an initiative in another language, given by whoever speaks it.';
comment on column initiatives.translations.territory_id is 'The tenant.';
comment on column initiatives.translations.id is 'UUIDv7.';
comment on column initiatives.translations.neighbourhood_id is 'The neighbourhood.';
comment on column initiatives.translations.initiative_id is 'Whose words they are.';
comment on column initiatives.translations.language is 'The language they are in.';
comment on column initiatives.translations.title is 'Its name in that language.';
comment on column initiatives.translations.invitation is 'The invitation in that language.';
comment on column initiatives.translations.thanks_name is 'The name to thank in public; only where whoever translated agreed to it.';
comment on column initiatives.translations.state is 'Proposed; shown once somebody who carries the initiative has read it; or declined.';
comment on column initiatives.translations.proposed_at is 'When it was given.';
comment on column initiatives.translations.source_hash is 'SHA-256 of the title and invitation that were translated: when those change, the original is shown again.';
comment on column initiatives.translations.decided_by is 'Who read it and decided.';
comment on column initiatives.translations.decided_at is 'When.';

grant select, insert on initiatives.translations to filo_application;
grant update (state, decided_by, decided_at) on initiatives.translations to filo_application;
alter table initiatives.translations enable row level security;
alter table initiatives.translations force row level security;
create policy working on initiatives.translations using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid and (
		nullif(current_setting('filo.role', true), '') = 'coordinator'
		or (nullif(current_setting('filo.role', true), '') = 'facilitator'
			and neighbourhood_id = any (string_to_array(nullif(current_setting('filo.neighbourhoods', true), ''), ',')::uuid[]))));
create policy public_side on initiatives.translations for select using (state = 'shown');
create policy given_on_the_square on initiatives.translations for insert with check (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'square' and state = 'proposed');
create policy counted_on_the_square on initiatives.translations for select using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'square');
create policy erasing on initiatives.translations using (
	territory_id = nullif(current_setting('filo.territory', true), '')::uuid
	and nullif(current_setting('filo.role', true), '') = 'erasing');

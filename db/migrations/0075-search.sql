-- What a search compares: texts without capitals and without accents, kept beside them by the server itself, so
-- that what is forgotten in the one is forgotten in the other.
alter table listening.notes add column folded text not null
	generated always as (regexp_replace(lower(normalize(text, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
alter table listening.needs add column folded text not null
	generated always as (regexp_replace(lower(normalize(title, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
alter table listening.follow_ups add column folded text not null
	generated always as (regexp_replace(lower(normalize(what, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
alter table listening.meetings add column folded text not null
	generated always as (regexp_replace(lower(normalize(title, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
alter table listening.resources add column folded text not null
	generated always as (regexp_replace(lower(normalize(title, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
alter table exchange.acts add column folded text not null
	generated always as (regexp_replace(lower(normalize(what, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
alter table initiatives.initiatives add column folded text not null
	generated always as (regexp_replace(lower(normalize(title || ' ' || invitation, NFKD)), '[\u0300-\u036f]+', '', 'g')) stored;
comment on column listening.notes.folded is 'Its text as a search compares it.';
comment on column listening.needs.folded is 'Its title as a search compares it.';
comment on column listening.follow_ups.folded is 'Its words as a search compares them.';
comment on column listening.meetings.folded is 'Its title as a search compares it.';
comment on column listening.resources.folded is 'Its title as a search compares it.';
comment on column exchange.acts.folded is 'Its words as a search compares them.';
comment on column initiatives.initiatives.folded is 'Title and invitation as a search compares them.';
create index on listening.needs (territory_id, neighbourhood_id, last_heard_on);
create index on listening.follow_ups (territory_id, neighbourhood_id, due_on);

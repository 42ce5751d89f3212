-- What people write stays in its language, and says which it is.
alter table initiatives.initiatives add column language text not null default 'it'
	check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh'));
comment on column initiatives.initiatives.language is 'The language its title and invitation are written in.';

-- Residents read Filò in nine languages; whoever works in it, in the three that are complete.
alter table access.accounts drop constraint accounts_language_check;
alter table access.accounts add constraint accounts_language_check
	check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh'));

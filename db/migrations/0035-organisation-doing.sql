-- What an organisation does in a neighbourhood, in the words people use.
alter table community.organisations add column doing text check (length(doing) <= 200);
comment on column community.organisations.doing is 'What it does here, in a few words.';

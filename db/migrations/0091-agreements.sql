-- The ledger of agreements: a yes and a no, in which words, on which ground, until when, and who answers for a minor.
alter table community.agreements drop constraint agreements_purpose_check;
alter table community.agreements add constraint agreements_purpose_check
	check (purpose in ('nickname', 'name', 'contact', 'sessions', 'story', 'circle', 'invite', 'referral', 'age_band'));
comment on column community.agreements.purpose is 'To being known by a nickname, by name, to a contact being kept, to being written down at sessions, to standing in a story, to their circle being kept and read here, to being told of things through acquaintances and telling them, to a situation being handed to the services, to their age band being kept.';

alter table community.agreements add column answer text not null default 'agreed' check (answer in ('agreed', 'declined'));
-- A no never stands: whoever asks for what is not withdrawn finds none, whatever else they forget to ask.
alter table community.agreements add constraint agreements_no_never_stands check (answer = 'agreed' or withdrawn_on = given_on);
alter table community.agreements add column words text check (length(words) between 1 and 2000);
alter table community.agreements add column language text check (language in ('it', 'de', 'en', 'ro', 'sq', 'ar', 'ur', 'uk', 'zh'));
alter table community.agreements add constraint agreements_words_have_language check ((words is null) = (language is null));
alter table community.agreements add column until date check (until >= given_on);
alter table community.agreements add column ended_by text check (ended_by in ('person', 'time'));
alter table community.agreements add column ground text check (ground in ('public_task', 'legal_obligation', 'vital_interest', 'consent', 'contract', 'legitimate_interest'));
alter table community.agreements add column norm text check (length(norm) between 1 and 300);
alter table community.agreements add column responsible bytea;
alter table community.agreements add column responsible_as text check (responsible_as in ('parent', 'guardian', 'foster_carer', 'other'));
alter table community.agreements add constraint agreements_responsible_is_both check ((responsible is null) = (responsible_as is null));
create index on community.agreements (territory_id, until) where until is not null and withdrawn_on is null;
comment on table community.agreements is '@tenant The ledger: what a person was asked, in which words and on which legal ground, what they answered and how, until when, and since when no longer.';
comment on column community.agreements.person_id is 'Who was asked.';
comment on column community.agreements.given_on is 'The day of the answer.';
comment on column community.agreements.given_how is 'How it was given: in person, on paper, by phone or online.';
comment on column community.agreements.answer is 'Yes or no. A no is withdrawn on its own day: it never stands.';
comment on column community.agreements.words is 'The words in which they were asked, as shown or read out; empty before they were kept, and where the person wrote by themselves.';
comment on column community.agreements.language is 'The language of those words.';
comment on column community.agreements.until is 'Last day on which it stands; empty: until withdrawn.';
comment on column community.agreements.ended_by is 'Whether the person withdrew it or its time came; empty while it stands, and before that was told apart.';
comment on column community.agreements.ground is 'The legal ground of the processing on that day, as the body had set it: another thing than the agreement.';
comment on column community.agreements.norm is 'The norm of that ground, in words.';
comment on column community.agreements.responsible is 'Who holds responsibility for a minor and answered with them or for them: the name, sealed with the minor''s own key.';
comment on column community.agreements.responsible_as is 'How they stand to the minor.';

alter table community.persons add column minor boolean not null default false;
comment on column community.persons.minor is 'Not of age, as far as somebody said so: no agreement counts without who holds responsibility.';

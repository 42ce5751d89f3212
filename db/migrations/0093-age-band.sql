-- The age band of whoever agrees to say it: to count whether different ages meet. No day of birth is kept of anybody.
alter table community.persons add column age_band text check (age_band in ('0-13', '14-17', '18-34', '35-54', '55-64', '65-74', '75-84', '85+'));
comment on column community.persons.age_band is 'The age band, in years, as the person said it; there only while their agreement to it stands.';

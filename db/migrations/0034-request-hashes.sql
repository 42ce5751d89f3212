-- A repeated request is known by its hash in the community and in exchange too: it gets the first answer even after a correction.
alter table community.parties add column request_hash bytea;
alter table community.ties add column request_hash bytea;
alter table exchange.acts add column request_hash bytea;
comment on column community.parties.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition; emptied when a person no longer agrees to their name.';
comment on column community.ties.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition.';
comment on column exchange.acts.request_hash is 'SHA-256 of the request that wrote it, to recognise its repetition even after a later answer of the giver.';

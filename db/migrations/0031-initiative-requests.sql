-- A repeated request for an initiative is known by its hash; it lies on the working side, which the public never reads.
alter table initiatives.workings add column request_hash bytea;
comment on column initiatives.workings.request_hash is 'SHA-256 of the request that started the initiative, to recognise its repetition even after a correction.';

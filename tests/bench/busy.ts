import pg from "pg";

export const slug = "san-vigilio";

/**
 * Brings a neighbourhood of a running demonstration to so many dates within a year, of initiatives with twenty dates
 * each at most. Returns the address of one of the initiatives made, or nothing when there were enough dates.
 */
export async function addEvents(owner: pg.Client, wanted: number): Promise<string | undefined> {
	const found = await owner.query<{ n: number }>(
		`select count(*)::int as n from initiatives.sessions s
			join initiatives.initiatives i on i.territory_id = s.territory_id and i.id = s.initiative_id
			join programme.neighbourhoods p on p.id = s.neighbourhood_id
			where p.slug = $1 and s.shown and i.shown and s.state <> 'cancelled'
				and s.starts_at >= now() and s.starts_at < now() + interval '365 days'`,
		[slug],
	);
	const missing = wanted - found.rows[0]!.n;
	if (missing <= 0) return undefined;
	const { rows } = await owner.query<{ id: string }>(
		`with place as (select territory_id, id from programme.neighbourhoods where slug = $1),
		made as (select gen_random_uuid() as id, n from generate_series(1, ceil($2::int / 20.0)::int) as n),
		begun as (insert into initiatives.initiatives (territory_id, id, neighbourhood_id, title, invitation, state, place_words,
				languages, on_foot, step_free, opened_on)
			select territory_id, made.id, place.id, 'Incontro numero ' || n, repeat('Chi vuole viene, porta quello che ha e resta quanto può. ', 6),
				'open', 'Sala civica ' || n % 30, case when n % 3 = 0 then '{it,ar}' else '{it}' end::text[], true, n % 2 = 0, current_date
			from made, place returning id),
		dated as (insert into initiatives.sessions (territory_id, id, initiative_id, neighbourhood_id, starts_at, minutes, state, shown)
			select territory_id, gen_random_uuid(), made.id, place.id,
				now() + interval '1 hour' + (made.n * 20 + d) * (interval '360 days' / ($2::int + 20)), 90, 'planned', true
			from made, place, generate_series(1, 20) as d
			where (made.n - 1) * 20 + d <= $2::int and exists (select from begun) returning id)
		select made.id from made where made.n = 1 and exists (select from dated)`,
		[slug, missing],
	);
	await owner.query("analyze initiatives.initiatives; analyze initiatives.sessions");
	return rows[0] && `/n/${slug}/initiatives/${rows[0].id}`;
}

/** So many asks and offers on the neighbourhood's board. */
export async function addPosts(owner: pg.Client, wanted: number): Promise<void> {
	await owner.query(
		`with place as (select territory_id, id from programme.neighbourhoods where slug = $1),
		made as (select gen_random_uuid() as id, n from generate_series(1, $2::int) as n),
		reached as (insert into community.reaches (territory_id, id, neighbourhood_id, given_name, contact_kind, contact_sealed, language, left_at, expires_on, kept_until)
			select territory_id, made.id, place.id, 'Prova', 'phone', '', 'it', now(), current_date + 30, current_date + 60 from made, place returning id)
		insert into exchange.posts (territory_id, id, neighbourhood_id, kind, sort, title, words, called, language, reach_id, confirmed_at, posted_at, until)
			select territory_id, made.id, place.id, case when n % 2 = 0 then 'ask' else 'offer' end,
				(array['fix', 'ride', 'form', 'company', 'errand', 'lend', 'plants', 'learn', 'other'])[1 + n % 9],
				'Una mano numero ' || n, 'Parole di prova', 'Prova', 'it', made.id, now(), now() - n * interval '1 minute', current_date + 14
			from made, place where exists (select from reached)`,
		[slug, wanted],
	);
	await owner.query("analyze exchange.posts; analyze community.reaches");
}

/** Connects as the owner of a running Filò's database. */
export async function ownerOf(url: string): Promise<pg.Client> {
	const owner = new pg.Client({ connectionString: url });
	await owner.connect();
	return owner;
}

import pg from "pg";
import { nobody } from "../../src/db/actor.ts";
import { openDatabase } from "../../src/db/database.ts";
import { publicPostsIn } from "../../src/modules/exchange/board/service.ts";

/**
 * Ten thousand asks and offers in one neighbourhood: what a page, a filter and a search cost. Needs a database of its
 * own with the neighbourhood: `DATABASE_OWNER_URL=… DATABASE_URL=… node_modules/.bin/tsx tests/bench/board.ts SLUG`.
 */
const slug = process.argv[2] ?? "san-vigilio";
const owner = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL });
await owner.connect();
await owner.query(
	`with place as (select territory_id, id from programme.neighbourhoods where slug = $1),
	made as (select gen_random_uuid() as id, n from generate_series(1, 10000) as n),
	reached as (insert into community.reaches (territory_id, id, neighbourhood_id, given_name, contact_kind, contact_sealed, language, left_at, expires_on, kept_until)
		select territory_id, made.id, place.id, 'Prova', 'phone', '', 'it', now(), current_date + 30, current_date + 60 from made, place returning id)
	insert into exchange.posts (territory_id, id, neighbourhood_id, kind, sort, title, words, called, language, reach_id, confirmed_at, posted_at, until)
		select territory_id, made.id, place.id, case when n % 2 = 0 then 'ask' else 'offer' end,
			(array['fix', 'ride', 'form', 'company', 'errand', 'lend', 'plants', 'learn', 'other'])[1 + n % 9],
			'Una mano numero ' || n, 'Parole di prova', 'Prova', 'it', made.id, now(), now() - n * interval '1 minute', current_date + 14
		from made, place where exists (select from reached)`,
	[slug],
);
await owner.query("analyze exchange.posts");
const db = openDatabase(process.env.DATABASE_URL ?? "", 1);
const asked = {
	"first page": {},
	"offers to lend": { kind: "offer", sort: "lend" },
	"a word that is there": { q: "numero 9876" },
	"a word that is not": { q: "mongolfiera" },
};
for (const [what, query] of Object.entries(asked)) {
	const times: number[] = [];
	for (let i = 0; i < 200; i += 1) {
		const began = performance.now();
		await db.readAs(nobody(), (read) =>
			publicPostsIn(read, slug, { limit: 20, ...query } as Parameters<typeof publicPostsIn>[2]),
		);
		times.push(performance.now() - began);
	}
	times.sort((a, b) => a - b);
	process.stdout.write(`${what}: p50 ${times[100]?.toFixed(1)} ms, p95 ${times[190]?.toFixed(1)} ms\n`);
}
await db.close();
await owner.end();

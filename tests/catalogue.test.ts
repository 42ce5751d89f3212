import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "./harness.ts";

// The five database rules, read from PostgreSQL's own catalogue. Each query answers with its breaches.

/** Lower floors first: a foreign key points to its own floor or below. */
const floors = [
	"access",
	"programme",
	"community",
	"listening",
	"exchange",
	"initiatives",
	"spaces",
	"pacts",
	"referrals",
	"mediations",
	"evaluation",
	"network",
	"rights",
	"publication",
	"notebook",
	"spreadsheets",
];

/** Where the application may take a row away for good; everywhere else it only ends things. */
const deletable = [
	"spreadsheets.written",
	"community.agreements",
	"community.contacts",
	"community.organisations",
	"community.parties",
	"community.persons",
	"community.places",
	"community.ties",
	"listening.notes",
	"pacts.idea_joins",
	"pacts.ideas",
	"initiatives.joinings",
	"initiatives.sessions",
	"community.reaches",
	"community.behalf",
	"programme.numbers",
	"community.moves",
	"community.safe_contacts",
	"publication.calendar_links",
	"publication.choices",
	"publication.space_links",
	"publication.to_tell",
	"publication.ways_out",
	"publication.outside_calendars",
	"publication.outside_drafts",
	"publication.outside_events",
	"publication.pins",
	"spaces.bookings",
	"spaces.hours",
	"spaces.keys",
	"access.addresses",
	"access.challenges",
	"access.codes",
	"access.printed_codes",
	"access.totps",
	"access.identities",
	"access.openid_provider",
	"access.links",
	"access.mails",
	"access.passkeys",
	"access.sessions",
	"community.erasures",
	"access.undoables",
	"access.readings",
	"access.unusual",
	"listening.read_apart",
	"initiatives.answered_needs",
	"initiatives.participations",
	"initiatives.partners",
	"community.agreement_sheets",
	"network.circles",
	"network.circle_entries",
	"network.positions",
	"programme.retention_shown",
	"referrals.calls",
	"referrals.companions",
	"referrals.fields",
	"referrals.words",
	"mediations.words",
];

/** Our tables with their kind; the queue is outside the rules. */
const ours = `with ours as (
	select c.oid, n.nspname as schema, n.nspname || '.' || c.relname as name, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.relacl,
		substring(obj_description(c.oid, 'pg_class') from '^@(tenant|shared|control) ') as kind,
		(select attnum from pg_attribute where attrelid = c.oid and attname = 'territory_id' and attnotnull) as tenant
	from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where c.relkind in ('r', 'p', 'f') and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker', 'queue'))`;

const rules: Record<string, string> = {
	"every table says its kind": `select name as breach from ours where kind is null`,
	"every column says what it is": `select name || '.' || attname as breach from ours join pg_attribute on attrelid = ours.oid
		where attnum > 0 and not attisdropped and col_description(ours.oid, attnum) is null`,
	"a view or a sequence has no place": `select n.nspname || '.' || c.relname as breach from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('v', 'm', 'S') and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker', 'queue')`,
	"a tenant table has territory_id, never null": `select name as breach from ours where kind = 'tenant' and tenant is null`,
	"a tenant table has the tenant in its primary key": `select name as breach from ours where kind = 'tenant' and not exists (
		select from pg_constraint where conrelid = ours.oid and contype = 'p' and tenant = any (conkey))`,
	"a tenant table has the tenant in everything unique": `select name || ' ' || indexrelid::regclass as breach from ours join pg_index on indrelid = ours.oid
		where kind = 'tenant' and (indisunique or indisexclusion) and not coalesce(tenant = any (indkey::smallint[]), false)`,
	"a tenant's foreign key to a tenant table carries the tenant": `select mine.name || ' ' || conname as breach
		from pg_constraint k join ours mine on mine.oid = conrelid join ours theirs on theirs.oid = confrelid
		where contype = 'f' and theirs.kind = 'tenant' and (mine.kind <> 'tenant'
			or not exists (select from unnest(conkey, confkey) as pair (a, b) where a = mine.tenant and b = theirs.tenant))`,
	"a shared table points to no tenant table": `select mine.name || ' ' || conname as breach
		from pg_constraint join ours mine on mine.oid = conrelid join ours theirs on theirs.oid = confrelid
		where contype = 'f' and mine.kind = 'shared' and theirs.kind <> 'shared'`,
	"a foreign key points to its own floor or below": `select mine.name || ' ' || conname as breach
		from pg_constraint join ours mine on mine.oid = conrelid join ours theirs on theirs.oid = confrelid
		where contype = 'f' and coalesce(array_position($1::text[], theirs.schema) > array_position($1::text[], mine.schema), true)`,
	"every schema has a floor": `select distinct schema as breach from ours where schema <> 'public' and not schema = any ($1::text[])`,
	"no triggers but PostgreSQL's own": `select name || ' ' || tgname as breach from ours join pg_trigger on tgrelid = ours.oid where not tgisinternal`,
	"no rules that rewrite statements": `select name || ' ' || rulename as breach from ours join pg_rewrite on ev_class = ours.oid`,
	"no key that counts": `select name || '.' || attname as breach from ours join pg_attribute on attrelid = ours.oid
		where attnum > 0 and not attisdropped and (attidentity <> '' or (select pg_get_expr(adbin, adrelid) from pg_attrdef
			where adrelid = ours.oid and adnum = attnum) like '%nextval(%')`,
	"row security is on and forced": `select name as breach from ours
		where (kind = 'tenant' or schema = 'access') and not (relrowsecurity and relforcerowsecurity)`,
	"a shared table anybody may write is closed by row security": `select name as breach from ours
		where schema <> 'public' and not relrowsecurity and (has_table_privilege('filo_application', oid, 'insert') or has_table_privilege('filo_application', oid, 'update'))`,
	"no policy for one role of the database only, and one that narrows others is called so": `select polrelid::regclass || ' ' || polname as breach from pg_policy join ours on ours.oid = polrelid
		where polroles <> '{0}' or not (polpermissive or polname like 'only\\_%')`,
	"the application owns nothing": `select name as breach from ours where relowner = 'filo_application'::regrole
		union all select nspname from pg_namespace where nspowner = 'filo_application'::regrole
		union all select proname from pg_proc where proowner = 'filo_application'::regrole`,
	"the application makes nothing": `select nspname::text as breach from pg_namespace where nspname not like 'pg\\_%' and has_schema_privilege('filo_application', oid, 'create')
		union all select datname from pg_database where datname = current_database() and has_database_privilege('filo_application', oid, 'create')`,
	"neither application nor jobs rises above row security": `select rolname::text as breach from pg_roles
		where rolname in ('filo_application', 'filo_jobs') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
	"neither application nor jobs can become another role": `select member::regrole || ' is ' || roleid::regrole as breach from pg_auth_members
		where member in ('filo_application'::regrole, 'filo_jobs'::regrole)`,
	"the application empties no table": `select name || ' ' || verb as breach from ours, unnest(array['truncate', 'references', 'trigger', 'maintain']) as verb
		where has_table_privilege('filo_application', oid, verb)`,
	"the application deletes only where it is listed": `select name as breach from ours where has_table_privilege('filo_application', oid, 'delete') <> (name = any ($2::text[]))`,
	"the trail only grows, and an erasure alone empties who it speaks of": `select verb as breach from unnest(array['update', 'delete', 'truncate']) as verb where has_table_privilege('filo_application', 'access.audit', verb)
		union all select attname || ' can be changed' from pg_attribute where attrelid = 'access.audit'::regclass and attnum > 0 and has_column_privilege('filo_application', attrelid, attnum, 'update')
			and attname not in ('actor_id', 'record_id')
		union all select polname || ' changes it' from pg_policy where polrelid = 'access.audit'::regclass and polcmd in ('w', '*')
			and pg_get_expr(polqual, polrelid) not like '%''erasing''%'`,
	"the jobs role touches no table of ours": `select name || ' ' || verb as breach from ours, unnest(array['select', 'insert', 'update', 'references']) as verb
		where has_any_column_privilege('filo_jobs', oid, verb)`,
	"the application reads no table of the queue": `select relname::text as breach from pg_class join pg_namespace n on n.oid = relnamespace
		where nspname in ('graphile_worker', 'queue') and relkind in ('r', 'p', 'v') and has_schema_privilege('filo_application', n.oid, 'usage') and has_any_column_privilege('filo_application', pg_class.oid, 'select')`,
	"the application runs five functions of ours": `select p.oid::regprocedure::text as breach from pg_proc p join pg_namespace n on n.oid = pronamespace
		where nspname not in ('pg_catalog', 'information_schema') and has_schema_privilege('filo_application', n.oid, 'usage') and has_function_privilege('filo_application', p.oid, 'execute')
			and p.oid::regprocedure::text not in ('queue.enqueue(text,json)', 'queue.enqueue_later(text,json,timestamp with time zone)', 'access.session_of(bytea,timestamp with time zone,date,integer)', 'access.keep_apart(uuid,boolean)', 'network.stamp(uuid,uuid)')`,
	"a function with its maker's rights has its own search path": `select p.oid::regprocedure::text as breach from pg_proc p join pg_namespace n on n.oid = pronamespace
		where prosecdef and nspname not in ('pg_catalog', 'graphile_worker') and not coalesce(array_to_string(proconfig, ',') like '%search_path=pg_catalog, pg_temp%', false)`,
};

async function breaches(client: pg.Client, rule: string): Promise<string[]> {
	const query = rules[rule]!;
	const uses = (n: number) => query.includes(`$${n}`);
	const text = `${ours} ${query.replaceAll("$2", uses(1) ? "$2" : "$1")}`;
	const values = [...(uses(1) ? [floors] : []), ...(uses(2) ? [deletable] : [])];
	const { rows } = await client.query<{ breach: string }>(text, values);
	return rows.map((row) => row.breach).sort();
}

const callable = ["nullif", "current_setting", "string_to_array", "any", "array"];
const spoken = [...callable, "and", "or", "not", "is", "distinct", "from", "true", "null", "uuid", "text"];

/** What a policy says beside comparing its own columns with the settings of the actor. */
async function strayPolicies(client: pg.Client): Promise<string[]> {
	const { rows } = await client.query<{ policy: string; said: string; columns: string[] }>(
		`${ours} select name || ' ' || polname as policy, concat_ws(' AND ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) as said,
			(select array_agg(attname::text) from pg_attribute where attrelid = ours.oid and attnum > 0) as columns
		from pg_policy join ours on ours.oid = polrelid`,
	);
	expect(rows.length).toBeGreaterThan(30);
	return rows
		.flatMap(({ policy, said, columns }) => strayWords(said, columns).map((word) => `${policy}: ${word}`))
		.sort();
}

function strayWords(said: string, columns: readonly string[]): string[] {
	const stray: string[] = [];
	const settings = said.match(/current_setting\(/gi)?.length ?? 0;
	const guarded =
		said.match(
			/NULLIF\(current_setting\('filo\.(actor|role|territory|neighbourhoods|person)'::text, true\), ''::text\)/g,
		)?.length ?? 0;
	if (settings !== guarded) stray.push("a setting that is not one of the actor's, or not through nullif");
	const bare = said.replaceAll(/'(?:[^']|'')*'/g, "''");
	for (const [, word, open] of bare.matchAll(/([a-z_][a-z_0-9.]*)\s*(\()?/gi)) {
		const known = word!.toLowerCase();
		const isKeyword = ["and", "or", "not", "from"].includes(known);
		if (open && !isKeyword ? !callable.includes(known) : !spoken.includes(known) && !columns.includes(word!))
			stray.push(word!);
	}
	return stray;
}

describe("the five database rules", () => {
	let t: Awaited<ReturnType<typeof freshDatabase>>;
	beforeAll(async () => {
		t = await freshDatabase();
	});
	afterAll(() => t.end());

	test("the catalogue is not looked at in vain", async () => {
		const { rows } = await t.owner.query(`${ours} select kind, count(*)::int as n from ours group by kind`);
		const counted = Object.fromEntries(rows.map((row) => [row.kind, row.n]));
		expect(counted.tenant).toBeGreaterThanOrEqual(20);
		expect(counted.shared).toBeGreaterThanOrEqual(7);
		expect(counted.control).toBeGreaterThanOrEqual(7);
	});

	test.each(Object.keys(rules))("%s", async (rule) => {
		expect(await breaches(t.owner, rule)).toEqual([]);
	});

	test("a policy compares columns with settings, and nothing else", async () => {
		expect(await strayPolicies(t.owner)).toEqual([]);
	});
});

async function as(url: string, statements: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query(statements).finally(() => client.end());
}

// The rules themselves are tried on a database that breaks every one of them.
describe("a database that breaks the rules", () => {
	let t: Awaited<ReturnType<typeof freshDatabase>>;
	beforeAll(async () => {
		t = await freshDatabase();
		await t.owner.query(`
			create table community.kindless (id uuid);
			create schema attic;
			create table attic.chests (id integer generated always as identity primary key, territory_id uuid);
			comment on table attic.chests is '@tenant Everything wrong at once.';
			create table community.loose (territory_id uuid not null, id uuid primary key, name text unique, party_id uuid, act_id uuid, counted integer default 0,
				foreign key (party_id, id) references community.parties (territory_id, id),
				foreign key (territory_id, act_id) references exchange.acts (territory_id, id));
			comment on table community.loose is '@tenant Points up, and to a tenant table without the tenant.';
			create table programme.pinned (id uuid primary key, territory_id uuid, foreign key (territory_id, id) references community.parties (territory_id, id));
			comment on table programme.pinned is '@shared Points to a tenant table.';
			create view community.everybody as select * from community.parties;
			create function community.meddle() returns trigger language plpgsql security definer as 'begin return new; end';
			create trigger meddle before insert on community.loose for each row execute function community.meddle();
			create rule silent as on delete to community.loose do instead nothing;
			create policy nosy on community.loose using (exists (select from access.accounts) and lower(name) = current_setting('filo.role') and now() > 'epoch');
			create policy private on community.ties to filo_application using (true);
			grant insert on programme.pinned to filo_application;
			grant truncate, delete on community.loose to filo_application;
			grant update on access.audit to filo_application;
			grant select (id) on community.parties to filo_jobs;
			grant create on schema community to filo_application;
		`);
		await as(t.urls.application, "create table community.squatted (id uuid)");
		await as(
			t.urls.jobs,
			"grant usage on schema graphile_worker to filo_application; grant select on graphile_worker._private_jobs to filo_application",
		);
	});
	afterAll(() => t.end());

	// Rights of a role hold in every database of the server, so these two are not broken on purpose while others run.
	const ofTheServer = [
		"neither application nor jobs rises above row security",
		"neither application nor jobs can become another role",
	];
	test.each(Object.keys(rules).filter((rule) => !ofTheServer.includes(rule)))("is caught: %s", async (rule) => {
		expect(await breaches(t.owner, rule)).not.toEqual([]);
	});

	test("is caught: a policy that looks elsewhere", async () => {
		const stray = (await strayPolicies(t.owner)).join("\n");
		for (const word of ["exists", "SELECT", "lower", "now", "through nullif"])
			expect(stray.toLowerCase()).toContain(`nosy: ${word === "through nullif" ? "a setting" : word.toLowerCase()}`);
	});
});

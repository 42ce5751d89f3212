import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAdaptorServer } from "@hono/node-server";
import { sql } from "kysely";
import pino from "pino";
import { backUp } from "./cli/backup.ts";
import { BadUse, beside, groundOf, openServer, reachServer, refuseNoFilo, say } from "./cli/beside.ts";
import { demoAccountId } from "./cli/demo/accounts.ts";
import { demoDeskLink } from "./cli/demo/referrals.ts";
import { isSeeded, resetDemo, scenes, seedDemo } from "./cli/demo.ts";
import { takeOut } from "./cli/export.ts";
import { forgetting } from "./cli/forget.ts";
import { importSheet } from "./cli/import.ts";
import { BadKeys, keysAsked, mirror, rotate, verifyKeys } from "./cli/keys.ts";
import { administratorLink, NoAdministrator } from "./cli/link.ts";
import { putBack } from "./cli/restore.ts";
import { BadStatement, runStatement, tableOf } from "./cli/sql.ts";
import { BadSetting, type Config, readConfig } from "./config.ts";
import { clockOf } from "./core/clock.ts";
import type { Id } from "./core/ids.ts";
import { type Day, dayOf, isDay } from "./core/period.ts";
import { type Role, roles } from "./core/roles.ts";
import { type Actor, nobody } from "./db/actor.ts";
import { BadBackup } from "./db/backup/envelope.ts";
import { type Database, openDatabase } from "./db/database.ts";
import { type Embedded, startEmbedded } from "./db/embedded.ts";
import { keyHolders } from "./db/keys.ts";
import { migrate, migrationNames } from "./db/migrate.ts";
import { finishRotation, verifySealed } from "./db/rotation.ts";
import { BadKeyFile, keyFolder, readKeys, sealOf } from "./db/seal.ts";
import { tidyAfter } from "./db/tidy.ts";
import { actorFor, anybodyHere, firstAdministrator } from "./modules/access/service.ts";
import { eraseAgain, type Reach } from "./modules/community/erasing/service.ts";
import { letGo } from "./modules/community/forgetting/service.ts";
import { keepTerms } from "./modules/programme/retention/service.ts";
import { deskBehind } from "./modules/referrals/links/door/service.ts";
import type { Ground } from "./ui/http.ts";
import { type DemoCast, demoRoom } from "./web/demo.tsx";
import { texts } from "./web/erasure/texts.ts";
import { retained } from "./web/retention/kinds.ts";
import { holders } from "./web/same/holders.ts";
import { sealedColumns } from "./web/same/sealed.ts";
import { readAssets } from "./web/static.ts";
import { type Health, statusRoom } from "./web/status.ts";

const assetsFolder = join(import.meta.dirname, "../build/public");
const reach: Reach = { holders, texts };

const commands: Record<string, (config: Config, args: string[]) => Promise<void>> = {
	serve,
	demo,
	link,
	forget: forgetNow,
	backup,
	restore,
	keys: keysNow,
	sql: statement,
	import: importNow,
	export: exportNow,
	generate: documents,
};

async function main(): Promise<void> {
	const [name = "", ...args] = process.argv.slice(2);
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command) throw new BadUse(`Usage: ./filo ${Object.keys(commands).join(" | ")}`);
	await command(readConfig(process.env), args);
}

/** The address people use. */
function addressOf(config: Config): string {
	return config.url ?? `http://localhost:${config.port}`;
}

const cast: DemoCast = {
	accountId: (role, at) => demoAccountId(role, at) as Id<"account"> | undefined,
	scenes: () => scenes,
	deskLink: demoDeskLink,
};

async function serve(config: Config): Promise<void> {
	const server = await openServer(config);
	let db: Database | undefined;
	try {
		await migrate(server.urls, say);
		for (const line of await settle(config, server)) say(line);
		db = openDatabase(server.urls.application);
		const ground = groundOf(config, db);
		await prepareData(config, ground, server);
		await listen(config, ground, server);
	} catch (error) {
		await db?.close();
		await server.stop();
		throw error;
	}
}

/** Fills an empty database with the demonstration, or lets the first administrator in. Never mixes the two. */
async function prepareData(config: Config, ground: Ground, server: Embedded): Promise<void> {
	const seeded = await isSeeded(server.urls.owner);
	const inhabited = await anybodyHere(ground);
	if (config.demo && inhabited && !seeded)
		throw new BadSetting("This data folder holds a real installation. Start it with FILO_DEMO=0.");
	if (!config.demo && seeded)
		throw new BadSetting(
			"This data folder holds the demonstration. Choose another with FILO_DATA, or leave FILO_DEMO out.",
		);
	if (config.demo && !seeded) {
		say("Inventing the demonstration…");
		await seedDemo(server.urls.owner, ground.seal, dayOf(ground.clock()), say);
	}
}

/** Lines go out together, at most half a second late: a write for each request costs more than most of its work. */
function openLog(): pino.Logger {
	const lines = pino.destination({ minLength: 4096, sync: true });
	setInterval(() => lines.flushSync(), 500).unref();
	process.on("exit", () => lines.flushSync());
	return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}

async function listen(config: Config, ground: Ground, server: Embedded): Promise<void> {
	const log = openLog();
	// Every page and every job is loaded here: the other commands need none, and should not wait for them.
	const [{ openDoor }, { rooms }, { startWorker }] = await Promise.all([
		import("./web/door.ts"),
		import("./web/rooms.ts"),
		import("./jobs/worker.ts"),
	]);
	const demoRooms = config.demo ? [demoRoom(cast)] : [];
	const app = openDoor({
		config,
		ground,
		assets: readAssets(assetsFolder),
		log,
		rooms: [statusRoom(() => health(ground.db)), ...demoRooms, ...rooms],
	});
	const first = config.demo ? undefined : await firstAdministrator(ground);
	const worker = await startWorker({
		ground,
		jobsUrl: server.urls.jobs,
		smtpUrl: config.smtpUrl,
		log,
		base: addressOf(config),
		// The demonstration keeps its people: it is restored, and nobody in it is real.
		forget: config.demo ? undefined : () => letGo(ground, holders),
		// There, what goes is shown, and nothing goes.
		keepTerms: () => keepTerms(ground, retained, { onlyShow: config.demo }),
		tidy: () => tidyAfter(server.urls.owner, new Date(ground.clock().getTime() - 2 * 86_400_000)),
	});
	const http = createAdaptorServer({ fetch: app.fetch });
	const stop = once(async () => {
		http.close();
		(http as { closeAllConnections?: () => void }).closeAllConnections?.();
		// Whatever one of them says, the others stop too: no process stays behind.
		for (const end of [() => worker.stop(), () => ground.db.close()]) await Promise.resolve(end()).catch(complain);
		await server.stop();
		process.exit(0);
	});
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	await new Promise<void>((resolve, reject) => {
		http.once("error", reject);
		http.listen(config.port, config.host, resolve);
	});
	const address = addressOf(config);
	say(`Filò is ready at ${address}`);
	// Whoever prints first does not wait for the letters to be read.
	(await import("./ui/print/typst.ts")).pdf.getReady();
	if (!config.demo && !config.smtpUrl)
		say("SMTP_URL is not set: links to sign in wait in the outbox and are not sent.");
	if (first) say(`Nobody is here yet. The first administrator comes in once through ${address}${first}`);
}

function complain(error: Error): void {
	say(`While stopping: ${error.message}`);
}

function once(work: () => Promise<void>): () => void {
	let started = false;
	return () => {
		if (started) return;
		started = true;
		work().catch((error: Error) => {
			say(error.message);
			process.exit(1);
		});
	};
}

async function health(db: Database): Promise<Health> {
	try {
		const names = await migrationNames();
		const rows = await db.readAs(nobody(), (read) =>
			read.rows<{ name: string }>(sql`select name from public.migrations`),
		);
		const done = new Set(rows.map((row) => row.name));
		return { database: true, migrations: names.every((name) => done.has(name)) };
	} catch {
		return { database: false, migrations: false };
	}
}

/** `./filo demo [--reset] [--today DATE]`: invents the demonstration, or restores it. */
async function demo(config: Config, args: string[]): Promise<void> {
	const { values } = parseArgs({
		args,
		options: { reset: { type: "boolean", default: false }, today: { type: "string" } },
	});
	if (!config.demo) throw new BadUse("There is no demonstration here: FILO_DEMO is 0.");
	const today: Day = values.today ?? dayOf(clockOf(config.now)());
	if (!isDay(today)) throw new BadUse(`--today takes a day such as 2026-11-22, not "${today}".`);
	const server = await reachServer(config);
	try {
		await migrate(server.urls, say);
		const seal = sealOf(readKeys(config.keyFile), keyFolder(config.keyFile));
		const seeded = await isSeeded(server.urls.owner);
		if (seeded && !values.reset)
			throw new BadUse("The demonstration is here already. ./filo demo --reset restores it.");
		await (seeded ? resetDemo : seedDemo)(server.urls.owner, seal, today, say);
		say(`The demonstration of ${today} is ready.`);
	} finally {
		await server.stop();
	}
}

/** Somebody of the demonstration in a role, the desk behind its link, or nobody. */
async function actorAs(ground: Ground, as: string, at: string | undefined): Promise<Actor> {
	if (as === "nobody") return nobody();
	if (as === "desk") return deskBehind(ground, cast.deskLink(ground.seal).path.split("/").at(-1) ?? "");
	const accountId = cast.accountId(as as Role, at);
	if (!accountId) throw new BadUse(`The demonstration has no ${as} at ${at}.`);
	return actorFor(ground, accountId, as as Role);
}

/** `./filo sql --as ROLE[@slug] 'STATEMENT' [--json]`: one statement as a person of the demonstration. */
async function statement(config: Config, args: string[]): Promise<void> {
	if (!config.demo) throw new BadUse("Usage: ./filo serve | demo");
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { as: { type: "string" }, json: { type: "boolean", default: false } },
	});
	const [as = "", at] = (values.as ?? "").split("@");
	const [text] = positionals;
	if (![...roles, "desk", "nobody"].includes(as) || !text)
		throw new BadUse("Usage: ./filo sql --as ROLE[@slug] 'STATEMENT' [--json]; ROLE may also be desk or nobody.");
	const server = await reachServer(config);
	const db = openDatabase(server.urls.application, 1);
	try {
		const rows = await runStatement(db, await actorAs(groundOf(config, db), as, at), text);
		process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : `${tableOf(rows)}\n`);
	} finally {
		await db.close();
		await server.stop();
	}
}

/** `./filo link [--for EMAIL]`: a new one-time link for an administrator, beside a Filò that runs or is stopped. */
async function link(config: Config, args: string[]): Promise<void> {
	const { values } = parseArgs({ args, options: { for: { type: "string" } } });
	await beside(config, async (ground) => {
		const { link, minutes } = await administratorLink(ground, addressOf(config), values.for);
		process.stdout.write(`${link}\n`);
		say(`It lets an administrator in once, within ${minutes} minutes.`);
	});
}

/** `./filo backup FILE`: everything, locked, into one file, while Filò runs or is stopped. */
function backup(config: Config, args: string[]): Promise<void> {
	const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
	return backUp({ config, version, reach: () => reachServer(config), say }, args);
}

/** `./filo restore FILE`: fills an empty data folder, or an empty database of one's own server. */
function restore(config: Config, args: string[]): Promise<void> {
	return putBack(
		{ config, start: () => openServer(config), settle: (server) => settleRestored(config, server), say },
		args,
	);
}

/** `./filo forget --dry-run|--yes`: what the job of the night does, shown or done now, beside a Filò that runs or is stopped. */
async function forgetNow(config: Config, args: string[]): Promise<void> {
	const { values } = parseArgs({ args, options: { "dry-run": { type: "boolean" }, yes: { type: "boolean" } } });
	if (Boolean(values["dry-run"]) === Boolean(values.yes)) throw new BadUse("Usage: ./filo forget --dry-run | --yes");
	await beside(config, async (ground) => {
		for (const line of await forgetting(ground, holders, values.yes === true)) process.stdout.write(`${line}\n`);
	});
}

/** `./filo import …`: brings in a spreadsheet, beside a Filò that runs or is stopped. */
async function importNow(config: Config, args: string[]): Promise<void> {
	const print = (line: string) => process.stdout.write(`${line}\n`);
	await beside(config, importSheet(args, { print, say, demo: demoAccountId }));
}

/** `./filo export …`: takes out a spreadsheet, beside a Filò that runs or is stopped. */
async function exportNow(config: Config, args: string[]): Promise<void> {
	const write = (bytes: Buffer) => {
		// Whoever reads only the beginning has had enough.
		process.stdout.on("error", (error: Error & { code?: string }) => {
			if (error.code !== "EPIPE") throw error;
		});
		process.stdout.write(bytes);
	};
	await beside(config, takeOut(args, { write, demo: demoAccountId }));
}

/** `./filo keys rotate | mirror | verify`: the keys of people and territories, which are in no backup. */
async function keysNow(config: Config, args: string[]): Promise<void> {
	const { what, territory, folder } = keysAsked(args);
	const print = (line: string) => process.stdout.write(`${line}\n`);
	if (what === "mirror") return mirror({ keyFile: config.keyFile, print }, folder, clockOf(config.now)());
	refuseNoFilo(config);
	const server = await reachServer(config);
	try {
		await migrate(server.urls, say);
		const here = { urls: server.urls, keyFile: config.keyFile, columns: sealedColumns, print };
		if (what === "rotate") await rotate(here, territory);
		else if (!(await verifyKeys(here))) process.exitCode = 1;
	} finally {
		await server.stop();
	}
}

/**
 * What has to be in order before anybody is served: an exchange of the master key that was cut off is ended, and whoever
 * was erased after a restored backup was made is erased again. Answers what there was to say.
 */
async function settle(config: Config, server: Embedded): Promise<string[]> {
	const { keyFile } = config;
	const lines: string[] = [];
	const keeping = { ownerUrl: server.urls.owner, keyFile, columns: sealedColumns };
	const anew = await finishRotation(keeping);
	if (anew > 0) lines.push(`The exchange of the key is at its end: ${anew} values were sealed anew.`);
	const destroyed = keyHolders(keyFolder(keyFile)).filter(({ isDestroyed }) => isDestroyed);
	if (destroyed.length === 0) return lines;
	const db = openDatabase(server.urls.application, 1);
	const again = await eraseAgain(groundOf(config, db), reach, destroyed).finally(() => db.close());
	if (again > 0) lines.push(`${again} people had been erased after the backup was made: they are erased again.`);
	return lines;
}

/** The same after a restore, with what does not open because no keys were brought. */
async function settleRestored(config: Config, server: Embedded): Promise<string[]> {
	const lines = await settle(config, server);
	const folder = keyFolder(config.keyFile);
	const seal = sealOf(readKeys(config.keyFile), folder);
	const unopened = await verifySealed({ ownerUrl: server.urls.owner, columns: sealedColumns, seal });
	const lost = unopened.filter(({ why }) => why !== "destroyed").length;
	if (lost === 0) return lines;
	return [
		...lines,
		`${lost} sealed values (contacts, addresses, letters, reserved words) do not open: their keys are not in ${folder}.`,
		"With a copy of the keys, restore into an empty place with --keys FOLDER.",
	];
}

/** `./filo generate [--check]`: writes the documents that follow from the code, on a database of its own. */
async function documents(_config: Config, args: string[]): Promise<void> {
	const { values } = parseArgs({ args, options: { check: { type: "boolean", default: false } } });
	const folder = await mkdtemp(join(tmpdir(), "filo-generate-"));
	try {
		const server = await startEmbedded(folder, () => {});
		try {
			await migrate(server.urls);
			const [{ generate }, { openApi }] = await Promise.all([import("./cli/generate.ts"), import("./web/openapi.ts")]);
			const stale = await generate(server.urls.owner, openApi(), values.check);
			for (const name of stale)
				say(values.check ? `${name} is out of date: ./filo generate writes it.` : `${name} is written.`);
			if (values.check && stale.length > 0) process.exitCode = 1;
		} finally {
			await server.stop();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

main().catch((error: Error & { code?: string }) => {
	const isTheirs =
		error instanceof BadUse ||
		error instanceof BadSetting ||
		error instanceof BadStatement ||
		error instanceof BadBackup ||
		error instanceof NoAdministrator ||
		error instanceof BadKeys ||
		error instanceof BadKeyFile ||
		error.code?.startsWith("ERR_PARSE_ARGS");
	say(isTheirs || /^[0-9A-Z]{5}$/.test(error.code ?? "") ? error.message : (error.stack ?? error.message));
	process.exit(isTheirs ? 2 : 1);
});

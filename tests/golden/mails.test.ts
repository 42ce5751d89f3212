import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { demoAccountId } from "../../src/cli/demo/accounts.ts";
import { demoDeskIds } from "../../src/cli/demo/desks.ts";
import { type Id, newId } from "../../src/core/ids.ts";
import { dayOf } from "../../src/core/period.ts";
import type { Actor } from "../../src/db/actor.ts";
import { startWorker } from "../../src/jobs/worker.ts";
import { sendCode } from "../../src/modules/access/assurance/service.ts";
import { replacePasskey } from "../../src/modules/access/passkeys/service.ts";
import { mailSeal, setSealOutside } from "../../src/modules/access/seals/outside/service.ts";
import { sealTrail } from "../../src/modules/access/seals/service.ts";
import { askForLink, newToken, outbox } from "../../src/modules/access/service.ts";
import { watchReadings } from "../../src/modules/access/unusual/service.ts";
import { reachIn, sendReachCodeIn, squareOf } from "../../src/modules/community/reach/service.ts";
import {
	changedWords,
	digestWords,
	letterIn,
	type NewLetter,
	offWords,
	placeWords,
	reminderWords,
	roundOf,
} from "../../src/modules/publication/round/letters.ts";
import type { News } from "../../src/modules/publication/round/rules.ts";
import { makeLink } from "../../src/modules/referrals/links/service.ts";
import { isWorkingDay } from "../../src/modules/referrals/reminders/rules.ts";
import { remindAll } from "../../src/modules/referrals/reminders/service.ts";
import type { Ground } from "../../src/ui/http.ts";
import { type Language, languages, messagesOf, sayIn } from "../../src/ui/words.ts";
import { application, sanVigilio } from "../application.ts";
import { liesAt } from "../referral-rows.ts";

// Letters of every kind, as they leave: sent through a mail server, read back from the wire, compared with what was
// reviewed. None holds a name, a content or a topic of anybody. A new kind of letter without its own golden file fails.

const base = "https://filo.example";
const source = join(import.meta.dirname, "../../src");

/** A kind of letter: the keys of its words, and how Filò itself comes to write one in a language. */
type Kind = {
	subject: string;
	/** What its subject is given. */
	values?: Record<string, string>;
	body: string;
	write: (language: Language) => Promise<unknown>;
};

let t: Awaited<ReturnType<typeof application>>;
let now: Date;
let ground: Ground;

const idOf = (role: Parameters<typeof demoAccountId>[0]) => demoAccountId(role) as Id<"account">;
const passkeyed = "davide.facilitatore@esempio.filo.example";

/** Says in which language an account, or every account, is written to. */
const speak = (language: Language) => t.owner.query("update access.accounts set language = $1", [language]);

const facilitator = (): Actor => ({
	role: "facilitator",
	accountId: idOf("facilitator"),
	territoryId: sanVigilio.territoryId,
	neighbourhoodIds: [sanVigilio.id as Id<"neighbourhood">],
	assuredUntil: new Date("2100-01-01"),
});
const coordinator = (): Actor => ({
	role: "coordinator",
	accountId: idOf("coordinator"),
	territoryId: sanVigilio.territoryId,
	neighbourhoodIds: [],
});
const administrator = (language: Language): Actor => ({
	role: "administrator",
	accountId: idOf("administrator"),
	neighbourhoodIds: [],
	assuredUntil: new Date("2100-01-01"),
	language,
});

/** A referral that has waited for two weeks at a desk: one with accounts, or one that works by link. */
async function waits(language: Language, byLink: boolean): Promise<Id<"referral">> {
	const deskId = demoDeskIds("san-vigilio")[byLink ? 1 : 0]!;
	await t.owner.query("update referrals.desks set language = $1", [language]);
	await t.owner.query(
		"update referrals.referrals set open_to = null, state = 'closed', closed_at = now() where open_to is not null",
	);
	await t.owner.query("truncate referrals.reminders");
	const members = byLink ? [] : [idOf("social-worker")];
	const at = new Date(now.getTime() - 20 * 86_400_000).toISOString();
	return (await liesAt(t.owner, {
		...{ deskId, members, at, facilitatorId: idOf("facilitator") },
		...{ territoryId: sanVigilio.territoryId, neighbourhoodId: sanVigilio.id },
	})) as Id<"referral">;
}

/** What goes round, to somebody without an account; how it comes to be written is its own tests' to show. */
const goesRound = (language: Language, wording: NewLetter["wording"]) =>
	ground.db.withActor(roundOf(sanVigilio.territoryId), (tx) =>
		letterIn(ground, tx, {
			key: { on: dayOf(now), of: [newId()] },
			to: { email: "rosa@example.org", language, accountId: null, reachId: null, neighbourhoodId: sanVigilio.id },
			wording,
		}),
	);
const square = `${base}/n/qui`;
const joined = `${square}/join/${newId()}`;
const stop = `${square}/mail/${"a".repeat(43)}`;
const at = new Date("2027-06-04T16:30:00Z");

const kinds: Record<string, Kind> = {
	"reminder of a date": {
		subject: "round.reminder_subject",
		body: "round.reminder_body",
		write: (language) => goesRound(language, reminderWords(at, joined, stop)),
	},
	"date changed": {
		subject: "round.changed_subject",
		body: "round.changed_body",
		write: (language) => goesRound(language, changedWords(at, joined)),
	},
	"date off": {
		subject: "round.off_subject",
		body: "round.off_body",
		write: (language) => goesRound(language, offWords(at, square)),
	},
	"place free": {
		subject: "round.place_subject",
		body: "round.place_body",
		write: (language) => goesRound(language, placeWords(at, joined)),
	},
	// The one that says what is on: nothing but what anybody reads on the square.
	news: {
		subject: "round.digest_subject",
		values: { place: "Borgo Alto" },
		body: "round.digest_body",
		write: (language) => {
			const date = { initiativeId: newId(), id: newId(), title: "Gara di aquiloni", startsAt: at };
			const post = (title: string) => ({ id: newId(), title });
			const news = {
				...{ dates: [date], asks: [post("Chi ha una teglia?")], offers: [post("Due ceste di cachi")] },
				...{ ideas: [post("Una panchina al sole")], pacts: [post("Il cortile di via Roggia")] },
			};
			return goesRound(language, digestWords({ name: "Borgo Alto" }, news as unknown as News, square, stop));
		},
	},
	"sign-in link": {
		subject: "signin.mail_subject",
		body: "signin.mail_body",
		write: (language) => askForLink(ground, "luisa.abitante@esempio.filo.example", base, language),
	},
	"passkey instead": {
		subject: "signin.mail_subject",
		body: "passkeys.mail_instead",
		write: (language) => askForLink(ground, passkeyed, base, language),
	},
	"passkey replaced": {
		subject: "passkeys.mail_replaced_subject",
		body: "passkeys.mail_replaced",
		write: async () => {
			const { rows } = await t.owner.query("select id from access.accounts where name = 'Davide Pontara'");
			await replacePasskey(ground, coordinator(), rows[0].id, true, base);
		},
	},
	"code of assurance": {
		subject: "assurance.mail_subject",
		body: "assurance.mail_body",
		write: async (language) => {
			const token = newToken(); // the code is good for this session alone; that it is one is asked when it is typed
			await sendCode(ground, coordinator(), token, language);
		},
	},
	"code of a contact": {
		subject: "reach.mail_subject",
		body: "reach.mail_body",
		write: async (language) => {
			const id = newId();
			const contact = { kind: "email", value: "rosa@example.org" } as const;
			const left = {
				id,
				neighbourhoodId: sanVigilio.id,
				givenName: "Rosa",
				contact,
				language,
				neededUntil: "2027-01-01",
			};
			await ground.db.withActor(squareOf(sanVigilio), async (tx) => {
				await reachIn(ground, tx, left);
				await sendReachCodeIn(ground, tx, id, `${base}/n/san-vigilio/join/${id}`);
			});
		},
	},
	"seal of the day": {
		subject: "trail.mail_subject",
		body: "trail.mail_body",
		write: async (language) => {
			await setSealOutside(ground, administrator(language), { email: "notaio@example.org" } as never);
			await sealTrail(ground);
			await mailSeal(ground);
		},
	},
	"unusual reading": {
		subject: "unusual.mail_subject",
		body: "unusual.mail_body",
		write: async () => {
			await t.owner.query(
				`insert into access.readings (territory_id, id, at, actor_id, role, kind, record_id)
					values ($1, $2, $3, $4, 'facilitator', 'person', $5)`,
				[sanVigilio.territoryId, newId(), now, idOf("facilitator"), newId()],
			);
			await watchReadings(ground, [sanVigilio.territoryId], base);
		},
	},
	"link of a desk": {
		subject: "desklink.mail_subject",
		body: "desklink.mail_body",
		write: async (language) => {
			const id = await waits(language, true);
			await makeLink(ground, facilitator(), id, { id: newId(), days: 7 }, base);
		},
	},
	"reminder of somebody": {
		subject: "reminders.mail_subject",
		body: "reminders.mail_body",
		write: async (language) => {
			await waits(language, false);
			await remindAll(ground, [sanVigilio.territoryId], base);
		},
	},
	"reminder of a desk": {
		subject: "reminders.desk_subject",
		body: "reminders.desk_body",
		write: async (language) => {
			await waits(language, true);
			await remindAll(ground, [sanVigilio.territoryId], base);
		},
	},
};

type Received = { raw: string; headers: string; to: string; subject: string; body: string };
let smtp: SMTPServer;
const received: Received[] = [];
const written = new Map<string, Received>();

beforeAll(async () => {
	t = await application();
	now = new Date(t.ground.clock());
	ground = { ...t.ground, clock: () => now };
	smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		onData(stream, _session, done) {
			const parts: Buffer[] = [];
			stream.on("data", (part) => parts.push(part));
			stream.on("end", () => {
				received.push(parsed(Buffer.concat(parts).toString("utf8")));
				done();
			});
		},
	});
	smtp.listen(0, "127.0.0.1");
	await once(smtp.server, "listening");
	await t.owner.query("delete from access.mails");
	const wanted = new Map<string, { subject: string; body: string; to: string }>();
	for (const language of languages) {
		await speak(language);
		for (const [name, kind] of Object.entries(kinds)) {
			// A working day later each time: letters that go once a day go again.
			do now = new Date(now.getTime() + 86_400_000);
			while (!isWorkingDay(dayOf(now)));
			const before = new Set((await outbox(ground)).map(({ id }) => id));
			await kind.write(language);
			const subject = sayIn(language)(kind.subject, kind.values);
			// Two kinds that leave together can share their subject: each begins with its own words.
			const opening = (messagesOf(language).get(kind.body) ?? "").split("{")[0]!.replaceAll("''", "'");
			const letter = (await outbox(ground)).find(
				(one) => !before.has(one.id) && one.subject === subject && one.body.startsWith(opening),
			);
			if (!letter) throw new Error(`Filò wrote no letter of the kind ${name} in ${language}`);
			wanted.set(`${name} ${language}`, letter);
		}
	}
	// Each was worth sending for as long as its code or its date: here they all leave together.
	await t.owner.query("update access.mails set until = null");
	const { port } = smtp.server.address() as AddressInfo;
	const worker = await startWorker({
		...{ ground, jobsUrl: t.urls.jobs, base, log: { error() {} } },
		smtpUrl: `smtp://127.0.0.1:${port}?from=filo@filo.example`,
	});
	await vi.waitFor(async () => expect(await unsent()).toBe(0), { timeout: 120_000, interval: 200 });
	await worker.stop();
	for (const [name, letter] of wanted) {
		const one = received.find((mail) => mail.body === letter.body.trimEnd() && mail.subject === letter.subject);
		if (!one) throw new Error(`the letter ${name} did not arrive as it was written`);
		written.set(name, one);
	}
}, 600_000);
afterAll(async () => {
	smtp?.close();
	await t?.end();
});

async function unsent(): Promise<number> {
	const { rows } = await t.owner.query("select count(*)::int as n from access.mails where sent_at is null");
	return rows[0].n;
}

/** A letter as it came over the wire: headers unfolded, words decoded (RFC 2047, RFC 2045). */
function parsed(raw: string): Received {
	const [head = "", ...rest] = raw.split("\r\n\r\n");
	const unfolded = head.replaceAll(/\r\n[ \t]+/g, " ");
	const headers = unfolded.replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=(\s+(?==\?))?/gi, (_, how: string, text: string) =>
		how.toUpperCase() === "B" ? Buffer.from(text, "base64").toString("utf8") : quoted(text.replaceAll("_", " ")),
	);
	const encoding = /^content-transfer-encoding: (.*)$/im.exec(headers)?.[1]?.trim().toLowerCase();
	const text = rest.join("\r\n\r\n");
	const body =
		encoding === "base64"
			? Buffer.from(text, "base64").toString("utf8")
			: encoding === "quoted-printable"
				? quoted(text.replaceAll("=\r\n", ""))
				: text;
	const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(headers)?.[1]?.trim() ?? "";
	return { raw, headers, to: header("to"), subject: header("subject"), body: body.replaceAll("\r\n", "\n").trimEnd() };
}

function quoted(text: string): string {
	const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, "latin1").toString("utf8");
}

/** What is another each time, named instead of shown: tokens, codes, seals, ids, days. */
function settled({ headers, body }: Received): string {
	const kept = headers.replaceAll("\r\n", "\n").replace(/^To: .*$/m, "To: <to>");
	return `${kept}\n\n${body}\n`
		.replaceAll(/\b[0-9a-f]{64}\b/g, "<hash>")
		.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
		.replaceAll(/(\/link\/)[\w-]{43}/g, "$1<token>")
		.replaceAll(/^\d{4} \d{4}$/gm, "<code>")
		.replaceAll(/^Date: .*$/gm, "Date: <date>")
		.replaceAll(/"position": ?\d+/g, '"position": <n>')
		.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<instant>")
		.replaceAll(/\b20\d\d-\d\d-\d\d\b/g, "<day>");
}

describe("letters of every kind", () => {
	for (const name of Object.keys(kinds))
		test(name, async () => {
			const all = languages.map((language) => `=== ${language}\n${settled(written.get(`${name} ${language}`)!)}`);
			await expect(all.join("\n")).toMatchFileSnapshot(`mails/${name.replaceAll(" ", "-")}.txt`);
		});

	test("are all here: whatever posts a letter says it with words that have their golden file", () => {
		const said = Object.values(kinds).flatMap(({ subject, body }) => [subject, body]);
		const posting = sourcesOf(source).filter(({ text }) => /\bpost\(\s*ground,/.test(text));
		expect(posting.length).toBeGreaterThanOrEqual(7);
		const unknown = posting.flatMap(({ file, text }) => {
			const keys = [...text.matchAll(/say\(\s*"([a-z]+\.[a-z_]+)"/g)].flatMap(([, key]) =>
				/mail|subject|body/.test(key!) ? [key!] : [],
			);
			const calls = text.match(/\bpost\(\s*ground,/g)?.length ?? 0;
			if (keys.filter((key) => key.includes("subject")).length < calls)
				return [`${file}: a letter without words of its own`];
			return keys.filter((key) => !said.includes(key)).map((key) => `${file}: ${key}`);
		});
		expect(unknown).toEqual([]);
		// No other way leads to the outbox, nor past it to the mail server.
		const writing = sourcesOf(source).filter(({ text }) => /writeMail\(|insert into access\.mails/.test(text));
		expect(writing.map(({ file }) => file).sort()).toEqual([
			"modules/access/outbox/service.ts",
			"modules/access/outbox/store.ts",
		]);
		const sending = sourcesOf(source).filter(({ text }) => /sendMail\(/.test(text));
		expect(sending.map(({ file }) => file)).toEqual(["jobs/worker.ts"]);
	});

	test("hold no name, content or topic of anybody: nothing that stands in the demonstration's rows", async () => {
		const values = await everythingSaid();
		expect(values.length).toBeGreaterThan(1500);
		const told: string[] = [];
		for (const [name, { headers, body }] of written) {
			// The square a link leads to stands in its address, as on every poster.
			const said = body.replace("/n/san-vigilio/", "/n/");
			const text = spaced(`${headers.replace(/^(To|From|Message-ID): .*$/gim, "")}\n${said}`);
			for (const value of values) if (text.includes(value)) told.push(`${name}: ${value.trim()}`);
		}
		expect(told).toEqual([]);
	});

	test("and a letter that held one would be found", async () => {
		const values = await everythingSaid();
		const found = (letter: string) => values.some((value) => spaced(letter).includes(value));
		const { rows } = await t.owner.query(
			"select label from community.parties where kind = 'person' and neighbourhood_id = $1 order by id limit 20",
			[sanVigilio.id],
		);
		for (const { label } of rows) expect(found(`Ciao ${label}, ti aspettiamo.`), label).toBe(true);
		expect(found(`Un accompagnamento per ${sayIn("it")("listening.topic_caring")}`)).toBe(true);
		expect(found("Un accompagnamento aspetta San Vigilio")).toBe(true);
	});
});

type Source = { file: string; text: string };

function sourcesOf(folder: string, path = ""): Source[] {
	return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
		const file = path ? `${path}/${entry.name}` : entry.name;
		if (entry.isDirectory()) return sourcesOf(folder, file);
		if (!/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) return [];
		return [{ file, text: readFileSync(join(folder, file), "utf8") }];
	});
}

/** Small letters, and nothing between words but one space: a value is found as whole words. */
function spaced(text: string): string {
	return ` ${text
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, " ")
		.trim()} `;
}

/** Every text that stands in a row of the demonstration, names apart and together, and every topic in the three languages. */
async function everythingSaid(): Promise<string[]> {
	const { rows: columns } = await t.owner.query<{ name: string; column: string; array: boolean }>(
		`select n.nspname || '.' || c.relname as name, a.attname as column, a.atttypid = 'text[]'::regtype as array
		from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
		where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'text[]'::regtype)
			and (n.nspname in ('community', 'listening', 'exchange', 'initiatives', 'evaluation', 'referrals', 'network', 'mediations')
				or (c.relname, a.attname) in (('accounts', 'name'), ('neighbourhoods', 'name'), ('neighbourhoods', 'desk_place')))`,
	);
	const values = new Set<string>();
	for (const { name, column, array } of columns) {
		const value = array ? `unnest("${column}")` : `"${column}"`;
		const { rows } = await t.owner.query<{ value: string }>(`select distinct ${value} as value from ${name}`);
		// A word of a closed list is no text of anybody's: it is written small, in one piece.
		for (const { value: text } of rows) if (text && !/^[a-z0-9_-]*$/.test(text)) values.add(text);
	}
	// Parts of a name written as one, first name and surname; words in the place of a name count together.
	const { rows: people } = await t.owner.query<{ name: string }>(
		`select y.label as name from community.parties y join community.persons p using (territory_id, id) where p.level = 'name'
			union select name from access.accounts`,
	);
	for (const { name } of people.filter(({ name: whole }) => /^\p{Lu}\S+ \p{Lu}/u.test(whole)))
		for (const part of name.split(/\s+/)) if (part.length > 3) values.add(part);
	const { rows: topics } = await t.owner.query<{ id: string }>("select id from listening.topics");
	for (const language of languages) for (const { id } of topics) values.add(sayIn(language)(`listening.topic_${id}`));
	return [...values].map(spaced).filter((value) => value.trim().length > 3);
}

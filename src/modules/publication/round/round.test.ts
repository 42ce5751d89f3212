import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow, testSeal } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { startWorker } from "../../../jobs/worker.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Letter } from "../../access/outbox/contract.ts";
import type { Handed } from "../../access/outbox/rules.ts";
import { deliver, lettersDue } from "../../access/outbox/service.ts";
import { outbox } from "../../access/service.ts";
import { newPost } from "../../exchange/board/contract.ts";
import { postOnBoard } from "../../exchange/board/service.ts";
import {
	changeInitiative as changed,
	moveSession as moved,
	newInitiative,
	newSessions,
} from "../../initiatives/contract.ts";
import { joinAtDesk, joinedOf, joinWithAccount, leaveAtDesk } from "../../initiatives/joining/service.ts";
import { addSessions, changeInitiative, changeState, startInitiative } from "../../initiatives/service.ts";
import { moveSession, setSessionState } from "../../initiatives/sessions/service.ts";
import { writeDigests } from "./digests.ts";
import * as round from "./service.ts";
import { remindJoined, tellChanged, tellPlaces } from "./tell.ts";

const base = "https://filo.example";
const anna = actorOf("facilitator");
const luisa = actorOf("resident", "here", { name: "Luisa Mattedi" });
const here = { territoryId: places.territory, id: places.here, slug: "qui" };
const today = dayOf(testNow);
let t: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
	t = await freshDatabase();
	const { accountId: id } = luisa;
	await t.owner.query("insert into access.accounts (id, name, language) values ($1, 'Luisa Mattedi', 'ar')", [id]);
	const sealed = testSeal.ofAccount(id!).close("luisa@example.org", `access.addresses/${id}`);
	const blind = testSeal.blind("luisa@example.org");
	await t.owner.query("insert into access.addresses values ($1, $2, $3)", [id, sealed, blind]);
});
afterAll(() => t.end());
beforeEach(() =>
	t.owner.query("truncate access.mails, initiatives.initiatives, community.reaches, publication.choices cascade"),
);

const after = (days: number, hours = 0): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + days * 86_400_000 + hours * 3_600_000),
});

async function dinner(capacity?: number, days = 3): Promise<{ id: Id<"initiative">; session: Id<"session"> }> {
	const input = newInitiative.parse({ id: newId(), title: "Cena in cortile", capacity });
	const { id } = await startInitiative(t.ground, anna, input);
	await changeState(t.ground, anna, id, { to: "open" });
	const dates = newSessions.parse({ startsOn: addDays(today, days), time: "19:00", minutes: 120 });
	const [date] = await addSessions(t.ground, anna, id, dates);
	return { id, session: date!.id };
}

const email = (name: string) => ({ kind: "email", value: `${name.toLowerCase()}@example.org` }) as const;
const phone = { kind: "phone", value: "333 000 1000" } as const;

function join(
	at: { id: string; session: Id<"session"> },
	givenName: string,
	contact: typeof phone | ReturnType<typeof email>,
) {
	const input = { id: newId<"joining">(), givenName, contact, language: "it" as const, parentAgrees: false };
	return joinAtDesk(t.ground, anna, at.id, at.session, input);
}

const withAccount = (at: { id: string; session: Id<"session"> }) =>
	joinWithAccount(t.ground, luisa, here, at.id, { session: at.session, parentAgrees: false });

const letters = async () => (await outbox(t.ground)).map(({ to, subject }) => `${to}: ${subject}`).sort();
const bodyFor = async (to: string) => (await outbox(t.ground)).find((one) => one.to === to)!.body;

/** The jobs of a kind that wait, taken out. */
async function jobs<Job>(name: string): Promise<Job[]> {
	const { default: pg } = await import("pg");
	const client = new pg.Client({ connectionString: t.urls.jobs });
	await client.connect();
	const { rows } = await client.query<{ payload: Job }>(
		`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks k
			where k.id = j.task_id and k.identifier = $1 returning j.payload, j.run_at`,
		[name],
	);
	await client.end();
	return rows.map((row) => row.payload);
}

test("the day before, whoever joined gets one letter each, in their language, that does not say what it is", async () => {
	const at = await dinner();
	const rosa = await join(at, "Rosa", email("rosa"));
	await join(at, "Ida", phone);
	await withAccount(at);
	await t.owner.query(
		"update community.reaches set confirmed_at = null, confirmed_how = null, confirmed_by = null where given_name = 'Zita'",
	);
	expect(await remindJoined(after(0), [places.territory], base), "too early").toBe(0);
	expect(await remindJoined(after(2, 12), [places.territory], base), "by night").toBe(0);
	expect(await remindJoined(after(2), [places.territory, places.otherTerritory], base)).toBe(2);
	expect(await remindJoined(after(2, 1), [places.territory], base), "once").toBe(0);
	expect(await letters()).toEqual([
		"luisa@example.org: تذكير بموعد الغد",
		"rosa@example.org: Un promemoria per domani",
	]);
	const body = await bodyFor("rosa@example.org");
	expect(body).toContain(`${base}/n/qui/join/${rosa}`);
	expect(body).toContain("alle 19:00");
	for (const to of ["rosa@example.org", "luisa@example.org"])
		expect(await bodyFor(to)).not.toMatch(/Cena|cortile|Rosa|Luisa|Qui\b(?! trov| ved)/);
	expect(await bodyFor("luisa@example.org")).toContain(`${base}/initiatives/joined`);
});

test("whoever joins today for tomorrow needs no reminder, nor whoever waits, nor of what does not take place", async () => {
	const at = await dinner(1);
	await join(at, "Rosa", email("rosa"));
	await join(at, "Vera", email("vera"));
	await t.owner.query("update initiatives.joinings set joined_at = $1 where given_name = 'Rosa'", [
		after(2, -1).clock(),
	]);
	expect(await remindJoined(after(2), [places.territory], base)).toBe(0);
	await t.owner.query("update initiatives.joinings set joined_at = $1", [testNow]);
	await t.owner.query("update initiatives.sessions set state = 'cancelled'");
	expect(await remindJoined(after(2), [places.territory], base)).toBe(0);
	await t.owner.query("update initiatives.sessions set state = 'planned'");
	expect(await remindJoined(after(2), [places.territory], base), "Rosa alone").toBe(1);
});

test("a date that moves is told to everybody who joined or waits; who has no e-mail is called, and the desk says so", async () => {
	const at = await dinner(2);
	await join(at, "Rosa", email("rosa"));
	await join(at, "Ida", phone);
	await join(at, "Vera", email("vera"));
	await jobs("session-changed");
	const to = moved.parse({ startsOn: addDays(today, 5), time: "18:30", minutes: 120 });
	await moveSession(t.ground, anna, at.id, at.session, to);
	const [job] = await jobs<Parameters<typeof tellChanged>[1]>("session-changed");
	await tellChanged(t.ground, job!, base);
	await tellChanged(t.ground, job!, base);
	expect(await letters()).toEqual([
		"rosa@example.org: Un incontro è cambiato",
		"vera@example.org: Un incontro è cambiato",
	]);
	expect(await bodyFor("rosa@example.org")).toMatch(/alle 18:30/);
	const { calls } = await round.toTell(t.ground, anna);
	expect(calls.map(({ givenName, what, reach }) => [givenName, what, reach?.contact.value])).toEqual([
		["Ida", "changed", phone.value],
	]);
	await expect(round.toTell(t.ground, luisa).catch((error) => error.code)).resolves.toBe("not_yours");
	await expect(round.markCalled(t.ground, actorOf("facilitator", "beside"), calls[0]!.id)).rejects.toMatchObject({
		code: "not_found",
	});
	await round.markCalled(t.ground, anna, calls[0]!.id);
	await round.markCalled(t.ground, anna, calls[0]!.id);
	expect((await round.toTell(t.ground, anna)).calls).toEqual([]);
});

test("called off, and taken back within the minute, nobody is told; left so, everybody; planned again, they are told too", async () => {
	const at = await dinner();
	await join(at, "Rosa", email("rosa"));
	await setSessionState(t.ground, anna, at.id, at.session, "cancelled");
	const [off] = await jobs<Parameters<typeof tellChanged>[1]>("session-changed");
	expect(off).toMatchObject({ isOff: true });
	// As «Annulla» leaves it: planned, and a later sequence.
	await t.owner.query("update initiatives.sessions set state = 'planned', sequence = sequence + 1");
	await tellChanged(t.ground, off!, base);
	expect(await letters()).toEqual([]);
	await setSessionState(t.ground, anna, at.id, at.session, "cancelled");
	await tellChanged(t.ground, (await jobs<Parameters<typeof tellChanged>[1]>("session-changed"))[0]!, base);
	expect(await letters()).toEqual(["rosa@example.org: Un incontro non si fa"]);
	await setSessionState(t.ground, anna, at.id, at.session, "planned");
	await tellChanged(t.ground, (await jobs<Parameters<typeof tellChanged>[1]>("session-changed"))[0]!, base);
	expect(await letters()).toEqual([
		"rosa@example.org: Un incontro non si fa",
		"rosa@example.org: Un incontro è cambiato",
	]);
	await changeState(t.ground, anna, at.id, { to: "dropped", reason: "non si trova il posto" } as never);
	await tellChanged(t.ground, (await jobs<Parameters<typeof tellChanged>[1]>("session-changed"))[0]!, base);
	expect((await letters()).filter((one) => one.endsWith("non si fa"))).toHaveLength(2);
});

test("whoever moves up from those who wait is told, and the desk need not call", async () => {
	const at = await dinner(1);
	const rosa = await join(at, "Rosa", email("rosa"));
	await join(at, "Vera", email("vera"));
	await join(at, "Ida", phone);
	await leaveAtDesk(t.ground, anna, at.session, rosa);
	const [job] = await jobs<Parameters<typeof tellPlaces>[1]>("place-free");
	await tellPlaces(t.ground, job!, base);
	await tellPlaces(t.ground, job!, base);
	expect(await letters()).toEqual(["vera@example.org: C’è posto per te"]);
	expect((await joinedOf(t.ground, anna, at.id, at.session)).joined.filter((one) => one.movedUp)).toEqual([]);
	await changeInitiative(t.ground, anna, at.id, changed.parse({ title: "Cena in cortile", capacity: 2 }));
	await tellPlaces(t.ground, (await jobs<Parameters<typeof tellPlaces>[1]>("place-free"))[0]!, base);
	const still = (await joinedOf(t.ground, anna, at.id, at.session)).joined.filter((one) => one.movedUp);
	expect(
		still.map((one) => one.givenName),
		"Ida has no e-mail",
	).toEqual(["Ida"]);
	expect(await letters()).toHaveLength(1);
});

async function ask(title: string): Promise<void> {
	const input = newPost.parse({
		...{ id: newId(), kind: "ask", sort: "ride", title, givenName: "Carla", contact: "333 000 2000", language: "it" },
	});
	const { id } = await postOnBoard(t.ground, anna, "qui", input, base);
	await t.owner.query("update exchange.posts set confirmed_at = $2, held = null where id = $1", [id, testNow]);
}

test("news come at once or weekly to whoever chose so, hold what is public alone, and never twice; without news no letter", async () => {
	await dinner();
	const digest = (days: number, hours = 0) => writeDigests(after(days, hours), [places.territory], base);
	expect(await digest(0), "nobody chose yet").toBe(0);
	await round.chooseMail(t.ground, luisa, { digest: "at_once", reminders: true });
	const want = { id: newId<"mail-choice">(), givenName: "Rosa", contact: email("rosa"), digest: "weekly" } as const;
	await round.wantNews(t.ground, here, want, { language: "it", link: `${base}/n/qui/round/${want.id}` });
	await round.wantNews(t.ground, here, want, { language: "it", link: `${base}/n/qui/round/${want.id}` });
	expect(await letters(), "the code alone, once").toEqual(["rosa@example.org: Il tuo codice"]);
	expect(await digest(0, 1), "nothing new").toBe(0);
	await ask("Un passaggio in ospedale");
	expect(await digest(0, 11), "by night").toBe(0);
	expect(await digest(1), "Luisa; Rosa has not typed her code, and on Monday at half past ten").toBe(1);
	expect(await digest(1, 1)).toBe(0);
	const body = await bodyFor("luisa@example.org");
	expect(body).toContain("\u2068Un passaggio in ospedale\u2069");
	expect(body).not.toMatch(/Carla|333|Luisa/);
	await t.owner.query("update community.reaches set confirmed_at = now(), confirmed_how = 'code' where id = $1", [
		want.id,
	]);
	await dinner(undefined, 20);
	expect(await digest(7), "Luisa at once").toBe(1);
	await t.owner.query("update publication.choices set told_until = $1 where reach_id is not null", [testNow]);
	await t.owner.query("update initiatives.sessions set starts_at = $1", [after(9).clock()]);
	expect(await digest(8, -1)).toBe(1);
	const weekly = await bodyFor("rosa@example.org");
	expect(weekly).toMatch(/Cena in cortile\n {2}https:\/\/filo\.example\/n\/qui\/initiatives\//);
	expect(await digest(8), "once a week").toBe(0);
	expect(await digest(15, 1), "a week on nothing is on and nothing is new").toBe(0);
	const { rows } = await t.owner.query("select kept_until::text from community.reaches where id = $1", [want.id]);
	expect(rows[0].kept_until, "as long as news come, a year at a time").toBe(addDays(today, 8 + 365));
});

test("ideas not answered yet and pacts in force are news, once; what waits to be read is none", async () => {
	const digest = (days: number) => writeDigests(after(days), [places.territory], base);
	await round.chooseMail(t.ground, luisa, { digest: "at_once", reminders: true });
	const idea = (title: string, held: string | null) =>
		t.owner.query(
			`insert into pacts.ideas (territory_id, neighbourhood_id, id, title, words, language, called, account_id, confirmed_at, held,
				proposed_at, answer_by) values ($1, $2, $3, $4, 'Al sole', 'it', 'Zefira', $3, $5, $6, $5, '2027-01-01')`,
			[places.territory, places.here, newId(), title, testNow, held],
		);
	await idea("Una panchina", null);
	await idea("Una cosa che aspetta", "words");
	const pact = newId();
	for (const text of [
		`insert into pacts.pacts (territory_id, neighbourhood_id, id, state, latest_no, in_force_no, in_force_on, moved_at, recorded_at)
			values ($1, $2, $3, 'in_force', 1, 1, '2026-11-20', now(), now())`,
		`insert into pacts.versions (territory_id, neighbourhood_id, id, pact_id, no, title, language, in_force_on, written_at)
			values ($1, $2, $3, $3, 1, 'Il cortile di tutti', 'it', '2026-11-20', now())`,
	])
		await t.owner.query(text, [places.territory, places.here, pact]);
	expect(await digest(1)).toBe(1);
	const body = await bodyFor("luisa@example.org");
	expect(body).toContain(`Il cortile di tutti\u2069\n  ${base}/n/qui/pacts/${pact}`);
	expect(body).toContain("\u2068Una panchina\u2069");
	expect(body).not.toMatch(/aspetta|Zefira/);
	expect(await digest(2), "told once").toBe(0);
});

test("whoever asked twice for the news gets one letter a round", async () => {
	await dinner();
	await writeDigests(after(0), [places.territory], base);
	for (const [i, address] of ["zita@example.org", "Zita@example.org"].entries()) {
		const want = {
			id: newId<"mail-choice">(),
			givenName: "Zita",
			contact: { kind: "email", value: address },
			digest: "at_once",
		};
		await round.wantNews(t.ground, here, want as never, { language: "it", link: `${base}/n/qui/round/${i}` });
		await t.owner.query("update community.reaches set confirmed_at = now(), confirmed_how = 'code' where id = $1", [
			want.id,
		]);
	}
	await t.owner.query("delete from access.mails");
	await ask("Una mano con il trasloco");
	expect(await writeDigests(after(1), [places.territory], base)).toBe(1);
	expect((await letters()).filter((one) => /zita/i.test(one))).toHaveLength(1);
	expect(await writeDigests(after(1, 1), [places.territory], base)).toBe(0);
});

test("one click of a letter ends such letters, and no others; the contact goes some days later", async () => {
	const at = await dinner();
	await join(at, "Rosa", email("rosa"));
	await withAccount(at);
	await remindJoined(after(2), [places.territory], base);
	const tokenOf = async (to: string) => /\/mail\/([\w-]{43})/.exec(await bodyFor(to))![1]!;
	const token = await tokenOf("luisa@example.org");
	expect(await round.wayOut(t.ground, here, token)).toEqual({ what: "reminders", digest: "never", reminders: true });
	await round.endMail(t.ground, here, token, { "List-Unsubscribe": "One-Click" });
	await round.endMail(t.ground, here, token, { "List-Unsubscribe": "One-Click" });
	expect(await round.mailChoice(t.ground, luisa)).toEqual(
		expect.objectContaining({ digest: "never", reminders: false }),
	);
	await expect(round.wayOut(t.ground, { ...here, territoryId: places.otherTerritory }, token)).rejects.toMatchObject({
		code: "not_found",
	});
	await t.owner.query("delete from access.mails");
	await t.owner.query("update initiatives.sessions set starts_at = starts_at + interval '1 day'");
	expect(await remindJoined(after(3), [places.territory], base), "Rosa still").toBe(1);
	const { rows } = await t.owner.query("select token_hash from publication.ways_out");
	expect(rows.some((row) => row.token_hash.toString("base64url") === token)).toBe(false);

	const want = { id: newId<"mail-choice">(), givenName: "Vera", contact: email("vera"), digest: "at_once" } as const;
	await round.wantNews(t.ground, here, want, { language: "it", link: base });
	await t.owner.query("update community.reaches set confirmed_at = now(), confirmed_how = 'code' where id = $1", [
		want.id,
	]);
	await ask("Una lampadina");
	expect(await writeDigests(after(0, 2), [places.territory], base)).toBe(1);
	const way = await tokenOf("vera@example.org");
	const keptUntil = async () =>
		(await t.owner.query("select kept_until::text as day from community.reaches where id = $1", [want.id])).rows[0].day;
	await round.endMail(t.ground, here, way, { do: "stop" });
	expect(await keptUntil()).toBe(addDays(today, 30));
	await round.endMail(t.ground, here, way, { do: "choose", digest: "weekly" });
	expect(await keptUntil()).toBe(addDays(today, 365));
});

test("a letter that is not taken is tried again after growing pauses; refused for good it is given up, and the desk reads so", async () => {
	const at = await dinner();
	const rosa = await join(at, "Rosa", email("rosa"));
	await remindJoined(after(2), [places.territory], base);
	const [{ id }] = (await outbox(t.ground)) as [Letter];
	const says = (handed: Handed) => async () => handed;
	const at2 = (hours: number) => after(2, hours);
	await deliver(at2(0), id, says({ kind: "not_now", code: "451" }));
	expect(await lettersDue(at2(0)), "not before its time").toEqual([]);
	expect(await lettersDue(at2(0.01))).toEqual([id]);
	expect(await deliver(at2(0.01), id, says({ kind: "never", code: "550 5.1.1" }))).toBe("550 5.1.1");
	expect(await lettersDue(at2(1))).toEqual([]);
	let handed = 0;
	await deliver(at2(1), id, async () => {
		handed += 1;
		return { kind: "taken" };
	});
	expect(handed).toBe(0);
	const { returned } = await round.toTell(t.ground, anna);
	expect(returned.map(({ reach, code }) => [reach?.givenName, reach?.contact.value, code])).toEqual([
		["Rosa", "rosa@example.org", "550 5.1.1"],
	]);
	await expect(round.markReturnedSeen(t.ground, actorOf("facilitator", "beside"), id)).rejects.toMatchObject({
		code: "not_found",
	});
	await round.markReturnedSeen(t.ground, anna, id);
	expect((await round.toTell(t.ground, anna)).returned).toEqual([]);
	// With the contact its letters go.
	await leaveAtDesk(t.ground, anna, at.session, rosa);
	expect(await letters()).toEqual([]);
});

test("a real mail server gets the letters, each with its Message-ID and the header by which one click ends them", async () => {
	const received: string[] = [];
	const smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		onRcptTo: ({ address }, _session, done) =>
			done(
				address.startsWith("nobody")
					? Object.assign(new Error("no such user nobody@example.org"), { responseCode: 550 })
					: null,
			),
		onData(stream, _session, done) {
			const parts: Buffer[] = [];
			stream.on("data", (part) => parts.push(part));
			stream.on("end", () => {
				received.push(
					Buffer.concat(parts)
						.toString("utf8")
						.replaceAll(/\r\n[ \t]+/g, " "),
				);
				done();
			});
		},
	});
	smtp.listen(0, "127.0.0.1");
	await once(smtp.server, "listening");
	const at = await dinner();
	await join(at, "Rosa", email("rosa"));
	await join(at, "Nessuno", email("nobody"));
	await jobs("remind-joined");
	await remindJoined(after(2), [places.territory], base);
	const logged: object[] = [];
	const worker = await startWorker({
		...{ ground: t.ground, jobsUrl: t.urls.jobs, base, log: { error: (fields: object) => logged.push(fields) } },
		smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}?from=filo@filo.example`,
	});
	try {
		await expect.poll(async () => (await round.toTell(t.ground, anna)).returned.length, { timeout: 15_000 }).toBe(1);
		await expect.poll(() => received.length, { timeout: 15_000 }).toBe(1);
	} finally {
		await worker.stop();
		smtp.close();
	}
	const [letter = ""] = received;
	const sent = (await outbox(t.ground)).find(({ to }) => to === "rosa@example.org")!;
	expect(letter).toContain(`Message-ID: <${sent.id}@filo.example>`);
	expect(letter).toContain(`List-Unsubscribe: <${sent.unsubscribe}>`);
	expect(letter).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
	expect(sent.unsubscribe).toMatch(/^https:\/\/filo\.example\/n\/qui\/mail\/[\w-]{43}$/);
	expect(logged).toEqual([{ letter: expect.any(String), code: "550" }]);
});

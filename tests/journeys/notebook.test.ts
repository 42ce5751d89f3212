import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
	contact,
	field,
	kinds,
	open,
	pin,
	prepare,
	save,
	sendAll,
	signIn,
	unlock,
	waiting,
	word,
	write,
	writers,
} from "./notebook.ts";
import { filesWith } from "./phone.ts";

// The notebook as a facilitator carries it: a real browser that is killed, a network that drops what it likes.

const at = field();

function received(like: string): { kind: string; state: string; seq: number }[] {
	return at.rows(`select r.kind, r.state, r.seq from notebook.records r join notebook.devices d
		on d.territory_id = r.territory_id and d.id = r.device_id where ${like} order by r.received_at, r.id`);
}

/** What would still ask somebody for something. */
const unsettled = ["needs_you", "set_aside", "draft"].map((part) => `section[aria-labelledby=part-${part}] li`).join();

test("50 records of every kind without coverage, the browser killed in between, a network that flaps: exactly 50 on the server, in order, nothing in clear", {
	timeout: 600_000,
}, async () => {
	const first = await at.phone();
	await prepare(at, first.page);
	at.wire.way = "none";
	for (let n = 0; n < 24; n += 1) await write(first.page, n);
	await open(first.page, "note");
	await first.page.fill("#f-text", `${word} appunto 24`);
	// On the disk before the blow: what was typed is kept letter by letter.
	await first.page.waitForTimeout(1500);
	await first.kill();

	const again = await at.phone(first.profile);
	const { page } = again;
	await unlock(at, page);
	await page.locator("#f-text").waitFor();
	expect(await page.inputValue("#f-text")).toBe(`${word} appunto 24`);
	expect(await page.evaluate(() => document.activeElement?.id)).toBe("f-text");
	await save(page);
	expect(await waiting(page)).toBe(25);
	for (let n = 25; n < 50; n += 1) await write(page, n);
	expect(await waiting(page)).toBe(50);
	expect(filesWith(again.profile, [word, pin])).toEqual([]);

	// Who was signed in may have gone with the browser; the PIN has not, nor has what was written.
	at.wire.way = "through";
	await signIn(at, page);
	at.wire.way = "flapping";
	await unlock(at, page);
	await sendAll(page);
	await open(page, "outbox");
	const asking = await page.locator(unsettled).count();
	const there = received("d.name = 'Linux'");
	expect(there.length).toBe(50);
	// Somebody of the demonstration may have answered before: then the consent asks for a word, on the phone and there.
	expect(there.filter(({ state, kind }) => state !== "received" && kind !== "consent")).toEqual([]);
	expect(there.filter(({ state }) => state === "needs_you").length).toBe(asking);
	expect(asking).toBeLessThan(8);
	expect(there.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
	expect(there.map(({ kind }) => kind)).toEqual(Array.from({ length: 50 }, (_, n) => kinds[n % kinds.length]));
	const written = (table: string, column: string) =>
		at.rows<{ n: number }>(`select count(*)::int as n from ${table} where ${column} like '${word}%'`)[0]?.n;
	expect(written("listening.notes", "text")).toBe(9);
	expect(written("exchange.acts", "what")).toBe(9);
	expect(written("listening.follow_ups", "what")).toBe(8);
	expect(filesWith(again.profile, [word, pin])).toEqual([]);
});

test("two tabs send once; a session that ended keeps everything; a newer server is said, and nothing is lost", {
	timeout: 300_000,
}, async () => {
	const { page, context } = await at.phone();
	await prepare(at, page);
	const other = await context.newPage();
	other.setDefaultTimeout(30_000);
	await unlock(at, other);
	at.wire.way = "none";
	for (let n = 0; n < 3; n += 1) {
		await writers.note!(page, 100 + n);
		await save(page);
		await writers.note!(other, 200 + n);
		await save(other);
	}
	at.wire.way = "old";
	await page.getByRole("button", { name: "Manda adesso" }).click();
	await contact(page, "too_old");
	expect(await waiting(page)).toBe(6);

	at.wire.way = "through";
	const cookies = await context.cookies();
	await context.clearCookies();
	await page.getByRole("button", { name: "Manda adesso" }).click();
	await contact(page, "sign_in");
	expect(await waiting(page)).toBe(6);
	// The PIN still opens it, with coverage too.
	await unlock(at, page);
	expect(await waiting(page)).toBe(6);

	await context.addCookies(cookies);
	at.wire.way = "flapping";
	await Promise.all([sendAll(page), sendAll(other)]);
	expect(at.notesLike(`^${word} appunto [12]0[0-2]$`)).toBe(6);
});

test("two phones of one person send at once on a network that flaps, one with the file of the other: 50 records, none twice", {
	timeout: 300_000,
}, async () => {
	const [one, two] = [await at.phone(), await at.phone()];
	await Promise.all([prepare(at, one.page), prepare(at, two.page)]);
	at.wire.way = "none";
	const writeAll = async (page: Page, from: number) => {
		for (let n = from; n < from + 25; n += 1) {
			await writers.note!(page, n);
			await save(page);
		}
	};
	await Promise.all([writeAll(one.page, 600), writeAll(two.page, 700)]);
	await open(one.page, "phone");
	const [download] = await Promise.all([
		one.page.waitForEvent("download"),
		one.page.getByRole("button", { name: "Salva il file cifrato" }).click(),
	]);
	const buffer = Buffer.concat(await (await download.createReadStream()).toArray());
	expect(buffer.includes(word)).toBe(false);
	await open(two.page, "phone");
	await two.page.setInputFiles("#f-file", { name: "filo.json", mimeType: "application/json", buffer });
	await two.page.fill("#f-filePin", pin);
	await two.page.getByRole("button", { name: "Prendi", exact: true }).click();
	await two.page.getByText("Preso: niente è perso e niente è doppio.").waitFor();
	expect([await waiting(one.page), await waiting(two.page)]).toEqual([25, 50]);
	at.wire.way = "flapping";
	await Promise.all([sendAll(one.page), sendAll(two.page)]);
	expect(at.notesLike(`^${word} appunto [67][0-9][0-9]$`)).toBe(50);
	expect(
		at.rows(
			`select count(distinct text)::int as n from listening.notes where text ~ '^${word} appunto [67][0-9][0-9]$'`,
		),
	).toEqual([{ n: 50 }]);
});

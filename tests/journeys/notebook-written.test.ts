import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Pack, Theirs } from "../../src/modules/notebook/contract.ts";
import {
	contact,
	field,
	open,
	openNth,
	pin,
	prepare,
	save,
	sendAll,
	setClockAhead,
	unlock,
	waiting,
	word,
	writers,
} from "./notebook.ts";

// What is written without coverage, and what becomes of it: settled, set aside, put right; never silently.

const at = field();

/** The values of a list that say something. */
function choicesOf(page: Page, name: string): Promise<string[]> {
	return page
		.locator(`#f-${name} option`)
		.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value).filter(Boolean));
}

test("a consent: the words are read out in the person's language, the signed sheet is photographed, and all of it arrives", {
	timeout: 180_000,
}, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	const asked = new Set(
		at
			.rows<{ id: string }>("select distinct person_id as id from community.agreements where purpose = 'invite'")
			.map(({ id }) => id),
	);
	at.wire.way = "none";
	await open(page, "consent");
	await page.locator("#f-person").waitFor();
	const person = (await choicesOf(page, "person")).find((id) => !asked.has(id)) ?? "";
	expect(person).not.toBe("");
	await page.selectOption("#f-person", person);
	await page.selectOption("#f-purpose", "invite");
	const words = page.locator("form blockquote");
	expect(await words.getAttribute("lang")).toBe("it");
	expect(await words.textContent()).toContain("Puoi dire di no: non cambia niente");
	expect((await choicesOf(page, "language")).length).toBe(9);
	await page.selectOption("#f-language", "ar");
	expect([await words.getAttribute("lang"), await words.getAttribute("dir")]).toEqual(["ar", "rtl"]);
	expect(await words.textContent()).toMatch(/[\u0600-\u06ff]{3}/);
	await page.getByText("non ancora riletta da chi parla questa lingua").waitFor();
	await page.locator("#f-answer").getByText("sì", { exact: true }).click();
	const sheet = await page.evaluate(async () => {
		const canvas = Object.assign(document.createElement("canvas"), { width: 2000, height: 1000 });
		canvas.getContext("2d")?.fillRect(100, 100, 500, 500);
		return canvas.toDataURL("image/png").split(",")[1] ?? "";
	});
	const photo = { name: "foglio.png", mimeType: "image/png", buffer: Buffer.from(sheet, "base64") };
	await page.setInputFiles("#f-photo", photo);
	const shown = page.locator("form img");
	await shown.waitFor();
	expect(await shown.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(1600);
	await save(page);
	at.wire.way = "through";
	await sendAll(page);
	const written = at.rows<{ language: string; answer: string; sheets: number }>(
		`select a.language, a.answer, (select count(*)::int from community.agreement_sheets s
			where s.territory_id = a.territory_id and s.agreement_id = a.id) as sheets
		from community.agreements a where a.purpose = 'invite' and a.person_id = '${person}'`,
	);
	expect(written).toEqual([{ language: "ar", answer: "agreed", sheets: 1 }]);
});

test("attendance by ticking names, and a follow-up handed over: both without coverage", {
	timeout: 180_000,
}, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	at.wire.way = "none";
	await openNth(page, "attendance", 0);
	const session = page.url().split("/").at(-1) ?? "";
	const boxes = page.locator("form input[type=checkbox]:not(:checked)");
	const names = await boxes.evaluateAll((all) => all.slice(0, 2).map((one) => (one as HTMLInputElement).name));
	expect(names.length).toBe(2);
	for (const name of names) await page.check(`input[name="${name}"]`);
	await save(page);
	// Opened again, it shows what was ticked.
	await openNth(page, "attendance", 0);
	for (const name of names) expect(await page.isChecked(`input[name="${name}"]`)).toBe(true);

	await openNth(page, "step", 0);
	const followUp = page.url().split("/").at(-1) ?? "";
	await page.locator("#f-to").getByText("passato a un'altra persona").click();
	await page.locator("#f-assignedTo").waitFor();
	const [colleague = ""] = await choicesOf(page, "assignedTo");
	await page.selectOption("#f-assignedTo", colleague);
	await page.fill("#f-words", `${word} chiedi di Piero`);
	await save(page);
	at.wire.way = "through";
	await sendAll(page);
	const there = at
		.rows<{ id: string }>(`select person_id as id from initiatives.participations where session_id = '${session}'`)
		.map(({ id }) => id);
	expect(there).toEqual(expect.arrayContaining(names));
	expect(
		at.rows<{ to: string }>(`select assigned_to as "to" from listening.follow_ups where id = '${followUp}'`)[0]?.to,
	).toBe(colleague);
});

/** Another device of hers: changes the same things on the server, while this one does not know. */
async function changeElsewhere(page: Page, session: string, followUp: string): Promise<void> {
	const answers = await page.evaluate(
		async ([session, followUp]) => {
			const post = async (path: string, body: unknown) => {
				const headers = { "content-type": "application/json" };
				const init = { method: "POST", headers, body: JSON.stringify(body) };
				return (await fetch(`/api/notebook/${path}`, init)).json();
			};
			const device = crypto.randomUUID();
			await post("devices", { id: device, name: "L'altro" });
			const pack = (await (await fetch(`/api/notebook/pack?device=${device}`)).json()) as Pack;
			const sheet = pack.sessions.find(({ id }) => id === session)!;
			const due = pack.followUps.find(({ id }) => id === followUp)!;
			const of = (about: { neighbourhoodId: string; version: string }, seq: number, more: object) => ({
				...{ id: crypto.randomUUID(), seq, at: new Date().toISOString(), after: [] },
				...{ neighbourhoodId: about.neighbourhoodId, base: about.version, ...more },
			});
			const said = await post("records", {
				device,
				phone: { at: new Date().toISOString(), version: "0.1.0" },
				records: [
					of(sheet, 1, { kind: "attendance", body: { session, marks: {}, unnamed: 77 } }),
					of(due, 2, { kind: "follow_up_step", body: { followUp, to: "moved", dueOn: "2031-03-03" } }),
				],
			});
			return (said.answers as { state: string; theirs: Theirs }[]).map(({ state }) => state);
		},
		[session, followUp],
	);
	expect(answers).toEqual(["received", "received"]);
}

test("what was changed meanwhile is shown side by side, and settled by whoever wrote it: mine here, theirs there", {
	timeout: 180_000,
}, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	await openNth(page, "attendance", 1);
	const session = page.url().split("/").at(-1) ?? "";
	await openNth(page, "step", 1);
	const followUp = page.url().split("/").at(-1) ?? "";
	await changeElsewhere(page, session, followUp);
	at.wire.way = "none";
	await page.locator("#f-to").getByText("fatto", { exact: true }).click();
	await page.fill("#f-words", `${word} è andata bene`);
	await save(page);
	await open(page, `attendance/${session}`);
	await page.fill("#f-unnamed", "5");
	await save(page);
	at.wire.way = "through";
	await sendAll(page);
	await page.getByText("2 cose hanno bisogno di te").waitFor();

	const settle = async (name: RegExp, choice: string) => {
		await open(page, "outbox");
		await page.locator("section[aria-labelledby=part-needs_you] a").filter({ hasText: name }).click();
		const cards = page.locator(".beside .card");
		await cards.nth(1).waitFor();
		// Side by side: at the same height, one left of the other.
		const [mine, theirs] = await Promise.all([cards.nth(0).boundingBox(), cards.nth(1).boundingBox()]);
		expect(mine!.y).toBe(theirs!.y);
		expect(mine!.x + mine!.width).toBeLessThanOrEqual(theirs!.x);
		const said = [await cards.nth(0).textContent(), await cards.nth(1).textContent()];
		await page.getByRole("button", { name: choice, exact: true }).click();
		await page.getByText("Deciso.").waitFor();
		return said;
	};
	const [mine, theirs] = await settle(/Presenze/, "Vale questo");
	expect(mine).toContain("5 altre persone senza nome");
	expect(theirs).toContain("77 altre persone senza nome");
	const [done, moved] = await settle(/^(?!Presenze)/, "Vale il mio");
	expect(done).toContain(`${word} è andata bene`);
	expect(moved).toContain("3 marzo");
	await sendAll(page);
	expect(await page.locator("section[aria-labelledby=part-needs_you] li").count()).toBe(0);
	expect(at.rows(`select unnamed_count as unnamed from initiatives.sessions where id = '${session}'`)).toEqual([
		{ unnamed: 77 },
	]);
	expect(at.rows(`select ending, outcome from listening.follow_ups where id = '${followUp}'`)).toEqual([
		{ ending: "done", outcome: `${word} è andata bene` },
	]);
});

test("a record of a device that was replaced is set aside: its writer sees it with its reason, and sends it again", {
	timeout: 180_000,
}, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	at.wire.way = "none";
	await writers.note!(page, 500);
	await save(page);
	at.wire.way = "old";
	const replaced = await page.evaluate(async () => {
		const { items } = await (await fetch("/api/notebook/devices")).json();
		const newest = items.sort((a: { registeredAt: string }, b: { registeredAt: string }) =>
			a.registeredAt < b.registeredAt ? 1 : -1,
		)[0];
		const headers = { "content-type": "application/json" };
		return (await fetch(`/api/notebook/devices/${newest.id}/replaced`, { method: "POST", headers, body: "{}" })).status;
	});
	expect(replaced).toBe(204);
	at.wire.way = "through";
	await sendAll(page);
	await page.getByText("1 cosa è stata messa da parte").waitFor();
	await open(page, "outbox");
	const aside = page.locator("section[aria-labelledby=part-set_aside]");
	expect(await aside.locator("li").textContent()).toContain(`${word} appunto 500`);
	const [reason = ""] = (await aside.locator(".entry-line").allTextContents()).map((line) => line.split(" · ").at(-1));
	expect(reason.length).toBeGreaterThan(20);
	expect(at.notesLike(`^${word} appunto 500$`)).toBe(0);
	await aside.getByRole("link", { name: "I miei dispositivi" }).click();
	await page.getByText(`${word} appunto 500`).waitFor();
	expect(await page.locator("main").textContent()).toContain(reason);
	const card = page.locator(".card").filter({ hasText: `${word} appunto 500` });
	await card.getByRole("button", { name: /^Rimandalo/ }).click();
	await page.waitForURL("**/notebook/devices?done=*");
	expect(at.notesLike(`^${word} appunto 500$`)).toBe(1);
});

test("a clock thirty days ahead is said; the days proposed are those of the server", { timeout: 120_000 }, async () => {
	const device = await at.phone();
	const { page } = device;
	await setClockAhead(device, 30);
	await prepare(at, page);
	await page.getByText("L'orologio di questo telefono è sbagliato di 30 giorni").waitFor();
	await open(page, "note");
	await page.fill("#f-text", `${word} appunto 510`);
	await save(page);
	await sendAll(page);
	expect(
		at.rows(`select heard_on = current_date as today from listening.notes where text = '${word} appunto 510'`),
	).toEqual([{ today: true }]);
	expect(await page.locator("section[aria-labelledby=part-needs_you] li").count()).toBe(0);
});

test("a memory that is nearly full is said, and leads to the file; one that refuses keeps it on the screen and in the file", {
	timeout: 120_000,
}, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	await page.addInitScript(() => {
		navigator.storage.estimate = async () => ({ quota: 1000, usage: 801 });
		const put = IDBObjectStore.prototype.put;
		IDBObjectStore.prototype.put = function (...given) {
			if (this.name === "records" && "full" in window) throw new DOMException("full", "QuotaExceededError");
			return put.apply(this, given);
		};
	});
	at.wire.way = "none";
	await unlock(at, page);
	await page.getByText("La memoria del telefono è quasi piena").waitFor();
	await writers.note!(page, 520);
	await save(page);
	await page.evaluate(() => void Object.assign(window, { full: true }));
	await open(page, "note");
	await page.fill("#f-text", `${word} appunto 521`);
	await page.getByText("Il telefono non ha più posto").waitFor();
	expect(await page.inputValue("#f-text")).toBe(`${word} appunto 521`);
	await page.locator("#notebook").getByRole("link", { name: "Salva il file cifrato" }).click();
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("button", { name: "Salva il file cifrato" }).click(),
	]);
	const saved = await (await download.createReadStream()).toArray();
	at.wire.way = "through";

	const { page: elsewhere } = await at.phone();
	await prepare(at, elsewhere, "un altro pin");
	await open(elsewhere, "phone");
	const file = { name: "filo.json", mimeType: "application/json", buffer: Buffer.concat(saved) };
	await elsewhere.setInputFiles("#f-file", file);
	await elsewhere.fill("#f-filePin", pin);
	await elsewhere.getByRole("button", { name: "Prendi", exact: true }).click();
	await elsewhere.getByText("Preso: niente è perso e niente è doppio.").waitFor();
	await elsewhere.locator("section[aria-labelledby=part-draft] a").click();
	expect(await elsewhere.inputValue("#f-text")).toBe(`${word} appunto 521`);
	await save(elsewhere);
	await sendAll(elsewhere);
	expect(at.notesLike(`^${word} appunto 52[01]$`)).toBe(2);
});

test("a browser that keeps nothing says so, and leads nobody on", { timeout: 60_000 }, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	await page.addInitScript(() => {
		indexedDB.open = () => {
			throw new DOMException("no", "SecurityError");
		};
	});
	await page.goto(`${at.wire.url}/notebook`);
	await page.getByText("Questo browser non ci lascia tenere nulla sul telefono").waitFor();
	expect(await page.locator("#f-pin").count()).toBe(0);
});

test("the voice is offered where the device itself turns it into words, and nowhere else", {
	timeout: 60_000,
}, async () => {
	const { page, context } = await at.phone();
	await prepare(at, page);
	await open(page, "note");
	await page.locator("#f-text").waitFor();
	const voice = page.getByRole("button", { name: "Dettalo a voce" });
	expect(await voice.count()).toBe(0);
	const spoken = (available: string) => {
		class Listener {
			static available = async () => available;
			onresult: ((heard: object) => void) | null = null;
			onend: (() => void) | null = null;
			start(): void {
				this.onresult?.({ results: [[{ transcript: "la panchina è rotta" }]] });
				this.onend?.();
			}
			stop(): void {}
		}
		Object.assign(window, { SpeechRecognition: Listener });
	};
	// What would travel to somebody else's machine is not offered.
	await context.addInitScript(spoken, "downloadable");
	await unlock(at, page);
	await open(page, "note");
	await page.locator("#f-text").waitFor();
	expect(await voice.count()).toBe(0);
	await context.addInitScript(spoken, "available");
	await unlock(at, page);
	await open(page, "note");
	await voice.click();
	expect(await page.inputValue("#f-text")).toBe("la panchina è rotta");
	await contact(page, "done");
	expect(await waiting(page)).toBe(0);
});

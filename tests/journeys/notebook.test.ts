import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { dataFolder, type Running, startFilo } from "../running.ts";
import { type Device, filesWith, newDevice, newProfile, newWire, type Wire } from "./phone.ts";
import { violations } from "./stage.ts";

// The notebook as a facilitator carries it: a real browser that is killed, a network that drops what it likes.

const { folder, forget } = dataFolder();
const pin = "294 118";
/** A word of each record: none of them may lie in clear on the phone. */
const word = "zafferano";
let running: Running;
let wire: Wire;
const profiles: ReturnType<typeof newProfile>[] = [];
const devices: Device[] = [];

beforeAll(async () => {
	running = await startFilo(folder);
	wire = await newWire(running.url);
}, 120_000);
afterEach(async () => {
	wire.way = "through";
	for (const device of devices.splice(0)) await device.kill().catch(() => undefined);
});
afterAll(async () => {
	await wire?.close();
	await running?.stop();
	for (const { forget } of profiles) forget();
	forget();
});

/** Rows the server has, as the facilitator reads them. */
function rows<Row>(statement: string): Row[] {
	const said = execFileSync(
		join(import.meta.dirname, "../../filo"),
		["sql", "--as", "facilitator@san-vigilio", statement, "--json"],
		{ env: { ...process.env, FILO_DATA: folder }, encoding: "utf8" },
	);
	return JSON.parse(said) as Row[];
}

function received(like: string): { kind: string; state: string; seq: number }[] {
	return rows(`select r.kind, r.state, r.seq from notebook.records r join notebook.devices d
		on d.territory_id = r.territory_id and d.id = r.device_id where ${like} order by r.received_at, r.id`);
}

async function phone(profile = profileOfItsOwn()): Promise<Device> {
	const device = await newDevice(profile);
	devices.push(device);
	return device;
}

function profileOfItsOwn(): string {
	const one = newProfile();
	profiles.push(one);
	return one.profile;
}

async function signIn(page: Page, as = "facilitator", at = "san-vigilio"): Promise<void> {
	await page.goto(`${wire.url}/access/sign-in`);
	const status = await page.evaluate(
		async (body) => (await fetch("/demo/sign-in", { method: "POST", body: new URLSearchParams(body) })).status,
		{ as, at },
	);
	expect(status).toBe(200);
}

/** Signs in with coverage, chooses a PIN, and waits for what is taken along. */
async function prepare(page: Page, own = pin): Promise<void> {
	await signIn(page);
	await page.goto(`${wire.url}/notebook`);
	await page.fill("#f-pin", own);
	await page.fill("#f-again", own);
	await page.getByRole("button", { name: "Prepara il taccuino" }).click();
	await contact(page, "done");
	// What is kept for opening without coverage is whole.
	await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

async function contact(page: Page, how: string): Promise<void> {
	await page.locator(`#standing[data-contact="${how}"]`).waitFor({ timeout: 60_000 });
}

async function unlock(page: Page, own = pin): Promise<void> {
	await page.goto(`${wire.url}/notebook`);
	await page.fill("#f-pin", own);
	await page.getByRole("button", { name: "Apri", exact: true }).click();
	await page.locator("#standing").waitFor();
}

async function open(page: Page, where: string): Promise<void> {
	await page.evaluate((hash) => {
		location.hash = hash;
	}, where);
}

async function save(page: Page): Promise<void> {
	await page.getByRole("button", { name: "Scrivilo nel taccuino" }).click();
	await page.getByText("È scritto qui, al sicuro.").waitFor();
	await open(page, "outbox");
}

/** Chooses the n-th entry of a list that says something. */
async function choose(page: Page, name: string, n: number): Promise<void> {
	const values = await page
		.locator(`#f-${name} option`)
		.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value).filter(Boolean));
	await page.selectOption(`#f-${name}`, values[n % values.length] ?? "");
}

/** The n-th session or follow-up taken along. */
async function openNth(page: Page, what: "attendance" | "step", n: number): Promise<void> {
	await open(page, "home");
	const links = page.locator(`.entries a[href^="#${what}/"]`);
	await links.first().waitFor();
	await links.nth(n % (await links.count())).click();
}

const purposes = ["circle", "referral"];
type Writer = (page: Page, n: number) => Promise<void>;
const writers: Record<string, Writer> = {
	note: async (page, n) => {
		await open(page, "note");
		await page.fill("#f-text", `${word} appunto ${n}`);
	},
	act: async (page, n) => {
		await open(page, "act");
		await choose(page, "giver", n);
		await choose(page, "receiver", n + 1);
		await page.fill("#f-what", `${word} ha portato la spesa ${n}`);
	},
	follow_up: async (page, n) => {
		await open(page, "follow_up");
		await page.fill("#f-what", `${word} da fare ${n}`);
		await page.fill("#f-dueOn", "2030-01-15");
	},
	consent: async (page, n) => {
		await open(page, "consent");
		await choose(page, "person", Math.floor(n / 6));
		await page.selectOption("#f-purpose", purposes[n % purposes.length]!);
		await page.locator("#f-answer").getByText("no", { exact: true }).click();
	},
	follow_up_step: async (page, n) => {
		await openNth(page, "step", n);
		await page.locator("#f-to").getByText("spostato", { exact: true }).click();
		await page.fill("#f-dueOn", `2030-02-${String(10 + (n % 18)).padStart(2, "0")}`);
		await page.fill("#f-words", `${word} spostato ${n}`);
	},
	attendance: async (page, n) => {
		// The same evening each time: every change stands on the one before.
		await openNth(page, "attendance", 0);
		await page.fill("#f-unnamed", String(3 + n));
	},
};
const kinds = Object.keys(writers);

async function write(page: Page, n: number): Promise<void> {
	await writers[kinds[n % kinds.length]!]!(page, n);
	await save(page);
}

/** What would still ask somebody for something. */
const unsettled = ["needs_you", "set_aside", "draft"].map((part) => `section[aria-labelledby=part-${part}] li`).join();

async function waiting(page: Page): Promise<number> {
	return Number(await page.locator("#standing").getAttribute("data-waiting"));
}

/** Presses «send now» until nothing waits; a network that drops three of four needs several. */
async function sendAll(page: Page): Promise<void> {
	for (let i = 0; i < 300 && (await waiting(page)) > 0; i += 1) {
		const button = page.getByRole("button", { name: "Manda adesso" }).first();
		await button.click({ timeout: 5000 }).catch(() => undefined);
		await page.waitForTimeout(500);
	}
	expect(await waiting(page)).toBe(0);
}

test("50 records of every kind without coverage, the browser killed in between, a network that flaps: exactly 50 on the server, in order, nothing in clear", {
	timeout: 600_000,
}, async () => {
	const first = await phone();
	await prepare(first.page);
	wire.way = "none";
	for (let n = 0; n < 24; n += 1) await write(first.page, n);
	await open(first.page, "note");
	await first.page.fill("#f-text", `${word} appunto 24`);
	// On the disk before the blow: what was typed is kept letter by letter.
	await first.page.waitForTimeout(1500);
	await first.kill();

	const again = await phone(first.profile);
	const { page } = again;
	await unlock(page);
	await page.locator("#f-text").waitFor();
	expect(await page.inputValue("#f-text")).toBe(`${word} appunto 24`);
	expect(await page.evaluate(() => document.activeElement?.id)).toBe("f-text");
	await save(page);
	expect(await waiting(page)).toBe(25);
	for (let n = 25; n < 50; n += 1) await write(page, n);
	expect(await waiting(page)).toBe(50);
	expect(filesWith(again.profile, [word, pin])).toEqual([]);

	// Who was signed in may have gone with the browser; the PIN has not, nor has what was written.
	wire.way = "through";
	await signIn(page);
	wire.way = "flapping";
	await unlock(page);
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
		rows<{ n: number }>(`select count(*)::int as n from ${table} where ${column} like '${word}%'`)[0]?.n;
	expect(written("listening.notes", "text")).toBe(9);
	expect(written("exchange.acts", "what")).toBe(9);
	expect(written("listening.follow_ups", "what")).toBe(8);
	expect(filesWith(again.profile, [word, pin])).toEqual([]);
});

test("two tabs send once; a session that ended keeps everything; a newer server is said, and nothing is lost", {
	timeout: 300_000,
}, async () => {
	const { page, context } = await phone();
	await prepare(page);
	const other = await context.newPage();
	other.setDefaultTimeout(30_000);
	await unlock(other);
	wire.way = "none";
	for (let n = 0; n < 3; n += 1) {
		await writers.note!(page, 100 + n);
		await save(page);
		await writers.note!(other, 200 + n);
		await save(other);
	}
	wire.way = "old";
	await page.getByRole("button", { name: "Manda adesso" }).click();
	await contact(page, "too_old");
	expect(await waiting(page)).toBe(6);

	wire.way = "through";
	const cookies = await context.cookies();
	await context.clearCookies();
	await page.getByRole("button", { name: "Manda adesso" }).click();
	await contact(page, "sign_in");
	expect(await waiting(page)).toBe(6);
	// The PIN still opens it, with coverage too.
	await unlock(page);
	expect(await waiting(page)).toBe(6);

	await context.addCookies(cookies);
	wire.way = "flapping";
	await Promise.all([sendAll(page), sendAll(other)]);
	const [{ n } = { n: 0 }] = rows<{ n: number }>(
		`select count(*)::int as n from listening.notes where text ~ '^${word} appunto [12]0[0-2]$'`,
	);
	expect(n).toBe(6);
});

test("signing out asks about what was not sent; the file opens on another phone with its PIN, and doubles nothing", {
	timeout: 300_000,
}, async () => {
	const { page } = await phone();
	await prepare(page);
	wire.way = "none";
	for (const n of [300, 301]) {
		await writers.note!(page, n);
		await save(page);
	}
	await open(page, "leave");
	await page.getByText("2 cose non sono partite").waitFor();
	const out = page.getByRole("button", { name: "Esci e svuota" });
	expect(await out.count()).toBe(0);
	await page.getByLabel("Questa si può perdere").first().check();
	expect(await out.count()).toBe(0);
	await page.getByLabel("Questa si può perdere").first().uncheck();
	// The file as the browser would save it.
	const saved = await page.evaluate(async () => {
		const make = URL.createObjectURL.bind(URL);
		const file = new Promise<Blob>((resolve) => {
			URL.createObjectURL = (blob) => {
				resolve(blob as Blob);
				return make(blob as Blob);
			};
		});
		const button = [...document.querySelectorAll("button")].find((b) => b.textContent === "Salva il file cifrato");
		button?.click();
		return (await file).text();
	});
	expect(saved).not.toContain(word);
	await out.click();
	await page.getByText("Questo telefono è vuoto.").waitFor();
	const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
	expect(left).toEqual(["filo-notebooks"]);

	wire.way = "through";
	const { page: elsewhere } = await phone();
	await prepare(elsewhere, "un altro pin");
	const takeIn = async (own: string) => {
		await open(elsewhere, "phone");
		const buffer = Buffer.from(saved);
		await elsewhere.setInputFiles("#f-file", { name: "filo.json", mimeType: "application/json", buffer });
		await elsewhere.fill("#f-filePin", own);
		await elsewhere.getByRole("button", { name: "Prendi", exact: true }).click();
	};
	await takeIn("un altro pin");
	await elsewhere.getByText("Questo PIN non apre il file").first().waitFor();
	await takeIn(pin);
	await elsewhere.getByText("Preso: niente è perso e niente è doppio.").waitFor();
	await sendAll(elsewhere);
	await takeIn(pin);
	await elsewhere.getByText("C'era già tutto.").waitFor();
	const [{ n } = { n: 0 }] = rows<{ n: number }>(
		`select count(*)::int as n from listening.notes where text ~ '^${word} appunto 30[01]$'`,
	);
	expect(n).toBe(2);
});

test("a second person reads nothing of the first; a remote wipe arrives at the next contact; ten wrong PINs empty the notebook", {
	timeout: 300_000,
}, async () => {
	const { page, context } = await phone();
	await prepare(page);
	await page.getByText(/^\d+ nomi$/).waitFor();
	await signIn(page, "coordinator");
	await page.goto(`${wire.url}/notebook`);
	await page.getByRole("button", { name: "Prepara il taccuino" }).waitFor();

	await signIn(page);
	const asked = await page.evaluate(async () => {
		const { items } = await (await fetch("/api/notebook/devices")).json();
		const newest = items.sort((a: { registeredAt: string }, b: { registeredAt: string }) =>
			a.registeredAt < b.registeredAt ? 1 : -1,
		)[0];
		const headers = { "content-type": "application/json" };
		return (await fetch(`/api/notebook/devices/${newest.id}/wipe`, { method: "POST", headers, body: "{}" })).status;
	});
	expect(asked).toBe(204);
	await unlock(page);
	await page.getByText("A distanza è stato chiesto di svuotare questo telefono").waitFor();
	await page.getByText("Qui staranno gli incontri di oggi").waitFor();

	await context.setOffline(true);
	await page.goto(`${wire.url}/notebook`);
	for (let left = 9; left >= 0; left -= 1) {
		await page.fill("#f-pin", `sbagliato ${left}`);
		await page.getByRole("button", { name: "Apri", exact: true }).click();
		if (left > 0) await page.getByText(`ancora ${left} volt`).waitFor();
	}
	await page.getByText("La prima volta serve la rete").waitFor();
	const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
	expect(names).toEqual(["filo-notebooks"]);
});

test("nothing is in the way of anybody, in it, de and en, at 320 px", { timeout: 300_000 }, async () => {
	const { page } = await phone();
	await page.setViewportSize({ width: 320, height: 700 });
	await prepare(page);
	const found: string[] = [];
	for (const language of ["it", "de", "en"]) {
		await page.evaluate(
			async (chosen) =>
				void (await fetch("/access/language", {
					method: "POST",
					body: new URLSearchParams({ language: chosen, back: "/notebook" }),
				})),
			language,
		);
		await page.goto(`${wire.url}/notebook?again=1`);
		await page.locator("#f-pin").waitFor();
		expect(await page.locator("html").getAttribute("lang")).toBe(language);
		found.push(...(await violations(page)).map((line) => `${language} door ${line}`));
		await page.fill("#f-pin", pin);
		await page.keyboard.press("Enter");
		await contact(page, "done");
		for (const where of ["home", "note", "act", "consent", "follow_up", "outbox", "people", "phone", "leave"]) {
			await open(page, where);
			await page.locator("#page").waitFor();
			found.push(...(await violations(page)).map((line) => `${language} ${where} ${line}`));
			const wide = await page.evaluate(() => document.documentElement.scrollWidth);
			if (wide > 320) found.push(`${language} ${where} is ${wide} px wide`);
		}
		for (const what of ["attendance", "step"] as const) {
			await openNth(page, what, 0);
			await page.locator(".actions button").waitFor();
			found.push(...(await violations(page)).map((line) => `${language} ${what} ${line}`));
		}
	}
	expect(found).toEqual([]);
});

test("without JavaScript the page says so and leads to the pages that do the same", { timeout: 60_000 }, async () => {
	const cookie = await fetch(`${running.url}/demo/sign-in`, {
		method: "POST",
		body: new URLSearchParams({ as: "facilitator", at: "san-vigilio" }),
		redirect: "manual",
	}).then((answer) => answer.headers.get("set-cookie")?.split(";")[0] ?? "");
	const html = await (await fetch(`${running.url}/notebook`, { headers: { cookie } })).text();
	const without = /<noscript>(.*?)<\/noscript>/s.exec(html)?.[1] ?? "";
	const links = [...without.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href);
	expect(links.length).toBeGreaterThan(4);
	for (const href of links)
		expect((await fetch(`${running.url}${href}`, { headers: { cookie } })).status, href).toBe(200);
	// Nobody's name: a phone of several people keeps this page.
	expect(html).not.toMatch(/Anna|San Vigilio/);
});

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { startDemonstration } from "../demonstration.ts";
import { dataFolder, type Running } from "../running.ts";
import { type Device, newDevice, newProfile, newWire, type Wire } from "./phone.ts";

/** What somebody does with the notebook on a phone, in Italian. */

export const pin = "294 118";
/** A word of each record: none of them may lie in clear on the phone. */
export const word = "zafferano";

export type Field = {
	readonly wire: Wire;
	/** Filò itself, without the wire between. */
	readonly url: string;
	/** A phone of its own, or one that was killed and starts again. */
	phone: (profile?: string) => Promise<Device>;
	/** Rows the server has, as the facilitator reads them. */
	rows: <Row>(statement: string) => Row[];
	/** How many notes with such words the server has. */
	notesLike: (pattern: string) => number;
};

/** Filò, a wire to it that fails as it is told, and phones; all of it ends with the tests of the file. */
export function field(): Field {
	const { folder, forget } = dataFolder();
	const profiles: ReturnType<typeof newProfile>[] = [];
	const devices: Device[] = [];
	let running: Running;
	let wire: Wire;
	beforeAll(async () => {
		running = await startDemonstration(folder);
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
	const rows = <Row>(statement: string): Row[] => {
		const said = execFileSync(
			join(import.meta.dirname, "../../filo"),
			["sql", "--as", "facilitator@san-vigilio", statement, "--json"],
			{ env: { ...process.env, FILO_DATA: folder }, encoding: "utf8" },
		);
		return JSON.parse(said) as Row[];
	};
	const newPlace = () => {
		const one = newProfile();
		profiles.push(one);
		return one.profile;
	};
	return {
		get wire() {
			return wire;
		},
		get url() {
			return running.url;
		},
		phone: async (profile = newPlace()) => {
			const device = await newDevice(profile);
			devices.push(device);
			return device;
		},
		rows,
		notesLike: (pattern) =>
			rows<{ n: number }>(`select count(*)::int as n from listening.notes where text ~ '${pattern}'`)[0]?.n ?? 0,
	};
}

export async function signIn({ wire }: Field, page: Page, as = "facilitator", at = "san-vigilio"): Promise<void> {
	await page.goto(`${wire.url}/access/sign-in`);
	const status = await page.evaluate(
		async (body) => (await fetch("/demo/sign-in", { method: "POST", body: new URLSearchParams(body) })).status,
		{ as, at },
	);
	expect(status).toBe(200);
}

/** Signs in with coverage, chooses a PIN, and waits for what is taken along. */
export async function prepare(at: Field, page: Page, own = pin, as = "facilitator"): Promise<void> {
	await signIn(at, page, as);
	await page.goto(`${at.wire.url}/notebook`);
	// Whoever was here before is asked for first, until it is known who is signed in.
	await page.fill("#f-again", own);
	await page.fill("#f-pin", own);
	await page.getByRole("button", { name: "Prepara il taccuino" }).click();
	await contact(page, "done");
	// What is kept for opening without coverage is whole.
	await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

export async function contact(page: Page, how: string): Promise<void> {
	await page.locator(`#standing[data-contact="${how}"]`).waitFor({ timeout: 60_000 });
}

/** Opens the notebook with its PIN, at one of its pages. */
export async function unlock({ wire }: Field, page: Page, own = pin): Promise<void> {
	await page.goto(`${wire.url}/notebook`);
	await typePin(page, own);
}

export async function typePin(page: Page, own = pin): Promise<void> {
	await page.fill("#f-pin", own);
	await page.getByRole("button", { name: "Apri", exact: true }).click();
	await page.locator("#standing").waitFor();
}

export async function open(page: Page, where: string): Promise<void> {
	await page.evaluate((hash) => {
		location.hash = hash;
	}, where);
}

export async function save(page: Page): Promise<void> {
	await page.getByRole("button", { name: "Scrivilo nel taccuino" }).click();
	await page.getByText("È scritto qui, al sicuro.").waitFor();
	await open(page, "outbox");
}

/** Chooses the n-th entry of a list that says something. */
export async function choose(page: Page, name: string, n: number): Promise<void> {
	const values = await page
		.locator(`#f-${name} option`)
		.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value).filter(Boolean));
	await page.selectOption(`#f-${name}`, values[n % values.length] ?? "");
}

/** The n-th session or follow-up taken along. */
export async function openNth(page: Page, what: "attendance" | "step", n: number): Promise<void> {
	await open(page, "home");
	const links = page.locator(`.entries a[href^="#${what}/"]`);
	await links.first().waitFor();
	await links.nth(n % (await links.count())).click();
}

const purposes = ["circle", "referral"];
type Writer = (page: Page, n: number) => Promise<void>;
export const writers: Record<string, Writer> = {
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
export const kinds = Object.keys(writers);

export async function write(page: Page, n: number): Promise<void> {
	await writers[kinds[n % kinds.length]!]!(page, n);
	await save(page);
}

export async function waiting(page: Page): Promise<number> {
	return Number(await page.locator("#standing").getAttribute("data-waiting"));
}

/** Presses «send now» until nothing waits; a network that drops three of four needs several. */
export async function sendAll(page: Page): Promise<void> {
	for (let i = 0; i < 300 && (await waiting(page)) > 0; i += 1) {
		const button = page.getByRole("button", { name: "Manda adesso" }).first();
		await button.click({ timeout: 5000 }).catch(() => undefined);
		await page.waitForTimeout(500);
	}
	expect(await waiting(page)).toBe(0);
}

/** The notebooks that lie on a phone, by the names of their databases. */
export function notebooksOn(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const names = (await indexedDB.databases()).map(({ name = "" }) => name);
		return names.filter((name) => name.startsWith("filo-notebook-"));
	});
}

/** A clock that is ahead, for every page that is opened from now on. */
export async function setClockAhead({ context }: Device, days: number): Promise<void> {
	await context.addInitScript((ms) => {
		const Real = Date;
		const now = Real.now.bind(Real);
		Real.now = () => now() + ms;
		globalThis.Date = new Proxy(Real, {
			construct: (of, given) => (given.length === 0 ? new of(of.now()) : Reflect.construct(of, given)),
		});
	}, days * 86_400_000);
}

import { v7 } from "uuid";
import { newKey } from "../../src/web/notebook/islands/phone/crypto.ts";
import { writeFile } from "../../src/web/notebook/islands/phone/file.ts";
import type { Entry } from "../../src/web/notebook/islands/phone/outbox.ts";
import { type Device, newDevice, newProfile, newWire } from "../journeys/phone.ts";
import { dataFolder, startFilo } from "../running.ts";
import { type Part, rowOf } from "./field-rows.ts";

// The notebook on a phone as slow as the cheapest: a browser whose processor is slowed down six times.

const records = 5000;
const slower = 6;
const openings = 10;
const saves = 40;
const pin = "294 118";
const aims = { openMs: 3000, searchMs: 300, saveMs: 200 };

const sentences = [
	"La fontana della piazzetta perde da lunedì",
	"Chiede chi potrebbe accompagnarla alla visita in città",
	"Ha portato la spesa a chi non scende le scale",
	"Si è liberato il locale accanto al panificio",
	"Richiamare per il corso di italiano del mercoledì",
	"Offre due ore la settimana per i compiti",
];
const names = ["Rosa", "Ahmed", "Giulia", "Ivan", "Luca", "Amina", "Piera", "Bogdan"];

/** What somebody wrote in a long time without coverage: half notes, half acts and follow-ups. */
function written(n: number): Entry {
	const words = `${sentences[n % sentences.length]}, ${names[n % names.length]}, numero ${n}`;
	const kind = (["note", "note", "act", "follow_up"] as const)[n % 4]!;
	const values = {
		note: { text: words, kind: "noticed", heardOn: "2026-11-20" },
		act: { what: words, giver: v7(), receiver: v7(), day: "2026-11-20" },
		follow_up: { what: words, dueOn: "2030-01-15" },
	}[kind];
	const at = new Date(Date.UTC(2026, 9, 1) + n * 60_000).toISOString();
	return { id: v7(), seq: n + 1, state: "ready", kind, on: null, base: null, at, neighbourhoodId: v7(), values };
}

/** Signs in, prepares the notebook with coverage, and takes in a file with all the records; then coverage ends. */
async function prepare({ page }: Device, wire: Awaited<ReturnType<typeof newWire>>): Promise<void> {
	await page.goto(`${wire.url}/access/sign-in`);
	await page.evaluate(
		async (body) => void (await fetch("/demo/sign-in", { method: "POST", body: new URLSearchParams(body) })),
		{ as: "facilitator", at: "san-vigilio" },
	);
	await page.goto(`${wire.url}/notebook`);
	await page.fill("#f-pin", pin);
	await page.fill("#f-again", pin);
	await page.getByRole("button", { name: "Prepara il taccuino" }).click();
	await page.locator('#standing[data-contact="done"]').waitFor({ timeout: 60_000 });
	await page.evaluate(async () => void (await navigator.serviceWorker.ready));
	wire.way = "none";
	const { account } = (await page.evaluate(
		async () =>
			await new Promise((found, failed) => {
				const asked = indexedDB.open("filo-notebooks");
				asked.onerror = failed;
				asked.onsuccess = () => {
					const all = asked.result.transaction("owners").objectStore("owners").getAll();
					all.onsuccess = () => {
						asked.result.close();
						found(all.result[0]);
					};
				};
			}),
	)) as { account: string };
	const { key, wrapped } = await newKey(pin);
	const entries = Array.from({ length: records }, (_, n) => written(n));
	const file = await writeFile(account, wrapped, key, entries);
	await page.evaluate(() => {
		location.hash = "phone";
	});
	await page.setInputFiles("#f-file", { name: "filo.json", mimeType: "application/json", buffer: Buffer.from(file) });
	await page.fill("#f-filePin", pin);
	await page.locator('form[aria-labelledby="take"] button[type=submit]').click();
	await page.locator(`#standing[data-waiting="${records}"]`).waitFor({ timeout: 300_000 });
}

async function slowDown({ context, page }: Device): Promise<void> {
	const devtools = await context.newCDPSession(page);
	await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
	// What runs in the page is named by the loader of this file, with a helper that a page does not have.
	await page.addInitScript("globalThis.__name = (work) => work");
}

/** From the address to the field of the PIN, and from the PIN to a page on which one can write and search. */
async function openedIn({ page }: Device, url: string): Promise<number> {
	await page.goto("about:blank");
	// What the page before was still doing ends: a phone is taken out of a pocket.
	await page.waitForTimeout(1000);
	const began = performance.now();
	await page.goto(`${url}/notebook`, { waitUntil: "commit" });
	await page.locator("#f-pin").waitFor();
	const atDoor = performance.now() - began;
	await page.fill("#f-pin", pin);
	// On the page itself: what is not the notebook's own time stays out.
	const took = await page.evaluate(
		(wanted) =>
			new Promise<number>((done) => {
				const began = performance.now();
				const look = () => {
					const isUsable =
						document.querySelector(`#standing[data-waiting="${wanted}"]`) && document.querySelector("#f-q");
					if (isUsable) requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
					return isUsable;
				};
				const seen = new MutationObserver(() => {
					if (look()) seen.disconnect();
				});
				seen.observe(document.body, { subtree: true, childList: true, attributes: true });
				(document.querySelector("form[aria-labelledby=ask] button[type=submit]") as HTMLButtonElement).click();
			}),
		records,
	);
	return atDoor + took;
}

const searched = ["fontana", "ahmed spesa", "numero 4987", "italiano mercoledi", "mongolfiera", "giulia due ore"];

/** Milliseconds from each letter to the list that answers it, painted. */
async function searches({ page }: Device): Promise<number[]> {
	return page.evaluate(async (all) => {
		const field = document.querySelector("#f-q") as HTMLInputElement;
		const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!;
		const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
		const took: number[] = [];
		for (const words of all)
			for (let length = 1; length <= words.length; length += 1) {
				const began = performance.now();
				set.call(field, words.slice(0, length));
				field.dispatchEvent(new InputEvent("input", { bubbles: true }));
				await painted();
				took.push(performance.now() - began);
			}
		set.call(field, "");
		field.dispatchEvent(new InputEvent("input", { bubbles: true }));
		return took;
	}, searched);
}

/** Milliseconds from the button to the line that says it is kept. */
async function saved({ page }: Device, n: number): Promise<number> {
	await page.evaluate(() => {
		location.hash = "note";
	});
	await page.locator("#f-text").waitFor();
	await page.locator("#f-text").pressSequentially(`Scritto sulle scale ${n}`);
	// From the last letter to the button a hand needs a moment.
	await page.waitForTimeout(500);
	return page.evaluate(
		() =>
			new Promise<number>((done) => {
				const began = performance.now();
				const seen = new MutationObserver(() => {
					if (!document.querySelector("#notebook p.done")) return;
					seen.disconnect();
					done(performance.now() - began);
				});
				seen.observe(document.body, { subtree: true, childList: true });
				(document.querySelector("form[aria-labelledby=page] button[type=submit]") as HTMLButtonElement).click();
			}),
	);
}

/** Opens, searches and saves without coverage, with thousands of records that wait on the phone. */
export async function onThePhone(): Promise<Part> {
	const { folder, forget } = dataFolder();
	const filo = await startFilo(folder);
	const wire = await newWire(filo.url);
	const { profile, forget: forgetProfile } = newProfile();
	let device = await newDevice(profile);
	try {
		await prepare(device, wire);
		await device.kill();
		device = await newDevice(profile);
		await slowDown(device);
		const opened: number[] = [];
		for (let n = 0; n < openings; n += 1) opened.push(await openedIn(device, wire.url));
		const searching = await searches(device);
		const saving: number[] = [];
		for (let n = 0; n < saves; n += 1) saving.push(await saved(device, n));
		return {
			what: `On the phone: Chromium, its processor slowed down ${slower} times, without coverage, ${records.toLocaleString("en")} records that were never sent, sealed on its disk; the browser was killed in between. Opening is the address to the field of the PIN, and the PIN to a page on which one can write and search, ${openings} times, a second after it was left; searching is each letter of some words to the list that answers it; saving is the button to the line that says it is kept, ${saves} notes.`,
			rows: [
				rowOf("opened without coverage, ms", opened, aims.openMs),
				rowOf("a letter of a search, ms", searching, aims.searchMs),
				rowOf("a note saved, ms", saving, aims.saveMs),
			],
		};
	} finally {
		await device.kill().catch(() => undefined);
		await wire.close();
		await filo.stop();
		forgetProfile();
		forget();
	}
}

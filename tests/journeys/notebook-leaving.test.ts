import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
	contact,
	field,
	notebooksOn,
	open,
	pin,
	prepare,
	save,
	sendAll,
	setClockAhead,
	signIn,
	typePin,
	unlock,
	waiting,
	word,
	writers,
} from "./notebook.ts";

// How a phone is left: signed out, lost, shared, forgotten. What was not sent is never gone in passing.

const at = field();

test("signing out asks about what was not sent; the file opens on another phone with its PIN, and doubles nothing", {
	timeout: 300_000,
}, async () => {
	const { page } = await at.phone();
	await prepare(at, page);
	at.wire.way = "none";
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
	await out.click({ timeout: 90_000 });
	await page.getByText("Questo telefono è vuoto.").waitFor();
	const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
	expect(left).toEqual(["filo-notebooks"]);

	at.wire.way = "through";
	const { page: elsewhere } = await at.phone();
	await prepare(at, elsewhere, "un altro pin");
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
	expect(at.notesLike(`^${word} appunto 30[01]$`)).toBe(2);
});

test("a second person reads nothing of the first; a remote wipe arrives at the next contact; ten wrong PINs empty the notebook", {
	timeout: 300_000,
}, async () => {
	const { page, context } = await at.phone();
	await prepare(at, page);
	await page.getByText(/^\d+ nomi$/).waitFor();
	await signIn(at, page, "coordinator");
	await page.goto(`${at.wire.url}/notebook`);
	await page.getByRole("button", { name: "Prepara il taccuino" }).waitFor();

	await signIn(at, page);
	const asked = await page.evaluate(async () => {
		const { items } = await (await fetch("/api/notebook/devices")).json();
		const newest = items.sort((a: { registeredAt: string }, b: { registeredAt: string }) =>
			a.registeredAt < b.registeredAt ? 1 : -1,
		)[0];
		const headers = { "content-type": "application/json" };
		return (await fetch(`/api/notebook/devices/${newest.id}/wipe`, { method: "POST", headers, body: "{}" })).status;
	});
	expect(asked).toBe(204);
	await unlock(at, page);
	await page.getByText("A distanza è stato chiesto di svuotare questo telefono").waitFor();
	await page.getByText("Qui staranno gli incontri di oggi").waitFor();

	await context.setOffline(true);
	await page.goto(`${at.wire.url}/notebook`);
	for (let left = 9; left >= 0; left -= 1) {
		await page.fill("#f-pin", `sbagliato ${left}`);
		await page.getByRole("button", { name: "Apri", exact: true }).click();
		if (left > 0) await page.getByText(`ancora ${left} volt`).waitFor();
	}
	await page.getByText("La prima volta serve la rete").waitFor();
	const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
	expect(names).toEqual(["filo-notebooks"]);
});

/** Writes a note that the server does not take yet. */
async function leaveUnsent(page: Page, n: number): Promise<void> {
	at.wire.way = "old";
	await writers.note!(page, n);
	await save(page);
	await contact(page, "too_old");
}

/** Signs out as every ordinary page has it. */
async function signOutFrom(page: Page, path: string): Promise<void> {
	await page.goto(`${at.wire.url}${path}`);
	await page.getByRole("button", { name: "Esci", exact: true }).first().click();
}

test("signing out of an ordinary page leads through the notebook's question; without anything unsent it empties in silence; another's notebook stays", {
	timeout: 300_000,
}, async () => {
	const { page, context } = await at.phone();
	await prepare(at, page, "il pin di un'altra", "coordinator");
	await leaveUnsent(page, 400);
	at.wire.way = "through";
	const [other] = await notebooksOn(page);

	await prepare(at, page);
	await leaveUnsent(page, 401);
	await signOutFrom(page, "/today");
	await page.getByText("Nel taccuino 1 cosa non è partita").waitFor();
	await typePin(page);
	await page.getByText("1 cosa non è partita. Che cosa ne facciamo?").waitFor();
	const out = page.getByRole("button", { name: "Esci e svuota" });
	expect(await out.count()).toBe(0);
	const second = await context.newPage();
	await unlock(at, second);
	at.wire.way = "through";
	await page.getByRole("button", { name: "Manda adesso" }).last().click();
	await out.click({ timeout: 90_000 });
	await page.getByText("Questo telefono è vuoto.").waitFor();
	// What another tab had open is closed with it.
	await second.getByText("è stato svuotato da un'altra pagina").waitFor();
	expect(await second.locator("#standing").count()).toBe(0);
	await second.close();
	expect(at.notesLike(`^${word} appunto 401$`)).toBe(1);
	expect(await notebooksOn(page)).toEqual([other]);
	expect((await page.goto(`${at.wire.url}/today`))?.status()).toBe(401);

	await prepare(at, page);
	await signOutFrom(page, "/access/me");
	await page.waitForURL(`${at.wire.url}/`);
	expect(await notebooksOn(page)).toEqual([other]);

	// Whoever has no time, or no PIN: what was not sent stays, locked; what was taken along does not.
	await prepare(at, page);
	await leaveUnsent(page, 402);
	await signOutFrom(page, "/today");
	await page.getByRole("button", { name: "Esci senza aprirlo" }).click();
	await page.getByText("Sei fuori. Quello che non era partito è ancora qui").waitFor();
	await page.getByRole("heading", { name: "Taccuino 2" }).waitFor();
	await typePin(page);
	await contact(page, "sign_in");
	expect(await waiting(page)).toBe(1);
	await open(page, "home");
	await page.getByText("Qui staranno gli incontri di oggi").waitFor();
	expect((await notebooksOn(page)).length).toBe(2);
});

test("seven days without contact empty what was taken along, and spare what was not sent", {
	timeout: 120_000,
}, async () => {
	const device = await at.phone();
	const { page } = device;
	await prepare(at, page);
	at.wire.way = "none";
	await writers.note!(page, 410);
	await save(page);
	await open(page, "home");
	await page.getByText(/^\d+ nomi$/).waitFor();
	await setClockAhead(device, 6.9);
	await unlock(at, page);
	await page.getByText(/^\d+ nomi$/).waitFor();
	await setClockAhead(device, 0.2);
	await unlock(at, page);
	await page.getByText("Qui staranno gli incontri di oggi").waitFor();
	expect(await waiting(page)).toBe(1);
	await open(page, "outbox");
	await page.getByText(`${word} appunto 410`).waitFor();
});

test("a passkey of the phone opens the notebook too, without coverage; where there is none it is not offered", {
	timeout: 120_000,
}, async () => {
	const { page, context } = await at.phone();
	await prepare(at, page);
	await open(page, "phone");
	await page.getByRole("heading", { name: "Il file cifrato" }).waitFor();
	const heading = page.getByRole("heading", { name: "Aprire con la passkey" });
	expect(await heading.count()).toBe(0);

	const cdp = await context.newCDPSession(page);
	await cdp.send("WebAuthn.enable");
	const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
		options: {
			protocol: "ctap2",
			ctap2Version: "ctap2_1",
			transport: "internal",
			hasResidentKey: true,
			hasUserVerification: true,
			hasPrf: true,
			isUserVerified: true,
			automaticPresenceSimulation: true,
		},
	});
	await unlock(at, page);
	await open(page, "phone");
	await heading.waitFor();
	const add = async (own: string) => {
		await page.fill("#f-passkeyPin", own);
		await page.getByRole("button", { name: "Aggiungi la passkey" }).click();
	};
	await add("non è questo");
	await page.getByText("ancora 9 volte").waitFor();
	await add(pin);
	await page.getByText("Questo telefono apre il taccuino anche con la passkey").waitFor();

	at.wire.way = "none";
	const byPasskey = page.getByRole("button", { name: "Apri con la passkey" });
	await page.goto(`${at.wire.url}/notebook`);
	await byPasskey.click();
	await page.locator("#standing").waitFor();
	await page.getByText(/^\d+ nomi$/).waitFor();

	// Another finger opens nothing, and takes no try away; the PIN opens as before.
	await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
	await page.goto(`${at.wire.url}/notebook`);
	await byPasskey.click();
	await page.getByText("Con la passkey non si è aperto").waitFor();
	await typePin(page);
	await open(page, "phone");
	await page.getByRole("button", { name: "Togli la passkey" }).click();
	await page.getByRole("button", { name: "Aggiungi la passkey" }).waitFor();
	await page.goto(`${at.wire.url}/notebook`);
	await page.locator("#f-pin").waitFor();
	expect(await byPasskey.count()).toBe(0);
});

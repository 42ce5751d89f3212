import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDemonstration } from "../demonstration.ts";
import { dataFolder, type Running } from "../running.ts";
import { openBrowser, press, tick, type } from "./browser.ts";

// A real WebAuthn client: Chromium, with an authenticator of its own that knows its person.

const { folder, forget } = dataFolder();
let running: Running;
let browser: Browser;
/** Where people are: passkeys need a name. */
let home: string;

beforeAll(async () => {
	running = await startDemonstration(folder, { FILO_NOW: "2026-11-22T16:00:00Z" });
	home = running.url.replace("127.0.0.1", "localhost");
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await running?.stop();
	forget();
});

type Somebody = { context: BrowserContext; page: Page; cdp: CDPSession };

async function somebody(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Somebody> {
	const context = await browser.newContext({ locale: "it-IT", ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(10_000);
	const cdp = await context.newCDPSession(page);
	await cdp.send("WebAuthn.enable");
	return { context, page, cdp };
}

/** A device in somebody's hand; `verified`: it recognises them. */
async function device({ cdp }: Somebody, verified = true): Promise<string> {
	const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
		options: {
			protocol: "ctap2",
			transport: "internal",
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: verified,
			automaticPresenceSimulation: true,
		},
	});
	return authenticatorId;
}

async function demoSignIn({ context }: Somebody, as: string): Promise<void> {
	const answer = await context.request.post(`${home}/demo/sign-in`, { form: { as, at: "san-vigilio" } });
	expect(answer.status()).toBe(200);
}

async function register({ page }: Somebody, name: string): Promise<void> {
	await page.goto(`${home}/access/me/passkeys`);
	await type(page, "input[name=name]", name);
	await press(page, page.getByRole("button", { name: "Registra la passkey" }));
	expect(await page.locator("main").textContent()).toContain(name);
}

async function signIn({ page }: Somebody): Promise<void> {
	await page.goto(`${home}/access/sign-in`);
	await press(page, page.getByRole("button", { name: "Entra con la passkey" }));
	expect(page.url()).toBe(`${home}/today`);
}

/** Tries to come in, and stays outside: what the page says. */
async function staysOutside({ page }: Somebody): Promise<string> {
	await page.goto(`${home}/access/sign-in`);
	await page.getByRole("button", { name: "Entra con la passkey" }).click();
	const alert = page.locator("form[data-passkey] [role=alert]");
	await alert.waitFor();
	return (await alert.textContent()) ?? "";
}

async function signOut({ page }: Somebody): Promise<void> {
	await page.goto(`${home}/access/me`);
	await press(page, page.getByRole("button", { name: "Esci", exact: true }).last());
	await page.goto(`${home}/today`);
	expect(await page.locator("h1").textContent()).toBe("Non è andata");
}

test("registers a passkey, signs out, comes in with it; loses it, and the coordinator has it replaced", {
	timeout: 120_000,
}, async () => {
	const anna = await somebody();
	const first = await device(anna);
	await demoSignIn(anna, "facilitator");
	await register(anna, "Il telefono");
	await signOut(anna);
	await signIn(anna);

	const paolo = await somebody();
	await demoSignIn(paolo, "coordinator");
	await paolo.page.goto(`${home}/access/me`);
	await press(paolo.page, paolo.page.getByRole("link", { name: "Chi lavora nel territorio" }));
	await press(paolo.page, paolo.page.getByRole("link", { name: "Anna Zeni" }));
	const lost = paolo.page.getByRole("button", { name: "Passkey persa: è qui davanti a me" });
	await press(paolo.page, lost);
	expect(await paolo.page.locator(".error-summary").textContent()).toContain("segna che è lei");
	await tick(paolo.page, "input[name=inPerson]");
	await press(paolo.page, lost);
	const link = await paolo.page.locator("#shown").inputValue();
	expect(link).toMatch(new RegExp(`^${home}/access/link/[\\w-]{43}$`));
	expect(await paolo.page.locator("main svg[role=img]").count()).toBe(1);

	await anna.page.goto(`${home}/today`);
	expect(await anna.page.locator("h1").textContent(), "her session has ended").toBe("Non è andata");
	expect(await staysOutside(anna)).toContain("non riusciamo a farti entrare");

	await anna.cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: first });
	await device(anna);
	await anna.page.goto(link);
	await press(anna.page, anna.page.getByRole("button", { name: "Entra", exact: true }));
	expect(anna.page.url()).toBe(`${home}/access/me/passkeys`);
	await register(anna, "Il telefono nuovo");
	expect(await anna.page.locator("main").textContent()).not.toContain("Il telefono ·");
	await signOut(anna);
	await signIn(anna);
	await anna.page.goto(link);
	expect(await anna.page.locator("h1").textContent(), "the link was good once").toBe("Non è andata");
	await anna.context.close();
	await paolo.context.close();
});

test("a device that does not recognise its person lets nobody in, and the page says so", {
	timeout: 60_000,
}, async () => {
	const anna = await somebody();
	const authenticatorId = await device(anna);
	await demoSignIn(anna, "facilitator");
	await register(anna, "La chiavetta");
	await signOut(anna);
	await anna.cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
	expect(await staysOutside(anna)).toContain("Non è andata");
	await anna.cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
	await signIn(anna);
	await anna.context.close();
});

test("without JavaScript the page says what a passkey needs, and the letter is there", {
	timeout: 60_000,
}, async () => {
	const anna = await somebody({ javaScriptEnabled: false });
	await anna.page.goto(`${home}/access/sign-in`);
	expect(await anna.page.locator("main").textContent()).toContain("il browser deve eseguire JavaScript");
	expect(await anna.page.locator("form[data-passkey]").isVisible()).toBe(false);
	await type(anna.page, "input[name=email]", "martina.facilitatrice@esempio.filo.example");
	await press(anna.page, anna.page.getByRole("button", { name: "Mandami il collegamento" }));
	expect(anna.page.url()).toBe(`${home}/access/sent`);
	await anna.context.close();
});

test("on an IP address the page says that passkeys need a name", { timeout: 60_000 }, async () => {
	const anna = await somebody();
	await anna.page.goto(`${running.url}/access/sign-in`);
	expect(await anna.page.locator("form[data-passkey]").count()).toBe(0);
	expect(await anna.page.locator("main").textContent()).toContain("un indirizzo con un nome");
	expect(await anna.page.locator("input[name=email]").isVisible()).toBe(true);
	await anna.context.close();
});

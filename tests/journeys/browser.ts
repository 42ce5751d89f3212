import { existsSync } from "node:fs";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

const candidates = [
	process.env.CHROMIUM_PATH,
	"/usr/bin/chromium",
	"/usr/bin/google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
export const flags = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
];

/** The browser that is there. Without one the journeys cannot run, and `npm test` has said so. */
export const browserPath = candidates.find((path) => path !== undefined && existsSync(path));

export function openBrowser(): Promise<Browser> {
	const more = ["--disable-component-update", "--disable-sync"];
	return chromium.launch({ executablePath: browserPath, args: [...flags, ...more] });
}

/** Moves the focus to an element with the Tab key alone, as somebody without a mouse does; at most 400 times. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
	const wanted = await target.first().elementHandle({ timeout: 5000 });
	for (let i = 0; i < 400; i += 1) {
		if (await page.evaluate((element) => element === document.activeElement, wanted)) return;
		await page.keyboard.press("Tab");
	}
	throw new Error(`the Tab key does not reach ${target}`);
}

/** Types into a field reached by Tab, in place of what is there. */
export async function type(page: Page, selector: string, text: string): Promise<void> {
	await tabTo(page, page.locator(selector));
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type(text);
}

/** Ticks a box, reached by Tab. */
export async function tick(page: Page, selector: string): Promise<void> {
	await tabTo(page, page.locator(selector));
	await page.keyboard.press("Space");
}

/** Chooses one of a few with the arrow keys: Tab reaches the group, the arrows move inside. */
export async function pick(page: Page, name: string, value: string): Promise<void> {
	const group = page.locator(`input[type=radio][name="${name}"]`);
	const wanted = page.locator(`input[type=radio][name="${name}"][value="${value}"]`);
	const checked = page.locator(`input[type=radio][name="${name}"]:checked`);
	await tabTo(page, (await checked.count()) > 0 ? checked : group);
	if ((await checked.count()) === 0) await page.keyboard.press("Space");
	for (let i = 0; i < 40 && !(await wanted.isChecked()); i += 1) await page.keyboard.press("ArrowDown");
	if (!(await wanted.isChecked())) throw new Error(`the arrows do not reach ${value} of ${name}`);
}

/** Chooses an entry of a list by typing its first letters. */
export async function choose(page: Page, selector: string, label: string): Promise<void> {
	await tabTo(page, page.locator(selector));
	await page.keyboard.type(label, { delay: 1 });
	const chosen = await page
		.locator(selector)
		.first()
		.evaluate((e) => (e as HTMLSelectElement).selectedOptions[0]?.textContent);
	if (chosen !== label) throw new Error(`the list shows ${chosen}, not ${label}`);
}

/** Presses a button or follows a link reached by Tab, and waits for the page behind it. */
export async function press(page: Page, target: Locator): Promise<void> {
	await tabTo(page, target);
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Presses a button of the page's own part, by its words. */
export function button(page: Page, name: string | RegExp): Promise<void> {
	return press(page, page.locator("main").getByRole("button", { name }).first());
}

/** Follows a link of the page's own part, by its words. */
export function link(page: Page, name: string | RegExp): Promise<void> {
	return press(page, page.locator("main").getByRole("link", { name }).first());
}

/** A day in a field of the browser's own, key by key. In which order it asks for day and month is the browser's choice. */
export async function day(page: Page, selector: string, on: string): Promise<void> {
	const [year, month, date] = on.split("-");
	const field = page.locator(selector);
	await tabTo(page, field);
	await page.keyboard.type(`${month}${date}${year}`);
	if ((await field.inputValue()) !== on) await field.fill(on);
}

/** A time of day in a field of the browser's own, key by key. Whether it asks for morning and afternoon is the browser's choice. */
export async function time(page: Page, selector: string, at: string): Promise<void> {
	const field = page.locator(selector);
	await tabTo(page, field);
	await page.keyboard.type(at.replace(":", ""));
	if ((await field.inputValue()) !== at) await field.fill(at);
}

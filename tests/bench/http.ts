import { reachEmbedded } from "../../src/db/embedded.ts";
import { openBrowser } from "../journeys/browser.ts";
import { dataFolder, startFilo } from "../running.ts";
import { addEvents, ownerOf, slug } from "./busy.ts";
import {
	bareServers,
	connections,
	kilobytes,
	type Measured,
	machine,
	measure,
	quantiles,
	rounds,
	type Target,
	tableOf,
	weighed,
} from "./load.ts";
import { untilAtRest } from "./rest.ts";
import { writeSection } from "./section.ts";

// `./filo bench http`: the public pages of a neighbourhood with sixty dates, beside a bare server, and on a slow phone.

const events = 60;
/** Gancio 1.21, an agenda of its own kind, as others measured it with sixty events on a machine like this. */
const gancio = { home: { rate: 8.6, p50: 104 }, feed: { rate: 8.8 } };
const most = { html: 40 * 1024, script: 6 * 1024, paintMs: 1000 };
/** A phone on a slow mobile network, as Lighthouse takes it: 1.6 Mbit/s down, 150 ms there and back, a quarter of this processor. */
const phone = { latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9, slower: 4 };

/** Milliseconds until something is painted, on a throttled phone that has never been there; the middle of five. */
async function firstPaint(url: string): Promise<number> {
	const browser = await openBrowser();
	try {
		const took: number[] = [];
		for (let n = 0; n < 5; n += 1) {
			const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2 });
			const page = await context.newPage();
			const wire = await context.newCDPSession(page);
			const { slower, ...network } = phone;
			await wire.send("Network.enable");
			await wire.send("Network.emulateNetworkConditions", { offline: false, ...network });
			await wire.send("Emulation.setCPUThrottlingRate", { rate: slower });
			await page.goto(url, { waitUntil: "load" });
			const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
			const found = await page.waitForFunction(painted);
			took.push((await found.jsonValue()) as number);
			await context.close();
		}
		return quantiles(took)(0.5);
	} finally {
		await browser.close();
	}
}

type Found = {
	measured: Map<string, Measured>;
	sizes: Map<string, Awaited<ReturnType<typeof weighed>>>;
	/** Home, and the page of an initiative. */
	paintMs: number[];
};

async function find(): Promise<Found> {
	const { folder, forget } = dataFolder();
	const filo = await startFilo(folder);
	const owner = await ownerOf(reachEmbedded(folder)!.urls.owner);
	const bare = await bareServers(folder);
	try {
		const initiative = await addEvents(owner, events);
		if (!initiative) throw new Error(`the demonstration has ${events} dates already`);
		const pages = {
			home: `/n/${slug}`,
			list: `/n/${slug}/list`,
			initiative,
			"feed (.ics)": `/n/${slug}/calendar.ics`,
			JSON: `/api/n/${slug}/list`,
		};
		const targets = Object.entries(pages).map(([name, path]): Target => ({ name, url: filo.url + path, headers: {} }));
		const sizes = new Map<string, Awaited<ReturnType<typeof weighed>>>();
		for (const target of targets) sizes.set(target.name, await weighed(target));
		await untilAtRest(folder);
		const paintMs = [await firstPaint(filo.url + pages.home), await firstPaint(filo.url + pages.initiative)];
		return { measured: await measure([...bare.targets, ...targets]), sizes, paintMs };
	} finally {
		for (const one of bare.children) one.kill();
		await owner.end();
		await filo.stop();
		forget();
	}
}

function rowsOf({ measured, sizes }: Found): string[][] {
	const hello = measured.get("hello")?.rate ?? Number.NaN;
	return [...measured].map(([name, m]) => {
		const size = sizes.get(name);
		return [
			name === "hello" ? "bare Hono, hello" : name === "query" ? "bare Hono, one indexed query" : name,
			m.rate.toFixed(0),
			m.p50.toFixed(1),
			m.p95.toFixed(1),
			(m.rate / hello).toFixed(2),
			size ? kilobytes(size.html) : "–",
			size ? kilobytes(size.script) : "–",
		];
	});
}

/** What was aimed at, each with what was found. */
function aims({ measured, sizes, paintMs }: Found): string[] {
	const pages = [...sizes.values()];
	const html = Math.max(...pages.map((size) => size.html));
	const script = Math.max(...pages.map((size) => size.script));
	const home = measured.get("home");
	const feed = measured.get("feed (.ics)");
	const said = (isMet: boolean, text: string) => `- ${isMet ? "met" : "MISSED"}: ${text}`;
	return [
		said(html <= most.html, `at most ${most.html / 1024} kB of HTML: ${kilobytes(html)} kB`),
		said(script <= most.script, `at most ${most.script / 1024} kB of script: ${kilobytes(script)} kB`),
		said(
			Math.max(...paintMs) < most.paintMs,
			`first contentful paint under 1 s on a throttled phone that has never been there: home ${paintMs[0]?.toFixed(0)} ms, an initiative ${paintMs[1]?.toFixed(0)} ms`,
		),
		said(
			(home?.rate ?? 0) > gancio.home.rate && (home?.p50 ?? Number.NaN) < gancio.home.p50,
			`the home of Gancio 1.21, ${gancio.home.rate} requests/s and ${gancio.home.p50} ms p50: ${((home?.rate ?? 0) / gancio.home.rate).toFixed(0)} times its requests`,
		),
		said(
			(feed?.rate ?? 0) > gancio.feed.rate,
			`the feed of Gancio 1.21, ${gancio.feed.rate} requests/s: ${((feed?.rate ?? 0) / gancio.feed.rate).toFixed(0)} times its requests`,
		),
	];
}

const found = await find();
const head = ["", "requests/s", "p50 ms", "p95 ms", "of hello", "kB", "kB script"];
const table = tableOf(head, rowsOf(found));
const lines = aims(found).join("\n");
writeSection(
	"Public pages",
	`Written by \`npm run bench -- http\`: a neighbourhood with ${events} dates to come, read by nobody signed in, ${connections} connections, ${rounds} rounds of 5 s after a warm-up, while nothing changes (decision 019). kB are compressed (Brotli), as public pages are sent to whoever takes it so; the first page carries its styles besides, 5.6 kB (decision 022). The load takes them as they are. Gancio's numbers are the published ones of issue 6, measured by others on a machine like this: they say which order of size is usual, not how the two compare here.

Machine: ${machine}.

${table}

${lines}`,
);
process.stdout.write(`${table}\n\n${lines}\n`);

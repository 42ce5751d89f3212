import { reachEmbedded } from "../../src/db/embedded.ts";
import { dataFolder, startFilo } from "../running.ts";
import { addEvents, addPosts, ownerOf, slug } from "./busy.ts";
import { machine, quantiles, tableOf } from "./load.ts";
import { writeSection } from "./section.ts";

// `./filo bench board`: ten thousand asks and offers, and ten thousand dates, in one neighbourhood; as a browser waits.

const many = 10_000;
const times = 100;
const mostMs = 50;
const board = `/n/${slug}/board`;
const list = `/n/${slug}/list`;
const pages = {
	"asks and offers": board,
	"the next page": `${board} →`,
	"offers to lend": `${board}?kind=offer&sort=lend`,
	"asks and offers with a word that is there": `${board}?q=numero+9876`,
	"asks and offers with a word that is not": `${board}?q=mongolfiera`,
	dates: list,
	"later dates": `${list} →`,
	"dates with a word that is there": `${list}?q=numero+450`,
	"dates with a word that is not": `${list}?q=mongolfiera`,
	"dates in Arabic, without steps": `${list}?language=ar&stepFree=yes`,
};

/** The address of a page; with an arrow, of the page its last cursor leads to. */
async function addressOf(url: string, path: string): Promise<string> {
	if (!path.endsWith(" →")) return url + path;
	const html = await (await fetch(url + path.slice(0, -2))).text();
	const next = [...html.matchAll(/href="([^"]*[?&;]cursor=[^"]+)"/g)].at(-1)?.[1];
	if (!next) throw new Error(`${path} has no next page`);
	return new URL(next.replaceAll("&amp;", "&"), url + path.slice(0, -2)).href;
}

async function report(): Promise<{ table: string; slowest: number }> {
	const { folder, forget } = dataFolder();
	const filo = await startFilo(folder);
	const owner = await ownerOf(reachEmbedded(folder)!.urls.owner);
	try {
		await addPosts(owner, many);
		await addEvents(owner, many);
		const rows: string[][] = [];
		let slowest = 0;
		for (const [what, path] of Object.entries(pages)) {
			const address = await addressOf(filo.url, path);
			const took: number[] = [];
			for (let n = 0; n < times + 10; n += 1) {
				await owner.query("select pg_current_xact_id()"); // something was written: nothing is answered from memory
				const began = performance.now();
				const answer = await fetch(address);
				await answer.arrayBuffer();
				if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
				if (n >= 10) took.push(performance.now() - began);
			}
			const at = quantiles(took);
			slowest = Math.max(slowest, at(0.95));
			rows.push([what, at(0.5).toFixed(1), at(0.95).toFixed(1)]);
		}
		return { table: tableOf(["", "p50 ms", "p95 ms"], rows), slowest };
	} finally {
		await owner.end();
		await filo.stop();
		forget();
	}
}

const { table, slowest } = await report();
const said = `${slowest < mostMs ? "met" : "MISSED"}: every list under ${mostMs} ms at the 95th percentile; the slowest ${slowest.toFixed(1)} ms`;
writeSection(
	"Ten thousand asks, offers and dates",
	`Written by \`npm run bench -- board\`: ${many.toLocaleString("en")} asks and offers and ${many.toLocaleString("en")} dates of a year in one neighbourhood, ${times} requests a list, one after the other, as a browser waits for them; something is written before each, so that nothing is answered from memory.

Machine: ${machine}.

${table}

- ${said}`,
);
process.stdout.write(`${table}\n\n${said}\n`);

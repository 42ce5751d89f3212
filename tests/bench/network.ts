import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { measurePages } from "./network-pages.ts";
import { inventWorld } from "./network-world.ts";
import { writeSection } from "./section.ts";

// `./filo bench network`: the kernels of src/measures beside graphology and igraph's C library, each in a process of
// its own on the same seeded networks, one after the other. CPU time, so that a busy machine changes it little.

const kernels = [
	"build",
	"components",
	"cores",
	"clustering",
	"bridges",
	"constraint",
	"communities",
	"communities, Leiden",
	"distances",
	"betweenness, 3 steps",
	"betweenness",
	"from CSV",
] as const;
export type Kernel = (typeof kernels)[number];
export type Subject = "filo" | "graphology" | "igraph" | "command";

type Answer = {
	found: Partial<Record<Kernel, { ms: number; figures: Record<string, number | null> }>>;
	bytes: number | null;
};
type Answers = Partial<Record<Subject, Answer>>;

const seed = 1;
const sizes = [2_000, 20_000, 540_000];
const tiesEach = 5.5;
const subjects: Subject[] = ["filo", "igraph", "graphology", "command"];

/** What would take minutes and answers nothing new: graphology's betweenness grows with the square of the people. */
function skipped(subject: Subject, n: number): Kernel[] {
	const paths: Kernel[] = ["distances", "betweenness, 3 steps", "betweenness"];
	if (n > 20_000) return paths;
	return subject === "graphology" && n > 2_000 ? ["betweenness"] : [];
}

const run = promisify(execFile);

/** A Python that has igraph, or nothing. */
async function pythonWithIgraph(): Promise<string | undefined> {
	for (const python of ["python3", "/usr/bin/python3"]) {
		const has = await run(python, ["-c", "import igraph"]).then(
			() => true,
			() => false,
		);
		if (has) return python;
	}
	return undefined;
}

/** The network as each subject reads it: both ends of all ties as 32-bit numbers, and as CSV for the command. */
function writeWorld(folder: string, n: number): void {
	const { from, to } = inventWorld(n, n * tiesEach, seed);
	writeFileSync(join(folder, "ties"), Buffer.concat([Buffer.from(from.buffer), Buffer.from(to.buffer)]));
	const rows = Array.from(from, (u, i) => `p${u},p${to[i]}\n`);
	writeFileSync(join(folder, "ties.csv"), `source,target\n${rows.join("")}`);
	writeFileSync(join(folder, "people.csv"), `id\n${Array.from({ length: n }, (_, u) => `p${u}\n`).join("")}`);
}

async function answerOf(subject: Subject, folder: string, n: number, python?: string): Promise<Answer | undefined> {
	const args = [folder, String(n), ...skipped(subject, n)];
	if (subject === "igraph") {
		if (!python) return undefined;
		await run(python, [join(import.meta.dirname, "network-igraph.py"), ...args]);
	} else {
		// Without this process's loader: it would be in the memory that is measured. Graphology needs a gigabyte.
		const execArgv = ["--disable-warning=ExperimentalWarning", "--max-old-space-size=8192"];
		// As `./filo measure` sets it.
		const asCommand = subject === "command" ? { MALLOC_MMAP_THRESHOLD_: "1048576", MALLOC_ARENA_MAX: "2" } : {};
		const env = { ...process.env, ...asCommand };
		const child = fork(join(import.meta.dirname, "network-subject.ts"), [subject, ...args], { execArgv, env });
		const [code] = (await once(child, "exit")) as [number | null];
		if (code !== 0) throw new Error(`${subject} ended with ${code} on ${n} people.`);
	}
	return JSON.parse(readFileSync(join(folder, "answer.json"), "utf8"));
}

/** Where a peer finds another number: modularity is each one's own, everything else is one truth. */
function disagreements(answers: Answers): string[] {
	const ours = answers.filo?.found ?? {};
	return subjects.flatMap((subject) =>
		Object.entries(answers[subject]?.found ?? {}).flatMap(([kernel, { figures }]) =>
			Object.entries(figures).flatMap(([name, value]) => {
				const own = ours[kernel as Kernel]?.figures[name];
				if (own === undefined || name === "modularity" || isClose(own, value)) return [];
				return [`${kernel}, ${name}: ${own} here, ${value} with ${subject}`];
			}),
		),
	);
}

function isClose(one: number | null, other: number | null): boolean {
	if (one === null || other === null) return one === other;
	return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one));
}

const whole = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 0 });
const brief = (ms: number | undefined) => (ms === undefined ? "–" : ms < 10 ? ms.toFixed(1) : whole(ms));
const megabytes = (bytes: number | null | undefined) => (bytes ? whole(bytes / 2 ** 20) : "–");

function table(n: number, answers: Answers): string {
	const { filo, igraph, graphology } = answers;
	const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
	const rows = kernels
		.filter((kernel) => filo?.found[kernel] ?? igraph?.found[kernel])
		.map((kernel) => [kernel, ...[filo, igraph, graphology].map((one) => brief(one?.found[kernel]?.ms))]);
	const quality = [filo, igraph, graphology].map((one) =>
		String(one?.found.communities?.figures.modularity?.toFixed(4) ?? "–"),
	);
	return [
		line([`${whole(n)} people, ${whole(n * tiesEach)} ties`, "Filò", "igraph", "graphology"]),
		line(["---", "---:", "---:", "---:"]),
		...rows.map(line),
		line(["modularity found", ...quality]),
		line(["memory, MB", ...[filo, igraph, graphology].map((one) => megabytes(one?.bytes))]),
	].join("\n");
}

/** Together, over the kernels that both have; igraph is given the faster of its two ways to communities. */
function together(ours: Answer, theirs: Answer): [number, number] {
	const shared = kernels.filter((kernel) => ours.found[kernel] && theirs.found[kernel]);
	const sum = ({ found }: Answer) => shared.reduce((total, kernel) => total + (found[kernel]?.ms ?? 0), 0);
	const louvain = theirs.found.communities?.ms ?? 0;
	const spared = Math.max(0, louvain - (theirs.found["communities, Leiden"]?.ms ?? louvain));
	return [sum(ours), sum(theirs) - spared];
}

const told = (isMet: boolean, what: string) => `- ${isMet ? "met" : "MISSED"}: ${what}`;

/** What was aimed at, and whether it is so. */
function aims({ filo, igraph, graphology, command }: Answers): string[] {
	const lines: string[] = [];
	if (filo && igraph) {
		const [ours, theirs] = together(filo, igraph);
		lines.push(told(ours < theirs, `faster than igraph in total: ${whole(ours)} ms against ${whole(theirs)} ms`));
	}
	for (const kernel of ["components", "cores", "clustering"] as const) {
		const times = (graphology?.found[kernel]?.ms ?? 0) / (filo?.found[kernel]?.ms ?? Number.NaN);
		lines.push(told(times >= 8, `8 times graphology on ${kernel}: ${times.toFixed(1)} times`));
	}
	const ms = command?.found["from CSV"]?.ms ?? Number.POSITIVE_INFINITY;
	const megs = (command?.bytes ?? Number.POSITIVE_INFINITY) / 2 ** 20;
	lines.push(
		told(
			ms < 10_000 && megs < 300,
			`loaded from CSV and measured, all but betweenness, in under 10 s of waiting and 300 MB: ${(ms / 1000).toFixed(1)} s and ${whole(megs)} MB`,
		),
	);
	return lines;
}

async function report(): Promise<{ text: string; isRight: boolean }> {
	const python = await pythonWithIgraph();
	const parts: string[] = [];
	const wrong: string[] = [];
	let last: Answers = {};
	for (const n of sizes) {
		const folder = mkdtempSync(join(tmpdir(), "filo-bench-"));
		const answers: Answers = {};
		try {
			writeWorld(folder, n);
			for (const subject of subjects) {
				process.stderr.write(`${whole(n)} people: ${subject}\n`);
				const answer = await answerOf(subject, folder, n, python);
				if (answer) answers[subject] = answer;
			}
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
		parts.push(table(n, answers));
		wrong.push(...disagreements(answers).map((line) => `- ${whole(n)} people: ${line}`));
		last = answers;
	}
	const agreement = wrong.length === 0 ? "All figures agree to nine digits." : `Figures differ:\n\n${wrong.join("\n")}`;
	const text = `${parts.join("\n\n")}

${agreement}

At ${whole(sizes.at(-1) ?? 0)} people:

${aims(last).join("\n")}`;
	return { text, isRight: wrong.length === 0 };
}

/** The pages of a large neighbourhood. */
async function reportPages(): Promise<string> {
	process.stderr.write("pages\n");
	const { pages, recountMs } = await measurePages();
	const slowest = Math.max(...pages.map(({ p95 }) => p95));
	return `Pages of a neighbourhood of 2,000 people and 9,000 ties, one request after the other: as a browser waits for them, and the processors' time of the server and its database together (load of the machine meanwhile: ${loadavg()[1]?.toFixed(1)}).

| page | p50 ms | p95 ms | CPU ms | kB HTML |
| --- | ---: | ---: | ---: | ---: |
${pages.map(({ path, p50, p95, cpu, kilobytes }) => `| \`${path}\` | ${brief(p50)} | ${brief(p95)} | ${brief(cpu)} | ${whole(kilobytes)} |`).join("\n")}

${told(slowest < 60, `p95 of every page, from what was kept, under 60 ms: at most ${brief(slowest)} ms`)}
${told(recountMs < 1000, `counted anew, with pictures and database, in under 1 s: ${whole(recountMs)} ms`)}`;
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;

/** Writes a chapter and says it. */
function write(title: string, lead: string, text: string): void {
	writeSection(title, `${lead}\n\nMachine: ${machine}.\n\n${text}`);
	process.stdout.write(`${machine}\n\n${text}\n\n`);
}

if (process.argv[2] !== "pages") {
	const { text, isRight } = await report();
	write(
		"The network's measures",
		`Written by \`npm run bench -- network\`: the kernels of \`src/measures\`, igraph's C library called from Python, and graphology, each in a process of its own, one after the other, on the same invented networks (seed ${seed}; people are numbered without regard to where they live). CPU milliseconds on one thread, the quickest of a few tries up to 5,000 people; memory is the process's peak above what it held before it built the graph. A dash: the library has no such kernel, or it would take minutes. Communities are Leiden's here, Louvain's elsewhere; graphology's clustering counts the triangles of each tie.`,
		text,
	);
	if (!isRight) process.exitCode = 1;
}
write(
	"The network's pages",
	"Written by `npm run bench -- network`, or alone by `npm run bench -- network pages`.",
	await reportPages(),
);

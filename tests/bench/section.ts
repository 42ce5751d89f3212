import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(import.meta.dirname, "../../docs/bench.md");

/** The chapters of docs/bench.md: what stands before the first heading of second order, then each with its heading. */
const chapters = () => readFileSync(file, "utf8").split(/^(?=## )/m);

/** Writes what docs/bench.md begins with; the chapters that other runs wrote stay. */
export function writeOpening(text: string): void {
	writeFileSync(file, [`${text.trimEnd()}\n`, ...chapters().slice(1)].join("\n"));
}

/** Writes one chapter of docs/bench.md; the others stay. */
export function writeSection(title: string, text: string): void {
	const own = `## ${title}\n`;
	const [opening = "", ...others] = chapters().map((chapter) => chapter.trimEnd());
	const kept = others.filter((chapter) => !chapter.startsWith(own));
	writeFileSync(file, `${[opening, ...kept, `${own}\n${text}`].join("\n\n")}\n`);
}

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

// docs/security.md says what it says about real files, and leaves no requirement of the standard out.

const root = path.join(import.meta.dirname, "..");
const text = readFileSync(path.join(root, "docs/security.md"), "utf8");

type Requirement = { id: string; level: string; asked: string; state: string; where: string };
const requirements: Requirement[] = [
	...text.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, id = "", level = "", asked = "", state = "", where = ""]) => ({ id, level, asked, state, where }));
const files = (said: string) =>
	[...said.matchAll(/`((?:src|tests|docs|db|bin)\/[\w./-]+|[\w-]+\.(?:json|md))`/g)].map(([, file]) => file!);

test("all 253 requirements of levels 1 and 2 stand here, each once, with a state and a reason", () => {
	expect(requirements).toHaveLength(253);
	expect(new Set(requirements.map(({ id }) => id)).size).toBe(253);
	expect(requirements.filter(({ level }) => level === "1")).toHaveLength(70);
	const chapters = new Set(requirements.map(({ id }) => Number(id.split(".")[0])));
	expect([...chapters]).toEqual(Array.from({ length: 17 }, (_, i) => i + 1));
	for (const { id, state, where } of requirements) {
		expect(["met", "not applicable", "open"], id).toContain(state);
		expect(where.trim().length, id).toBeGreaterThan(3);
	}
});

test("every file it names exists", () => {
	const named = [...new Set(files(text))];
	expect(named.length).toBeGreaterThan(50);
	expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
	const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to]) => path.join(root, "docs", to!));
	expect(links.filter((to) => !existsSync(to))).toEqual([]);
});

const template = (name: string) => readFileSync(path.join(root, "docs/templates", name), "utf8");

/** How easily Italian is read (Lucisano and Piemontese 1988): 80 and more is easy after five years of school. */
function gulpease(said: string): number {
	const words = said.match(/[\p{L}\d]+/gu) ?? [];
	const letters = words.join("").length;
	const sentences = said.match(/[.!?:]+(?=\s|$)/g)?.length ?? 0;
	return 89 + (300 * sentences - 10 * letters) / words.length;
}

test("the notice is easy Italian, and its short form stands there in nine languages", () => {
	const [full = "", short = ""] = template("notice.it.md").split("## In breve");
	const said = full.replaceAll(/^(#|>).*$/gm, "").replaceAll(/\[[^\]]*\]/g, "dato");
	expect(gulpease(said)).toBeGreaterThanOrEqual(80);
	expect(
		gulpease("L'espletamento delle funzioni istituzionali comporta il trattamento di informazioni personali."),
	).toBeLessThan(50);
	const languages = [...short.matchAll(/^\| ([a-z]{2}) \| (.{40,}) \|$/gm)].map(([, language]) => language);
	expect(languages).toEqual(["it", "de", "en", "ro", "sq", "ar", "ur", "uk", "zh"]);
	expect(gulpease(/^\| it \| (.+) \|$/m.exec(short)![1]!)).toBeGreaterThanOrEqual(80);
});

test("who reads and writes what is as it was measured", () => {
	const measured = readFileSync(path.join(root, "tests/access/tables.txt"), "utf8");
	const names = [...measured.matchAll(/^ ?\d+ (.+)$/gm)].map(([, name]) => name!);
	const [head = "", ...lines] = template("roles.md").match(/^\| what \|.*$|^\| [^|]+ \| `[a-z_.]+` \|.*$/gm) ?? [];
	const roles = head
		.split("|")
		.slice(3, -1)
		.map((one) => one.trim());
	expect(roles.length).toBeGreaterThanOrEqual(8);
	expect(lines.length).toBeGreaterThanOrEqual(15);
	for (const line of lines) {
		const [, , table = "", ...said] = line.split("|").map((one) => one.trim());
		const name = table.replaceAll("`", "").replaceAll(".", "\\.");
		const cells = new RegExp(`^${name} {2,}(.+)$`, "m").exec(measured)?.[1]?.trim().split(/\s+/) ?? [];
		const found = roles.map((role) => wordsFor(cells[names.indexOf(role)] ?? "?"));
		expect(said.slice(0, -1), table).toEqual(found);
	}
});

function wordsFor(verbs: string): string {
	if (verbs === "?") return "not measured";
	const writes = /[IUD]/.test(verbs);
	if (verbs.includes("S")) return writes ? "reads, writes" : "reads";
	return writes ? "adds" : "–";
}

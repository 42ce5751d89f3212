import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { zachary } from "./graphs.ts";

// ./filo measure … as somebody runs it, in a folder of their own, without a database and without a data folder.

const filo = join(import.meta.dirname, "../filo");
const folder = mkdtempSync(join(tmpdir(), "filo-measure-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { code: number; out: string; err: string };

function measure(...args: string[]): Promise<Ended> {
	const env = {
		PATH: process.env.PATH,
		FILO_DATA: "/dev/null/nowhere",
		DATABASE_URL: "postgresql://nobody@127.0.0.1:1/no",
	};
	return new Promise((resolve) => {
		execFile(filo, ["measure", ...args], { cwd: folder, env }, (error, out, err) =>
			resolve({ code: error ? Number(error.code) : 0, out, err }),
		);
	});
}

async function figuresOf(...args: string[]) {
	const { code, out, err } = await measure(...args, "--json");
	// What takes longer than a second, as on a busy machine, tells how far it is.
	expect({ code, err: err.replace(/^.+ …\n/gm, "") }).toEqual({ code: 0, err: "" });
	return JSON.parse(out);
}

function put(name: string, content: string | Buffer): string {
	writeFileSync(join(folder, name), content);
	return name;
}

const near = (value: number, digits = 6) => expect.closeTo(value, digits);
const lines = (...rows: string[]) => `${rows.join("\n")}\n`;
const clubTies = zachary.from.map((from, i) => [from + 1, zachary.to[i]! + 1] as const);

describe("./filo measure network", () => {
	// Reference values: igraph 0.10.2, which agrees with the literature on each.
	const club = {
		people: 34,
		ties: 78,
		ignored: 0,
		density: near(0.139037433),
		components: 1,
		largestComponent: 34,
		isolated: 0,
		singleTie: 1,
		triangles: 45,
		transitivity: near(0.255681818),
		averageClustering: near(0.570638478),
		maxCore: 4,
		bridges: 1,
		articulationPoints: 1,
		constraintSum: near(15.44194954),
		betweennessMax: near(231.0714286),
		betweennessMaxAt: "1",
		averageDistance: near(2.408199643),
		diameter: 5,
		multiplexPairs: 0,
		multiplexShare: 0,
		eiIndex: {},
		communities: 4,
		modularity: expect.closeTo(0.4197896, 2),
	};

	test("Zachary's club, as a table for people too", async () => {
		const file = put("club.csv", lines("source,target", ...clubTies.map((tie) => tie.join())));
		expect(await figuresOf("network", "--ties", file)).toEqual(club);
		const { code, out, err } = await measure("network", "--ties", file);
		expect({ code, err }).toEqual({ code: 0, err: "" });
		expect(out).toMatch(/^people +34$/m);
		expect(out).toMatch(/^transitivity +0\.255682 {2}how often/m);
	});

	test("the same club however its file is written: mark, CRLF, quotation marks, order, doubles, loops, blank lines", async () => {
		const rows = clubTies.map(([a, b], i) => (i % 2 ? `kin,"${b}",x,${a}` : `kin,${b},"x,""y""\r\n",${a}`));
		const doubled = clubTies.slice(0, 20).map(([a, b]) => `help,${a},,"${b}"`);
		const file = put(
			"club-2.csv",
			`\uFEFF${["kind,target,note,source", ...rows, "", ...doubled, "kin,7,,7", "kin,9,,9"].join("\r\n")}`,
		);
		expect(await figuresOf("network", "--ties", file)).toEqual({
			...club,
			ignored: 2,
			multiplexPairs: 20,
			multiplexShare: near(20 / 78),
		});
	});

	test("limits paths to so many steps", async () => {
		const file = put("club-3.csv", lines("source,target", ...clubTies.map((tie) => tie.join())));
		const { betweennessMax } = await figuresOf("network", "--ties", file, "--steps", "3");
		expect(betweennessMax).toBeCloseTo(159.2452381, 6);
	});

	test("keeps the rows in force on a day; people may have no ties, and agreed attributes", async () => {
		const ties = put(
			"dated.csv",
			lines(
				"source,target,since,until",
				"a,b,,",
				"b,c,2020-01-01,2020-12-31",
				"c,d,2021-01-01,",
				"d,a,,2020-06-30",
				"e,e,2020-01-01,2020-01-01",
			),
		);
		const people = put("band.csv", lines("band,id", "x,a", "x,b", "y,c", ",d", "y,z"));
		const on = async (day: string) => {
			const f = await figuresOf("network", "--ties", ties, "--people", people, "--at", day);
			return [f.people, f.ties, f.ignored, f.isolated, f.eiIndex.band];
		};
		expect(await on("2020-01-01")).toEqual([6, 3, 1, 2, 0]);
		expect(await on("2020-06-30")).toEqual([5, 3, 0, 1, 0]);
		expect(await on("2020-07-01")).toEqual([5, 2, 0, 2, 0]);
		expect(await on("2021-01-01")).toEqual([5, 2, 0, 1, -1]);
		const all = await figuresOf("network", "--ties", ties, "--people", people);
		expect([all.people, all.ties, all.ignored]).toEqual([6, 4, 1]);
	});

	test("one person, nobody, and one tie: what is not defined is null", async () => {
		const none = put("none.csv", "source,target\n");
		const one = put("one.csv", "id\nZoë");
		const undefinedThen = {
			density: null,
			transitivity: null,
			averageDistance: null,
			diameter: null,
			betweennessMaxAt: null,
			multiplexShare: null,
			modularity: null,
		};
		expect(await figuresOf("network", "--ties", none)).toMatchObject({ people: 0, ties: 0, ...undefinedThen });
		expect(await figuresOf("network", "--ties", none, "--people", one)).toMatchObject({
			people: 1,
			isolated: 1,
			...undefinedThen,
		});
		const pair = put("pair.csv", "source,target\na,b");
		expect(await figuresOf("network", "--ties", pair)).toMatchObject({ people: 2, density: 1, transitivity: null });
	});

	test("writes what is measured of each person, in order of first appearance, whatever they are called", async () => {
		const awkward = ['"__proto__"', '"Rossi, ""Nonna"" Ada"', "🧶", '" Bea "', '"two\r\nlines"', "constructor"];
		const people = put("awkward.csv", lines("id", ...awkward, "alone"));
		const ties = put(
			"awkward-ties.csv",
			lines("source,target", ...awkward.slice(1).map((id) => `${awkward[0]},${id}`), "late,🧶", " Bea ,🧶"),
		);
		const figures = await figuresOf("network", "--ties", ties, "--people", people, "--per-person", "sheet.csv");
		expect(figures).toMatchObject({ people: 8, ties: 7, isolated: 1, betweennessMaxAt: "__proto__" });
		const sheet = readFileSync(join(folder, "sheet.csv"), "utf8");
		expect(sheet.startsWith("id,degree,core,clustering,constraint,betweenness,component,community\n")).toBe(true);
		expect(sheet).toMatch(/\n__proto__,5,2,0\.1,[\d.]+,12,0,\d\n"Rossi, ""Nonna"" Ada",1,1,0,1,0,0,\d\n🧶,3,2,/);
		expect(sheet).toMatch(/\n"two\r\nlines",1,1,0,1,0,0,\d\nconstructor,1,.+\nalone,0,0,0,,0,1,\d\nlate,1,/);
		expect(sheet).toContain("\n Bea ,2,2,1,");
	});
});

describe("./filo measure generativity", () => {
	const acts = join(import.meta.dirname, "fixtures/acts-example.csv");

	test("the example of measures.md", async () => {
		const figures = await figuresOf("generativity", "--acts", acts, "--as-of", "2019-05-05");
		expect(figures).toMatchObject({
			acts: 201,
			horizonDays: 180,
			asOf: "2019-05-05T00:00:00.000Z",
			G: near(0.121466),
			se: near(0.029061),
			declaredReturns: 23,
			chains: 178,
			answeredShare: 1,
		});
		expect(Object.keys(figures).sort()).toEqual(
			"acts, receivers, horizonDays, asOf, G, low, high, se, declaredReturns, directShare, answeredShare, bounds, chains, meanChain, longestChain, returnAny, returnOther, conversion, medianDaysToReturn"
				.split(", ")
				.sort(),
		);
		const { out } = await measure("generativity", "--acts", acts, "--as-of", "2019-05-05");
		expect(out).toMatch(/^G +0\.121466 {2}further acts/m);
	});

	test("days and instants, who left, who did not answer, another horizon", async () => {
		const file = put(
			"acts.csv",
			lines(
				"answered,id,giver,receiver,at,inspired_by,receiver_left",
				"yes,1,a,b,2020-01-01,,2020-02-01",
				"no,2,x,c,2020-01-01T12:00:00+01:00,,",
				",3,b,a,2020-01-11,1,2020-06-01T00:00:00Z",
				"no,4,c,x,2020-01-21 11:00,,",
			),
		);
		const figures = await figuresOf("generativity", "--acts", file, "--horizon", "20", "--as-of", "2020-03-01");
		// One return after ten days, while all four receipts are followed.
		expect(figures).toMatchObject({ acts: 4, G: 0.25, declaredReturns: 1, directShare: 1, answeredShare: 0.5 });
		expect(figures).toMatchObject({ horizonDays: 20, bounds: { low: 0.25, high: 0.5 }, chains: 3, longestChain: 2 });
		expect(figures.medianDaysToReturn).toBe(10);
		expect((await figuresOf("generativity", "--acts", file, "--horizon", "9")).declaredReturns).toBe(0);
		expect((await figuresOf("generativity", "--acts", file)).asOf).toBe("2020-01-22T00:00:00.000Z");
		const { out } = await measure("generativity", "--acts", file);
		expect(out).toContain("fewer than 20");
		expect(out).not.toMatch(/^G /m);
	});

	test("no acts at all", async () => {
		const file = put("no-acts.csv", "id,giver,receiver,at,inspired_by,receiver_left\n");
		expect(await figuresOf("generativity", "--acts", file)).toMatchObject({ acts: 0, G: null, asOf: null, chains: 0 });
	});
});

describe("./filo measure outreach", () => {
	const degrees = zachary.from.concat(zachary.to).reduce<number[]>((all, u) => {
		all[u] = (all[u] ?? 0) + 1;
		return all;
	}, []);

	test("Zachary's club as in measures.md, with who is not in the file of people", async () => {
		const ties = put(
			"trust.csv",
			lines("trust,source,target", ...clubTies.map(([a, b]) => `0.5,${a},${b}`), "1,somebody,nobody"),
		);
		const people = put(
			"weights.csv",
			lines("id,weight,can_invite", ...degrees.map((d, i) => `${i + 1},${d <= 2 ? "1,no" : "0,yes"}`)),
		);
		const inviting = (k: number, ...more: string[]) =>
			figuresOf("outreach", "--ties", ties, "--people", people, "--inviters", String(k), ...more);
		const reaches = [];
		for (const k of [1, 2, 3]) reaches.push((await inviting(k)).reach);
		expect(reaches).toEqual([near(8.91856, 5), near(11.49524, 5), near(11.80866, 5)]);
		const two = await inviting(2);
		expect(two).toMatchObject({ weightTotal: 12, inviters: [{ id: "34" }, { id: "1" }] });
		expect(two.inviters[0].gain + two.inviters[1].gain).toBeCloseTo(two.reach, 9);
		expect(two.inviters[0].paths[0][0]).toBe("34");
		expect(Object.keys(two.simulated).sort()).toEqual(["high", "low", "reach"]);
		expect(await inviting(2)).toEqual(two);
		expect((await inviting(1, "--beta", "0.5")).reach).toBeLessThan(reaches[0]);
		// More than there are: those there are, and nobody twice.
		const all = (await inviting(500)).inviters.map((one: { id: string }) => one.id);
		expect(all.length).toBeLessThan(23);
		expect(new Set(all).size).toBe(all.length);
		const { code, out } = await measure("outreach", "--ties", ties, "--people", people, "--inviters", "1");
		expect(code).toBe(0);
		expect(out).toMatch(/^34 +8\.91856/m);
	});
});

describe("bad input", () => {
	const net = (content: string | Buffer) => ["network", "--ties", put("t.csv", content)];
	const netWith = (people: string) => [...net("source,target\na,b\n"), "--people", put("p.csv", people)];
	const head = "id,giver,receiver,at,inspired_by,receiver_left,answered\n1,a,b,2020-01-01,,,\n";
	const gen = (row: string) => ["generativity", "--acts", put("a.csv", `${head}${row}\n`)];
	const out = (ties: string, people = "id,weight,can_invite\na,1,yes\n", k = "1") => [
		...["outreach", "--ties", put("t.csv", `source,target,trust\n${ties}`), "--people", put("p.csv", people)],
		...["--inviters", k],
	];

	/** Each runs before the next writes its files. */
	const cases: [() => string[], RegExp][] = [
		[() => [], /^Usage: \.\/filo measure network \| generativity \| outreach$/],
		[() => ["toString"], /^Usage: /],
		[() => ["network"], /^--ties is missing\. Usage: \.\/filo measure network --ties FILE/],
		[() => [...net("source,target\n"), "--colour"], /^Unknown option '--colour'\. Usage: /],
		[() => [...net("source,target\n"), "more"], /^Unexpected argument 'more'/],
		[() => [...net("source,target\n"), "--at", "2026-02-30"], /^--at: expected a day such as .*, found "2026-02-30"$/],
		[() => [...net("source,target\n"), "--steps", "0"], /^--steps: expected a whole number from 1, found "0"$/],
		[() => ["network", "--ties", "gone.csv"], /^gone\.csv: there is no such file$/],
		[() => ["network", "--ties", "."], /^\.: expected a file, found a folder$/],
		[
			() => [...net("source,target\na,b\n"), "--per-person", "no/where.csv"],
			/^no\/where\.csv: this file cannot be written/,
		],
		[() => net(""), /^t\.csv:1:1: expected a header with source,target, found an empty file$/],
		[() => net("source;target\na;b\n"), /^t\.csv:1:2: expected a header with source,target, found no column "source"$/],
		[() => net("source,kind\na,b\n"), /^t\.csv:1:3: expected a header with .*, found no column "target"$/],
		[() => net("source,target,source\n"), /^t\.csv:1:3: expected each column once, found "source" again$/],
		[() => net("source,target\na,b\na\n"), /^t\.csv:3:2 \(target\): expected 2 fields as in the header, found 1$/],
		[() => net("source,target\na,b,c\n"), /^t\.csv:2:3: expected 2 fields as in the header, found 3$/],
		[() => net("source,target\n\r\na,b\na,\n"), /^t\.csv:4:2 \(target\): expected an id, found nothing$/],
		[() => net('source,target\na,b\n"",b\n'), /^t\.csv:3:1 \(source\): expected an id, found nothing$/],
		[() => net('source,target\na,"b\nc,d\n'), /^t\.csv:2:2: expected a closing quotation mark/],
		[() => net('source,target\na,b"c\n'), /^t\.csv:2:2: expected quotation marks around the whole field/],
		[() => net('source,target\n"a"b,c\n'), /^t\.csv:2:1: expected a comma or the end of the line/],
		[() => net("source,target\na,b\0\n"), /^t\.csv:2:2: expected text in UTF-8, found a NUL$/],
		[() => net(Buffer.from("source,target\na,b\xe8\n", "latin1")), /^t\.csv:2:2: expected text in UTF-8$/],
		[
			() => net("source,target,since\na,b,yesterday\n"),
			/^t\.csv:2:3 \(since\): expected a day such as .*, found "yesterday"$/,
		],
		[() => net("source,target,until\na,b,2021-02-29\n"), /^t\.csv:2:3 \(until\): expected a day/],
		[
			() => net("source,target,since,until\na,b,2021-01-02,2021-01-01\n"),
			/^t\.csv:2:4 \(until\): expected a day not before 2021-01-02, found "2021-01-01"$/,
		],
		[() => netWith("name\na\n"), /^p\.csv:1:2: expected a header with id, found no column "id"$/],
		[() => netWith("id,group\na,x\n\na,y\n"), /^p\.csv:4:1 \(id\): expected each person once, found "a"$/],
		[() => netWith('id,group\n"",x\n'), /^p\.csv:2:1 \(id\): expected an id, found nothing$/],
		[() => ["generativity"], /^--acts is missing/],
		[() => [...gen(""), "--horizon", "0"], /^--horizon: expected a number of days above 0/],
		[() => [...gen(""), "--as-of", "soon"], /^--as-of: expected a day/],
		[() => gen("1,b,c,2020-01-02,,,"), /^a\.csv:3:1 \(id\): expected an id of its own, found "1"$/],
		[() => gen("2,,c,2020-01-02,,,"), /^a\.csv:3:2 \(giver\): expected an id, found nothing$/],
		[() => gen("2,b,c,2 January,,,"), /^a\.csv:3:4 \(at\): expected a day or an instant .*, found "2 January"$/],
		[() => gen("2,b,c,2020-01-02T25:00:00Z,,,"), /^a\.csv:3:4 \(at\)/],
		[() => gen("2,b,c,2020-01-02,9,,"), /^a\.csv:3:5 \(inspired_by\): expected the id of an earlier row, found "9"$/],
		[() => gen("2,b,c,2020-01-02,2,,"), /^a\.csv:3:5 \(inspired_by\): expected the id of an earlier row/],
		[
			() => gen("2,b,c,2020-01-02,3,,\n3,c,b,2020-01-01,,,"),
			/^a\.csv:3:5 \(inspired_by\): expected the id of an earlier/,
		],
		[
			() => gen("2,a,c,2020-01-02,1,,"),
			/^a\.csv:3:5 \(inspired_by\): expected the id of help that this giver received/,
		],
		[
			() => gen("2,b,c,2019-12-31,1,,"),
			/^a\.csv:3:5 \(inspired_by\): expected the id of help received before this act/,
		],
		[
			() => gen("2,b,c,2020-01-02,1,,no"),
			/^a\.csv:3:7 \(answered\): expected yes where inspired_by is "1", found "no"$/,
		],
		[() => gen("2,b,c,2020-01-02,,,maybe"), /^a\.csv:3:7 \(answered\): expected yes or no, found "maybe"$/],
		[() => gen("2,b,c,2020-01-02,,never,"), /^a\.csv:3:6 \(receiver_left\): expected a day or an instant/],
		[() => out("a,b,1.5\n"), /^t\.csv:2:3 \(trust\): expected a number from 0 to 1, found "1\.5"$/],
		[() => out("a,b,\n"), /^t\.csv:2:3 \(trust\): expected a number from 0 to 1, found nothing$/],
		[() => out("a,b,0x1\n"), /^t\.csv:2:3 \(trust\)/],
		[() => out("a,b,1\n", "id,weight,can_invite\na,-1,yes\n"), /^p\.csv:2:2 \(weight\): expected a number, 0 or more/],
		[() => out("a,b,1\n", "id,weight,can_invite\na,1,maybe\n"), /^p\.csv:2:3 \(can_invite\): expected yes or no/],
		[
			() => out("a,b,1\n", "id,weight,can_invite\na,1,\n"),
			/^p\.csv:2:3 \(can_invite\): expected yes or no, found nothing$/,
		],
		[() => out("a,b,1\n", "id,weight,can_invite\na,1,no\na,2,no\n"), /^p\.csv:3:1 \(id\): expected each person once/],
		[() => out("a,b,1\n", undefined, "1.5"), /^--inviters: expected a whole number from 1, found "1\.5"$/],
		[() => [...out("a,b,1\n"), "--beta", "2"], /^--beta: expected a number from 0 to 1/],
		[() => ["outreach", "--ties", "t.csv", "--people", "p.csv"], /^--inviters is missing/],
	];

	test("is one line that says file, line, field and what was expected; nothing is measured", {
		timeout: 120_000,
	}, async () => {
		for (const [args, expected] of cases) {
			const { code, out, err } = await measure(...args());
			expect({ code, out, lines: err.split("\n").length, err }).toMatchObject({ code: 2, out: "", lines: 2 });
			expect(err.trimEnd()).toMatch(expected);
		}
	});

	test("stays one line, whatever the file is called or holds, and leaves the sheet of people alone", async () => {
		mkdirSync(join(folder, "odd"));
		const file = put("odd/two\nlines.csv", `source,target,since\na,b,"${"never\n".repeat(50)}"\n`);
		put("odd/sheet.csv", "kept");
		const { code, err } = await measure("network", "--ties", file, "--per-person", "odd/sheet.csv");
		expect({ code, lines: err.split("\n").length }).toEqual({ code: 2, lines: 2 });
		expect(err).toMatch(/^odd\/two\\u000alines\.csv:2:3 \(since\): expected a day .*, found "never\\u000anever.*…"$/m);
		expect(readFileSync(join(folder, "odd/sheet.csv"), "utf8")).toBe("kept");
	});
});

test("no data folder is made", async () => {
	const file = put("small.csv", "source,target\na,b\n");
	const env = { PATH: process.env.PATH, FILO_DATA: join(folder, "data") };
	await new Promise((resolve) => execFile(filo, ["measure", "network", "--ties", file], { cwd: folder, env }, resolve));
	expect(existsSync(join(folder, "data"))).toBe(false);
	expect(existsSync(join(folder, ".filo"))).toBe(false);
});

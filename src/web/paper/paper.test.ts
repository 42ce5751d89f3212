import decodeQR from "qr/decode.js";
import { getResolvedPDFJS } from "unpdf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application, sanVigilio } from "../../../tests/application.ts";
import { testNow } from "../../../tests/harness.ts";
import { packed, readPdf } from "../../../tests/pdf.ts";
import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { monthInWords } from "../../ui/dates.ts";
import { routes } from "../../ui/http.ts";
import { answerPdf } from "../../ui/print/answer.tsx";
import { NoTypesetter } from "../../ui/print/typst.ts";
import { residentLanguages, sayIn } from "../../ui/words.ts";

let filo: Awaited<ReturnType<typeof application>>;
let phone: string;
const slug = "san-vigilio";
const origin = "http://localhost:3000";

beforeAll(async () => {
	filo = await application();
	const { rows } = await filo.owner.query("select phone from programme.neighbourhoods where slug = $1", [slug]);
	phone = rows[0].phone;
});
afterAll(() => filo.end());

function get(path: string): Promise<Response> {
	return Promise.resolve(filo.app.request(`${origin}/n/${slug}${path}`));
}

type Sheet = Awaited<ReturnType<typeof readPdf>>;

async function sheetAt(path: string): Promise<Sheet> {
	const answer = await get(path);
	expect(`${path} ${answer.status}`).toBe(`${path} 200`);
	expect(answer.headers.get("content-type")).toBe("application/pdf");
	return readPdf(new Uint8Array(await answer.arrayBuffer()));
}

async function openInitiative(): Promise<{ id: string; title: string }> {
	const answer = await filo.app.request(`${origin}/api/n/${slug}`);
	const { initiatives } = (await answer.json()) as { initiatives: { id: string; title: string }[] };
	return initiatives[0]!;
}

/** Where the QR code of a page leads: its modules are the one path of many rectangles, photographed and decoded. */
async function codeOf({ document }: Sheet, pageNumber = document.numPages): Promise<string> {
	const { OPS } = await getResolvedPDFJS();
	const { fnArray, argsArray } = await (await document.getPage(pageNumber)).getOperatorList();
	const paths = fnArray.flatMap((fn, i) => (fn === OPS.constructPath ? [argsArray[i]?.[1]?.[0] as Float32Array] : []));
	const boxes = paths.map(boxesOf).find((found) => found.length > 60) ?? [];
	const one = Math.min(...boxes.map(({ y0, y1 }) => y1 - y0));
	const [left, top] = [Math.min(...boxes.map(({ x0 }) => x0)), Math.min(...boxes.map(({ y0 }) => y0))];
	const module = (at: number) => Math.round(at / one);
	const side = (module(Math.max(...boxes.map(({ x1 }) => x1)) - left) + 8) * 8;
	const data = new Uint8Array(side * side * 4).fill(255);
	for (const { x0, x1, y0 } of boxes)
		for (let x = module(x0 - left) * 8; x < module(x1 - left) * 8; x++)
			for (let y = module(y0 - top) * 8; y < module(y0 - top) * 8 + 8; y++)
				data.fill(0, ((y + 32) * side + x + 32) * 4, ((y + 32) * side + x + 32) * 4 + 3);
	return decodeQR({ width: side, height: side, data });
}

type Box = { x0: number; x1: number; y0: number; y1: number };

/** The rectangles of a path of straight lines: 0 begins at a point, 1 goes on to one, 4 closes. */
function boxesOf(path: Float32Array): Box[] {
	const all: Box[] = [];
	let points: [number, number][] = [];
	for (let i = 0; i < path.length; ) {
		const verb = path[i++];
		if (verb === 4) {
			const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
			all.push({ x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) });
			points = [];
		} else if (verb === 0 || verb === 1) points.push([path[i++]!, path[i++]!]);
		else return [];
	}
	return all;
}

describe("sheets for walls", () => {
	test.each(residentLanguages)(
		"in %s are tagged, and have their language and title, in each size and print",
		async (language) => {
			const { id, title } = await openInitiative();
			const titles: Record<string, string> = {
				"/week.pdf": sayIn(language)("square.title"),
				"/month.pdf": monthInWords(language, dayOf(testNow)),
				"/card.pdf": "San Vigilio",
				[`/initiatives/${id}/poster.pdf`]: title,
			};
			for (const [path, title] of Object.entries(titles))
				for (const how of ["size=a4", "size=a3&large=1"]) {
					const sheet = await sheetAt(`${path}?language=${language}&${how}`);
					expect(sheet).toMatchObject({ language, isTagged: true, title });
					expect(sheet.roles.filter((role) => role === "H1")).toHaveLength(1);
					expect(sheet.roles).toContain("Figure");
					expect(packed(sheet.pages.join(""))).toContain(packed(phone));
					const [, , width = 0] = (await sheet.document.getPage(1)).view;
					expect(Math.round(width)).toBe(how.startsWith("size=a3") ? 842 : 595);
				}
		},
	);

	test("their QR code leads to the page they are of", async () => {
		const { id } = await openInitiative();
		const leads = {
			"/week.pdf": `${origin}/n/${slug}`,
			"/month.pdf?size=a3&language=ar": `${origin}/n/${slug}`,
			"/card.pdf": `${origin}/n/${slug}`,
			"/card.pdf?large=1&language=zh": `${origin}/n/${slug}`,
			[`/initiatives/${id}/poster.pdf?large=1`]: `${origin}/n/${slug}/initiatives/${id}`,
		};
		for (const [path, page] of Object.entries(leads)) {
			expect(await codeOf(await sheetAt(path))).toBe(page);
			expect((await filo.app.request(page)).status).toBe(200);
		}
	});

	test("say what the square says, dates and places, and warn of the demonstration and of an unchecked translation", async () => {
		const answer = await filo.app.request(`${origin}/api/n/${slug}`);
		const { sessions } = (await answer.json()) as {
			sessions: { title: string; startsAt: string; placeWords: string }[];
		};
		const months = [await sheetAt("/month.pdf"), await sheetAt("/month.pdf?from=2026-12-10")];
		const words = packed(months.flatMap(({ pages }) => pages).join(""));
		expect(sessions.length).toBeGreaterThan(2);
		for (const { title, placeWords } of sessions) {
			expect(words).toContain(packed(title));
			expect(words).toContain(packed(placeWords));
		}
		const [it, uk] = [await sheetAt("/week.pdf?language=it"), await sheetAt("/week.pdf?language=uk")];
		expect(packed(it.pages.join(""))).toContain(packed(sayIn("it")("ui.demo")));
		expect(packed(uk.pages.join(""))).toContain(packed(sayIn("uk")("ui.not_reviewed")));
		expect(packed(it.pages.join(""))).not.toContain(packed(sayIn("it")("ui.not_reviewed")));
	});

	test("name nobody and hold no number but the desk's and no need", async () => {
		const { rows: people } = await filo.owner.query(
			"select label from community.parties where kind = 'person' and territory_id = $1 and label ~ ' '",
			[sanVigilio.territoryId],
		);
		const { rows: needs } = await filo.owner.query("select title from listening.needs where territory_id = $1", [
			sanVigilio.territoryId,
		]);
		const { initiatives } = (await (await filo.app.request(`${origin}/api/n/${slug}`)).json()) as {
			initiatives: { id: string }[];
		};
		const paths = [
			"/week.pdf",
			"/month.pdf",
			"/card.pdf",
			...initiatives.map(({ id }) => `/initiatives/${id}/poster.pdf`),
		];
		expect(paths.length).toBeGreaterThan(4);
		for (const path of paths) {
			const words = (await sheetAt(path)).pages.join(" ");
			for (const { label } of people) expect(words).not.toContain(label);
			for (const { title } of needs) expect(words).not.toContain(title);
			expect(words.match(/\b0\d{3}[ /]?\d{3}[ /]?\d{3}\b/g)?.every((number) => packed(number) === packed(phone))).toBe(
				true,
			);
		}
	});
});

describe("sheets are bounded", () => {
	async function plan(title: string, invitation: string, starts: readonly string[]): Promise<string> {
		const initiative = newId();
		await filo.owner.query(
			`insert into initiatives.initiatives (territory_id, neighbourhood_id, id, title, invitation, state)
			values ($1, $2, $3, $4, $5, 'open')`,
			[sanVigilio.territoryId, sanVigilio.id, initiative, title, invitation],
		);
		for (const start of starts)
			await filo.owner.query(
				`insert into initiatives.sessions (territory_id, neighbourhood_id, id, initiative_id, starts_at, minutes, state, shown)
				values ($1, $2, $3, $4, $5, 60, 'planned', true)`,
				[sanVigilio.territoryId, sanVigilio.id, newId(), initiative, start],
			);
		return initiative;
	}

	test("a long title, a word without end and a long invitation stay on the page", async () => {
		for (const title of ["Cuciamo insieme tutto quello che si può ancora aggiustare, ".repeat(2), "Ü".repeat(120)]) {
			const id = await plan(title.trim(), `${"Porta quello che hai. ".repeat(90)}`, ["2027-03-01T15:00:00Z"]);
			const sheet = await sheetAt(`/initiatives/${id}/poster.pdf`);
			expect(sheet.document.numPages).toBe(1);
			expect(packed(sheet.pages.join(""))).toContain(packed(title));
			const page = await sheet.document.getPage(1);
			for (const item of (await page.getTextContent()).items)
				if ("str" in item && item.str) expect(item.transform[4] + item.width).toBeLessThan(595);
		}
	});

	test("seventy dates in a month are sixty on the sheet and a line, and none is a kind word", async () => {
		const starts = Array.from(
			{ length: 70 },
			(_, i) => `2027-05-${String(1 + (i % 30)).padStart(2, "0")}T${10 + (i % 7)}:00:00Z`,
		);
		await plan("Cortile aperto", "", starts);
		const sheet = await sheetAt("/month.pdf?from=2027-05-12");
		expect(sheet.pages.join(" ").match(/Cortile\s+aperto/g)).toHaveLength(60);
		expect(packed(sheet.pages.join(""))).toContain(packed(sayIn("it")("paper.more")));
		expect(sheet.document.numPages).toBeLessThanOrEqual(2);
		const empty = await sheetAt("/month.pdf?from=2027-07-12");
		expect(packed(empty.pages.join(""))).toContain(packed(sayIn("it")("square.nothing")));
	});

	test("what is no choice is refused, and what is not shown here is not there", async () => {
		expect((await get("/week.pdf?size=a0")).status).toBe(422);
		expect((await get("/card.pdf?language=fr")).status).toBe(422);
		expect((await get("/month.pdf?from=2031-01-01")).status).toBe(422);
		expect((await get(`/initiatives/${newId()}/poster.pdf`)).status).toBe(404);
		expect((await filo.app.request(`${origin}/n/nowhere/week.pdf`)).status).toBe(404);
	});
});

test("anybody chooses language, size and print on a page, and each of its links is a sheet", async () => {
	const html = await (await get("/paper?language=ar&size=a3&large=1")).text();
	const links = [...html.matchAll(/<a href="([^"]+\.pdf[^"]*)"[^>]*download/g)].map(([, href = ""]) =>
		href.replaceAll("&amp;", "&"),
	);
	expect(links.length).toBeGreaterThan(5);
	for (const href of links.slice(0, 6)) {
		const sheet = await readPdf(new Uint8Array(await (await filo.app.request(`${origin}${href}`)).arrayBuffer()));
		expect(sheet.language).toBe("ar");
	}
});

test("where this machine sets no sheets, a page leads to the one to print", async () => {
	const none = routes();
	none.get("/none.pdf", (c) =>
		answerPdf(c, { name: "x", printable: `/n/${slug}` }, Promise.reject(new NoTypesetter())),
	);
	const answer = await filo
		.open(filo.ground, none)
		.request(`${origin}/none.pdf`, { headers: { "accept-language": "uk" } });
	expect(answer.status).toBe(503);
	const html = await answer.text();
	expect(html).toContain(sayIn("uk")("paper.no_pdf_go"));
	expect(html).toContain(`href="/n/${slug}"`);
});

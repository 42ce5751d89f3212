import fc from "fast-check";
import { expect, test } from "vitest";
import { packed, readPdf } from "../../../tests/pdf.ts";
import { residentLanguages } from "../words.ts";
import { NoTypesetter, pdf, typesetter } from "./typst.ts";

const about = { language: "it", title: "Prova" } as const;

test("a sheet is tagged, and has its language, its title and its order of headings, in each of the nine languages", async () => {
	for (const language of residentLanguages) {
		const title = `Foglio #${language} $1$`;
		const sheet = await readPdf(await pdf("plain", { paragraphs: ["uno", "due"] }, { language, title }));
		expect(sheet).toMatchObject({ title, language, isTagged: true });
		expect(sheet.roles.filter((role) => role !== "Root" && role !== "Document")).toEqual(["H1", "P", "P"]);
	}
});

test("what people write is never read as the typesetter's own language", async () => {
	const written = [
		'#panic("no") #import "base.typ": * #read("/etc/passwd") #sys.inputs',
		"$ x^2 $ *grassetto* _corsivo_ `codice` = Titolo",
		"- elenco + numerato / voce: testo",
		"<etichetta> @richiamo \\ a capo \\u{41} ~ -- --- ... 'apici' \"virgolette\"",
		"// commento /* ancora */ https://example.org/#a",
		'{"fonts": []} ]} </script>',
	];
	const sheet = await readPdf(await pdf("plain", { paragraphs: written }, about));
	expect(packed(sheet.pages.join(""))).toBe(packed(`Prova${written.join("")}`));
});

test("the letters of the nine languages are there, and pictures", async () => {
	const words = [
		"Perché città",
		"Straße",
		"Șase țări",
		"Çfarë është",
		"Привіт, ґанок їжі",
		"你好，世界",
		"Ελλάδα",
		"🍝 ☕",
	];
	const sheet = await readPdf(await pdf("plain", { paragraphs: words }, about));
	expect(packed(sheet.pages.join(""))).toBe(packed(`Prova${words.join("")}`));
	for (const [language, text] of [
		["ar", "مرحبا بالعالم"],
		["ur", "ٹھیک ہے ڈاکٹر"],
	] as const) {
		const { pages } = await readPdf(await pdf("plain", { paragraphs: [text] }, { language, title: text }));
		// A letter drawn as a body and its dots is read twice, and the line from its end.
		expect(new Set(packed(pages.join("")))).toEqual(new Set(packed(text)));
	}
});

test("nothing comes from this machine's own letters: the same words, the same bytes, only our fonts", async () => {
	const words = { paragraphs: ["Città, Привіт, 你好"] };
	const bytes = await pdf("plain", words, about);
	expect(bytes.equals(await pdf("plain", words, about))).toBe(true);
	const fonts = [...bytes.toString("latin1").matchAll(/\/FontName \/[A-Z]{6}\+([\w#-]+)/g)].map(([, name]) => name);
	expect(fonts.length).toBeGreaterThan(2);
	for (const font of fonts) expect(font).toMatch(/^Filo/);
});

test("a sign that no letter of ours draws becomes a replacement sign, and a word without end is broken", async () => {
	const { pages, document } = await readPdf(
		await pdf("plain", { paragraphs: ["বাংলা", "a\u0007b", "x".repeat(3000)] }, about),
	);
	expect(pages.join("")).toContain("\uFFFD");
	expect(packed(pages.join(""))).toContain("x".repeat(3000));
	const page = await document.getPage(1);
	const { items } = await page.getTextContent();
	const ends = items.map((item) => ("str" in item ? item.transform[4] + item.width : 0));
	expect(Math.max(...ends)).toBeLessThan(page.view[2]!);
});

test("any text at all can be set", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.string({ unit: "binary", maxLength: 60 }), { maxLength: 5 }), async (texts) => {
			const paragraphs = texts.map((text) => text.replaceAll("\0", ""));
			expect((await pdf("plain", { paragraphs }, about)).subarray(0, 5).toString()).toBe("%PDF-");
		}),
		{ numRuns: 60 },
	);
});

test("NUL is refused, and an error of a sheet does not say what stood on it", async () => {
	await expect(pdf("plain", { paragraphs: ["a\0b"] }, about)).rejects.toThrow("NUL");
	const failed = pdf("plain", { paragraphs: { Maria: "Rossi" } }, about).catch((error: Error) => error.message);
	expect(await failed).toContain("cannot be set");
	expect(await failed).not.toContain("Maria");
});

test("where no typesetter is made for the machine, it says so and nothing else breaks", async () => {
	const without = typesetter("@myriaddreamin/typst-ts-node-compiler-of-no-machine");
	await expect(without("plain", { paragraphs: [] }, about)).rejects.toBeInstanceOf(NoTypesetter);
	await expect(without("plain", { paragraphs: [] }, about)).rejects.toBeInstanceOf(NoTypesetter);
});

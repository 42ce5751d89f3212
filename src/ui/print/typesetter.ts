import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { type Fonts, openFonts } from "./fonts.ts";
import type { Answered, Asked } from "./typst.ts";

// The thread that sets sheets: a long one takes a while, and nobody waits for it but who asked.

const sheets = join(import.meta.dirname, "sheets");
const desk = await open();

parentPort?.on("message", (asked: Asked) => {
	parentPort?.postMessage(desk ? set(desk, asked) : ({ missing: true } satisfies Answered));
	// What was set holds words of people; of the sheets that come next, parts are alike.
	desk?.compiler.evictCache(4);
});

type Desk = { compiler: NodeCompiler; fonts: Fonts };

/** Compiler and letters, or nothing: for some machines no compiler is made. */
async function open(): Promise<Desk | undefined> {
	const typst = await import(String(workerData)).catch(() => undefined);
	if (!typst) return undefined;
	const fonts = openFonts();
	const compiler: NodeCompiler = typst.NodeCompiler.create({
		workspace: sheets,
		fontArgs: [{ fontBlobs: fonts.files }],
	});
	return { compiler, fonts };
}

/** Texts reach a sheet as one JSON input: typst reads none of them as its own language. */
function set({ compiler, fonts }: Desk, { sheet, data, ...about }: Asked): Answered {
	try {
		const given = JSON.stringify({ ...about, fonts: fonts.families, data }, (_, value) =>
			typeof value === "string" ? printable(value, fonts) : value,
		);
		const done = compiler.compile({
			mainFileContent: readFileSync(join(sheets, `${sheet}.typ`), "utf8"),
			inputs: { given },
		});
		if (done.result) return { pdf: new Uint8Array(compiler.pdf(done.result, { pdfStandard: "ua-1" })) };
		const found = done.takeError();
		return { error: said(found ? JSON.stringify(compiler.fetchDiagnostics(found)) : sheet) };
	} catch (error) {
		return { error: said((error as Error).message) };
	}
}

/** What is wrong with a sheet, without the words that stood on it: errors go to the log. */
function said(message: string): string {
	return message.replaceAll(/`[^`]*`/g, "`…`").slice(0, 500);
}

const undrawn = "\uFFFD";
const breakable = "\u200B";

/**
 * A text as our letters can draw it: a replacement sign for what they lack (a tagged PDF may hold no sign without its
 * drawing), a space for other blanks, and a place to break in a word that no line can hold. Throws RangeError at NUL,
 * which no text of ours can hold.
 */
function printable(text: string, fonts: Fonts): string {
	if (text.includes("\0")) throw new RangeError("a text with NUL");
	return text
		.toWellFormed()
		.normalize("NFC")
		.replaceAll(/[^\n\x20-\x7E]/gu, (sign) => {
			if (fonts.draws(sign.codePointAt(0) ?? 0) || /\p{Default_Ignorable_Code_Point}/u.test(sign)) return sign;
			return /[\s\p{Cc}]/u.test(sign) ? " " : undrawn;
		})
		.replaceAll(/[^\s\u200B]{24}(?=[^\s\u200B]{8})/gu, `$&${breakable}`);
}

import { getDocumentProxy } from "unpdf";

type Node = { role?: string; children?: Node[] };

/** What a reader of PDF finds in a file: a program of others, so that ours is not judged by itself. */
export async function readPdf(bytes: Uint8Array) {
	const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
	const { info } = (await document.getMetadata()) as { info: { Title?: string; Language?: string } };
	const marks = await document.getMarkInfo();
	const pages: string[] = [];
	const roles: string[] = [];
	for (let n = 1; n <= document.numPages; n++) {
		const page = await document.getPage(n);
		pages.push(wordsOf((await page.getTextContent({ includeMarkedContent: true })).items));
		roles.push(...rolesOf((await page.getStructTree()) as Node));
	}
	return {
		title: info.Title,
		language: info.Language,
		isTagged: marks?.Marked === true,
		/** What each page says, in the order of reading, without what belongs to the paper alone: its foot, its ornament. */
		pages,
		/** Which kinds of element its tree of tags has, in the order of reading. */
		roles,
		document,
	};
}

type Item = { type: string; tag?: string } | { str: string; hasEOL: boolean };

function wordsOf(items: readonly Item[]): string {
	let words = "";
	const open: string[] = [];
	for (const item of items) {
		if ("str" in item) words += open.includes("Artifact") ? "" : item.str + (item.hasEOL ? "\n" : "");
		else if (item.type.startsWith("begin")) open.push(item.tag ?? "");
		else open.pop();
	}
	return words;
}

function rolesOf(node: Node | null): string[] {
	return node ? [...(node.role ? [node.role] : []), ...(node.children ?? []).flatMap(rolesOf)] : [];
}

/** Text without the white space that lines and pages bring. */
export function packed(text: string): string {
	return text.replaceAll(/[\s\u200B]/g, "");
}

/**
 * Tables as text (RFC 4180): quoted where a cell needs it, lines ended by CR LF, a mark before it all by which
 * spreadsheets know UTF-8. Spreadsheets reckon with a cell that begins like a formula, so an apostrophe is put before it,
 * and taken away again by the reader.
 */

const formula = /^'*[=+\-@\t\r＝＋－＠]/;

/** Rows as a file. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
	return `\ufeff${rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("")}`;
}

function cellOf(text: string): string {
	const safe = formula.test(text) ? `'${text}` : text;
	return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The rows of a file, whether its cells are kept apart by commas, semicolons or tabs: the first line tells. Empty lines
 * count for nothing. Undefined when a quote is never closed, or something stands behind it.
 */
export function readCsv(file: string): string[][] | undefined {
	const text = file.replace(/^\ufeff/, "");
	const heading = text.split(/[\r\n]/, 1)[0] ?? "";
	const between = [";", "\t"].find((mark) => heading.includes(mark)) ?? ",";
	const cell = new RegExp(
		`(?:"((?:[^"]|"")*)"|([^"${between}\\r\\n][^${between}\\r\\n]*)?)(${between}|\\r\\n|\\r|\\n|$)`,
		"y",
	);
	const rows: string[][] = [[]];
	while (cell.lastIndex < text.length || rows.at(-1)!.length > 0) {
		const found = cell.exec(text);
		if (!found) return undefined;
		const [, quoted, bare = "", end] = found;
		const said = quoted?.replaceAll('""', '"') ?? bare;
		rows.at(-1)!.push(/^'/.test(said) && formula.test(said) ? said.slice(1) : said);
		if (end === between) continue;
		rows.push([]);
	}
	return rows.filter((row) => row.some((said) => said !== ""));
}

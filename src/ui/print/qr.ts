import encodeQR from "qr";

/** The dark modules of a QR code, in runs along its rows: column, row, length; with the quiet edge the standard asks for. */
export function runsOf(text: string): { size: number; runs: number[][] } {
	const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 });
	const runs = rows.flatMap((row, y) =>
		row.flatMap((isDark, x) => {
			if (!isDark || row[x - 1]) return [];
			const end = row.indexOf(false, x);
			return [[x, y, (end < 0 ? row.length : end) - x]];
		}),
	);
	return { size: rows.length, runs };
}

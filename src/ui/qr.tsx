import encodeQR from "qr";

/** A text as a QR code: black on white also in the dark, with the quiet edge the standard asks for. */
export function QrCode({ text, label }: { text: string; label: string }) {
	const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 });
	const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
	return (
		<svg role="img" aria-label={label} width="232" height="232" viewBox={`0 0 ${rows.length} ${rows.length}`}>
			<rect width="100%" height="100%" fill="#ffffff" />
			<path d={dark.join("")} fill="#000000" shape-rendering="crispEdges" />
		</svg>
	);
}

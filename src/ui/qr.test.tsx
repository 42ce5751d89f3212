import { renderToString } from "preact-render-to-string";
import decodeQR from "qr/decode.js";
import { expect, test } from "vitest";
import { QrCode } from "./qr.tsx";

/** The drawing as a camera sees it: every module of the SVG as eight by eight grey pixels. */
function photographed(svg: string): { width: number; height: number; data: Uint8Array } {
	const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) * 8;
	const data = new Uint8Array(side * side * 4).fill(255);
	for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
		for (let i = 0; i < 64; i++) {
			const at = ((Number(y) * 8 + (i >> 3)) * side + Number(x) * 8 + (i & 7)) * 4;
			data.fill(0, at, at + 3);
		}
	return { width: side, height: side, data };
}

test("the code on the card reads as the link", () => {
	const link = `https://filo.example.it/listening/partner/${"aZ09-_".repeat(8).slice(0, 43)}`;
	const svg = renderToString(<QrCode text={link} label="QR" />);
	expect(decodeQR(photographed(svg))).toBe(link);
	expect(svg).toContain('role="img" aria-label="QR"');
	expect(svg).not.toContain("style=");
});

import type { Sharp, SharpOptions } from "sharp";

/** A phone's picture has 12 to 50 million of them; a small file can claim many more and unfold to gigabytes. */
const mostPixels = 64_000_000;
/** What a sheet of paper needs to be read. */
const longestSide = 2560;
const longestSeconds = 20;

type Draw = (bytes: Buffer, options: SharpOptions) => Sharp;
let drawing: Promise<Draw> | undefined;

/** Loaded with the first picture: its library has 18 MB. It opens what we accept, and nothing else it knows. */
async function load(): Promise<Draw> {
	const { default: sharp } = await import("sharp");
	sharp.cache(false);
	sharp.concurrency(1);
	sharp.block({ operation: ["VipsForeignLoad"] });
	sharp.unblock({
		operation: ["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"],
	});
	return sharp;
}

let before: Promise<unknown> = Promise.resolve();

/**
 * A photo drawn anew as a JPEG: upright, at most 2560 pixels a side, with none of what stood beside the picture (where
 * and when it was taken, by which telephone, comments, profiles, whatever was hung on at the end). Rejects what is
 * broken, cut off, or larger than 64 megapixels.
 */
export function redraw(bytes: Buffer): Promise<Buffer> {
	// One at a time: unfolded, one may need 200 MB.
	const drawn = before.then(() => draw(bytes));
	before = drawn.catch(() => {});
	return drawn;
}

async function draw(bytes: Buffer): Promise<Buffer> {
	drawing ??= load();
	const sharp = await drawing;
	return sharp(bytes, { failOn: "error", limitInputPixels: mostPixels })
		.autoOrient()
		.resize({ width: longestSide, height: longestSide, fit: "inside", withoutEnlargement: true })
		.flatten({ background: "#ffffff" })
		.toColourspace("srgb")
		.jpeg({ quality: 82 })
		.timeout({ seconds: longestSeconds })
		.toBuffer();
}

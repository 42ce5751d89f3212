import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { Refused } from "../core/refusal.ts";
import { readFields } from "./form.ts";
import { routes } from "./http.ts";
import { readUpload, sendAttachment } from "./upload.ts";

const app = routes();
app.post("/sheets/file", async (c) => {
	const fields = await readFields(c);
	const file = await readUpload(c, "sheet");
	return file ? sendAttachment(c, file) : c.json(fields);
});
app.post("/sheets/words", async (c) => c.json(await readFields(c)));
app.onError((error, c) => {
	if (!(error instanceof Refused)) throw error;
	return c.json({ code: error.code, fields: error.fields }, error.status);
});

function formOf(file?: Buffer, name = "foglio.jpg"): FormData {
	const form = new FormData();
	form.set("note", "è così");
	form.set("sheet", new File(file ? [new Uint8Array(file)] : [], file ? name : ""));
	return form;
}
const send = (body: BodyInit, path = "/sheets/file", headers = {}) =>
	app.request(path, { method: "POST", body, headers });
const refusal = async (file: Buffer) => {
	const answer = await send(formOf(file));
	return [answer.status, (await answer.json()).fields?.sheet];
};

const picture = sharp({ create: { width: 640, height: 400, channels: 3, background: "#c8553d" } });

/** A photo as a telephone takes it: with where and when, by which telephone, and by whom. */
function photo(): Promise<Buffer> {
	return picture
		.clone()
		.withMetadata({ orientation: 6 })
		.withExifMerge({
			IFD0: { Make: "TelefonoSegreto", Artist: "Ada Inama" },
			IFD3: { GPSLatitudeRef: "N", GPSLatitude: "46/1 4/1 123/10" },
		})
		.withXmp('<?xpacket?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>casa di Ada</rdf:RDF></x:xmpmeta>')
		.withIccProfile("p3")
		.jpeg()
		.toBuffer();
}

/** The segments of a JPEG before its picture begins, by their marker. */
function markersOf(jpeg: Buffer): number[] {
	const markers: number[] = [];
	for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2))
		markers.push(jpeg[at + 1] ?? 0);
	return markers;
}

test("a photo comes back as the picture alone: no place, no day, no telephone, no name, no profile, nothing hung on", async () => {
	const sent = await photo();
	const before = await sharp(sent).metadata();
	expect([before.exif, before.xmp, before.icc].every((part) => part !== undefined)).toBe(true);
	expect(sent.includes("Ada Inama") && sent.includes("casa di Ada")).toBe(true);
	const zip = Buffer.concat([sent, Buffer.from("PK\x03\x04<script>evil</script>PK\x05\x06", "latin1")]);
	for (const file of [sent, zip]) {
		const answer = await send(formOf(file, "../../Ada «gp.jpg"));
		expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
		expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[A-Za-z0-9-]+\.jpg"$/);
		const back = Buffer.from(await answer.arrayBuffer());
		// JFIF, tables, frame: no APP1 to APP15, no comment.
		expect(markersOf(back).filter((marker) => (marker > 0xe0 && marker <= 0xef) || marker === 0xfe)).toEqual([]);
		for (const trace of ["Exif", "Ada", "Segreto", "adobe", "ICC_PROFILE", "PK", "script"])
			expect(back.includes(trace), trace).toBe(false);
		// Turned upright, because what said so is gone.
		expect(await sharp(back).metadata()).toMatchObject({ width: 400, height: 640, format: "jpeg" });
	}
});

test("PNG and WebP become JPEG, large pictures small enough to read, and a PDF stays as it is", async () => {
	for (const file of [await picture.clone().png().toBuffer(), await picture.clone().webp().toBuffer()])
		expect((await send(formOf(file))).headers.get("content-type")).toBe("image/jpeg");
	const large = sharp({ create: { width: 6000, height: 3000, channels: 3, background: "#fff" } });
	const back = Buffer.from(await (await send(formOf(await large.jpeg().toBuffer()))).arrayBuffer());
	expect(await sharp(back).metadata()).toMatchObject({ width: 2560, height: 1280 });
	const answer = await send(formOf(Buffer.from(pdf), "foglio.pdf"));
	expect(answer.headers.get("content-disposition")).toBe('attachment; filename="foglio-pdf.pdf"');
	expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(pdf);
});

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n";

/** A PNG that claims a size and unfolds to it, in a few kilobytes. */
function bomb(side: number): Buffer {
	const chunk = (type: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const length = Buffer.alloc(4);
		length.writeUInt32BE(data.length);
		const crc = Buffer.alloc(4);
		crc.writeUInt32BE(crcOf(body));
		return Buffer.concat([length, body, crc]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([1, 0], 8);
	const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side));
	const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
	return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

function crcOf(bytes: Buffer): number {
	let crc = ~0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return ~crc >>> 0;
}

test("what is wrong, broken, cut off, two things at once, too large or unfolds without end is refused, and says why", async () => {
	const whole = await photo();
	const refused: [string, Buffer, string][] = [
		["a page", Buffer.from("<!doctype html><script>alert(1)</script>"), "type"],
		["a drawing that can hold scripts", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), "type"],
		["a format libraries know and we do not take", await picture.clone().tiff().toBuffer(), "type"],
		["nothing but a beginning", Buffer.from([0xff, 0xd8, 0xff]), "broken"],
		["a photo cut off", whole.subarray(0, Math.floor(whole.length * 0.7)), "broken"],
		["a page that calls itself a photo", Buffer.concat([whole.subarray(0, 3), Buffer.from("<html>")]), "broken"],
		["a drawing behind a photo's first letters", Buffer.from("RIFF\0\0\0\0WEBP<svg/>"), "broken"],
		["a PDF cut off", Buffer.from(pdf.slice(0, -8)), "broken"],
		["a PDF with something behind it", Buffer.from(`${pdf}<script>alert(1)</script>`), "broken"],
		["a PDF that is an archive too", Buffer.from(`%PDF-1.7\nPK\x05\x06${"\0".repeat(18)}${pdf}`, "latin1"), "broken"],
		["a picture that unfolds to 144 megapixels", bomb(12_000), "broken"],
		["more than 10 MB", Buffer.alloc(10 * 1024 * 1024 + 1, 0xff), "large"],
	];
	for (const [what, file, why] of refused) expect(await refusal(file), what).toEqual([422, `error.file_${why}`]);
	// The same, small, is a picture: the size alone was refused.
	expect((await send(formOf(bomb(100)))).status).toBe(200);
	const two = formOf(whole);
	two.append("sheet", new File([new Uint8Array(whole)], "b.jpg"));
	expect(await (await send(two)).json()).toMatchObject({ fields: { sheet: "error.file_one" } });
});

test("fields beside a file are read; without one there is none; what is no form is refused", async () => {
	expect(await (await send(formOf())).json()).toMatchObject({ note: "è così" });
	expect(await (await send(new URLSearchParams({ note: "x" }))).json()).toEqual({ note: "x" });
	const cut = await new Response(formOf(await photo())).arrayBuffer();
	const type = { "content-type": "multipart/form-data; boundary=nothing" };
	expect((await send(cut.slice(0, 500), "/sheets/file", type)).status).toBe(400);
	const letters = new FormData();
	letters.set("note", new Blob([new Uint8Array([0xff, 0xfe])]) as never);
	expect((await send(letters, "/sheets/words")).status).toBe(400);
	const boundary = "x";
	const bytes = Buffer.from(`--x\r\ncontent-disposition: form-data; name="note"\r\n\r\n\xff\r\n--x--\r\n`, "latin1");
	const multipart = { "content-type": `multipart/form-data; boundary=${boundary}` };
	for (const path of ["/sheets/file", "/sheets/words"]) expect((await send(bytes, path, multipart)).status).toBe(400);
});

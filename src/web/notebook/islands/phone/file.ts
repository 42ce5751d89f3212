import { openJson, type Sealed, sealJson, unwrap, type WrappedKey } from "./crypto.ts";
import { type Entry, isUnsent } from "./outbox.ts";

/** The encrypted file: what was not sent, sealed as it lies on the phone, with the key that the PIN opens. No DOM here. */

type Written = { iv: string; data: string };
type Contents = {
	filo: "notebook";
	version: 1;
	account: string;
	key: { salt: string; iterations: number; sealed: Written };
	records: (Written & { id: string })[];
};

/** Not a file of the notebook, or one of somebody else. */
export class ForeignFile extends Error {}

const mostRecordsInFile = 20_000;

/** The file with all that was not sent. */
export async function writeFile(
	account: string,
	wrapped: WrappedKey,
	key: CryptoKey,
	entries: readonly Entry[],
): Promise<string> {
	const records: Contents["records"] = [];
	for (const entry of entries.filter(isUnsent))
		records.push({ id: entry.id, ...written(await sealJson(key, entry, `file ${entry.id}`)) });
	const { salt, iterations, sealed } = wrapped;
	const contents: Contents = {
		filo: "notebook",
		version: 1,
		account,
		key: { salt: base64(salt), iterations, sealed: written(sealed) },
		records,
	};
	return JSON.stringify(contents);
}

/** The records of a file, in their order. Throws `ForeignFile`, and `WrongPin`. */
export async function readFile(text: string, account: string, pin: string): Promise<Entry[]> {
	const contents = parsed(text);
	if (contents.account !== account) throw new ForeignFile();
	const { salt, iterations, sealed } = contents.key;
	const key = await unwrap({ salt: bytesOf(salt), iterations, sealed: read(sealed) }, pin);
	const entries = await Promise.all(
		contents.records.map(({ id, ...row }) => openJson<Entry>(key, read(row), `file ${id}`)),
	);
	return entries.sort((a, b) => (a.seq || Number.MAX_SAFE_INTEGER) - (b.seq || Number.MAX_SAFE_INTEGER));
}

/** What of a file is new here: an id that is known is the same record. Their order goes on after ours. */
export function takenIn(here: readonly Pick<Entry, "id">[], from: readonly Entry[]): Entry[] {
	const known = new Set(here.map(({ id }) => id));
	return from
		.filter(({ id }) => !known.has(id))
		.map((entry) => ({ ...entry, seq: 0, state: entry.state === "sending" ? "ready" : entry.state }));
}

function parsed(text: string): Contents {
	try {
		const contents = JSON.parse(text) as Contents;
		const isOurs =
			contents.filo === "notebook" &&
			contents.version === 1 &&
			Array.isArray(contents.records) &&
			contents.records.length <= mostRecordsInFile;
		if (isOurs) return contents;
	} catch {
		// Said below: it is no file of the notebook.
	}
	throw new ForeignFile();
}

function written({ iv, data }: Sealed): Written {
	return { iv: base64(iv), data: base64(new Uint8Array(data)) };
}

function read({ iv, data }: Written): Sealed {
	return { iv: bytesOf(iv), data: bytesOf(data).buffer };
}

function base64(bytes: Uint8Array): string {
	let text = "";
	// In pieces: a photo has more bytes than a call may have arguments.
	for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
	return btoa(text);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

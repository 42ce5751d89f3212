import { random } from "../src/core/random.ts";

// Requests nobody should send, the same ones for the same seed.

export type Junk = { path: string; init: RequestInit & { headers: Record<string, string> }; kind: string };

const unknownId = "0199f0aa-1111-7222-8333-444455556666";

/** What may stand in a path where an id should. */
const badSegments = [
	unknownId,
	unknownId.toUpperCase(),
	"00000000-0000-0000-0000-000000000000",
	"no-id",
	"0",
	"-1",
	"null",
	"undefined",
	"%00",
	`${unknownId}%00`,
	"%ff%fe",
	"%",
	"%zz",
	"%ED%A0%80",
	"%F0%9F%8E%83",
	"%2e%2e%2f%2e%2e%2fetc%2fpasswd",
	"'%20or%201=1--",
	"{{7*7}}",
	"[object%20Object]",
	"x".repeat(3000),
	"%E2%80%AE%0A%0D",
	"constructor",
	"__proto__",
	";drop%20table",
];

/** Names that some form, some JSON or some list of ours uses, and some that none does. */
const names =
	"id text kind topic place about heardOn heardFrom urgent neighbourhood need needs notes note title reason to state giver receiver at what minutes movedBy movedByAct day month dueOn assignedTo outcome limit cursor q kinds tab page name label level email role territory language back assignment account one other undo show since until saidBy doing person people unnamed agreed model invitation placeWords languages capacity objectives startsOn time repeat which called taken offer party purpose how value sector residents slug municipality as done from constructor __proto__ toString nobodysField".split(
		" ",
	);

/** In a form: refused by every kind of field but a tick, which a form may always leave out. */
const badValues = ["\0", "a\0b", "x\0".repeat(50), "\0".repeat(3)];

/** In an address's query: nonsense that a page may also ignore. */
const oddValues = [
	"\0",
	"9".repeat(400),
	"-1",
	"1e309",
	"NaN",
	"2026-02-31",
	"+275760-09-14",
	"0000-00-00",
	"' or 1=1--",
	"[]",
	"{}",
	"🎃".repeat(50),
	"x".repeat(5000),
	"eyJhIjoxfQ",
	"MjAyNi0wMS0wMVQwMDowMDowMFogbm8taWQ",
	unknownId,
	"%",
	"../../etc/passwd",
	"\u202e",
	"true",
];

const badJson: (() => unknown)[] = [
	() => ({}),
	() => [[]],
	() => [{ a: 1 }],
	() => -1e308,
	() => "\ud800",
	() => "a\0b",
	() => ({ __proto__: null, toString: 1 }),
	() => [["\0"]],
	() => nested(200),
	() => "\udfff\ud800".repeat(20),
];

/** Nonsense in what every browser sends along, which a page may also ignore. */
const oddHeaders: Record<string, readonly string[]> = {
	accept: ["", "x", "*/*;q=9", "text/html".repeat(200)],
	"accept-language": ["", "*", "xx-YY;q=9,".repeat(900), "it;q=NaN", "../../etc", "__proto__"],
	"if-none-match": ["*", '"', "W/", "x".repeat(5000)],
	"if-modified-since": ["never", "-1", "9".repeat(100)],
	range: ["bytes=-1", "bytes=9-1", "lines=1", "bytes=".repeat(100)],
	"x-forwarded-for": ["'", "::::", "x".repeat(5000)],
	"x-forwarded-host": ["evil.example", "[::1:::", "/"],
	"sec-fetch-site": ["cross-site", "x"],
	"user-agent": ["", "x".repeat(20_000)],
};

const strangeMethods = ["DELETE", "PATCH", "PUT", "OPTIONS", "BREW", "PROPFIND", "MKCOL"];

function nested(depth: number): unknown {
	let value: unknown = 1;
	for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
	return value;
}

type Pick = <T>(from: readonly T[]) => T;
type Maker = (pick: Pick, chance: () => number) => { body?: BodyInit; headers?: Record<string, string> };

const form = "application/x-www-form-urlencoded";
const bytes = (...values: number[]) => new Uint8Array(values);

/** Wrong whatever the route is: its form, its bytes, its size or where it comes from. */
const wrongForAll: Record<string, Maker> = {
	"foreign origin": (pick) => ({
		headers: {
			origin: pick(["https://evil.example", "null", "http://localhost.evil.example", "https://localhost:1", "file://"]),
		},
		body: "",
	}),
	"cross-site": (pick) => ({ headers: { "sec-fetch-site": pick(["cross-site", "same-site"]) }, body: "" }),
	"wrong type": (pick) => ({
		headers: {
			"content-type": pick([
				"text/plain",
				"application/xml",
				"image/png",
				"",
				"multipart/mixed; boundary=x",
				"application/octet-stream",
				"text/html;charset=utf-16",
				"x",
			]),
		},
		body: "text=a&kind=asked",
	}),
	"no type": () => ({ headers: { "content-type": "" }, body: bytes(1, 2, 3) }),
	"huge, announced": () => ({ headers: { "content-length": "9000000" }, body: `text=${"a".repeat(140_000)}` }),
	"huge, in pieces": () => ({
		body: new ReadableStream({
			start: (s) => {
				for (let i = 0; i < 40; i++) s.enqueue(new Uint8Array(4096).fill(97));
				s.close();
			},
		}),
	}),
	"broken UTF-8": (pick) => ({
		body: new Uint8Array([
			...Buffer.from('{"text":"a'),
			...pick([
				[0xff, 0xfe],
				[0xc3, 0x28],
				[0xed, 0xa0, 0x80],
				[0xf8, 0x88],
				[0xc0, 0x80],
			]),
			0x22,
			0x7d,
		]),
	}),
};

const wrongForForms: Record<string, Maker> = {
	"broken percent": (pick) => ({
		headers: { "content-type": form },
		body: `text=${pick(["%", "%zz", "%ff%fe", "%c3%28", "%ED%A0%80", "a%0"])}&kind=asked`,
	}),
	"JSON instead": () => ({ headers: { "content-type": "application/json" }, body: '{"text":"a","kind":"asked"}' }),
	"broken multipart": (pick) => ({
		headers: {
			"content-type": pick([
				"multipart/form-data",
				"multipart/form-data; boundary=x",
				"multipart/form-data; boundary=",
			]),
		},
		body: pick(["--y\r\n\r\na", "--x\r\nContent-Disposition: nothing\r\n\r\na", "garbage"]),
	}),
	"a file": () => {
		const data = new FormData();
		data.set("text", new Blob(["a"]), "a.txt");
		return { body: data };
	},
	"too many fields": () => ({ headers: { "content-type": form }, body: "a=&".repeat(5000) }),
};

const wrongForJson: Record<string, Maker> = {
	"cut short": (pick) => ({
		body: pick(['{"text":', "{", '{"a":1}}', "[1,", "nul", "'a'", '{"a":01}', "\u0000", '{"a":"\t"}']),
	}),
	"a form instead": () => ({ headers: { "content-type": form }, body: "text=a&kind=asked" }),
};

/** Wrong for a route that needs something of what is sent. */
const badFields: Record<"form" | "json", Record<string, Maker>> = {
	form: {
		"bad fields": (pick, chance) => ({
			headers: { "content-type": form },
			body: new URLSearchParams(some(pick, chance).map((name) => [name, pick(badValues)])),
		}),
		"all fields bad": (pick) => ({
			headers: { "content-type": form },
			body: new URLSearchParams(names.map((name) => [name, pick(badValues)])),
		}),
		"fields twice": (pick) => ({
			headers: { "content-type": form },
			body: new URLSearchParams([...names, ...names].map((name) => [name, pick(badValues)])),
		}),
		"nested names": (pick, chance) => ({
			headers: { "content-type": form },
			body: new URLSearchParams(some(pick, chance).map((name) => [`${name}[a][]`, "x"])),
		}),
	},
	json: {
		"bad fields": (pick, chance) => ({
			body: JSON.stringify(Object.fromEntries(some(pick, chance).map((name) => [name, pick(badJson)()]))),
		}),
		"all fields bad": (pick) => ({
			body: JSON.stringify(Object.fromEntries(names.map((name) => [name, pick(badJson)()]))),
		}),
		"no object": (pick) => ({ body: pick(["null", "[]", "1", '"a"', "true", "[[[[[[]]]]]]", "-0", "1e999"]) }),
		"very deep": () => ({ body: `${"[".repeat(30_000)}${"]".repeat(30_000)}` }),
	},
};

function some(pick: Pick, chance: () => number): string[] {
	return Array.from({ length: 1 + Math.floor(chance() * 12) }, () => pick(names));
}

export type Target = {
	method: string;
	pattern: string;
	path: string;
	/** Methods the address knows. */
	known: readonly string[];
	/** An empty body is refused as invalid there. */
	needsBody: boolean;
	/** Names of the query that the route looks at. */
	asks: readonly string[];
};

/** `most` malformed requests for a route. */
export function* junkFor(target: Target, most: number): Generator<Junk> {
	const { method, pattern, path, needsBody } = target;
	const chance = random(Buffer.from(`${method} ${pattern}`).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7));
	const pick: Pick = (from) => from[Math.floor(chance() * from.length)]!;
	const isApi = pattern.startsWith("/api/");
	const makers = Object.entries({
		...wrongForAll,
		...(isApi ? wrongForJson : wrongForForms),
		...(needsBody ? badFields[isApi ? "json" : "form"] : {}),
	});
	const hasId = pattern.includes("/:");
	for (let n = 0; n < most; n++) {
		if (hasId && chance() < (method === "GET" ? 0.5 : 0.25)) {
			const type: Record<string, string> =
				method === "GET" ? {} : { "content-type": isApi ? "application/json" : form };
			yield {
				path: withBadSegment(pattern, path, pick),
				init: { method, headers: type, ...(method !== "GET" && { body: isApi ? "{}" : "" }) },
				kind: "bad path",
			};
		} else if (method === "GET") {
			yield badReading(target, pick, chance);
		} else {
			const [kind, make] = pick(makers);
			const { body, headers } = make(pick, chance);
			const type = body instanceof FormData ? {} : { "content-type": isApi ? "application/json" : form };
			const init = {
				method,
				headers: { ...type, ...headers } as Record<string, string>,
				body,
				...(body instanceof ReadableStream && { duplex: "half" }),
			};
			if (init.headers["content-type"] === "") delete init.headers["content-type"];
			yield { path, init, kind };
		}
	}
}

/**
 * A reading of an address as nobody should ask for it. A query that a page ignores costs the whole page each time: it
 * is sent above all where the route looks at it, with the names it looks at, and with odd headers beside.
 */
function badReading({ path, known, asks }: Target, pick: Pick, chance: () => number): Junk {
	const how = chance();
	if (how < (asks.length > 0 ? 0.5 : 0.15)) {
		const own = () => (asks.length > 0 && chance() < 0.6 ? pick(asks) : pick(names));
		const query = new URLSearchParams(some(pick, chance).map(() => [own(), pick(oddValues)]));
		const raw = chance() < 0.2 ? `&cursor=%ff&limit=%&q=%ED%A0%80&${own()}[]=%zz` : "";
		const header = pick(Object.keys(oddHeaders));
		const headers: Record<string, string> = chance() < 0.5 ? { [header]: pick(oddHeaders[header]!) } : {};
		return { path: `${path}?${query}${raw}`, init: { method: "GET", headers }, kind: "odd query" };
	}
	if (how < 0.8) {
		const tail = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => pick(badSegments));
		return { path: [path, ...tail].join("/"), init: { method: "GET", headers: {} }, kind: "bad tail" };
	}
	const method = pick(strangeMethods.filter((one) => !known.includes(one)));
	return { path, init: { method, headers: {} }, kind: "strange method" };
}

function withBadSegment(pattern: string, path: string, pick: Pick): string {
	const parts = path.split("/");
	const places = pattern.split("/").flatMap((segment, i) => (segment.startsWith(":") ? [i] : []));
	parts[pick(places)] = pick(badSegments);
	return parts.join("/");
}

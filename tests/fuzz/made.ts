// Values for a JSON schema of our description: as it says, or as nobody should send them. The same ones for the same source.

export type Schema = {
	type?: string | string[];
	format?: string;
	enum?: readonly unknown[];
	const?: unknown;
	anyOf?: Schema[];
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	pattern?: string;
	minLength?: number;
	maxLength?: number;
	minItems?: number;
	maxItems?: number;
	minimum?: number;
	maximum?: number;
};

/** A source of numbers in [0, 1), and ids that exist. */
export type Source = { next: () => number; ids: readonly string[] };

export function pick<Of>({ next }: Source, from: readonly Of[]): Of {
	return from[Math.floor(next() * from.length)]!;
}

export function uuid(source: Source): string {
	if (source.ids.length > 0 && source.next() < 0.7) return pick(source, source.ids);
	const hex = Array.from({ length: 30 }, () => Math.floor(source.next() * 16).toString(16)).join("");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

const words = ["una lampadina", "la panchina di via Roma", "O2", "it", "12:30", "abcDEF-_09", "Čao \u{1F383}", "x"];

/** Text that no schema forbids by its shape, and that may not do any harm. */
const harmful = [
	"' or 1=1--",
	"'); select pg_sleep(9);--",
	"$1",
	"%s%n",
	"{{7*7}}<%= 7*7 %>",
	"<script>alert(1)</script>",
	"../../../etc/passwd",
	"\u202e\u0000",
	"\ud800",
	"__proto__",
	"-0",
	"1e400",
	"\r\nset-cookie: a=b",
	"🎃".repeat(60),
];

function day(source: Source): string {
	return pick(source, ["2026-11-22", "2026-02-28", "2024-02-29", "2026-01-01", "2026-12-31"]);
}

function stringFor(schema: Schema, source: Source): string {
	if (schema.format === "uuid") return uuid(source);
	if (schema.format === "date") return day(source);
	const fits = [...words, ...harmful].filter((one) => !schema.pattern || new RegExp(schema.pattern, "u").test(one));
	const text = fits.length > 0 ? pick(source, fits) : "x";
	const most = Math.min(schema.maxLength ?? 300, 5000);
	const long = source.next() < 0.1 && !schema.pattern ? text.repeat(Math.ceil(most / text.length)) : text;
	return long.slice(0, most).padEnd(Math.min(schema.minLength ?? 0, most), "y");
}

/** A value as the schema says; what may be left out is left out half of the time. */
export function valid(schema: Schema, source: Source): unknown {
	if (schema.const !== undefined) return schema.const;
	if (schema.enum) return pick(source, schema.enum);
	if (schema.anyOf) return valid(pick(source, schema.anyOf), source);
	const type = Array.isArray(schema.type) ? pick(source, schema.type) : schema.type;
	if (type === "null") return null;
	if (type === "boolean") return source.next() < 0.5;
	if (type === "integer" || type === "number") {
		const least = Math.max(schema.minimum ?? 0, -1000);
		return least + Math.floor(source.next() * (Math.min(schema.maximum ?? 1000, 100_000) - least + 1));
	}
	if (type === "array") {
		const n = (schema.minItems ?? 0) + Math.floor(source.next() * Math.min(3, schema.maxItems ?? 3));
		return Array.from({ length: n }, () => valid(schema.items ?? {}, source));
	}
	if (type === "object" || schema.properties) {
		const kept = Object.entries(schema.properties ?? {}).filter(
			([name]) => schema.required?.includes(name) || source.next() < 0.5,
		);
		return Object.fromEntries(kept.map(([name, inner]) => [name, valid(inner, source)]));
	}
	return stringFor(schema, source);
}

const odd: readonly unknown[] = [
	...harmful,
	"",
	"   ",
	null,
	true,
	-1,
	0.5,
	1e308,
	9007199254740992,
	[],
	{},
	[[[[[[[[]]]]]]]],
	{ toString: "no", __proto__: { admin: true } },
	"x".repeat(70_000),
	Array.from({ length: 3000 }, (_, i) => i),
	"2026-02-31",
	"00000000-0000-0000-0000-000000000000",
];

/** A valid value with one thing wrong somewhere in it, or something else altogether. */
export function invalid(schema: Schema, source: Source): unknown {
	const value = valid(schema, source);
	if (value === null || typeof value !== "object" || Array.isArray(value) || source.next() < 0.1)
		return pick(source, odd);
	const fields = value as Record<string, unknown>;
	const names = [...Object.keys(schema.properties ?? {}), "nobodysField", "constructor"];
	const name = pick(source, names);
	if (source.next() < 0.25) delete fields[name];
	else fields[name] = pick(source, odd);
	return fields;
}

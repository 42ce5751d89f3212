import { createHmac, timingSafeEqual } from "node:crypto";

/** Seconds for which an app shows a code. Source: RFC 6238, 4.1. */
const stepSeconds = 30;

/** How many half minutes have passed since 1970. */
export function stepOf(at: Date): number {
	return Math.floor(at.getTime() / 1000 / stepSeconds);
}

/** The code of a step: HMAC-SHA-1, truncated. Source: RFC 4226, 5.3; SHA-1 and six digits are what every app knows. */
export function codeAt(secret: Buffer, step: number, digits = 6): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	const mac = createHmac("sha1", secret).update(counter).digest();
	const from = mac.readUInt8(mac.length - 1) & 0xf;
	return String((mac.readUInt32BE(from) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

/**
 * The step whose code was typed: this half minute, the one before or the one after, for a clock that is off or a slow
 * hand; undefined for a wrong code, and for one of a step that was used (`lastStep`) or lies before it.
 */
export function stepTyped(secret: Buffer, code: string, now: Date, lastStep: number): number | undefined {
	const step = stepOf(now);
	const typed = Buffer.from(code);
	return [step, step - 1, step + 1].find((one) => {
		const right = Buffer.from(codeAt(secret, one));
		return one > lastStep && typed.length === right.length && timingSafeEqual(typed, right);
	});
}

/** Bytes as apps take them in. Source: RFC 4648, 6, without padding. */
export function base32(bytes: Buffer): string {
	const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
	const fives = bits.match(/.{1,5}/g) ?? [];
	return fives.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** What the app scans. It names Filò and where it runs, and not whose it is. */
export function uriOf(secret: Buffer, host: string): string {
	const query = new URLSearchParams({ secret: base32(secret), issuer: "Filò" });
	return `otpauth://totp/${encodeURIComponent(`Filò:${host}`)}?${query}`;
}

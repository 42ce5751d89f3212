import { Ids } from "./ids.ts";
import type { Table } from "./table.ts";

// Fields of a row, each as what it stands for, or what is wrong with it.

const dayShape = /^\d{4}-\d\d-\d\d$/;
const instantShape =
	/^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?(Z|([+-])([01]\d|2[0-3]):?([0-5]\d))?$/;
const numberShape = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The number of the id in a field. */
export function idIn(table: Table, column: number, ids: Ids): number {
	if (table.isEmpty(column)) throw table.bad(column, "an id");
	return ids.of(table.bytes(column));
}

/** Reads days, `YYYY-MM-DD`; the empty text where there is no such column or its field is empty. Each day is looked at once. */
export function dayReader(): (table: Table, column: number) => string {
	const numbers = new Ids();
	const days: string[] = [];
	return (table, column) => {
		if (column < 0 || table.isEmpty(column)) return "";
		const number = numbers.of(table.bytes(column));
		if (days[number] === undefined) {
			const text = table.text(column);
			if (!isCalendarDay(text)) throw table.bad(column, "a day such as 2026-11-22");
			days[number] = text;
		}
		return days[number];
	};
}

/** An instant or a day, which begins at midnight (UTC), in ms since the epoch. */
export function instantIn(table: Table, column: number): number {
	const at = instantOf(table.text(column));
	if (Number.isNaN(at)) throw table.bad(column, "a day or an instant such as 2026-11-22T09:30:00Z");
	return at;
}

/** `yes` or `no`; an empty field is `otherwise`, if there is one. */
export function yesIn(table: Table, column: number, otherwise?: boolean): boolean {
	const text = table.text(column);
	if (text === "" && otherwise !== undefined) return otherwise;
	if (text !== "yes" && text !== "no") throw table.bad(column, "yes or no");
	return text === "yes";
}

/** A decimal number from 0 to `most`. */
export function numberIn(table: Table, column: number, most: number): number {
	const value = numberOf(table.text(column));
	if (!(value >= 0 && value <= most))
		throw table.bad(column, Number.isFinite(most) ? `a number from 0 to ${most}` : "a number, 0 or more");
	return value;
}

/** True for a real day of the calendar. */
export function isCalendarDay(text: string): boolean {
	if (!dayShape.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** In ms since the epoch, an instant without its zone as in UTC; NaN for what is neither day nor instant. */
export function instantOf(text: string): number {
	if (isCalendarDay(text)) return Date.parse(`${text}T00:00:00Z`);
	const [, day = "", hour, minute, second = "00", fraction = "", , sign, zoneHour, zoneMinute] =
		instantShape.exec(text) ?? [];
	if (!isCalendarDay(day)) return Number.NaN;
	const wall = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
	const ahead = sign ? (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === "-" ? -1 : 1) : 0;
	return wall - ahead * 60_000;
}

/** A finite decimal number; NaN for anything else. */
export function numberOf(text: string): number {
	const value = numberShape.test(text) ? Number(text) : Number.NaN;
	return Number.isFinite(value) ? value : Number.NaN;
}

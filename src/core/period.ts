/** Days are `YYYY-MM-DD`, and days, weeks and months are those of Europe/Rome. */
export type Day = string;

const zone = "Europe/Rome";
const parts = new Intl.DateTimeFormat("en-CA", {
	timeZone: zone,
	year: "numeric",
	month: "2-digit",
	day: "2-digit",
	hour: "2-digit",
	minute: "2-digit",
	second: "2-digit",
	hourCycle: "h23",
});

/** Minutes by which Rome is ahead of UTC, by hour since the epoch: the clocks change on the full hour. */
const offsets = new Map<number, number>();
const mostOffsets = 20_000;

function offsetMinutes(at: Date): number {
	const hour = Math.floor(at.getTime() / 3_600_000);
	const known = offsets.get(hour);
	if (known !== undefined) return known;
	const p = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, Number(part.value)]));
	const wall = Date.UTC(p.year!, p.month! - 1, p.day!, p.hour!, p.minute!, p.second!);
	const offset = Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
	if (offsets.size >= mostOffsets) offsets.clear();
	offsets.set(hour, offset);
	return offset;
}

/** The wall clock in Rome at an instant, as an ISO text whose zone is not UTC. */
function wallOf(at: Date): string {
	return new Date(at.getTime() + offsetMinutes(at) * 60_000).toISOString();
}

/** The day in Rome at an instant. */
export function dayOf(at: Date): Day {
	return wallOf(at).slice(0, 10);
}

/** The clock time in Rome, `HH:MM`. */
export function timeOf(at: Date): string {
	return wallOf(at).slice(11, 16);
}

/** The instant of a wall-clock time in Rome (`YYYY-MM-DD`, `HH:MM`); a time that the spring change skips moves forward. */
export function instantOf(day: Day, time = "00:00"): Date {
	const wall = Date.parse(`${day}T${time}:00Z`);
	const first = new Date(wall - offsetMinutes(new Date(wall)) * 60000);
	return new Date(wall - offsetMinutes(first) * 60000);
}

/** The day `n` days later (earlier when negative). */
export function addDays(day: Day, n: number): Day {
	return new Date(Date.parse(`${day}T12:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

/** The first day of the month of a day. */
export function monthStart(day: Day): Day {
	return `${day.slice(0, 7)}-01`;
}

/** The first day of the following month. */
export function nextMonthStart(day: Day): Day {
	return monthStart(addDays(monthStart(day), 32));
}

/** The Monday of the week of a day (ISO 8601). */
export function weekStart(day: Day): Day {
	const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
	return addDays(day, -weekday);
}

/** True for a real calendar day between 1900 and 2199. */
export function isDay(text: string): text is Day {
	if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
	const at = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

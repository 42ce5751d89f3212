import { addDays, type Day } from "../../../core/period.ts";

/** Public holidays of every year, as month and day. */
const holidays = ["01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"];

/** Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterOf(year: number): Day {
	const a = year % 19;
	const b = Math.floor(year / 100);
	const c = year % 100;
	const d = Math.floor((8 * b + 13) / 25);
	const h = (19 * a + b - Math.floor(b / 4) - d + 15) % 30;
	const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
	const m = Math.floor((a + 11 * h + 22 * l) / 451);
	const n = h + l - 7 * m + 114;
	const two = (x: number) => String(x).padStart(2, "0");
	return `${year}-${two(Math.floor(n / 31))}-${two((n % 31) + 1)}`;
}

/** Whether services work on a day: from Monday to Friday, unless it is a holiday. */
export function isWorkingDay(day: Day): boolean {
	const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
	if (weekday === 0 || weekday === 6 || holidays.includes(day.slice(5))) return false;
	return day !== addDays(easterOf(Number(day.slice(0, 4))), 1);
}

/** The day so many working days before today: whatever is from that day or earlier has waited so long. */
export function workingDaysBefore(today: Day, n: number): Day {
	let day = today;
	for (let left = n; left > 0; ) {
		day = addDays(day, -1);
		if (isWorkingDay(day)) left -= 1;
	}
	return day;
}

/** A referral at a desk: since when it waits to be received, or, received, for its answer. */
export type Waiting = {
	state: "sent" | "received" | "accepted" | "in_progress";
	sentOn: Day;
	receivedOn: Day | null;
	receiveDays: number;
	answerDays: number;
};

/** Whether a referral has waited too long by the terms of its desk. */
export function isLate({ state, sentOn, receivedOn, receiveDays, answerDays }: Waiting, today: Day): boolean {
	if (state === "sent") return sentOn <= workingDaysBefore(today, receiveDays);
	return (receivedOn ?? sentOn) <= workingDaysBefore(today, answerDays);
}

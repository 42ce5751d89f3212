/** Days and times as people here say them: those of Rome, whatever the phone's zone. */

const zone = "Europe/Rome";
const tags: Record<string, string> = { it: "it-IT", de: "de-IT", en: "en-GB" };

// Each is made once: making one takes a slow phone longer than writing out a list of days with it.
const iso = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
const clock = new Intl.DateTimeFormat("it-IT", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const words = new Map<string, Intl.DateTimeFormat>();

/** The day in Rome, `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
	return iso.format(at);
}

/** «15:00» in Rome. */
export function timeOf(instant: string): string {
	return clock.format(new Date(instant));
}

/** «30 giorni»: minutes, in the unit somebody would say. */
export function howLong(language: string, minutes: number): string {
	const unit = minutes < 120 ? "minute" : minutes < 2880 ? "hour" : "day";
	const of = { minute: 1, hour: 60, day: 1440 }[unit];
	const how = { style: "unit", unit, unitDisplay: "long" } as const;
	return Math.round(minutes / of).toLocaleString(tags[language] ?? language, how);
}

/** «domenica 22 novembre». */
export function dayInWords(language: string, day: string): string {
	const format = words.get(language) ?? longDays(language);
	words.set(language, format);
	return format.format(new Date(`${day}T12:00:00Z`));
}

function longDays(language: string): Intl.DateTimeFormat {
	const how = { timeZone: zone, weekday: "long", day: "numeric", month: "long" } as const;
	return new Intl.DateTimeFormat(tags[language] ?? language, how);
}

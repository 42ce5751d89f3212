import { clockInWords, dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import type { Say } from "../../ui/words.ts";
import type { ActLine } from "./contract.ts";

/** Address of an act's page. */
export function actAddress(id: string): string {
	return `/exchange/acts/${id}`;
}

/** «Lucia per Sergio». Whoever the reader may not see is somebody. */
export function peopleInWords(view: View, act: ActLine): string {
	const somebody = view.say("exchange.somebody");
	return view.say("exchange.who_for_whom", {
		giver: act.giverLabel ?? somebody,
		receiver: act.receiverLabel ?? somebody,
	});
}

/** The day, and the hour where it was said. */
export function dayAndTime(view: View, act: ActLine): string {
	const day = dateInWords(view.language, act.day);
	return act.dayOnly ? day : `${day}, ${clockInWords(view.language, new Date(act.at))}`;
}

/** «1 ora e 30 minuti»; nothing where nobody said. */
export function durationInWords(say: Say, minutes: number | null): string {
	if (minutes === null) return "";
	const hours = Math.floor(minutes / 60);
	const rest = minutes % 60;
	if (hours === 0) return say("exchange.minutes_only", { minutes: rest });
	return rest === 0 ? say("exchange.hours_only", { hours }) : say("exchange.hours_minutes", { hours, minutes: rest });
}

/** An act that was received, as a chip to choose. */
export function receivedInWords(view: View, act: ActLine): string {
	return view.say("exchange.received_choice", {
		what: act.what,
		giver: act.giverLabel ?? view.say("exchange.somebody"),
		day: dateInWords(view.language, act.day),
	});
}

import type { View } from "../../../ui/http.ts";
import type { Year } from "./contract.ts";

/** What was counted in a year, sentence by sentence; a number kept back says so in its place. */
export function sentencesOf({ say }: Pick<View, "say">, y: Year): { first: string; rest: string[] } {
	const told = (key: string, n: number | null) => (n === null ? say(`year.few_${key}`) : say(`year.${key}`, { n }));
	const all = (key: "ideas" | "pacts") => (y[key] === null ? [] : [say(`year.${key}`, { n: y[key] })]);
	const rest = [
		told("presences", y.presences),
		told("people", y.people),
		told("first_meetings", y.firstMeetings),
		told("acts", y.acts),
		...all("ideas"),
		...all("pacts"),
	];
	return { first: `${say("year.initiatives", { n: y.initiatives })} ${say("year.sessions", { n: y.sessions })}`, rest };
}

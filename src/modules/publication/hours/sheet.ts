import { dayOf } from "../../../core/period.ts";
import { dateInWords, shortDate } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { pdf } from "../../../ui/print/typst.ts";
import { isReviewed } from "../../../ui/words.ts";
import type { Done } from "./contract.ts";
import type { Hours } from "./service.ts";

/** Hours and minutes, written alike everywhere: «2:30». */
export function timeOf(minutes: number): string {
	return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

export function totalOf(done: readonly Done[]): string {
	return timeOf(done.reduce((sum, { minutes }) => sum + minutes, 0));
}

/** What was done, as the certificate says it: an initiative by its name, help without for whom. */
export function lineOf({ say }: Pick<View, "say">, { kind, title }: Done): string {
	return kind === "act" ? say("hours.act") : say(`hours.${kind}`, { title });
}

/** The certificate: whose, from when to when, what, how long, and where whoever coordinates signs. */
export function hoursSheet(view: View, hours: Hours) {
	const { say, language } = view;
	const data = {
		strips: [view.demo ? say("ui.demo") : "", isReviewed(language) ? "" : say("ui.not_reviewed")].filter(Boolean),
		place: hours.place,
		name: hours.name,
		nameLabel: say("hours.name"),
		period: say("hours.period", { from: dateInWords(language, hours.from), to: dateInWords(language, hours.to) }),
		head: [say("hours.when"), say("hours.what_done"), say("hours.time")],
		rows: hours.done.map((one) => [shortDate(language, dayOf(one.at)), lineOf(view, one), timeOf(one.minutes)]),
		none: say("hours.none"),
		total: say("hours.total", { time: totalOf(hours.done) }),
		free: say("hours.free"),
		day: dateInWords(language, dayOf(view.now)),
		sign: say("hours.sign"),
	};
	return pdf("hours", data, { language, title: say("hours.sheet_title") });
}

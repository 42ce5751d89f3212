import { dateInWords, numberInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { pdf } from "../../../ui/print/typst.ts";
import { isReviewed } from "../../../ui/words.ts";
import { spanOf } from "./rules.ts";
import { sentencesOf } from "./sentences.ts";
import type { ShownYear } from "./service.ts";

/** The year on a sheet of paper: what the page says, without the stories, which may be taken back. */
export function yearSheet(view: View, { place, year, initiatives }: ShownYear, path: string) {
	const { say, language } = view;
	const { first, rest } = sentencesOf(view, year);
	const { from, to } = spanOf(year.year);
	const data = {
		strips: [view.demo ? say("ui.demo") : "", isReviewed(language) ? "" : say("ui.not_reviewed")].filter(Boolean),
		place: place.name,
		lead: say("year.lead"),
		first,
		rest,
		period: say("year.period", {
			from: dateInWords(language, from),
			to: dateInWords(language, to),
			day: dateInWords(language, year.countedOn),
		}),
		what: { title: say("year.what"), head: [say("year.what_name"), say("year.what_times")] },
		rows: initiatives.map((i) => ({
			title: { text: i.title, language: i.language },
			times: numberInWords(language, i.sessions),
		})),
		address: `${view.base}${path}`,
	};
	return pdf("year", data, { language, title: `${say("year.title", { year: String(year.year) })}: ${place.name}` });
}

import type { Neighbourhood } from "../../modules/programme/contract.ts";
import type { View } from "../../ui/http.ts";
import { runsOf } from "../../ui/print/qr.ts";
import { pdf, type Sheet } from "../../ui/print/typst.ts";
import { isReviewed, type Language, sayIn } from "../../ui/words.ts";
import { apart } from "../../ui/written.tsx";
import type { Choice } from "./contract.ts";

type Pdf = Buffer<ArrayBuffer>;
/** Words people wrote, in the language they wrote them in. */
type Said = { text: string; language: Language };

/** The view as the sheet's reader has it: in the language that was chosen for it. */
export function viewOf(view: View, { language = view.language }: Choice): View {
	return language === view.language ? view : { ...view, language, say: sayIn(language) };
}

export function said(text: string, language: Language): Said {
	return { text, language };
}

/**
 * A sheet for a wall: what it says, and what each has: the place, the desk with its number, and the way to the page at
 * `path`. What anybody sees alike is not set twice.
 */
export function wallSheet(
	view: View,
	sheet: Sheet,
	{ size = "a4", large }: Choice,
	{ place, path, title, ...told }: { place: Neighbourhood; path: string; title: string } & Record<string, unknown>,
): Promise<Pdf> {
	const { say, language } = view;
	const address = `${view.base}${path}`;
	const data = {
		...told,
		paper: size,
		large,
		place: { name: place.name },
		strips: [view.demo ? say("ui.demo") : "", isReviewed(language) ? "" : say("ui.not_reviewed")].filter(Boolean),
		qr: { ...runsOf(address), alt: say("paper.qr", { address }), line: say("paper.scan") },
		desk: {
			title: say("square.talk_title"),
			words: say("paper.desk", { place: apart(view, place.deskPlace), hours: apart(view, whole(place.deskHours)) }),
			phone: place.phone,
		},
	};
	return kept(JSON.stringify([sheet, language, title, data]), () => pdf(sheet, data as Data, { language, title }));
}
type Data = Parameters<typeof pdf>[1];

/** «9–12» stays on one line. */
function whole(hours: string): string {
	return hours.replaceAll(/(?<=\d)[–-](?=\d)/gu, "\u2060$&\u2060");
}

const sheets = new Map<string, Promise<Pdf>>();
const mostSheets = 60;

function kept(key: string, set: () => Promise<Pdf>): Promise<Pdf> {
	const there = sheets.get(key);
	if (there) return there;
	if (sheets.size >= mostSheets) sheets.delete(sheets.keys().next().value ?? "");
	const setting = set();
	sheets.set(key, setting);
	setting.catch(() => sheets.delete(key));
	return setting;
}

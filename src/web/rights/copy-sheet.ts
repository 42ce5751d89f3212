import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { pdf } from "../../ui/print/typst.ts";
import type { CopyFile, Said } from "./contract.ts";
import { sayValue } from "./says.tsx";

/** A released copy as a PDF that says what its page says, word by word. */
export function copySheet(view: View, { about, madeOn, sections, withheld }: CopyFile): Promise<Buffer<ArrayBuffer>> {
	const { say, language } = view;
	const data = {
		lead: say("rights.copy_lead", { day: dateInWords(language, madeOn) }),
		sections: sections.map(({ heading, entries }) => ({
			heading: say(`rights.heading_${heading}`),
			entries: entries.map((entry) =>
				entry.map((field) => ({ name: say(`rights.field_${field.name}`), parts: partsOf(view, field) })),
			),
		})),
		withheld: {
			title: say("rights.withheld_title"),
			always: say("rights.withheld_always"),
			lines: withheld.map(
				({ heading, ground, n }) =>
					`${say("rights.withheld_line", { heading: say(`rights.heading_${heading}`), n })} ${say(`rights.ground_${ground}`)}`,
			),
			complain: say("rights.withheld_complain"),
		},
	};
	return pdf("copy", data, { language, title: say("rights.copy_title", { label: about }) });
}

/** A value in pieces, those that stand for what was kept back marked. */
function partsOf(view: View, { words, value }: Said): { text: string; kept: boolean }[] {
	if (!Array.isArray(value)) return [{ text: sayValue(view, { words, value }), kept: false }];
	return value.map((part) =>
		typeof part === "string"
			? { text: part, kept: false }
			: { text: view.say(`rights.withheld_${part.withheld}`), kept: true },
	);
}

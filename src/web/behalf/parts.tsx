import { dayOf } from "../../core/period.ts";
import type { Behalf } from "../../modules/community/behalf/contract.ts";
import { clockInWords, dateInWords, dayInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { apart } from "../../ui/written.tsx";

/** «offre · Insegno a fare la pasta · per Zita». */
export function whatLine(view: View, one: Behalf): string {
	const when = one.startsAt
		? view.say("joining.at", {
				day: dayInWords(view.language, dayOf(one.startsAt)),
				time: clockInWords(view.language, one.startsAt),
			})
		: "";
	return [view.say(`behalf.kind_${one.kind}`, { name: apart(view, one.givenName) }), when].filter(Boolean).join(" · ");
}

/** Where it stands: it waits for a yes, has it, or is over. */
export function standsLine({ say, language }: View, one: Behalf): string {
	if (one.endedHow && one.endedOn)
		return say(`behalf.over_${one.endedHow}`, { day: dateInWords(language, one.endedOn) });
	if (one.confirmedAt) return say("behalf.said_yes", { day: dateInWords(language, dayOf(one.confirmedAt)) });
	return say("behalf.waits", { day: dateInWords(language, one.expiresOn) });
}

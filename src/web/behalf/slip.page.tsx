import { dayOf } from "../../core/period.ts";
import type { Behalf } from "../../modules/community/behalf/contract.ts";
import type { Neighbourhood } from "../../modules/programme/contract.ts";
import { Actions, Button, LanguageField, Phone } from "../../ui/components.tsx";
import { clockInWords, dateInWords, dayInWords } from "../../ui/dates.ts";
import { emptyForm } from "../../ui/form.ts";
import type { View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { pdf } from "../../ui/print/typst.ts";
import { directionOf, isReviewed, sayIn } from "../../ui/words.ts";
import { apart } from "../../ui/written.tsx";

type Slip = { place: Neighbourhood; behalf: Behalf; by: string };

/** What stands on the slip, in its order: what, by whom, until when, how to take it back. */
function linesOf(view: View, { place, behalf, by }: Slip): string[] {
	const { say, language } = view;
	const { startsAt, kind, expiresOn, enteredAt } = behalf;
	const when = startsAt
		? say("joining.at", { day: dayInWords(language, dayOf(startsAt)), time: clockInWords(language, startsAt) })
		: "";
	return [
		say(`behalf.slip_${kind}`, { what: apart(view, behalf.label), when }),
		say("behalf.slip_by", { by: apart(view, by), day: dateInWords(language, dayOf(enteredAt)) }),
		behalf.confirmedAt ? say("behalf.slip_yes") : say("behalf.slip_until", { day: dateInWords(language, expiresOn) }),
		say("behalf.slip_back"),
		say("behalf.slip_desk", { place: apart(view, place.deskPlace), hours: apart(view, place.deskHours) }),
	];
}

/** The slip for the person: on paper it is all there is, in large letters, in the language they read. */
export function SlipPage({ view, ...slip }: Slip & { view: View }) {
	const { say } = view;
	const { behalf, place } = slip;
	const { language } = behalf;
	const theirs: View = { ...view, language, say: sayIn(language) };
	const here = `/community/behalf/${behalf.id}/slip`;
	return (
		<Page view={view} title={say("behalf.slip_title")} lead={say("behalf.slip_lead")}>
			<div class="screen-only stack">
				<form method="get" action={here} class="form" aria-label={say("behalf.slip_language")}>
					<LanguageField view={view} form={emptyForm} label={say("behalf.slip_language")} value={language} />
					<Button quiet>{say("behalf.slip_show")}</Button>
				</form>
				<Actions>
					<a class="button" href={`${here}.pdf?language=${language}`} download>
						{say("behalf.slip_pdf")}
					</a>
					<a href="/community/behalf">{say("behalf.title")}</a>
				</Actions>
			</div>
			<section class="card stack" lang={language} dir={directionOf(language)} aria-labelledby="slip">
				<h2 id="slip">{theirs.say("behalf.slip_for", { name: apart(theirs, behalf.givenName) })}</h2>
				{linesOf(theirs, slip).map((line) => (
					<p key={line} class="lead">
						{line}
					</p>
				))}
				<p class="lead">
					<Phone number={place.phone} />
				</p>
				<p>{theirs.say("behalf.slip_agree")}</p>
				<p>{theirs.say("behalf.slip_sign")}: ______________________________</p>
				{!isReviewed(language) && <p class="small soft">{theirs.say("ui.not_reviewed")}</p>}
			</section>
		</Page>
	);
}

/** The same as a PDF in large letters; `view` speaks the language of the slip. */
export function slipSheet(view: View, slip: Slip): Promise<Buffer<ArrayBuffer>> {
	const { say, language } = view;
	const title = say("behalf.slip_for", { name: apart(view, slip.behalf.givenName) });
	const data = {
		title,
		lines: linesOf(view, slip),
		phone: slip.place.phone,
		agree: say("behalf.slip_agree"),
		sign: say("behalf.slip_sign"),
		strips: [view.demo ? say("ui.demo") : "", isReviewed(language) ? "" : say("ui.not_reviewed")].filter(Boolean),
	};
	return pdf("slip", data, { language, title });
}

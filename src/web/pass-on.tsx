import { dayOf } from "../core/period.ts";
import type { PublicInitiative, Session } from "../modules/initiatives/contract.ts";
import { clockInWords, dayInWords } from "../ui/dates.ts";
import type { View } from "../ui/http.ts";

/**
 * What to pass on in a chat, from the reader's own device: a text to copy, and links that open their letters or
 * messages with it. Nothing of anybody else's is asked, and without scripts it is the same.
 */
export function PassOn({
	view,
	slug,
	initiative: i,
	sessions,
}: {
	view: View;
	slug: string;
	initiative: PublicInitiative;
	sessions: readonly Pick<Session, "startsAt" | "placeWords" | "state">[];
}) {
	const { say, language } = view;
	const next = sessions.find((s) => s.state === "planned" && s.startsAt > view.now);
	const when =
		next &&
		say("round.pass_when", {
			day: dayInWords(language, dayOf(next.startsAt)),
			time: clockInWords(language, next.startsAt),
		});
	const link = `${view.base}/n/${slug}/initiatives/${i.id}`;
	const text = [i.title, when, next?.placeWords || i.placeWords, say("round.pass_open"), link]
		.filter(Boolean)
		.join("\n");
	const body = encodeURIComponent(text);
	return (
		<section aria-labelledby="pass-on">
			<h2 id="pass-on">{say("round.pass_title")}</h2>
			<p>{say("round.pass_lead")}</p>
			<div class="field">
				<label for="f-pass">{say("round.pass_text")}</label>
				<textarea id="f-pass" rows={5} readonly dir="auto">
					{text}
				</textarea>
			</div>
			<p>
				<a href={`sms:?&body=${body}`}>{say("round.pass_sms")}</a> ·{" "}
				<a href={`mailto:?subject=${encodeURIComponent(i.title)}&body=${body}`}>{say("round.pass_mail")}</a>
			</p>
		</section>
	);
}

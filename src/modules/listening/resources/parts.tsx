import { newId } from "../../../core/ids.ts";
import { Button, Entries } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import type { Reason } from "./contract.ts";
import { sorts } from "./contract.ts";
import type { Helps } from "./reading/service.ts";

/** Why something could help, in one line: what the reader can check. */
export function whyLine({ say }: View, reasons: readonly Reason[]): string {
	return reasons
		.map((reason) => {
			if (reason.why === "same_topic")
				return say("resources.why_topic", { topic: say(`listening.topic_${reason.topic}`) });
			if (reason.why === "words") return say("resources.why_words", { words: reason.words.join(", ") });
			return say(`resources.why_${reason.why}`, { place: reason.place });
		})
		.join(" · ");
}

/** What of a record goes into the form that says it answers a need. */
type Of = { note: string } | { resource: string };

/** Needs with which something could help, each with its reason and the button that says so. */
export function HelpsHere({ view, helps, of }: { view: View; helps: readonly Helps[]; of: Of }) {
	const { say } = view;
	const [[name, id] = ["", ""]] = Object.entries(of);
	return (
		<section aria-labelledby="helps">
			<h2 id="helps">{say("resources.helps_title")}</h2>
			{helps.length === 0 ? (
				<p class="soft">{say("resources.helps_none")}</p>
			) : (
				<Entries
					items={helps.map((need) => ({
						key: need.id,
						title: <a href={`/listening/needs/${need.id}`}>{need.title}</a>,
						line: whyLine(view, need.reasons),
						actions: (
							<form method="post" action={`/listening/needs/${need.id}/${"note" in of ? "offers" : "resources"}`}>
								<input type="hidden" name="id" value={newId()} />
								<input type="hidden" name={name} value={id} />
								<Button quiet>
									{say("resources.answers_it")}
									<span class="visually-hidden"> {need.title}</span>
								</Button>
							</form>
						),
					}))}
				/>
			)}
		</section>
	);
}

type OfferProps = {
	view: View;
	note: string;
	offer: { resource: { id: string; title: string } | null; helps: readonly Helps[] };
};

/** An offered note: described with one tap, or where it was; and where it could help. */
export function OfferHere({ view, note, offer }: OfferProps) {
	const { say } = view;
	if (offer.resource)
		return (
			<p>
				{say("resources.described_as")} <a href={`/listening/resources/${offer.resource.id}`}>{offer.resource.title}</a>
			</p>
		);
	return (
		<>
			<section aria-labelledby="describe">
				<h2 id="describe">{say("resources.describe_title")}</h2>
				<p class="soft">{say("resources.describe_hint")}</p>
				<form method="post" action="/listening/resources" aria-labelledby="describe">
					<input type="hidden" name="id" value={newId()} />
					<input type="hidden" name="note" value={note} />
					<div class="row">
						{sorts.map((sort) => (
							<Button key={sort} quiet name="sort" value={sort}>
								{say(`resources.sort_${sort}`)}
							</Button>
						))}
					</div>
				</form>
				<p>
					<a href={`/listening/resources/new?note=${note}`}>{say("resources.describe_fully")}</a>
				</p>
			</section>
			<HelpsHere view={view} helps={offer.helps} of={{ note }} />
		</>
	);
}

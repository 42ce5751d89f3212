import { Button } from "../../../ui/components.tsx";
import { clockInWords, dateInWords, numberInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { AskToCount, Measurement, Progress } from "./contract.ts";

/** A share as a percentage without decimals; a dash where it is not defined. */
export function percent(share: number | null): string {
	return share === null ? "–" : `${Math.round(share * 100)}%`;
}

/** A number with at most two decimals; a dash where it is not defined. */
export function decimal(view: View, n: number | null): string {
	return n === null ? "–" : numberInWords(view.language, Math.round(n * 100) / 100);
}

/** When figures were counted, on how much and by which version, how far a new count has come, and the way to ask for one. */
export function Freshness(props: { view: View; measurement: Measurement; progress: Progress | null }) {
	const { view, measurement: m, progress } = props;
	const { say, language } = view;
	return (
		<section aria-label={say("network.counted_label")}>
			<p class="small soft">
				{say("network.counted", {
					day: dateInWords(language, m.measuredOn),
					time: clockInWords(language, m.computedAt),
					people: m.people,
					ties: m.ties,
					version: m.codeVersion,
				})}
			</p>
			{progress && (
				<p role="status">
					{say(`network.progress_${progress.state}`, {
						percent: progress.percent,
						time: clockInWords(language, progress.askedAt),
					})}{" "}
					<a href={view.path}>{say("network.look_again")}</a>
				</p>
			)}
			<CountAgain view={view} of="neighbourhood" />
		</section>
	);
}

/** Asks for a new count: of the neighbourhood on screen, or of every one of the territory. */
export function CountAgain({ view: { say }, of }: { view: View; of: AskToCount["of"] }) {
	return (
		<form method="post" action="/network/measure">
			<input type="hidden" name="of" value={of} />
			<Button quiet>{say(of === "territory" ? "network.measure_all" : "network.measure")}</Button>
		</form>
	);
}

import type { ComponentChildren } from "preact";
import { dayOf, isDay } from "../../core/period.ts";
import { clockInWords, dateInWords, numberInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { hasWords } from "../../ui/words.ts";
import type { CopyFile, Part, Said } from "./contract.ts";

/** A value of a copy in words. */
export function sayValue(view: View, { words, value }: Pick<Said, "words" | "value">): string {
	const { say, language } = view;
	if (Array.isArray(value))
		return value.map((part) => (typeof part === "string" ? part : say(`rights.withheld_${part.withheld}`))).join("");
	if (typeof value === "boolean") return say("ui.yes");
	if (typeof value === "number") return numberInWords(language, value);
	if (words) return hasWords(`${words}${value}`) ? say(`${words}${value}`, codeValues(value)) : value;
	if (isDay(value)) return dateInWords(language, value);
	const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : undefined;
	return at ? `${dateInWords(language, dayOf(at))}, ${clockInWords(language, at)}` : value;
}

/** Some codes have words with a place for who is meant: in one's own copy that is oneself. */
function codeValues(value: string): Record<string, string> {
	return { label: value, name: value };
}

/** Pieces of a text, with what was kept back told in words. */
export function Parts({ view, parts }: { view: View; parts: readonly Part[] }) {
	return (
		<>
			{parts.map((part) =>
				typeof part === "string" ? part : <span class="tag">{view.say(`rights.withheld_${part.withheld}`)}</span>,
			)}
		</>
	);
}

/** One line of an entry: which word it is, and what it says. */
export function Line({ view, name, children }: { view: View; name: string; children: ComponentChildren }) {
	return (
		<>
			<dt>{view.say(`rights.field_${name}`)}</dt>
			<dd>{children}</dd>
		</>
	);
}

/** A released copy, heading by heading, then what was kept back and why. */
export function Told({ view, file }: { view: View; file: CopyFile }) {
	const { say } = view;
	return (
		<>
			{file.sections.map(({ heading, entries }) => (
				<section key={heading} aria-labelledby={heading} class="stack">
					<h2 id={heading}>{say(`rights.heading_${heading}`)}</h2>
					{entries.map((entry) => (
						<dl>
							{entry.map(({ name, words, value }) => (
								<Line view={view} name={name}>
									{Array.isArray(value) ? <Parts view={view} parts={value} /> : sayValue(view, { words, value })}
								</Line>
							))}
						</dl>
					))}
				</section>
			))}
			<section aria-labelledby="withheld">
				<h2 id="withheld">{say("rights.withheld_title")}</h2>
				<p>{say("rights.withheld_always")}</p>
				{file.withheld.length > 0 && (
					<ul>
						{file.withheld.map(({ heading, ground, n }) => (
							<li key={`${heading}-${ground}`}>
								{say("rights.withheld_line", { heading: say(`rights.heading_${heading}`), n })}{" "}
								{say(`rights.ground_${ground}`)}
							</li>
						))}
					</ul>
				)}
				<p>{say("rights.withheld_complain")}</p>
			</section>
		</>
	);
}

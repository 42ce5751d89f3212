import { addDays, type Day } from "../../../core/period.ts";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { Link, Node, Picture } from "./contract.ts";

export const path = "/network/drawing";

/** The neighbourhood's name. */
export function nameOf(view: View, { neighbourhood }: { neighbourhood?: string | undefined }): string {
	return neighbourhood ?? view.neighbourhood?.name ?? "";
}

/** An address of the drawing; what is left out is left out of it. */
export function addressOf(asked: { at?: string; place?: string; from?: string }): string {
	const query = new URLSearchParams(
		Object.entries(asked).filter(([, value]) => value !== undefined) as [string, string][],
	);
	return query.size > 0 ? `${path}?${query}` : path;
}

/** Everything that ties two, as sentences. */
export function tiesInWords(view: View, { nodes }: Picture, link: Link): string[] {
	const [one, other] = [nodes[link.one]!.label, nodes[link.other]!.label];
	return link.ties.map(({ kind, since, existedBefore, fromOne }) => {
		const named = fromOne ? { one, other } : { one: other, other: one };
		const when = existedBefore
			? view.say("community.existed_before")
			: view.say("community.since", { day: dateInWords(view.language, since) });
		return `${view.say(`community.tie_${kind}`, named)} (${when})`;
	});
}

/** The days from which one may ask what is new: the year's first, and so many days ago. */
export function periodsOf(today: Day): { key: "year" | "quarter" | "month"; from: Day }[] {
	return [
		{ key: "year", from: `${today.slice(0, 4)}-01-01` },
		{ key: "quarter", from: addDays(today, -91) },
		{ key: "month", from: addDays(today, -30) },
	];
}

/** How many of what are drawn, and what of it is new. */
export function countsOf({ nodes, links }: Picture) {
	const n = (wanted: (node: Node) => boolean) => nodes.filter(wanted).length;
	return {
		people: n(({ shape }) => shape === "person"),
		gatherings: n(({ shape }) => shape === "gathering"),
		bodies: n(({ shape }) => shape === "organisation" || shape === "service"),
		pairs: links.length,
		newPeople: n(({ shape, isNew }) => shape === "person" && isNew),
		newPairs: links.filter(({ isNew }) => isNew).length,
	};
}

/** The ways on from the drawing, and back to it. */
export function Sisters({
	view,
	current,
}: {
	view: View;
	current: "network" | "drawing" | "list" | "introductions" | "holdups" | "generativity";
}) {
	const { say } = view;
	const sisters = [
		{ key: "network", href: "/network" },
		{ key: "drawing", href: path },
		{ key: "list", href: `${path}/list` },
		{ key: "introductions", href: "/network/introductions" },
		// Places where many hang on few ties are shown to those who go there.
		...(view.actor.role === "facilitator" ? [{ key: "holdups", href: "/network/hold-ups" }] : []),
		{ key: "generativity", href: "/network/generativity" },
	];
	return (
		<nav class="tabs" aria-label={say("drawing.sisters")}>
			<ul>
				{sisters.map(({ key, href }) => (
					<li key={key}>
						<a href={href} aria-current={key === current ? "page" : undefined}>
							{say(`drawing.to_${key}`)}
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

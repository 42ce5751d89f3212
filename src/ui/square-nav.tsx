import type { View } from "./http.ts";

/** The parts of a neighbourhood's square, in their order: whoever adds one adds its line and `square.part_<id>` in nine languages. */
const parts = [
	{ id: "week", path: "" },
	{ id: "list", path: "/list" },
	{ id: "board", path: "/board" },
	{ id: "ideas", path: "/ideas" },
	{ id: "pacts", path: "/pacts" },
	{ id: "spaces", path: "/spaces" },
	{ id: "places", path: "/places" },
	{ id: "map", path: "/map" },
	{ id: "year", path: "/year" },
	{ id: "numbers", path: "/numbers" },
	{ id: "calendar", path: "/calendar" },
	{ id: "paper", path: "/paper" },
] as const;
export type SquarePart = (typeof parts)[number]["id"];

/** What else there is in the neighbourhood: after what the page is about, as at the end of a walk. */
export function SquareNav({ view, slug, part }: { view: View; slug: string; part: SquarePart }) {
	const { pathname } = new URL(view.path, view.base);
	return (
		<nav class="parts" aria-labelledby="parts-title">
			<h2 id="parts-title">{view.say("square.parts")}</h2>
			<ul>
				{parts.map(({ id, path }) => {
					const href = `/n/${slug}${path}`;
					const current = id === part && (href === pathname ? "page" : "true");
					return (
						<li key={id}>
							<a href={href} aria-current={current || undefined}>
								{view.say(`square.part_${id}`)}
							</a>
						</li>
					);
				})}
			</ul>
		</nav>
	);
}

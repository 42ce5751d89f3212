import type { ComponentChildren } from "preact";
import { Empty, Table } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { pathOf } from "../../community/contract.ts";
import type { Link, Node } from "./contract.ts";
import { beyond } from "./rules.ts";
import type { Listed } from "./service.ts";
import { addressOf, nameOf, path, Sisters, tiesInWords } from "./words.tsx";

type Props = { view: View; listed: Listed; as: "tree" | "table" };
type Entry = { i: number; node: Node; links: Link[] };

/** The drawing in words: place by place, whoever is there, what ties them. By name; nobody stands before another for anything else. */
export function ListPage({ view, listed, as }: Props) {
	const { say } = view;
	const { whole, first } = listed;
	const entries = listed.links.map((links, k) => ({ i: first + k, node: whole.nodes[first + k]!, links }));
	return (
		<Page view={view} title={say("drawing.list_title", { name: nameOf(view, listed) })} place="community">
			<Sisters view={view} current="list" />
			<nav class="tabs" aria-label={say("drawing.list_as")}>
				<ul>
					{(["tree", "table"] as const).map((one) => (
						<li key={one}>
							<a href={listAddress(one, listed.page)} aria-current={one === as ? "page" : undefined}>
								{say(`drawing.list_${one}`)}
							</a>
						</li>
					))}
				</ul>
			</nav>
			{entries.length === 0 && (
				<Empty>
					<p>{say("drawing.empty")}</p>
				</Empty>
			)}
			{entries.length > 0 &&
				(as === "tree" ? (
					<Tree view={view} listed={listed} entries={entries} />
				) : (
					<Ties view={view} listed={listed} entries={entries} />
				))}
			<Pages view={view} listed={listed} as={as} />
		</Page>
	);
}

function listAddress(as: "tree" | "table", page: number): string {
	const query = [as === "table" && "as=table", page > 1 && `page=${page}`].filter(Boolean).join("&");
	return `${path}/list${query && `?${query}`}`;
}

/** The whole address of a node's place, from the outermost in. */
function addressOfNode(view: View, { whole }: Listed, node: Node): string {
	const labels = node.places.map((id) => whole.places.get(id)?.label ?? "").reverse();
	// A stair is called «via dei Gelsi 4, scala A»: what is around it is in its name already.
	const spare = labels.filter((label, i) => !labels.slice(i + 1).some((inner) => inner.startsWith(label)));
	return spare.join(", ") || view.say("drawing.no_place");
}

type ListProps = { view: View; listed: Listed; entries: readonly Entry[] };

function Tree({ view, listed, entries }: ListProps) {
	const places = Map.groupBy(entries, ({ node }) => addressOfNode(view, listed, node));
	return (
		<ul class="network-list">
			{[...places].map(([place, those]) => (
				<li key={place}>
					<strong>{place}</strong>
					<ul>
						{those.map(({ i, node, links }) => (
							<li key={node.id}>
								<Who view={view} node={node} />
								{links.length > 0 && (
									<ul>
										{links.map((link) => (
											<li key={beyond(link, i)}>{tiesInWords(view, listed.whole, link).join(" · ")}</li>
										))}
									</ul>
								)}
							</li>
						))}
					</ul>
				</li>
			))}
		</ul>
	);
}

function Who({ view, node }: { view: View; node: Node }): ComponentChildren {
	return (
		<>
			<a href={pathOf(node)}>{node.label}</a>
			{node.kind !== "person" && ` (${view.say(`community.kind_${node.kind}`)})`}{" "}
			<a href={`${addressOf({ at: node.id })}#near`} class="small">
				{view.say("drawing.in_drawing")}
				<span class="visually-hidden">: {node.label}</span>
			</a>
		</>
	);
}

function Ties({ view, listed, entries }: ListProps) {
	const { say } = view;
	return (
		<Table
			caption={say("drawing.list_caption")}
			head={[say("drawing.column_who"), say("drawing.column_where"), say("drawing.column_ties")]}
			rows={entries.map(({ i, node, links }) => [
				<Who key="who" view={view} node={node} />,
				addressOfNode(view, listed, node),
				links.length === 0 ? (
					say("drawing.none_known")
				) : (
					<ul key="ties">
						{links.map((link) => (
							<li key={beyond(link, i)}>{tiesInWords(view, listed.whole, link).join(" · ")}</li>
						))}
					</ul>
				),
			])}
		/>
	);
}

function Pages({ view, listed: { page, pages }, as }: Props) {
	const { say } = view;
	if (pages < 2) return null;
	return (
		<nav class="row" aria-label={say("drawing.pages")}>
			{page > 1 && (
				<a href={listAddress(as, page - 1)} rel="prev">
					{say("drawing.page_before")}
				</a>
			)}
			<span>{say("drawing.page_of", { page, pages })}</span>
			{page < pages && (
				<a href={listAddress(as, page + 1)} rel="next">
					{say("drawing.page_after")}
				</a>
			)}
		</nav>
	);
}

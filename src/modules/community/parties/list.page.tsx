import { Actions, Button, Empty, Entries, LinkButton } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { type Noun, type PartyKind, type PartyLine, pathOf } from "../contract.ts";

/** The four tabs; households and groups share one. */
const tabs = [
	{ noun: "persons", nouns: ["persons"] },
	{ noun: "groups", nouns: ["groups", "households"] },
	{ noun: "organisations", nouns: ["organisations"] },
	{ noun: "places", nouns: ["places"] },
] as const satisfies { noun: Noun; nouns: Noun[] }[];

/** The kinds a list shows. */
export const kindsOfList: Record<Noun, PartyKind[]> = {
	persons: ["person"],
	households: ["household", "group"],
	groups: ["household", "group"],
	organisations: ["organisation"],
	places: ["place"],
};

function lineOf(view: View, party: PartyLine): string {
	const { say, language } = view;
	// Found by looking for the name: the line says no more of them than how one speaks of them.
	if (party.protected) return say("safe.in_person");
	const parts = [
		(party.kind === "household" || party.kind === "group") && say(`community.kind_${party.kind}`),
		party.sector && say(`community.sector_${party.sector}`),
		party.familyDistrict && say("community.family_district"),
		party.sort && say(`community.sort_${party.sort}`),
		party.placeLabel,
		typeof party.residents === "number" && say("community.residents_n", { n: party.residents }),
		say("community.known_since_line", { day: dateInWords(language, party.knownSince) }),
		party.leftOn && say("community.left_line", { day: dateInWords(language, party.leftOn) }),
	];
	return parts.filter(Boolean).join(" · ");
}

/** One of the four lists: a search field, the newest known first, and how to add. */
export function List({
	view,
	noun,
	q,
	items,
	next,
}: {
	view: View;
	noun: Noun;
	q?: string;
	items: readonly PartyLine[];
	next: string | null;
}) {
	const { say } = view;
	const tab = tabs.find((t) => (t.nouns as readonly Noun[]).includes(noun)) ?? tabs[0];
	return (
		<Page
			view={view}
			title={say(`community.list_${tab.noun}`)}
			place="community"
			lead={say(`community.list_${tab.noun}_lead`)}
		>
			<nav class="tabs" aria-label={say("community.tabs")}>
				<ul>
					{tabs.map((t) => (
						<li key={t.noun}>
							<a href={`/community/${t.noun}`} aria-current={t === tab ? "page" : undefined}>
								{say(`community.tab_${t.noun}`)}
							</a>
						</li>
					))}
				</ul>
			</nav>
			<search>
				<form method="get" action={`/community/${noun}`} class="form">
					<div class="field">
						<label for="f-q">{say(`community.search_${tab.noun}`)}</label>
						<p class="hint" id="h-q">
							{say("community.search_hint")}
						</p>
						<input
							id="f-q"
							name="q"
							type="search"
							value={q ?? ""}
							maxLength={120}
							autocomplete="off"
							aria-describedby="h-q"
						/>
					</div>
					<Button quiet>{say("ui.search")}</Button>
				</form>
			</search>
			{q && <p role="status">{say("community.found", { n: items.length, q })}</p>}
			{items.length > 0 ? (
				<Entries
					label={say(`community.tab_${tab.noun}`)}
					items={items.map((party) => ({
						key: party.id,
						title: <a href={pathOf(party)}>{party.label}</a>,
						line: lineOf(view, party),
					}))}
				/>
			) : (
				!q && (
					<Empty>
						<p>{say(`community.empty_${tab.noun}`)}</p>
					</Empty>
				)
			)}
			{next && (
				<p>
					<a href={`/community/${noun}?cursor=${encodeURIComponent(next)}`} rel="next">
						{say("ui.older")}
					</a>
				</p>
			)}
			{noun === "persons" && (
				<>
					<p>
						<a href="/community/protected">{say("safe.protected_link")}</a>
					</p>
					<p>
						<a href="/mediations">{say("mediations.link")}</a>
					</p>
				</>
			)}
			{noun === "places" && (
				<p>
					<a href="/community/places/streets">{say("setup.streets_link")}</a>
				</p>
			)}
			<p>
				<a href="/network">{say("network.link")}</a>
			</p>
			<p>
				<a href="/community/same">{say("same.link")}</a>
			</p>
			<p>
				<a href="/spreadsheets">{say("community.spreadsheets_link")}</a>
			</p>
			<Actions>
				{tab.nouns.map((n, i) => (
					<LinkButton key={n} href={`/community/${n}/new`} quiet={i > 0}>
						{say(`community.add_${n}`)}
					</LinkButton>
				))}
			</Actions>
		</Page>
	);
}

import { Actions, Card, Empty, LinkButton } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { page, routes, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { calledIn } from "../../community/contract.ts";
import { addressOf, nameOf, Sisters } from "../drawing/words.tsx";
import type { HoldUp } from "../kept/contract.ts";
import type { Called } from "../kept/service.ts";
import { holdUps, type ShownHoldUps, type TellingPlace } from "./service.ts";

/** `/network/hold-ups`: places where many hang on few ties, told to those who can go and widen them. */
export const pages = routes();

pages.get("/network/hold-ups", async (c) => {
	const shown = await holdUps(c.var.ground, c.var.actor);
	return page(c, <HoldUpsPage view={c.var.view} shown={shown} />);
});

function HoldUpsPage({ view, shown }: { view: View; shown: ShownHoldUps }) {
	const { say, language } = view;
	const { places, more, people, ties } = shown;
	return (
		<Page view={view} title={say("holdups.title", { name: nameOf(view, shown) })} place="community">
			<Sisters view={view} current="holdups" />
			{places.length > 0 && <p class="sentence">{say("holdups.sentence", { n: places.length + more })}</p>}
			{places.length === 0 && (
				<Empty>
					<p>{say(ties === 0 ? "holdups.empty_unknown" : "holdups.empty")}</p>
				</Empty>
			)}
			<p>{say("holdups.rests_on", { people, ties, day: dateInWords(language, shown.day) })}</p>
			{places.map((place) => (
				<Place key={place.streets.join()} view={view} place={place} />
			))}
			{more > 0 && <p>{say("holdups.more", { n: more })}</p>}
			<p class="soft">{say("holdups.readers")}</p>
			{places.length > 0 && (
				<Actions>
					<LinkButton href="/network/introductions" quiet>
						{say("holdups.introductions")}
					</LinkButton>
					<LinkButton href="/initiatives/new">{say("holdups.initiative")}</LinkButton>
				</Actions>
			)}
		</Page>
	);
}

/** How many streets are named before the rest are «others». */
const mostNamed = 3;

function Place({ view, place: { streets, holdUps } }: { view: View; place: TellingPlace }) {
	const { say } = view;
	const named = streets.slice(0, mostNamed);
	const others = streets.length - named.length;
	const title = listIn(view, others > 0 ? [...named, say("holdups.other_places", { n: others })] : named);
	return (
		<Card>
			<h2>{title || say("holdups.place_unknown")}</h2>
			{streets.length === 0 && <p class="soft">{say("holdups.place_unknown_why")}</p>}
			<ul>
				{holdUps.map((holdUp) => (
					<Sentence key={keyOf(holdUp)} view={view} holdUp={holdUp} />
				))}
			</ul>
			{[...new Set(holdUps.map(({ kind }) => kind))].map((kind) => (
				<p key={kind}>{say(`holdups.widen_${kind}`)}</p>
			))}
		</Card>
	);
}

function keyOf(holdUp: HoldUp<Called>): string {
	if (holdUp.kind === "street") return "street";
	return holdUp.kind === "tie" ? `${holdUp.near.id} ${holdUp.far.id}` : holdUp.at.id;
}

/** What hangs on what, and where that is in the drawing. */
function Sentence({ view, holdUp }: { view: View; holdUp: HoldUp<Called> }) {
	const { say } = view;
	const at = seenAt(holdUp);
	return (
		<li>
			{toldOf(view, holdUp)}{" "}
			{at && <a href={`${addressOf({ at: at.id })}#near`}>{say("holdups.drawing", { who: calledIn(at) })}</a>}
		</li>
	);
}

function toldOf(view: View, holdUp: HoldUp<Called>): string {
	const { say } = view;
	const n = holdUp.people;
	if (holdUp.kind === "person") return say("holdups.person", { n, who: calledIn(holdUp.at) });
	if (holdUp.kind === "tie") return say("holdups.tie", { n, who: pairIn(view, [holdUp.near, holdUp.far]) });
	const pairs = holdUp.pairs.map((pair) => pairIn(view, pair));
	if (pairs.length === 0) return say("holdups.street_alone", { n });
	return say("holdups.street", { n, ties: pairs.length, who: listIn(view, pairs) });
}

function seenAt(holdUp: HoldUp<Called>): Called | undefined {
	if (holdUp.kind === "street") return holdUp.pairs[0]?.[0];
	return holdUp.kind === "tie" ? holdUp.near : holdUp.at;
}

function pairIn({ say }: View, [one, other]: readonly [Called, Called]): string {
	return say("holdups.pair", { one: calledIn(one), other: calledIn(other) });
}

function listIn({ language }: View, words: readonly string[]): string {
	return new Intl.ListFormat(language).format(words);
}

import { dayOf } from "../core/period.ts";
import { meetingPlacesIn } from "../modules/initiatives/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import type { LocalNumber } from "../modules/programme/numbers/contract.ts";
import { numbersIn } from "../modules/programme/numbers/service.ts";
import { placeIdOf } from "../modules/publication/feeds/service.ts";
import { Card, Empty, Entries, Phone } from "../ui/components.tsx";
import { Desk } from "../ui/desk.tsx";
import { publicPage, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { readPublicly, spoken } from "./square-parts.tsx";

/** `/n/<slug>/places` and `/numbers`: where people meet, and whom to call. */
export const pages = routes();

pages.get("/n/:slug/places", async (c) => {
	const { view } = c.var;
	const shown = await readPublicly(c, (read, place) => meetingPlacesIn(read, place, dayOf(view.now)));
	return publicPage(c, shown, () => <PlacesPage view={view} place={shown.place} places={shown.found} />);
});

pages.get("/n/:slug/numbers", async (c) => {
	const { view } = c.var;
	const shown = await readPublicly(c, numbersIn);
	return publicPage(c, shown, () => <NumbersPage view={view} place={shown.place} numbers={shown.found} />);
});

type Places = Awaited<ReturnType<typeof meetingPlacesIn>>;

/** Places as people name them, each with its calendar. */
function PlacesPage({ view, place, places }: { view: View; place: Neighbourhood; places: Places }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="places" title={say("square.places_title")} lead={say("square.places_lead")}>
			{places.length === 0 ? (
				<Empty>
					<p>{say("square.places_none")}</p>
				</Empty>
			) : (
				<Entries
					items={places.map(({ name, sessions, stepFree }) => ({
						key: name,
						title: (
							<a href={`/n/${place.slug}/list?${new URLSearchParams({ q: name.slice(0, 60) })}`} dir="auto">
								{name}
							</a>
						),
						line: [say("square.place_sessions", { n: sessions }), stepFree && say("square.step_free")]
							.filter(Boolean)
							.join(" "),
						actions: (
							<a href={`/n/${place.slug}/places/${placeIdOf(place.id, name)}/calendar`}>
								{say("square.part_calendar")}
							</a>
						),
					}))}
				/>
			)}
			<Desk view={view} place={place} />
		</Page>
	);
}

type Numbers = { view: View; place: Neighbourhood; numbers: readonly LocalNumber[] };

function NumbersPage({ view, place, numbers }: Numbers) {
	const { say } = view;
	return (
		<Page
			view={view}
			square={place}
			part="numbers"
			title={say("square.numbers_title")}
			lead={say("square.numbers_lead")}
		>
			<Card urgent labelledBy="emergency">
				<h2 id="emergency">{say("square.emergency")}</h2>
				<p>{say("square.emergency_line")}</p>
				<p>
					<Phone number="112" />
				</p>
			</Card>
			<Card labelledBy="desk">
				<h2 id="desk">{say("square.desk")}</h2>
				<p dir="auto">
					{place.deskPlace}, {place.deskHours}
				</p>
				<p>
					<Phone number={place.phone} />
				</p>
			</Card>
			{numbers.length > 0 && (
				<Entries
					items={numbers.map((one) => ({
						key: one.id,
						title: <bdi>{one.name}</bdi>,
						line: (
							<>
								<Phone number={one.phone} /> {one.hours && <bdi>{one.hours}</bdi>} {spoken(view, one.spoken)}
							</>
						),
					}))}
				/>
			)}
		</Page>
	);
}

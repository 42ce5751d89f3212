import { dayOf } from "../core/period.ts";
import { fold } from "../core/text.ts";
import { meetingPlacesIn } from "../modules/initiatives/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { placeIdOf } from "../modules/publication/feeds/service.ts";
import type { Pin } from "../modules/publication/map/contract.ts";
import { PlacesMap } from "../modules/publication/map/drawing.tsx";
import { type Drawn, mapIn } from "../modules/publication/map/service.ts";
import { Empty, Entries } from "../ui/components.tsx";
import { Desk } from "../ui/desk.tsx";
import { type Ctx, publicPage, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { publicPlace, readPublicly } from "./square-parts.tsx";

/** `/n/<slug>/map`: where what is on takes place, as a drawing and as the same list. */
export const pages = routes();

type Listed = { name: string; sessions: number; stepFree: boolean; pin?: Pin };

/** First what is on the map, in its numbers, then where one meets and nobody has said where that lies. */
async function readMap(c: Ctx): Promise<{ place: Neighbourhood; drawn: Drawn; listed: Listed[] }> {
	const { place, found } = await readPublicly(c, (read, at) =>
		Promise.all([mapIn(read, at), meetingPlacesIn(read, at, dayOf(c.var.view.now))]),
	);
	const [drawn, meeting] = found;
	const byName = new Map(meeting.map((one) => [fold(one.name), one]));
	const pinned = drawn.pins.map((pin) => {
		const { sessions = 0, stepFree = false } = byName.get(fold(pin.name)) ?? {};
		return { name: pin.name, sessions, stepFree, pin };
	});
	const known = new Set(drawn.pins.map(({ name }) => fold(name)));
	return { place, drawn, listed: [...pinned, ...meeting.filter(({ name }) => !known.has(fold(name)))] };
}

pages.get("/n/:slug/map", async (c) => {
	const shown = await readMap(c);
	return publicPage(c, shown, () => <MapPage view={c.var.view} {...shown} />);
});

pages.get("/api/n/:slug/map", async (c) => {
	const { place, listed } = await readMap(c);
	const places = listed.map(({ name, sessions, stepFree, pin }) => ({
		...{ id: placeIdOf(place.id, name), name, sessions, stepFree },
		position: pin ? { longitude: pin.longitude, latitude: pin.latitude, blurred: pin.blurred } : null,
	}));
	return c.json({ neighbourhood: publicPlace(place), places });
});

function MapPage({ view, place, drawn, listed }: { view: View; place: Neighbourhood; drawn: Drawn; listed: Listed[] }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="map" title={say("square.map_title")} lead={say("square.places_lead")}>
			{(drawn.pins.length > 0 || drawn.boundary) && (
				<figure class="picture">
					<PlacesMap view={view} {...drawn} />
					<figcaption>
						{drawn.pins.length > 0 && say("square.map_sentence")}{" "}
						{drawn.boundary && say("square.map_outline", { place: place.name })}
					</figcaption>
				</figure>
			)}
			{listed.length === 0 ? (
				<Empty>
					<p>{say("square.places_none")}</p>
				</Empty>
			) : (
				<Entries
					label={say("square.part_places")}
					items={listed.map((one, i) => ({
						key: one.pin?.placeId ?? one.name,
						title: (
							<>
								{one.pin && `${i + 1}. `}
								<a href={`/n/${place.slug}/list?${new URLSearchParams({ q: one.name.slice(0, 60) })}`} dir="auto">
									{one.name}
								</a>
							</>
						),
						line: lineOf(view, one),
					}))}
				/>
			)}
			<Desk view={view} place={place} />
		</Page>
	);
}

function lineOf({ say }: View, { sessions, stepFree, pin }: Listed): string {
	return [
		say("square.place_sessions", { n: sessions }),
		stepFree && sessions > 0 && say("square.step_free"),
		pin ? pin.blurred && say("square.blurred") : say("square.no_position"),
	]
		.filter(Boolean)
		.join(" · ");
}

import type { Neighbourhood } from "../modules/programme/contract.ts";
import type { OutsideEvent } from "../modules/publication/outside/contract.ts";
import { outsideEventIn } from "../modules/publication/outside/service.ts";
import { Desk } from "../ui/desk.tsx";
import { idOf, publicPage, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { apart, Written } from "../ui/written.tsx";
import { OutsideData } from "./square-event.tsx";
import { atLine, dayLine, publicPlace, readPublicly } from "./square-parts.tsx";

/** `/n/<slug>/outside/<id>`: a date that an organisation holds by itself. */
export const pages = routes();

pages.get("/n/:slug/outside/:id", async (c) => {
	const id = idOf(c);
	const { place, found } = await readPublicly(c, (read, at) => outsideEventIn(read, at, id));
	return publicPage(c, { place, found }, () => <OutsidePage view={c.var.view} place={place} event={found} />);
});

pages.get("/api/n/:slug/outside/:id", async (c) => {
	const id = idOf(c);
	const { place, found } = await readPublicly(c, (read, at) => outsideEventIn(read, at, id));
	return c.json({ neighbourhood: publicPlace(place), event: found });
});

function OutsidePage({ view, place, event }: { view: View; place: Neighbourhood; event: OutsideEvent }) {
	const { say } = view;
	return (
		<Page
			view={view}
			square={place}
			part="list"
			title={event.title}
			lead={say("square.organised_by", { name: apart(view, event.organiser) })}
		>
			<p class="sentence">
				{dayLine(view, event.startsAt)}
				{" · "}
				{event.cancelled ? say("square.off") : atLine(view, event.startsAt, event.place)}
			</p>
			<Written view={view} language={event.language}>
				{event.about}
			</Written>
			<Desk view={view} place={place} />
			<p>
				<a href={`/n/${place.slug}`}>{say("square.all")}</a>
			</p>
			<OutsideData view={view} place={place} event={event} />
		</Page>
	);
}

import type { PublicInitiative, Session } from "../modules/initiatives/contract.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import type { OutsideEvent } from "../modules/publication/outside/contract.ts";
import type { View } from "../ui/http.ts";

type Dated = Pick<Session, "id" | "startsAt" | "minutes" | "placeWords" | "state">;

/** The dates of an initiative as data for search engines and calendars: schema.org Event, in JSON-LD. */
export function EventData({
	view,
	place,
	initiative: i,
	sessions,
}: {
	view: View;
	place: Neighbourhood;
	initiative: PublicInitiative;
	sessions: readonly Dated[];
}) {
	if (sessions.length === 0) return null;
	const url = `${view.base}/n/${place.slug}/initiatives/${i.id}`;
	const events = sessions.map((s) => ({
		"@type": "Event",
		"@id": `${url}#${s.id}`,
		name: i.title,
		inLanguage: i.language,
		...(i.invitation && { description: i.invitation }),
		startDate: s.startsAt.toISOString(),
		endDate: new Date(s.startsAt.getTime() + s.minutes * 60_000).toISOString(),
		eventStatus: `https://schema.org/${s.state === "cancelled" ? "EventCancelled" : "EventScheduled"}`,
		eventAttendanceMode: "https://schema.org/OfflineEventAttendanceMode",
		isAccessibleForFree: true,
		location: { "@type": "Place", name: s.placeWords || i.placeWords || place.name, address: place.name },
		url,
	}));
	return <Data of={{ "@context": "https://schema.org", "@graph": events }} />;
}

/** A date that an organisation holds by itself, the same way. */
export function OutsideData({
	view,
	place,
	event,
}: {
	view: View;
	place: Pick<Neighbourhood, "slug" | "name">;
	event: OutsideEvent;
}) {
	const url = `${view.base}/n/${place.slug}/outside/${event.id}`;
	const data = {
		"@context": "https://schema.org",
		"@type": "Event",
		"@id": url,
		name: event.title,
		inLanguage: event.language,
		...(event.about && { description: event.about }),
		startDate: event.startsAt.toISOString(),
		endDate: new Date(event.startsAt.getTime() + event.minutes * 60_000).toISOString(),
		eventStatus: `https://schema.org/${event.cancelled ? "EventCancelled" : "EventScheduled"}`,
		eventAttendanceMode: "https://schema.org/OfflineEventAttendanceMode",
		organizer: { "@type": "Organization", name: event.organiser },
		location: { "@type": "Place", name: event.place || place.name, address: place.name },
		url,
	};
	return <Data of={data} />;
}

/**
 * JSON in a page. A script of this type is data that no browser runs, so the content security policy lets it stand;
 * what somebody wrote cannot end it, because no «<» is left in it.
 */
function Data({ of }: { of: object }) {
	const json = JSON.stringify(of).replaceAll("<", "\\u003c");
	// Text in a script element is not decoded, so what Preact would escape would come out changed.
	return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}

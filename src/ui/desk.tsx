import { Card, Phone } from "./components.tsx";
import type { View } from "./http.ts";
import { apart } from "./written.tsx";

type Place = { deskPlace: string; deskHours: string; phone: string };

/** Whom to talk to: where the desk is, when somebody is there, and its number. */
export function Desk({ view, place }: { view: View; place: Place }) {
	const { say } = view;
	return (
		<Card>
			<h2>{say("square.talk_title")}</h2>
			<p>{say("square.talk", { place: apart(view, place.deskPlace), hours: apart(view, place.deskHours) })}</p>
			<p>
				<Phone number={place.phone} />
			</p>
		</Card>
	);
}

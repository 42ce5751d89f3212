import { Card, Phone } from "../../../ui/components.tsx";
import type { View } from "../../../ui/http.ts";
import { QrCode } from "../../../ui/qr.tsx";
import type { Neighbourhood } from "../../programme/contract.ts";

type Desk = Pick<Neighbourhood, "name" | "deskPlace" | "deskHours" | "phone">;
type Props = { view: View; partner: string; token: string; desk: Desk };

/** The card to print and hand over: the link as a code and as text, plain words, the desk's number. */
export function PartnerCard({ view, partner, token, desk }: Props) {
	const { say } = view;
	const address = `${view.base}/listening/partner/${token}`;
	return (
		<div class="handout">
			<Card labelledBy="card">
				<h2 id="card">{say("partners.card_title")}</h2>
				<p>{say("partners.card_text")}</p>
				<p>
					<QrCode text={address} label={say("partners.card_code", { partner })} />
				</p>
				<p>
					{say("partners.card_link")}
					<br />
					<a href={address} class="address">
						{address}
					</a>
				</p>
				<p>
					<strong>{say("partners.card_urgent")}</strong>
				</p>
				<DeskLines view={view} desk={desk} />
				<p class="small">{say("partners.card_for", { partner })}</p>
			</Card>
		</div>
	);
}

/** Where the desk is, when, and its number. */
export function DeskLines({ view: { say }, desk }: { view: View; desk: Desk }) {
	return (
		<p>
			{say("partners.desk", { desk: desk.deskPlace, hours: desk.deskHours })}
			<br />
			{say("partners.desk_phone")} <Phone number={desk.phone} />
		</p>
	);
}

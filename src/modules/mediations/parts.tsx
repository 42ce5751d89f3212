import type { View } from "../../ui/http.ts";
import { calledIn } from "../community/contract.ts";
import type { Mediation, MediationParty } from "./contract.ts";

/** How one of the parties is called among those who mediate. */
export function partyName({ say }: View, { party, place }: MediationParty): string {
	return party ? calledIn(party) : say(`mediations.party_${place}`);
}

/** The same of several, by the ids of their entries. */
export function namesOf(view: View, { parties }: Mediation, ids: readonly string[]): string {
	const names = parties.filter((party) => ids.includes(party.id)).map((party) => partyName(view, party));
	return new Intl.ListFormat(view.language, { type: "conjunction" }).format(names);
}

/** Those between whom somebody mediates. */
export function between(view: View, mediation: Mediation): string {
	return namesOf(
		view,
		mediation,
		mediation.parties.map((party) => party.id),
	);
}

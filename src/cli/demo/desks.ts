import { demoAccountId } from "./accounts.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

type Outlined = {
	id: string;
	name: string;
	topics: string[];
	hours: string;
	capacity: number | null;
	phone: string;
	/** The address of a desk without accounts; where there is none, the territory's social worker is its member. */
	email?: string;
};

const idOf = (n: number) => `00000000-2017-7000-8000-00000000d${String(n).padStart(3, "0")}`;

const desks: Record<Slug, Outlined[]> = {
	"san-vigilio": [
		{
			id: idOf(1),
			name: "Servizio sociale, sede di piazza",
			topics: [],
			hours: "dal lunedì al venerdì 9–12",
			capacity: 4,
			phone: "0461 000 101",
		},
		{
			id: idOf(2),
			name: "Consultorio familiare",
			topics: ["children", "caring", "health"],
			hours: "martedì e giovedì 14–17",
			capacity: 2,
			phone: "0461 000 102",
			email: "consultorio@esempio.filo.example",
		},
	],
	pradivento: [
		{
			id: idOf(3),
			name: "Servizio sociale di valle",
			topics: [],
			hours: "lunedì, mercoledì e venerdì 8.30–12",
			capacity: 3,
			phone: "0463 000 101",
		},
	],
	valbriosa: [
		{
			id: idOf(4),
			name: "Servizio sociale, sportello del fondovalle",
			topics: [],
			hours: "martedì e venerdì 9–12",
			capacity: null,
			phone: "0461 000 401",
		},
	],
};

/** Ids of the desks of a territory of the demonstration, in their order; of San Vigilio's the second works by link. */
export function demoDeskIds(slug: Slug): string[] {
	return desks[slug].map(({ id }) => id);
}

/** The desks of the services in each territory. */
export function addDesks({ rows, seal, chance, begin }: World): void {
	for (const { slug, territoryId } of neighbourhoods)
		for (const { phone, email, ...desk } of desks[slug])
			rows["referrals.desks"].push({
				territory_id: territoryId,
				...desk,
				phones: [phone],
				members: email ? [] : [demoAccountId("social-worker", slug)],
				email_sealed: email
					? `\\x${seal
							.ofTerritory(territoryId)
							.close(email, `referrals.desks/${territoryId}/${desk.id}/email`)
							.toString("hex")}`
					: null,
				language: "it",
				receive_days: 3,
				answer_days: 10,
				closed_on: null,
				recorded_by: demoAccountId("coordinator", slug),
				recorded_at: chance.instant(begin, 600),
			});
}

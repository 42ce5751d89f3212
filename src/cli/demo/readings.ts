import { instantOf } from "../../core/period.ts";
import { demoAccountId, demoAccounts } from "./accounts.ts";
import type { World } from "./world.ts";

/** On how many days before today somebody opened something of Luisa's, and at what time. */
const opened: [ago: number, time: string, name: string, kind: string][] = [
	[41, "10:20", "Anna Zeni", "person"],
	[26, "09:40", "Davide Pontara", "person"],
	[26, "09:45", "Davide Pontara", "circle"],
	[12, "16:05", "Anna Zeni", "person"],
	[5, "23:10", "Davide Pontara", "person"],
	[3, "11:30", "Paolo Tamanini", "person"],
];

/** Who opened Luisa's page, a drawing of her neighbourhood, and one reading at night that waits to be looked into. */
export function addReadings({ chance, rows }: World): void {
	const luisa = demoAccounts.find(({ name }) => name === "Luisa Mattedi")?.person;
	const page = rows["community.parties"].find((row) => row.id === luisa);
	if (!page) throw new Error("the demonstration has no Luisa");
	const { territory_id, neighbourhood_id } = page;
	const by = (name: string) => demoAccounts.find((account) => account.name === name);
	for (const [ago, time, name, kind] of opened) {
		const at = instantOf(chance.back(ago), time);
		rows["access.readings"].push({
			...{ territory_id, neighbourhood_id, id: chance.id(at), at, kind, record_id: luisa, person_id: luisa },
			...{ actor_id: by(name)?.id, role: by(name)?.as, readers: null },
			assignment: by(name)?.as === "coordinator" ? "territory" : "neighbourhood",
		});
	}
	const drawn = instantOf(chance.back(8), "15:00");
	rows["access.readings"].push({
		...{ territory_id, neighbourhood_id, id: chance.id(drawn), at: drawn, kind: "export", record_id: neighbourhood_id },
		...{
			person_id: null,
			actor_id: by("Anna Zeni")?.id,
			role: "facilitator",
			readers: null,
			assignment: "neighbourhood",
		},
	});
	const found = (ago: number, rule: string, n: number, from: string, until: string) => ({
		...{ id: chance.id(instantOf(chance.back(ago), until)), territory_id, rule, n },
		...{ actor_id: by("Davide Pontara")?.id, role: "facilitator" },
		began_at: instantOf(chance.back(ago), from),
		ended_at: instantOf(chance.back(ago), until),
		found_at: instantOf(chance.back(ago - 1), "06:35"),
	});
	rows["access.unusual"].push(
		{ ...found(5, "night", 1, "22:30", "23:10"), seen_at: null, seen_by: null, words: null },
		{
			...found(33, "many", 47, "10:00", "10:55"),
			seen_at: instantOf(chance.back(31), "09:00"),
			seen_by: demoAccountId("data-protection-officer"),
			words: "Ne abbiamo parlato: preparava la riunione di rete con l'elenco di carta.",
		},
	);
}

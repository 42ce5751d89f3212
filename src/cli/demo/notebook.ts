import { instantOf } from "../../core/period.ts";
import { demoAccountId } from "./accounts.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

const idOf = (n: number) => `00000000-2017-7000-8000-0000000191${String(n).padStart(2, "0")}`;

/** The phones of two who work in San Vigilio, whose names Anna takes along, and a note that came from her old phone. */
export function addNotebook({ rows, chance, seal }: World): void {
	const { id: neighbourhoodId, territoryId: territory_id } = neighbourhoods[0]!;
	const anna = demoAccountId("facilitator")!;
	const paolo = demoAccountId("coordinator")!;
	const [before, seen, came] = [40, 1, 2].map((days) => instantOf(chance.back(days), "08:30"));
	const device = { territory_id, registered_at: before, last_seen_at: seen, replaced_at: null };
	rows["notebook.devices"].push(
		{ ...device, id: idOf(1), account_id: anna, name: "Telefono di servizio" },
		{ ...device, id: idOf(2), account_id: anna, name: "Telefono vecchio", last_seen_at: came, replaced_at: came },
		{ ...device, id: idOf(3), account_id: paolo, name: "Tavoletta del punto" },
	);
	const people = rows["community.persons"]
		.filter((row) => row.neighbourhood_id === neighbourhoodId && row.level === "name")
		.slice(0, 12)
		.map((row) => row.id);
	rows["notebook.chosen"].push({ territory_id, account_id: anna, people, chosen_at: seen });
	const record = {
		...{ id: idOf(10), seq: 7, kind: "note", neighbourhoodId, at: before?.toISOString(), base: null, after: [] },
		body: { text: "In portineria dicono che la lampadina delle scale è di nuovo spenta.", kind: "reported" },
	};
	const sealed = seal.ofAccount(anna).close(JSON.stringify(record), `notebook.records/${territory_id}/${record.id}`);
	rows["notebook.records"].push({
		...{ territory_id, id: record.id, account_id: anna, device_id: idOf(2), seq: record.seq, kind: record.kind },
		...{ said_at: before, received_at: came, state: "set_aside", reason: "device_replaced", people: [] },
		sealed: `\\x${sealed.toString("hex")}`,
	});
}

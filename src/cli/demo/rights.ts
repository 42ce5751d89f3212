import { addDays } from "../../core/period.ts";
import { type CopyFile, copyFile, dueOn } from "../../web/rights/contract.ts";
import { demoAccounts } from "./accounts.ts";
import { sceneId } from "./scenes-list.ts";
import type { World } from "./world.ts";

/** A copy that waits to be checked, and one that was given. */
export function addRights(world: World): void {
	const luisa = demoAccounts.find(({ name }) => name === "Luisa Mattedi")?.person;
	if (!luisa) throw new Error("the demonstration has no Luisa");
	addCopy(world, sceneId(4, 90), 9, "by_phone");
	addCopy(world, luisa, 70, "in_person", 12);
	addCorrection(world, luisa, 4, "Non abito più in via delle Scuole: da marzo sto in vicolo del Pozzo.");
}

/** A request of so many days ago; released and taken so many days later, where it was. */
function addCopy(world: World, personId: string, ago: number, how: string, takes?: number): void {
	const { chance, rows, seal } = world;
	const party = rows["community.parties"].find((row) => row.id === personId);
	if (!party) throw new Error(`the demonstration knows no person ${personId}`);
	const askedOn = chance.back(ago);
	const at = chance.written(askedOn);
	const id = chance.id(at);
	const { territory_id, neighbourhood_id, recorded_by } = party;
	const releasedOn = takes === undefined ? null : addDays(askedOn, takes);
	const file: CopyFile = copyFile.parse({
		format: "filo.copy",
		version: 1,
		madeOn: releasedOn ?? askedOn,
		about: party.label,
		sections: [
			{
				heading: "person",
				entries: [
					[
						{ name: "label", value: String(party.label) },
						{ name: "known_since", value: String(party.known_since) },
					],
				],
			},
		],
		withheld: [],
	});
	const sealed = seal
		.ofPerson(String(territory_id), personId)
		.close(JSON.stringify(file), `rights.copies/${territory_id}/${id}`);
	rows["rights.copies"].push({
		territory_id,
		neighbourhood_id,
		id,
		person_id: personId,
		asked_on: askedOn,
		asked_how: how,
		due_on: dueOn(askedOn),
		hidden: [],
		released_at: releasedOn && chance.written(releasedOn),
		released_by: releasedOn && recorded_by,
		in_person: false,
		sealed: releasedOn && `\\x${sealed.toString("hex")}`,
		given_on: releasedOn,
		recorded_by,
		recorded_at: at,
	});
}

/** Something that somebody says is wrong, and that waits to be answered. */
function addCorrection(world: World, personId: string, ago: number, wrong: string): void {
	const { chance, rows, seal } = world;
	const party = rows["community.parties"].find((row) => row.id === personId);
	if (!party) throw new Error(`the demonstration knows no person ${personId}`);
	const askedOn = chance.back(ago);
	const at = chance.written(askedOn);
	const id = chance.id(at);
	const { territory_id, neighbourhood_id, recorded_by } = party;
	const place = `rights.corrections/${territory_id}/${id}/wrong`;
	const sealed = seal.ofPerson(String(territory_id), personId).close(wrong, place);
	rows["rights.corrections"].push({
		...{ territory_id, neighbourhood_id, id, person_id: personId, sealed_for: personId, recorded_by, recorded_at: at },
		...{ asked_on: askedOn, asked_how: "by_phone", due_on: dueOn(askedOn), wrong: `\\x${sealed.toString("hex")}` },
	});
}

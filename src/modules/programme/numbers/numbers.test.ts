import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import { nobody } from "../../../db/actor.ts";
import { newNumber } from "./contract.ts";
import { addNumber, numbersHere, numbersIn, removeNumber } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const here = { territoryId: places.territory, id: places.here };
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t?.end());

const municipality = (more: object = {}) =>
	newNumber.parse({
		id: newId(),
		name: "Municipio",
		phone: "0461 000 120",
		hours: "9-12",
		spoken: ["it", "de"],
		...more,
	});
const read = () => t.db.readAs(nobody(), (reader) => numbersIn(reader, here));

test("who works there keeps twenty numbers at most; anybody reads them in their order, and nobody else writes", async () => {
	const first = municipality();
	for (const _ of [1, 2]) await addNumber(t.ground, anna, first);
	expect(await read()).toEqual([
		{ id: first.id, name: "Municipio", phone: "0461 000 120", hours: "9-12", spoken: ["it", "de"] },
	]);
	await expect(addNumber(t.ground, anna, { ...first, name: "Altro" })).rejects.toMatchObject({ code: "id_taken" });
	for (let n = 2; n <= 20; n += 1) await addNumber(t.ground, anna, municipality({ name: `Numero ${n}` }));
	await expect(addNumber(t.ground, anna, municipality())).rejects.toMatchObject({ code: "too_many" });
	await removeNumber(t.ground, anna, first.id);
	await addNumber(t.ground, anna, municipality({ name: "Farmacia" }));
	expect((await read()).map((one) => one.name).slice(0, 2)).toEqual(["Farmacia", "Numero 2"]);
	const second = (await read())[1]!.id;
	await expect(removeNumber(t.ground, actorOf("facilitator", "beside"), second)).rejects.toMatchObject({
		code: "not_found",
	});
	for (const role of ["citizen", "resident", "administrator"] as const)
		await expect(addNumber(t.ground, actorOf(role), municipality())).rejects.toMatchObject({ code: "not_yours" });
	expect((await numbersHere(t.ground, anna)).numbers).toHaveLength(20);
	for (const phone of ["chiama Rosa", "12a", ""]) expect(newNumber.safeParse({ ...first, phone }).success).toBe(false);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import { addDays, dayOf } from "../../../core/period.ts";
import { nobody } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import { outbox } from "../../access/service.ts";
import { takeBack } from "../../access/undo/service.ts";
import { oneContact, typedCode } from "./contract.ts";
import {
	confirmAtDesk,
	confirmReach,
	endReachesIn,
	givenNameOf,
	keepReachIn,
	type NewReach,
	reachesIn,
	reachesToConfirm,
	reachForCode,
	reachIn,
	sendReachCodeIn,
	squareOf,
	undoConfirm,
} from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const here = { territoryId: places.territory, id: places.here };
const square = squareOf(here);
const today = dayOf(testNow);

beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

const later = (hours: number): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + hours * 3_600_000),
});

async function left(more: Partial<NewReach> = {}): Promise<string> {
	const id = newId();
	const contact = { kind: "email", value: `${id}@example.org` } as const;
	const reach = { id, neighbourhoodId: places.here, givenName: "Rosa", contact, language: "it" } as const;
	const neededUntil = addDays(today, 60);
	const made = await t.db.withActor(square, (tx) => reachIn(t.ground, tx, { ...reach, neededUntil, ...more }));
	expect(made).toBe(true);
	return id;
}
const link = "https://filo.example.org/n/qui/join/1";
const send = (id: string) => t.db.withActor(square, (tx) => sendReachCodeIn(t.ground, tx, id, link));
async function codeTo(id: string): Promise<string> {
	const letter = (await outbox(t.ground)).find((one) => one.to === `${id}@example.org`)!;
	return /^\d{4} \d{4}$/m.exec(letter.body)![0].replace(" ", "");
}
const wrong = (right: string) => right.replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10));
const refusal = (error: { code: string; fields: object }) => [error.code, error.fields];
const refused = ["invalid", { code: "error.code_refused" }];
const state = (id: string) => t.db.readAs(square, (read) => reachForCode(read, id));

test("one contact is a telephone number or an e-mail address, and nothing else", () => {
	expect(oneContact.parse(" 333  123 4567 ")).toEqual({ kind: "phone", value: "333 123 4567" });
	expect(oneContact.parse("+39 0461/123456")).toEqual({ kind: "phone", value: "+39 0461/123456" });
	expect(oneContact.parse("Rosa@Example.org")).toEqual({ kind: "email", value: "rosa@example.org" });
	for (const typed of ["", "Rosa", "12345", "rosa@", "333 123 4567 la sera", "1".repeat(16)])
		expect(oneContact.safeParse(typed).success, typed).toBe(false);
	expect(typedCode.parse("1234 5678")).toBe("12345678");
	expect([givenNameOf("Luisa Mattedi"), givenNameOf(undefined)]).toEqual(["Luisa", "–"]);
});

test("the code of the letter confirms, once; a wrong one, an old one and a spent one say the same", async () => {
	const id = await left();
	await send(id);
	const right = await codeTo(id);
	await expect(confirmReach(t.ground, here, id, wrong(right)).catch(refusal)).resolves.toEqual(refused);
	await expect(confirmReach(later(25), here, id, right).catch(refusal)).resolves.toEqual(refused);
	const beside = { territoryId: places.otherTerritory, id: places.far };
	await expect(confirmReach(t.ground, beside, id, right).catch(refusal)).resolves.toEqual(refused);
	expect(await state(id)).toEqual({ confirmed: false, kind: "email", canSend: true });
	await confirmReach(t.ground, here, id, right);
	expect(await state(id)).toMatchObject({ confirmed: true });
	await expect(confirmReach(t.ground, here, id, right).catch(refusal)).resolves.toEqual(refused);
	const { rows } = await t.owner.query("select * from community.reaches where id = $1", [id]);
	expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${right}|example`));
});

test("after five wrong tries at once the right code is worth nothing; a new one is, and the sixth is not sent", async () => {
	const id = await left();
	await send(id);
	const first = await codeTo(id);
	const tries = Array.from({ length: 5 }, () => confirmReach(t.ground, here, id, wrong(first)).catch(refusal));
	expect(await Promise.all(tries)).toEqual(Array(5).fill(refused));
	await expect(confirmReach(t.ground, here, id, first).catch(refusal)).resolves.toEqual(refused);
	for (const _ of [2, 3, 4, 5]) await send(id);
	await expect(send(id)).rejects.toMatchObject({ code: "too_many" });
	expect(await state(id)).toMatchObject({ canSend: false });
});

test("to a telephone number nothing is sent; the desk confirms it, and takes that back", async () => {
	const before = (await outbox(t.ground)).length;
	const id = await left({ contact: { kind: "phone", value: "333 123 4567" }, givenName: "Ida" });
	await send(id);
	expect((await outbox(t.ground)).length).toBe(before);
	const [mine] = (await reachesToConfirm(t.ground, anna)).filter((reach) => reach.id === id);
	expect(mine).toMatchObject({ givenName: "Ida", contact: { kind: "phone", value: "333 123 4567" }, language: "it" });
	for (const _ of [1, 2]) await confirmAtDesk(t.ground, anna, id);
	expect(await state(id)).toMatchObject({ confirmed: true });
	const { rows } = await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id]);
	expect(rows.map((row) => row.verb)).toEqual(["recordReach", "confirmReach"]);
	await takeBack(t.ground, anna, id, { confirmReach: undoConfirm } as never);
	expect(await state(id)).toMatchObject({ confirmed: false });
});

test("who works there reads it; nobody else, and not the neighbourhood beside", async () => {
	const id = await left({ contact: { kind: "phone", value: "0461 123456" } });
	const seen = async (actor: Parameters<typeof t.db.readAs>[0]) =>
		(await t.db.readAs(actor, (read) => reachesIn(read, t.ground.seal, [id]))).size;
	expect(await seen(anna)).toBe(1);
	expect(await seen(actorOf("coordinator"))).toBe(1);
	for (const actor of [
		nobody(places.territory),
		actorOf("resident"),
		actorOf("citizen"),
		actorOf("facilitator", "beside"),
		actorOf("coordinator", "far"),
		actorOf("social-worker"),
		actorOf("administrator"),
	])
		expect(await seen(actor), actor.role).toBe(0);
	await expect(confirmAtDesk(t.ground, actorOf("facilitator", "beside"), id)).rejects.toMatchObject({
		code: "not_found",
	});
	await expect(reachesToConfirm(t.ground, actorOf("citizen"))).rejects.toMatchObject({ code: "not_yours" });
});

test("what nobody confirms goes after its days; what is confirmed stays as long as it is needed", async () => {
	const waits = await left();
	const confirmed = await left();
	const longer = await left();
	for (const id of [confirmed, longer]) await confirmAtDesk(t.ground, anna, id);
	await t.db.withActor(square, (tx) => keepReachIn(tx, longer, addDays(today, 90)));
	const there = async () =>
		(await t.db.readAs(anna, (read) => reachesIn(read, t.ground.seal, [waits, confirmed, longer]))).size;
	const end = (days: number) => t.db.withActor(square, (tx) => endReachesIn(tx, addDays(today, days)));
	await end(14);
	expect(await there()).toBe(3);
	await end(15);
	expect(await there()).toBe(2);
	await end(61);
	expect(await there()).toBe(1);
	await end(91);
	expect(await there()).toBe(0);
});

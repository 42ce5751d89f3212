import { afterAll, beforeAll, expect, test } from "vitest";
import { SoftPasskey } from "../../../../tests/authenticator.ts";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { newId } from "../../../core/ids.ts";
import { instantOf } from "../../../core/period.ts";
import type { Role } from "../../../core/roles.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Assignment } from "../contract.ts";
import { addPasskey, askForNew, askWhoComes, signInByPasskey } from "../passkeys/service.ts";
import * as access from "../service.ts";
import { setLastDay, workerIn, workersIn } from "./service.ts";

const base = "https://filo.example.org";
let t: Awaited<ReturnType<typeof freshDatabase>>;
let administrator: Actor;

beforeAll(async () => {
	t = await freshDatabase();
	const path = await access.firstAdministrator(t.ground);
	administrator = (await access.openSession(t.ground, await access.spendLink(t.ground, path!.split("/").at(-1)!)))!
		.actor;
});
afterAll(() => t.end());

const here: Assignment = { role: "facilitator", territoryId: places.territory, neighbourhoodId: places.here };
const far: Assignment = { role: "facilitator", territoryId: places.otherTerritory, neighbourhoodId: places.far };
const coordinates: Assignment = { role: "coordinator", territoryId: places.territory, neighbourhoodId: null };
const paolo = actorOf("coordinator");
const code = (error: { code?: string }) => error.code;
const on = (day: string, time: string): Ground => ({ ...t.ground, clock: () => instantOf(day, time) });

async function newcomer(...roles: Assignment[]) {
	const id = newId<"account">();
	const email = `${id}@example.org`;
	await access.addAccount(t.ground, administrator, { id, name: "Anna", email }, roles[0]!);
	for (const role of roles.slice(1)) await access.addAssignment(t.ground, administrator, newId(), id, role);
	return { id, email, link: () => linkFor(email) };
}

async function linkFor(email: string, ground = t.ground): Promise<string | undefined> {
	await access.askForLink(ground, email, base, "it");
	const letter = (await access.outbox(ground)).find((one) => one.to === email);
	return /access\/link\/(\S+)/.exec(letter?.body ?? "")?.[1];
}

const seenBy = (actor: Actor, id: string) => t.db.readAs(actor, (read) => workerIn(read, id, testNow));

test("until midnight in Rome after the last day everything goes on; from then on nothing does", async () => {
	const anna = await newcomer(here);
	const session = await access.spendLink(t.ground, (await anna.link())!);
	const { actor } = (await access.openSession(t.ground, session))!;
	const key = new SoftPasskey(base);
	await addPasskey(
		t.ground,
		actor,
		session,
		base,
		key.make(await askForNew(t.ground, actor, session, base), "telefono"),
	);
	await setLastDay(t.ground, paolo, anna.id, { until: "2026-11-25" });
	const comeIn = async (ground: Ground) => signInByPasskey(ground, base, key.answer(await askWhoComes(ground, base)));

	const last = on("2026-11-25", "23:59");
	expect(await access.openSession(last, session)).toBeDefined();
	await expect(comeIn(last)).resolves.toBeTypeOf("string");

	const after = on("2026-11-26", "00:00");
	expect(await access.openSession(after, session)).toBeUndefined();
	await expect(comeIn(after).catch(code)).resolves.toBe("access_ended");
	const names = await t.db.readAs(actorOf("facilitator"), (read) => access.accountNames(read, [anna.id]));
	expect(names.get(anna.id), "the name stays beside what was written").toBe("Anna");
});

test("a letter that lay there lets nobody in after the last day, and no other is sent", async () => {
	const anna = await newcomer(here);
	await setLastDay(t.ground, paolo, anna.id, { until: "2026-11-22" });
	const link = (await linkFor(anna.email, on("2026-11-22", "23:50")))!;
	await expect(access.spendLink(on("2026-11-23", "00:01"), link).catch(code)).resolves.toBe("access_ended");
	const bruno = await newcomer(here);
	await setLastDay(t.ground, paolo, bruno.id, { until: "2026-11-22" });
	expect(await linkFor(bruno.email, on("2026-11-23", "00:01"))).toBeUndefined();
});

test("one role ends, the others go on; and a last day is taken back", async () => {
	const anna = await newcomer(here, { ...here, role: "citizen" });
	const [work, citizen] = (await seenBy(paolo, anna.id)).roles;
	await setLastDay(t.ground, paolo, anna.id, { assignment: work!.id, until: "2026-12-31" });
	expect((await seenBy(paolo, anna.id)).roles.map((held) => held.until)).toEqual(["2026-12-31", null]);
	expect(citizen!.until).toBeNull();
	await expect(setLastDay(t.ground, paolo, anna.id, { assignment: work!.id })).rejects.toMatchObject({
		fields: { until: "error.required" },
	});
	await expect(setLastDay(t.ground, paolo, anna.id, { until: "2026-12-31", goesOn: true }).catch(code)).resolves.toBe(
		"invalid",
	);
	await setLastDay(t.ground, paolo, anna.id, { assignment: work!.id, goesOn: true });
	expect((await seenBy(paolo, anna.id)).roles.map((held) => held.until)).toEqual([null, null]);
});

test("a coordinator ends work in the own territory only, and no coordinator's; an administrator everything", async () => {
	const anna = await newcomer(here, far);
	await setLastDay(t.ground, paolo, anna.id, { until: "2026-11-30" });
	expect((await seenBy(administrator, anna.id)).roles.map(({ role, until }) => [role, until])).toEqual([
		["facilitator", "2026-11-30"],
		["facilitator", null],
	]);
	await setLastDay(t.ground, administrator, anna.id, { until: "2026-12-01" });
	expect((await seenBy(administrator, anna.id)).roles.map((held) => held.until)).toEqual(["2026-12-01", "2026-12-01"]);
	const carla = await newcomer(coordinates);
	const refused = setLastDay(t.ground, paolo, carla.id, { until: "2026-11-30" });
	await expect(refused).rejects.toMatchObject({ code: "invalid", fields: { assignment: "leaving.error_not_yours" } });
	await setLastDay(t.ground, administrator, carla.id, { until: "2026-11-30" });
	const [held] = (await seenBy(administrator, carla.id)).roles;
	expect(held!.until).toBe("2026-11-30");
});

test("by nobody else, for nobody else, and not for a day gone by", async () => {
	const anna = await newcomer(here);
	const end = (actor: Actor, until = "2026-11-30") => setLastDay(t.ground, actor, anna.id, { until }).catch(code);
	for (const role of ["facilitator", "social-worker", "citizen", "resident", "officer", "evaluator"] satisfies Role[])
		expect(await end(actorOf(role)), role).toBe("not_yours");
	expect(await end(actorOf("coordinator", "far"))).toBe("not_found");
	expect(await end(paolo, "2026-11-21")).toBe("invalid");
	const other = (await seenBy(administrator, administrator.accountId!)).roles[0]!;
	await expect(
		setLastDay(t.ground, paolo, anna.id, { assignment: other.id, until: "2026-11-30" }).catch(code),
	).resolves.toBe("invalid");
	await expect(
		setLastDay(t.ground, administrator, administrator.accountId!, { until: "2026-11-30" }).catch(code),
		"an administrator does not lock themselves out",
	).resolves.toBe("invalid");
	expect((await seenBy(paolo, anna.id)).roles[0]!.until).toBeNull();
});

test("a role that was to begin after the last day does not begin", async () => {
	const anna = await newcomer(here, { ...here, role: "citizen" });
	const citizen = (await seenBy(paolo, anna.id)).roles.find((held) => held.role === "citizen")!;
	await t.owner.query("update access.assignments set since = '2026-12-15' where id = $1", [citizen.id]);
	await setLastDay(t.ground, paolo, anna.id, { until: "2026-11-30" });
	const { rows } = await t.owner.query("select since, until from access.assignments where id = $1", [citizen.id]);
	expect(rows).toEqual([{ since: "2026-11-21", until: "2026-11-21" }]);
});

test("a coordinator reads who works in the territory, and no resident", async () => {
	const resident = await newcomer({ ...here, role: "resident" });
	const stranger = await newcomer(far);
	const ids = (await t.db.readAs(paolo, (read) => workersIn(read, testNow))).map((one) => one.id);
	expect(ids.length).toBeGreaterThan(3);
	expect(ids).not.toContain(resident.id);
	expect(ids).not.toContain(stranger.id);
	await expect(seenBy(paolo, resident.id).catch(code)).resolves.toBe("not_found");
});

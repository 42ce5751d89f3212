import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../tests/harness.ts";
import { type Id, newId } from "../../core/ids.ts";
import { addDays, dayOf } from "../../core/period.ts";
import type { Refused } from "../../core/refusal.ts";
import { nobody } from "../../db/actor.ts";
import { newEntry, newPact, newParty, paperPact, saveVersion, signPact } from "./contract.ts";
import * as living from "./living/service.ts";
import * as reading from "./reading/service.ts";
import * as service from "./service.ts";
import * as signing from "./signing/service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const paolo = actorOf("coordinator");
const beside = actorOf("facilitator", "beside");
const tommaso = actorOf("citizen");
const other = actorOf("citizen");
const today = dayOf(testNow);
const place = { id: places.here, territoryId: places.territory };
const sheet = { bytes: Buffer.from("%PDF-1.7 firmato"), type: "application/pdf" as const };

beforeAll(async () => {
	t = await freshDatabase();
	const one = tommaso.accountId;
	await t.owner.query("insert into access.accounts (id, name) values ($1, 'Tommaso Prova')", [one]);
	await t.owner.query(
		`insert into access.assignments (id, account_id, name, role, territory_id, neighbourhood_id, since)
		values ($1, $2, 'Tommaso Prova', 'citizen', $3, $4, '2026-01-01')`,
		[newId(), one, places.territory, places.here],
	);
});
afterAll(() => t.end());

const code = (error: Refused) => error.code;
const why = (work: Promise<unknown>) => work.then(() => "done", code);
const read = (id: string) => reading.pact(t.ground, anna, id);
const publicly = (id: string) => t.db.readAs(nobody(), (r) => reading.publicPactIn(r, place, id));

type Ready = { id: string; citizen: string; body: string; group?: string };
const text = { title: "L'aiuola di via dei Gelsi", checking: "Un giro insieme in primavera.", where: "Via dei Gelsi" };
const until = addDays(today, 300);

/** A draft with a citizen who has an account and the public body, each with its promise. */
async function drafted(more: object = {}): Promise<Ready> {
	const id = await service.beginPact(t.ground, anna, newPact.parse({ id: newId(), title: text.title }));
	const [citizen, body] = [newId(), newId()];
	const add = (input: object) => service.addParty(t.ground, anna, id, newParty.parse(input));
	await add({ id: citizen, base: 1, kind: "citizen", party_typed: "Tommaso Prova", account: tommaso.accountId });
	await add({ id: body, base: 2, kind: "body", party_typed: "Comune di Prova" });
	await save(id, 3, { promise_1: "Bagno i fiori.", promise_2: "Portiamo la terra.", to_2: citizen, ...more });
	return { id, citizen, body };
}

async function save(id: string, base: number, more: object = {}, actor = anna): Promise<void> {
	const input = saveVersion.parse({ id: newId(), base, ...text, until, ...more });
	await service.saveVersion(t.ground, actor, id, await service.promisesByPlace(t.ground, actor, id, input));
}

const propose = async (id: string) => service.proposePact(t.ground, anna, id, (await read(id)).latestNo);
const sign = async (actor: typeof anna, id: string, party: string, more: object = {}) => {
	const { latestNo: no } = await read(id);
	await signing.signPact(t.ground, actor, id, signPact.parse({ id: newId(), no, party, meant: "yes", ...more }));
};

async function inForce(): Promise<Ready> {
	const one = await drafted();
	await propose(one.id);
	await sign(tommaso, one.id, one.citizen);
	await sign(paolo, one.id, one.body);
	return one;
}

describe("drafting together", () => {
	test("every save is a version; one on an old version is refused; the same text again writes none", async () => {
		const { id } = await drafted();
		expect((await read(id)).latestNo).toBe(4);
		await save(id, 4, { promise_1: "Bagno i fiori ogni sera.", promise_2: "Portiamo la terra." }, tommaso);
		expect(await why(save(id, 4, { title: "Altro" }))).toBe("changed_meanwhile");
		const { versions, latestNo } = await read(id);
		expect(latestNo).toBe(5);
		expect(versions.at(-1)?.promises.map(({ words }) => words)).toEqual([
			"Bagno i fiori ogni sera.",
			"Portiamo la terra.",
		]);
		await save(id, 5, { promise_1: "Bagno i fiori ogni sera.", promise_2: "Portiamo la terra." });
		expect((await read(id)).latestNo).toBe(5);
		const lines = await reading.versionsOf(t.ground, tommaso, id);
		expect(lines.map(({ no }) => no)).toEqual([5, 4, 3, 2, 1]);
		expect(lines[0]?.by).toBe("Tommaso Prova");
		const [one, two] = await reading.twoVersions(t.ground, tommaso, id, [4, 5]);
		expect([one.no, two.no]).toEqual([4, 5]);
	});

	test("of two who save at once on the same version, one is told that the other was first", async () => {
		const { id } = await drafted();
		const both = await Promise.all([why(save(id, 4, { title: "Uno" })), why(save(id, 4, { title: "Due" }, tommaso))]);
		expect(both.toSorted()).toEqual(["changed_meanwhile", "done"]);
		expect((await read(id)).latestNo).toBe(5);
	});

	test("nobody else reads or writes it: not staff next door, not another citizen, not the public page", async () => {
		const { id } = await drafted();
		for (const actor of [beside, other, actorOf("coordinator", "far")]) {
			expect(await why(reading.pact(t.ground, actor, id)), actor.name).toBe("not_found");
			expect(await why(save(id, 4, {}, actor)), actor.name).toBe("not_found");
		}
		expect(await why(publicly(id))).toBe("not_found");
		expect((await reading.pacts(t.ground, tommaso, {})).items.map((line) => line.id)).toContain(id);
		expect((await reading.pacts(t.ground, other, {})).items).toEqual([]);
	});

	test("who is taken off reads it no more, and what was promised to them is promised to all", async () => {
		const { id, citizen } = await drafted();
		const input = { id: newId<"pact_version">(), base: 4 };
		await service.removeParty(t.ground, anna, { pactId: id, partyId: citizen }, input);
		expect(await why(reading.pact(t.ground, tommaso, id))).toBe("not_found");
		expect((await read(id)).versions.at(-1)?.promises).toMatchObject([{ words: "Portiamo la terra.", to: null }]);
	});
});

describe("signing", () => {
	test("only what is whole is proposed, and nothing with a contact in it", async () => {
		const { id } = await drafted({ promise_1: "" });
		await expect(propose(id)).rejects.toMatchObject({ fields: { promises: "pacts.error_promises" } });
		await save(id, 4, { promise_1: "Chiamatemi al 333 123 4567", promise_2: "Terra." });
		await expect(propose(id)).rejects.toMatchObject({ fields: { promises: "pacts.error_contact" } });
	});

	test("each for themselves; with the last signature anybody reads it, names only of those who agreed", async () => {
		const { id, citizen, body } = await drafted();
		await propose(id);
		expect(await why(sign(anna, id, citizen))).toBe("not_yours");
		expect(await why(sign(anna, id, body))).toBe("not_yours");
		expect(await why(sign(tommaso, id, body))).toBe("not_yours");
		await sign(tommaso, id, citizen);
		expect(await why(publicly(id))).toBe("not_found");
		await sign(paolo, id, body);
		const open = await publicly(id);
		expect(open).toMatchObject({ state: "in_force", since: today, learnt: null });
		expect(open.parties.map(({ kind, called }) => [kind, called])).toEqual([
			["citizen", null],
			["body", "Comune di Prova"],
		]);
		expect(JSON.stringify(open)).not.toContain("Tommaso");
		const named = await inForceNamed();
		expect((await publicly(named)).parties[0]?.called).toBe("Tommaso Prova");
	});

	async function inForceNamed(): Promise<string> {
		const { id, citizen, body } = await drafted();
		await propose(id);
		await sign(tommaso, id, citizen, { named: "yes" });
		await sign(paolo, id, body);
		return id;
	}

	test("whoever is signed in shows once more that it is them, wherever they have a way to", async () => {
		const { id, citizen } = await drafted();
		await propose(id);
		const unassured = { ...tommaso, assuredUntil: undefined };
		await t.owner.query(
			`insert into access.passkeys (id, account_id, credential_id, public_key, name) values ($2, $1, 'pact', 'x', 'x')`,
			[tommaso.accountId, newId()],
		);
		expect(await why(sign(unassured, id, citizen))).toBe("assurance_needed");
		await t.owner.query("delete from access.passkeys where credential_id = 'pact'");
		await sign(unassured, id, citizen);
		expect((await read(id)).signatures).toMatchObject([{ how: "tick", hasSheet: false }]);
	});

	test("on paper, with the sheet, sealed; parties and staff open it and nobody else", async () => {
		const { id, citizen, body } = await drafted();
		await propose(id);
		const input = paperPact.parse({ id: newId(), no: 4, day: today });
		const on = (actor: typeof anna, day = input) =>
			signing.signOnPaper(t.ground, actor, { pactId: id, partyId: citizen }, day, sheet);
		expect(await why(Promise.resolve().then(() => on(tommaso)))).toBe("not_yours");
		await expect(on(anna, { ...input, day: addDays(today, 1) })).rejects.toMatchObject({
			fields: { day: "error.future" },
		});
		await on(anna);
		await on(anna);
		await sign(paolo, id, body);
		const { signatures, state } = await read(id);
		expect(state).toBe("in_force");
		const { rows } = await t.owner.query("select sheet from pacts.signatures where id = $1", [input.id]);
		expect(rows[0].sheet.includes("firmato")).toBe(false);
		const kept = signatures.find(({ how }) => how === "paper")!;
		expect((await signing.signedSheet(t.ground, tommaso, id, kept.id)).bytes.toString()).toContain("firmato");
		for (const actor of [other, beside])
			expect(await why(signing.signedSheet(t.ground, actor, id, kept.id)), actor.name).toBe("not_found");
	});

	test("any change after a signature voids it, and the form that signs the old text is told", async () => {
		const { id, citizen, body } = await drafted();
		await propose(id);
		await sign(tommaso, id, citizen);
		await save(id, 4, { title: "Un'altra aiuola", promise_1: "Bagno.", promise_2: "Terra." });
		expect(await read(id)).toMatchObject({ state: "draft", signatures: [] });
		await propose(id);
		const old = signPact.parse({ id: newId(), no: 4, party: body, meant: "yes" });
		expect(await why(signing.signPact(t.ground, paolo, id, old))).toBe("changed_meanwhile");
		const { rows } = await t.owner.query(
			"select void_at is not null as void from pacts.signatures where pact_id = $1",
			[id],
		);
		expect(rows).toEqual([{ void: true }]);
	});

	test("an informal group is party through somebody it names, and no group without", () => {
		const group = { id: newId(), base: 1, kind: "group", party_typed: "La rete dei pacchi" };
		expect(newParty.safeParse(group).success).toBe(false);
		expect(newParty.safeParse({ ...group, through: "Zita" }).success).toBe(true);
	});
});

describe("a pact that is lived", () => {
	const entry = (more: object = {}) =>
		newEntry.parse({ id: newId(), day: today, words: "Abbiamo piantato le viole.", ...more });
	const write = (id: string, input: ReturnType<typeof entry>, photo?: Buffer, actor = tommaso) =>
		living.writeEntry(t.ground, actor, id, input, { language: "it", photo });

	test("its diary: hours are a memory, a picture only with a yes, in public what was said to be", async () => {
		const { id } = await inForce();
		await write(id, entry({ minutes: "90", shown: "yes" }));
		await write(id, entry({ words: "Per noi." }));
		const picture = Buffer.from("jpeg");
		await expect(write(id, entry(), picture)).rejects.toMatchObject({ fields: { agreed: "pacts.error_photo" } });
		const hidden = entry({ words: "Con una foto.", agreed: "yes" });
		await write(id, hidden, picture);
		await expect(write(id, entry({ words: "Tel. 333 123 4567", shown: "yes" }))).rejects.toMatchObject({
			fields: { words: "pacts.error_contact" },
		});
		await expect(write(id, entry({ day: addDays(today, -1) }))).rejects.toMatchObject({
			fields: { day: "pacts.error_before" },
		});
		const { diary } = await publicly(id);
		expect(diary.map(({ words }) => words)).toEqual(["Abbiamo piantato le viole."]);
		expect(JSON.stringify(diary)).not.toContain("90");
		const at = { pactId: id, entryId: hidden.id };
		expect(await why(reading.photo(t.ground, other, { ...at, place }))).toBe("not_found");
		await living.showEntry(t.ground, tommaso, at, true);
		expect(await reading.photo(t.ground, other, { ...at, place })).toEqual(picture);
		expect(await why(write(id, entry(), undefined, other))).toBe("not_found");
	});

	test("renewed with a later day, it is signed again; meanwhile anybody reads what is in force", async () => {
		const { id, citizen, body } = await inForce();
		const later = addDays(until, 365);
		await living.renewPact(t.ground, tommaso, id, { id: newId(), until: later });
		expect(await read(id)).toMatchObject({ state: "renewing", fixedNo: 5, inForceNo: 4 });
		expect((await publicly(id)).version.until).toBe(until);
		await sign(tommaso, id, citizen);
		await living.keepPact(t.ground, tommaso, id);
		expect(await read(id)).toMatchObject({ state: "in_force", inForceNo: 4 });
		await living.renewPact(t.ground, anna, id, { id: newId(), until: later });
		await sign(tommaso, id, citizen);
		await sign(paolo, id, body);
		expect(await read(id)).toMatchObject({ state: "in_force", inForceNo: 6 });
		expect((await publicly(id)).version.until).toBe(later);
	});

	test("ended early by one side, with its reason, which is not for everybody; concluded with what was learnt", async () => {
		const { id, citizen, body } = await inForce();
		const because = "Ci siamo trasferiti.";
		expect(await why(living.endPact(t.ground, tommaso, id, { by: body as Id<"pact_party">, because }))).toBe(
			"not_yours",
		);
		await living.endPact(t.ground, tommaso, id, { by: citizen as Id<"pact_party">, because });
		expect(await read(id)).toMatchObject({ state: "ended", endedBecause: because });
		expect(JSON.stringify(await publicly(id))).not.toContain(because);
		const done = await inForce();
		await living.concludePact(t.ground, paolo, done.id, "Insieme si fa prima.");
		expect(await publicly(done.id)).toMatchObject({
			state: "concluded",
			endedOn: today,
			learnt: "Insieme si fa prima.",
		});
		expect(await why(living.concludePact(t.ground, paolo, done.id, "Di nuovo"))).toBe("not_in_this_state");
	});

	test("given up before it was signed, it is never public", async () => {
		const { id } = await drafted();
		await service.dropPact(t.ground, tommaso, id, "Nessuno ha tempo.");
		expect(await read(id)).toMatchObject({ state: "dropped", droppedBecause: "Nessuno ha tempo." });
		expect(await why(publicly(id))).toBe("not_found");
		expect(await why(save(id, 4))).toBe("not_in_this_state");
	});
});

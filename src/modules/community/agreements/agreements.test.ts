import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../../../tests/harness.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { setGround } from "../../programme/purposes/service.ts";
import { writeManyIn } from "../bulk/service.ts";
import { type Purpose, purposes } from "../contract.ts";
import { party } from "../parties/service.ts";
import { addContact, agreement, movePersonForward, recordPerson, withdrawAgreement } from "../persons/service.ts";
import { addPersonIn, agreeIn, standingAgreementsIn } from "../service.ts";
import { askedIn, questionIn } from "./asked.ts";
import { recordAgreement as contract, yesHere } from "./contract.ts";
import { askedLanguages } from "./fields.ts";
import { comeOfAge, endByTime, ending, keepSheet, ledger, recordAgreement, sheet } from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const bruno = actorOf("facilitator", "beside");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

async function known(label: string, level: "description" | "name" = "description"): Promise<Id<"party">> {
	const id = newId<"party">();
	const named = level === "name" ? ({ agreedHow: "in_person" } as const) : {};
	await recordPerson(t.ground, anna, { id, label, level, ...named, existedBefore: false, another: false });
	return id;
}
const answer = (personId: string, more: Record<string, unknown>, actor = anna) => {
	const input = { id: newId(), purpose: "contact", how: "in_person", ...more };
	return recordAgreement(t.ground, actor, personId, contract.parse(input));
};
const entries = async (personId: string, actor = anna) => (await ledger(t.ground, actor, personId)).entries;
const rows = async (table: string, personId: string) =>
	(await t.owner.query(`select * from community.${table} where person_id = $1 order by given_on, id`, [personId])).rows;
const verbsOf = async (id: string) =>
	(await t.owner.query("select verb from access.audit where record_id = $1 order by at, id", [id])).rows.map(
		(r) => r.verb,
	);

test("an answer is kept with the words, the language, the way, the day, who wrote it, and the legal ground of that day", async () => {
	const admin = actorOf("administrator");
	const set = (ground: "public_task" | "consent", norm: string, since?: string) =>
		setGround(t.ground, admin, { id: newId<"purpose">(), purpose: "contacts", ground, norm, since });
	await set("consent", "un modulo di prima", "2026-01-01");
	await set("public_task", "art. 6, par. 1, lett. e) GDPR; l. 328/2000", "2026-06-01");
	const id = await known("la signora del terzo piano");
	const more = { how: "on_paper", language: "ar", day: "2026-11-20", until: "2027-11-20" };
	await answer(id, more);
	await answer(id, { day: "2026-03-01", purpose: "invite", how: "by_phone" });
	expect(await entries(id)).toMatchObject([
		{
			purpose: "contact",
			answer: "agreed",
			givenOn: "2026-11-20",
			givenHow: "on_paper",
			until: "2027-11-20",
			language: "ar",
			words: `${askedIn("ar").contact} ${askedIn("ar").after}`,
			ground: "public_task",
			norm: "art. 6, par. 1, lett. e) GDPR; l. 328/2000",
			withdrawnOn: null,
			sheets: [],
		},
		{ purpose: "invite", language: null, words: null, ground: null, norm: null },
	]);
	// What the body decides later changes nothing that was written.
	await set("consent", "un altro modulo");
	expect((await entries(id))[0]).toMatchObject({ ground: "public_task" });
	await answer(id, { day: "2026-03-01", purpose: "sessions" });
	expect(await t.db.readAs(anna, (read) => standingAgreementsIn(read, [id], "contact"))).toEqual(new Set([id]));
	await expect(set("consent", "domani", "2030-01-01")).rejects.toMatchObject({ fields: { since: "error.future" } });
	await expect(
		setGround(t.ground, anna, { id: newId<"purpose">(), purpose: "contacts", ground: "consent", norm: "x" }),
	).rejects.toMatchObject({ code: "not_yours" });
});

test("the words exist in nine languages, whole, and a language is known by its letters", () => {
	const files = readdirSync(join(import.meta.dirname, "asked")).sort();
	expect(files).toEqual(askedLanguages.map((language) => `${language}.json`).sort());
	const keys = Object.keys(askedIn("it")).sort();
	for (const purpose of purposes) expect(keys).toContain(purpose);
	const seen = new Set<string>();
	for (const language of askedLanguages) {
		const asked = askedIn(language);
		expect(Object.keys(asked).sort(), language).toEqual(keys);
		for (const [key, text] of Object.entries(asked)) expect(text.trim(), `${language} ${key}`).not.toBe("");
		for (const purpose of purposes) seen.add(questionIn(language, purpose));
	}
	expect(seen.size).toBe(askedLanguages.length * purposes.length);
	expect(questionIn("uk", "name")).toMatch(/\p{Script=Cyrillic}/u);
	expect(questionIn("ur", "name")).toMatch(/\p{Script=Arabic}/u);
	expect(questionIn("zh", "name")).toMatch(/\p{Script=Han}/u);
});

test("a no is written down, never stands, and is not asked again by surprise", async () => {
	const id = await known("il maestro di scacchi");
	for (const purpose of purposes) await answer(id, { purpose, answer: "declined", language: "it" });
	const all = await entries(id);
	expect(all).toHaveLength(purposes.length);
	for (const entry of all) expect(entry).toMatchObject({ answer: "declined", withdrawnOn: entry.givenOn });
	for (const purpose of purposes)
		expect(await t.db.readAs(anna, (read) => standingAgreementsIn(read, [id], purpose))).toEqual(new Set());
	await expect(
		addContact(t.ground, anna, id, { id: newId<"contact">(), contactKind: "phone", value: "0461 1" }),
	).rejects.toMatchObject({ code: "needs_agreement" });
	for (const purpose of yesHere) {
		const yes = { purpose, ...(purpose === "age_band" && { ageBand: "35-54" }) };
		await expect(answer(id, yes)).rejects.toMatchObject({ fields: { again: "ledger.error_said_no" } });
		await answer(id, { ...yes, again: true });
	}
	const forward = { level: "name", label: "Ugo Fedrizzi", agreedHow: "in_person" } as const;
	await expect(movePersonForward(t.ground, anna, id, forward)).rejects.toMatchObject({
		fields: { again: "ledger.error_said_no" },
	});
	await movePersonForward(t.ground, anna, id, { ...forward, again: true });
	expect((await party(t.ground, anna, "person", id)).party.label).toBe("Ugo Fedrizzi");
	// What stands is withdrawn, not declined over.
	await expect(answer(id, { answer: "declined" })).rejects.toMatchObject({
		fields: { answer: "ledger.error_withdraw_first" },
	});
});

test("a yes that is given elsewhere, a day to come, an end before the beginning are refused; twice is once", async () => {
	const id = await known("la fornaia");
	for (const purpose of purposes.filter((p) => !(yesHere as readonly Purpose[]).includes(p)))
		await expect(answer(id, { purpose })).rejects.toMatchObject({ fields: { purpose: "ledger.error_elsewhere" } });
	const wrong: [Record<string, unknown>, Record<string, string>][] = [
		[{ day: "2026-11-23" }, { day: "error.future" }],
		[{ day: "2026-11-20", until: "2026-11-19" }, { until: "error.order" }],
		[{ answer: "declined", until: "2027-01-01" }, { until: "ledger.error_no_until" }],
		[{ purpose: "age_band" }, { ageBand: "error.choice" }],
		[{ responsible: "Rosa Zeni" }, { responsibleAs: "ledger.error_responsible_as" }],
	];
	for (const [more, fields] of wrong) await expect(answer(id, more)).rejects.toMatchObject({ fields });
	expect(await rows("agreements", id)).toEqual([]);
	const once = { id: newId() };
	await answer(id, once);
	await answer(id, once);
	await answer(id, {});
	expect(await rows("agreements", id)).toHaveLength(1);
	expect(await verbsOf(once.id)).toEqual(["recordAgreement"]);
	await expect(answer(await known("un altro"), once)).rejects.toMatchObject({ code: "id_taken" });
	await expect(answer(id, { purpose: "invite" }, bruno)).rejects.toMatchObject({ code: "not_found" });
	for (const role of ["resident", "citizen", "officer", "evaluator", "administrator", "social-worker"] as const)
		await expect(answer(id, { purpose: "invite" }, actorOf(role)), role).rejects.toMatchObject({ code: "not_yours" });
});

test("a minor's agreement without who holds responsibility is refused on every way, and the name lies sealed", async () => {
	const id = newId<"party">();
	const minor = { id, label: "Tina", level: "nickname", agreedHow: "in_person", minor: true } as const;
	const person = { ...minor, existedBefore: false, another: false };
	await expect(recordPerson(t.ground, anna, person)).rejects.toMatchObject({
		fields: { responsible: "ledger.error_responsible" },
	});
	const by = { responsible: "Rosa Zeni", responsibleAs: "parent" } as const;
	await recordPerson(t.ground, anna, { ...person, ...by });
	const refused = { fields: { responsible: "ledger.error_responsible" } };
	await expect(answer(id, {})).rejects.toMatchObject(refused);
	await expect(answer(id, { answer: "declined" })).rejects.toMatchObject(refused);
	const forward = { level: "name", label: "Martina Zeni", agreedHow: "in_person" } as const;
	await expect(movePersonForward(t.ground, anna, id, forward)).rejects.toMatchObject(refused);
	// The modules above, and the minor alone, online.
	const own = actorOf("resident", "here", { personId: id });
	for (const actor of [anna, own])
		for (const purpose of ["circle", "story", "referral"] as const)
			await expect(
				t.db.withActor(actor, (tx) => agreeIn(tx, { personId: id, purpose, how: "online", day: "2026-11-22" })),
			).rejects.toMatchObject(refused);
	await answer(id, { ...by, responsibleAs: "foster_carer" });
	const [first] = (await entries(id)).filter((entry) => entry.purpose === "contact");
	expect(first?.responsible).toEqual({ name: "Rosa Zeni", as: "foster_carer" });
	const [row] = (await rows("agreements", id)).filter((r) => r.purpose === "contact");
	expect(row.responsible.includes(Buffer.from("Zeni"))).toBe(false);
	// A band of minors says the same.
	const other = await known("il ragazzo del pallone");
	await expect(answer(other, { purpose: "age_band", ageBand: "14-17" })).rejects.toMatchObject(refused);
	await answer(other, { purpose: "age_band", ageBand: "14-17", ...by });
	await expect(answer(other, {})).rejects.toMatchObject(refused);
	await comeOfAge(t.ground, anna, other);
	await comeOfAge(t.ground, anna, other);
	await answer(other, {});
	expect((await verbsOf(other)).filter((verb) => verb === "comeOfAge")).toHaveLength(1);
});

test("before withdrawing, the page says what stops; it stops at once; the age band is emptied", async () => {
	const id = await known("Dino Paoli", "name");
	const agreed = { id: newId() };
	await answer(id, agreed);
	await addContact(t.ground, anna, id, { id: newId<"contact">(), contactKind: "phone", value: "0461 222333" });
	const dino = actorOf("resident", "here", { personId: id });
	for (const actor of [anna, dino])
		expect((await agreement(t.ground, actor, agreed.id)).contacts).toMatchObject([
			{ kind: "phone", value: "0461 222333" },
		]);
	await withdrawAgreement(t.ground, dino, agreed.id, {});
	expect((await party(t.ground, anna, "person", id)).contacts).toEqual([]);
	const band = { id: newId(), purpose: "age_band", ageBand: "65-74" };
	await answer(id, band);
	expect(await ledger(t.ground, dino, id)).toMatchObject({ ageBand: "65-74" });
	await answer(id, { purpose: "age_band", ageBand: "75-84" });
	expect(await ledger(t.ground, anna, id)).toMatchObject({ ageBand: "75-84" });
	const [standing] = (await entries(id)).filter((entry) => entry.purpose === "age_band" && !entry.withdrawnOn);
	await withdrawAgreement(t.ground, dino, standing?.id ?? "", {});
	expect(await ledger(t.ground, dino, id)).toMatchObject({ ageBand: null });
	expect((await entries(id)).every((entry) => entry.purpose === "name" || entry.endedBy === "person")).toBe(true);
	for (const purpose of ["circle", "referral"] as const) {
		const held = await t.db.withActor(anna, (tx) =>
			agreeIn(tx, { personId: id, purpose, how: "in_person", day: "2026-11-22" }),
		);
		await expect(withdrawAgreement(t.ground, dino, held, {})).rejects.toMatchObject({
			fields: { form: `community.error_withdraw_${purpose}` },
		});
	}
});

test("what was agreed until a day is shown before it comes, and ends on it with what rests on it", async () => {
	const id = await known("Ezio Tomasi", "name");
	const contact = { id: newId(), day: "2026-11-01", until: "2026-12-10" };
	await answer(id, contact);
	await answer(id, { purpose: "sessions", day: "2026-11-01", until: "2027-06-01" });
	await addContact(t.ground, anna, id, { id: newId<"contact">(), contactKind: "phone", value: "0461 444555" });
	const named = await known("la vicina del cortile");
	await movePersonForward(t.ground, anna, named, {
		level: "name",
		label: "Pia Endrizzi",
		agreedHow: "on_paper",
		agreedOn: "2026-11-01",
		until: "2026-12-10",
	});
	const soon = await ending(t.ground, anna);
	expect(soon.map((entry) => [entry.label, entry.purpose, entry.until]).sort()).toEqual([
		["Ezio Tomasi", "contact", "2026-12-10"],
		["Pia Endrizzi", "name", "2026-12-10"],
	]);
	expect(await ending(t.ground, bruno)).toEqual([]);
	const at = (day: string) => ({ ...t.ground, clock: () => new Date(`${day}T09:00:00Z`) });
	expect(await endByTime(at("2026-12-10"))).toBe(0);
	expect((await party(t.ground, anna, "person", id)).contacts).toHaveLength(1);
	expect(await endByTime(at("2026-12-11"))).toBe(2);
	expect(await endByTime(at("2026-12-11"))).toBe(0);
	expect((await party(t.ground, anna, "person", id)).contacts).toEqual([]);
	expect((await entries(id)).map((entry) => [entry.purpose, entry.endedBy])).toContainEqual(["contact", "time"]);
	expect((await entries(id)).find((entry) => entry.purpose === "sessions")?.withdrawnOn).toBeNull();
	expect((await party(t.ground, anna, "person", named)).party).toMatchObject({ level: "description" });
	const { rows: left } = await t.owner.query("select label, folded from community.parties where id = $1", [named]);
	expect(JSON.stringify(left)).not.toMatch(/endrizzi/i);
	expect(await verbsOf(contact.id)).toEqual(["recordAgreement", "endAgreement"]);
	// Where another stands to the same, nothing falls with the one that is over.
	const again = await known("Lina Moser", "name");
	await t.db.withActor(anna, (tx) =>
		agreeIn(tx, { personId: again, purpose: "name", how: "on_paper", day: "2026-11-01", until: "2026-12-01" }),
	);
	expect(await endByTime(at("2026-12-11"))).toBe(1);
	expect((await party(t.ground, anna, "person", again)).party).toMatchObject({ level: "name", label: "Lina Moser" });
	// What is over does not stand, also before the job of the night came by.
	const over = await known("Gino Rech");
	await answer(over, { day: "2026-01-01", until: "2026-02-01" });
	expect(await t.db.readAs(anna, (read) => standingAgreementsIn(read, [over], "contact"))).toEqual(new Set());
	await expect(
		addContact(t.ground, anna, over, { id: newId<"contact">(), contactKind: "phone", value: "0461 1" }),
	).rejects.toMatchObject({ code: "needs_agreement" });
});

test("the photo of the sheet lies sealed under the person's key; each opening by staff is written down; others find nothing", async () => {
	const id = await known("Olga Pedrotti", "name");
	const other = await known("Nives Dorigoni", "name");
	const agreed = { id: newId(), how: "on_paper" };
	await answer(id, agreed);
	const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#fff" } })
		.jpeg()
		.toBuffer();
	const photo = { id: newId(), bytes, type: "image/jpeg" } as const;
	await keepSheet(t.ground, anna, agreed.id, photo);
	await keepSheet(t.ground, anna, agreed.id, photo);
	expect((await entries(id))[0]?.sheets).toMatchObject([{ id: photo.id, type: "image/jpeg" }]);
	const { rows: kept } = await t.owner.query("select * from community.agreement_sheets");
	expect(kept).toHaveLength(1);
	expect(kept[0].sealed.includes(bytes.subarray(0, 20))).toBe(false);
	const place = `community.agreement_sheets/${places.territory}/${photo.id}`;
	expect(t.ground.seal.ofPerson(places.territory, id).openBytes(kept[0].sealed, place).equals(bytes)).toBe(true);
	expect(() => t.ground.seal.ofPerson(places.territory, other).openBytes(kept[0].sealed, place)).toThrow();
	const readings = async () =>
		(await t.owner.query("select kind, actor_id, person_id from access.readings where record_id = $1", [photo.id]))
			.rows;
	const olga = actorOf("resident", "here", { personId: id });
	expect((await sheet(t.ground, olga, photo.id)).bytes.equals(bytes)).toBe(true);
	expect(await readings()).toEqual([]);
	expect((await sheet(t.ground, anna, photo.id)).type).toBe("image/jpeg");
	expect(await readings()).toEqual([{ kind: "attachment", actor_id: anna.accountId, person_id: id }]);
	const nives = actorOf("resident", "here", { personId: other });
	for (const actor of [bruno, nives, actorOf("facilitator", "far")])
		await expect(sheet(t.ground, actor, photo.id)).rejects.toMatchObject({ code: "not_found" });
	for (const role of ["officer", "administrator", "social-worker"] as const)
		await expect(sheet(t.ground, actorOf(role), photo.id), role).rejects.toMatchObject({ code: "not_yours" });
	// Nobody hands in a sheet on their own, by SQL either.
	await expect(keepSheet(t.ground, olga, agreed.id, { ...photo, id: newId() })).rejects.toMatchObject({
		code: "not_yours",
	});
	await expect(
		t.db.withActor(olga, (tx) =>
			tx.rows(sql`insert into community.agreement_sheets (territory_id, id, neighbourhood_id, agreement_id, person_id, type, sealed)
				values (${places.territory}, ${newId()}, ${places.here}, ${agreed.id}, ${id}, 'image/jpeg', ''::bytea)`),
		),
	).rejects.toThrow();
	t.ground.seal.destroy(places.territory, id);
	await expect(sheet(t.ground, anna, photo.id)).rejects.toMatchObject({ code: "not_found" });
	expect((await entries(id))[0]?.sheets).toHaveLength(1);
});

test("nobody is known by more than a description without an entry of the ledger, whichever way they came there", async () => {
	// Every way that exists: each statement that writes how far somebody is known stands in one of these…
	const source = join(import.meta.dirname, "../../..");
	const writing: string[] = [];
	for (const file of readdirSync(source, { recursive: true, encoding: "utf8" })) {
		if (!/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) continue;
		const text = readFileSync(join(source, file), "utf8");
		if (/insert into community\.persons|update community\.persons set level/.test(text)) writing.push(file);
	}
	expect(writing.sort()).toEqual([
		"modules/community/bulk/store.ts",
		"modules/community/persons/store.ts",
		"modules/community/store.ts",
	]);
	// …and whoever calls them without an agreement is refused.
	const add = (level: "description" | "nickname" | "name", agreedHow?: "in_person") =>
		t.db.withActor(anna, (tx) =>
			addPersonIn(tx, {
				neighbourhoodId: places.here,
				label: `qualcuno ${newId()}`,
				level,
				agreedHow,
				knownSince: "2026-11-22",
			}),
		);
	const addMany = (level: "nickname" | "name") => {
		const one = {
			id: newId(),
			kind: "person" as const,
			label: "qualcuno",
			knownSince: "2026-11-22",
			existedBefore: false,
			level,
		};
		const many = { parties: [one], agreements: [], contacts: [], ties: [] };
		return t.db.withActor(anna, (tx) => writeManyIn(tx, t.ground, places.here, many, "2026-11-22"));
	};
	for (const level of ["nickname", "name"] as const) {
		await expect(addMany(level)).rejects.toMatchObject({ code: "needs_agreement" });
		await expect(add(level)).rejects.toMatchObject({ code: "needs_agreement" });
		await add(level, "in_person");
	}
	const { id } = await add("description");
	await expect(movePersonForward(t.ground, anna, id, { level: "name", label: "X" })).rejects.toMatchObject({
		code: "needs_agreement",
	});
	const { rows: without } = await t.owner.query(withoutEntry);
	expect(without).toEqual([]);
});

/** People known by more than a description, whose agreement to that does not stand. */
const withoutEntry = `select p.id, p.level from community.persons p where p.level <> 'description' and not exists (
	select from community.agreements a where a.territory_id = p.territory_id and a.person_id = p.id and a.purpose = p.level
		and a.answer = 'agreed' and a.withdrawn_on is null)`;

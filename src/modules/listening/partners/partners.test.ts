import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places, testNow } from "../../../../tests/harness.ts";
import { formOf, pagesFor } from "../../../../tests/pages.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { openDatabase } from "../../../db/database.ts";
import type { App, Ground } from "../../../ui/http.ts";
import type { Language } from "../../../ui/words.ts";
import { pages as listening } from "../pages.tsx";
import type { PartnerNote } from "./contract.ts";
import { pages as letterboxPages } from "./letterbox/pages.tsx";
import * as letterbox from "./letterbox/service.ts";
import { mostAnHour } from "./rules.ts";
import * as partners from "./service.ts";

const anna = actorOf("facilitator");
const beside = actorOf("facilitator", "beside");
const square = newId<"party">();
const squareBeside = newId<"party">();
const pharmacy = newId<"party">();
const woman = newId<"party">();
const staffNote = newId<"note">();

let t: Awaited<ReturnType<typeof freshDatabase>>;
let ground: Ground;
let app: App;
let now = testNow;
let reader: { actor: Actor; language?: Language };
const nobodyHere: Actor = { role: "nobody", neighbourhoodIds: [] };

beforeAll(async () => {
	t = await freshDatabase();
	ground = { ...t.ground, demo: false, clock: () => now };
	app = pagesFor(ground, [letterboxPages, listening], () => reader);
	const party = (id: string, at: string, kind: string, label: string) =>
		t.owner.query(
			"insert into community.parties (territory_id, id, neighbourhood_id, kind, label, folded, known_since) values ($1, $2, $3, $4, $5, lower($5), '2026-01-01')",
			[places.territory, id, at, kind, label],
		);
	await party(square, places.here, "place", "piazza Qui");
	await party(squareBeside, places.beside, "place", "piazza Accanto");
	await party(pharmacy, places.here, "organisation", "Farmacia Qui");
	await party(woman, places.here, "person", "Signora Segreta");
	await t.owner.query(
		"insert into listening.notes (territory_id, id, neighbourhood_id, text, kind, heard_on, recorded_by) values ($1, $2, $3, 'Segreto', 'asked', '2026-11-01', $4)",
		[places.territory, staffNote, places.here, anna.accountId],
	);
});
afterAll(() => t.end());

beforeEach(async () => {
	now = testNow;
	reader = { actor: nobodyHere };
	await t.owner.query("delete from listening.partner_tries");
});

async function partner(typed = "Portineria") {
	const made = await partners.makePartner(ground, anna, { id: newId(), partner: undefined, typed });
	return { ...made, token: made.token ?? "", link: await letterbox.openLink(ground, made.token ?? "") };
}

const said = (text = "La luce delle scale è spenta."): PartnerNote => ({
	id: newId<"note">(),
	text,
	topic: undefined,
	place: undefined,
});

const take = (link: letterbox.OpenLink, input: PartnerNote, address = "192.0.2.1") =>
	letterbox.takeNote(ground, link, input, address);

async function receipt(link: letterbox.OpenLink, input: PartnerNote) {
	const taken = await take(link, input);
	if (!("receipt" in taken)) throw new Error("there should be room");
	return taken.receipt;
}

const rowOf = async (id: string) => (await t.owner.query("select * from listening.notes where id = $1", [id])).rows[0];
const refused = (code: string) => expect.objectContaining({ code });

describe("what a partner sends", () => {
	test("is a note reported by that partner, of its neighbourhood, about nobody, not urgent and not placed", async () => {
		const { link, partnerId } = await partner("Farmacia Qui");
		const input = { ...said("In tanti chiedono dei farmaci a casa."), topic: "health" as const, place: square };
		const got = await receipt(link, input);
		expect(got).toMatchObject({ noteId: input.id, arrivedAt: testNow });
		expect(await rowOf(input.id)).toMatchObject({
			territory_id: places.territory,
			neighbourhood_id: places.here,
			text: input.text,
			kind: "reported",
			topic: "health",
			place_id: square,
			about_id: null,
			heard_from: "Farmacia Qui",
			heard_from_id: pharmacy,
			heard_on: "2026-11-22",
			guessed: [],
			urgent: false,
			need_id: null,
			set_aside_on: null,
			recorded_by: null,
			partner_id: partnerId,
		});
		const { rows } = await t.owner.query("select * from access.audit where record_id = $1", [input.id]);
		expect(rows).toMatchObject([{ verb: "sendPartnerNote", role: "partner", actor_id: partnerId, fields: [] }]);
	});

	test("is written once however often it is sent, also at the same moment and at the limit", async () => {
		const { link } = await partner();
		const input = said();
		const all = await Promise.all(Array.from({ length: 5 }, () => take(link, input)));
		expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
		await t.owner.query("update listening.partner_tries set n = 1000");
		expect(await take(link, input)).toEqual(all[0]);
		const { rows } = await t.owner.query("select count(*)::int as n from listening.notes where partner_id = $1", [
			link.partnerId,
		]);
		expect(rows[0].n).toBe(1);
	});

	test("under an id that is taken is refused, by another's words as by the desk's note", async () => {
		const { link } = await partner();
		const other = await partner("Altra portineria");
		const input = said();
		await receipt(link, input);
		await expect(take(link, { ...input, text: "Altro." })).rejects.toThrow(refused("id_taken"));
		await expect(take(other.link, input)).rejects.toThrow(refused("id_taken"));
		await expect(take(link, { ...said(), id: staffNote })).rejects.toThrow(refused("id_taken"));
		expect((await rowOf(staffNote)).text).toBe("Segreto");
	});

	test("names no list of people and no place that is not offered", async () => {
		const { link } = await partner();
		const list = "Mario Rossi, Anna Bianchi, Luisa Verdi, Carlo Neri, Piero Gialli";
		await expect(take(link, said(list))).rejects.toThrow(refused("list_of_names"));
		for (const place of [squareBeside, woman, pharmacy, newId<"party">()])
			await expect(take(link, { ...said(), place })).rejects.toThrow(refused("invalid"));
		expect(await letterbox.placesOfLink(ground, link)).toEqual([{ id: square, label: "piazza Qui" }]);
	});

	test("is bounded through each link and from each address, whichever process counts", async () => {
		const { link } = await partner();
		const other = openDatabase(t.urls.application, 1);
		const elsewhere = { ...ground, db: other };
		for (let i = 0; i < mostAnHour.link; i++)
			expect(await letterbox.takeNote(i % 2 ? ground : elsewhere, link, said(), `192.0.2.${i}`)).toHaveProperty(
				"receipt",
			);
		const late = said();
		expect(await take(link, late)).toEqual({ againAt: new Date(testNow.getTime() + 3_600_000) });
		expect(await rowOf(late.id)).toBeUndefined();
		now = new Date(testNow.getTime() + 3_600_000);
		expect(await take(link, late)).toHaveProperty("receipt");
		await other.close();
	});

	test("from one address is bounded also through many links", async () => {
		const { link } = await partner();
		await take(link, said(), "198.51.100.1");
		await t.owner.query("update listening.partner_tries set n = $1 where key like 'address %'", [mostAnHour.address]);
		const { link: another } = await partner();
		expect(await take(another, said(), "198.51.100.1")).toHaveProperty("againAt");
		expect(await take(another, said(), "203.0.113.9")).toHaveProperty("receipt");
		const { rows } = await t.owner.query("select key from listening.partner_tries");
		expect(JSON.stringify(rows)).not.toMatch(/198\.51|203\.0/);
	});

	test("becomes urgent when the facilitator says so, once", async () => {
		const { link } = await partner();
		const input = said();
		await receipt(link, input);
		await expect(partners.raiseNote(ground, beside, input.id)).rejects.toThrow(refused("not_found"));
		await partners.raiseNote(ground, anna, input.id);
		expect((await rowOf(input.id)).urgent).toBe(true);
		await expect(partners.raiseNote(ground, anna, staffNote)).rejects.toThrow(refused("not_found"));
	});
});

describe("a link", () => {
	test("is shown once, kept as a hash, and made once for one request", async () => {
		const id = newId<"partner-link">();
		const made = await partners.makePartner(ground, anna, { id, partner: pharmacy, typed: undefined });
		const again = await partners.makePartner(ground, anna, { id, partner: pharmacy, typed: undefined });
		expect(made.token).toMatch(/^[\w-]{43}$/);
		expect(again).toEqual({ partnerId: made.partnerId });
		const { rows } = await t.owner.query("select * from listening.partner_links where partner_id = $1", [
			made.partnerId,
		]);
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toContain(made.token);
		expect(await partners.partnerOnPage(ground, anna, made.partnerId)).toMatchObject({ works: true, token: undefined });
	});

	test("renewed, the one before is dead and the new one works; revoked, none does", async () => {
		const { token, partnerId } = await partner();
		const id = newId<"partner-link">();
		const renewed = await partners.renewLink(ground, anna, partnerId, id);
		expect(await partners.renewLink(ground, anna, partnerId, id)).toEqual({ partnerId });
		expect((await letterbox.openLink(ground, token)).revoked).toBe(true);
		const link = await letterbox.openLink(ground, renewed.token ?? "");
		expect(link.revoked).toBe(false);
		await partners.revokeLink(ground, anna, partnerId);
		const dead = await letterbox.openLink(ground, renewed.token ?? "");
		await expect(take(dead, said())).rejects.toThrow(refused("link_spent"));
		expect(await partners.partnerOnPage(ground, anna, partnerId)).toMatchObject({ works: false, revokedAt: testNow });
	});

	test("is the business of those who work in its neighbourhood", async () => {
		const { partnerId } = await partner();
		for (const actor of [beside, actorOf("facilitator", "far"), actorOf("coordinator", "far")]) {
			await expect(partners.partnerOnPage(ground, actor, partnerId)).rejects.toThrow(refused("not_found"));
			await expect(partners.revokeLink(ground, actor, partnerId)).rejects.toThrow(refused("not_found"));
			await expect(partners.renewLink(ground, actor, partnerId, newId())).rejects.toThrow(refused("not_found"));
		}
		for (const role of ["resident", "citizen", "social-worker", "officer", "administrator"] as const)
			await expect(partners.listPartners(ground, actorOf(role))).rejects.toThrow(refused("not_yours"));
		expect(await partners.partnerOnPage(ground, actorOf("coordinator"), partnerId)).toMatchObject({ id: partnerId });
	});

	test("that nobody gave opens nothing", async () => {
		for (const token of ["", "x", "a".repeat(43), "a".repeat(4000), "../../status", "\\x00"])
			await expect(letterbox.openLink(ground, token)).rejects.toThrow(Refused);
	});
});

test("as the application's role a partner selects nothing that belongs to a territory, and adds only what is its own", async () => {
	const { link } = await partner();
	const actor: Actor = {
		role: "partner",
		partnerId: link.partnerId,
		territoryId: places.territory,
		neighbourhoodIds: [places.here],
	};
	const { rows: tables } = await t.owner.query<{ name: string }>(
		`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where relkind = 'r' and obj_description(c.oid, 'pg_class') ~ '^@(tenant|control)' and nspname <> 'public'`,
	);
	expect(tables.length).toBeGreaterThan(25);
	const seen = await t.db.readAs(actor, async (read) => {
		const found: string[] = [];
		for (const { name } of tables) {
			const [row] = await read.rows<{ n: number }>(sql`select count(*)::int as n from ${sql.raw(name)}`);
			if (row?.n) found.push(name);
		}
		return found;
	});
	expect(seen.filter((name) => !["programme.neighbourhoods", "programme.memberships"].includes(name))).toEqual([]);

	const right = {
		territory_id: places.territory,
		neighbourhood_id: places.here,
		partner_id: link.partnerId,
		text: "T",
		kind: "reported",
		heard_on: "2026-11-22",
		guessed: [],
		during_visit: false,
		urgent: false,
		recorded_at: testNow,
	};
	const add = (more: object) => {
		const row = { ...right, id: newId(), ...more };
		const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)));
		return t.db.withActor(actor, (tx) =>
			tx.rows(
				sql`insert into listening.notes (${columns}) select ${columns} from jsonb_populate_record(null::listening.notes, ${JSON.stringify(row)}::jsonb)`,
			),
		);
	};
	await add({});
	for (const wrong of [
		{ neighbourhood_id: places.beside },
		{ territory_id: places.otherTerritory, neighbourhood_id: places.far },
		{ partner_id: null, recorded_by: anna.accountId },
		{ partner_id: newId() },
		{ urgent: true },
		{ kind: "asked" },
		{ about_id: woman },
	])
		await expect(add(wrong), JSON.stringify(wrong)).rejects.toMatchObject({ code: "42501" });
});

describe("on the page", () => {
	const path = (token: string) => `/listening/partner/${token}`;
	const get = async (at: string) => {
		const answer = await app.request(at);
		return { status: answer.status, html: await answer.text(), headers: answer.headers };
	};
	const post = async (at: string, fields: Record<string, string>) => {
		const answer = await app.request(at, formOf(fields));
		return { status: answer.status, html: await answer.text(), headers: answer.headers };
	};

	test("the form asks what, about what and where, says 112 first and never asks for a name, in three languages", async () => {
		const { token } = await partner();
		const words = { it: "non scrivere nomi", de: "keine Namen", en: "no names" };
		for (const language of ["it", "de", "en"] as const) {
			reader = { actor: nobodyHere, language };
			const { html } = await get(path(token));
			expect(html).toContain(`lang="${language}"`);
			const fields = [...html.matchAll(/<(?:input|textarea|select)[^>]* name="([^"]+)"/g)].map(([, name]) => name);
			expect(fields).toEqual(["back", "id", "text", "topic", "place"]);
			expect(html.indexOf("tel:112")).toBeLessThan(html.indexOf("<textarea"));
			expect(html).toContain("0461 000 000");
			expect(html).toContain(words[language]);
			expect(html).not.toContain("Segret");
		}
	});

	test("what was sent cannot be read again: a code and the time", async () => {
		const { token } = await partner();
		const sent = await post(path(token), { id: newId(), text: "Panchina rotta in fondo al viale." });
		expect(sent.status).toBe(303);
		const back = await get(sent.headers.get("location") ?? "");
		expect(back.html).toMatch(/[2-9A-Z]{4}-[2-9A-Z]{4}/);
		expect(back.html).toContain("10:30");
		expect(back.html).not.toContain("Panchina");
		const other = await partner();
		expect((await get((sent.headers.get("location") ?? "").replace(token, other.token))).status).toBe(404);
		expect((await get(`${path(token)}/arrived/${staffNote}`)).status).toBe(404);
	});

	test("too much at once says from when there is room, and keeps what was typed", async () => {
		const { token, link } = await partner();
		await take(link, said());
		await t.owner.query("update listening.partner_tries set n = 1000");
		const kept = await post(path(token), { id: newId(), text: "Resta <scritto>.", topic: "home", place: square });
		expect(kept.status).toBe(429);
		expect(kept.headers.get("retry-after")).toBe("3600");
		expect(kept.html).toContain("11:30");
		expect(kept.html).toContain("Resta &lt;scritto>.");
		expect(kept.html).toContain(`value="home" selected`);
		expect(kept.html).toContain(`value="${square}" selected`);
	});

	test("what cannot be taken says why at the field, and keeps what was typed", async () => {
		const { token } = await partner();
		const empty = await post(path(token), { id: newId(), text: " ", topic: "home" });
		expect(empty.status).toBe(422);
		expect(empty.html).toContain(`value="home" selected`);
		const long = await post(path(token), { id: newId(), text: "a".repeat(2001) });
		expect(long.status).toBe(422);
		expect(long.html).toContain("a".repeat(2001));
		const place = await post(path(token), { id: newId(), text: "Altrove.", place: squareBeside });
		expect(place.status).toBe(422);
		expect(place.html).not.toContain("piazza Accanto");
		expect((await post(path(token), { id: newId(), text: "a".repeat(33_000) })).status).toBe(413);
	});

	test("revoked, it dies at once: the next request says whom to call, an open form keeps what was typed and saves nothing", async () => {
		const { token, partnerId } = await partner();
		const sent = await post(path(token), { id: newId(), text: "Prima." });
		expect(sent.status).toBe(303);
		await partners.revokeLink(ground, anna, partnerId);
		const id = newId();
		const after = await post(path(token), { id, text: "Avevo <scritto> questo." });
		for (const answer of [after, await get(path(token)), await get(sent.headers.get("location") ?? "")]) {
			expect(answer.status).toBe(410);
			expect(answer.html).toContain("tel:0461000000");
		}
		expect(after.html).toContain("Avevo &lt;scritto> questo.");
		expect(await rowOf(id)).toBeUndefined();
	});

	test("staff see the card once, and afterwards only how it goes", async () => {
		reader = { actor: anna };
		const id = newId();
		const made = await post("/listening/partners", { id, partner_typed: "Bar Qui" });
		const [, address = ""] = /href="(http:\/\/localhost\/listening\/partner\/[\w-]{43})"/.exec(made.html) ?? [];
		expect(address).not.toBe("");
		expect(made.html).toContain("<svg");
		expect(made.html).toContain("0461 000 000");
		const again = await post("/listening/partners", { id, partner_typed: "Bar Qui" });
		expect(again.status).toBe(200);
		expect(again.html).not.toContain("/listening/partner/");
		const token = address.split("/").at(-1) ?? "";
		reader = { actor: nobodyHere };
		const sent = await post(path(token), { id: newId(), text: "Arrivato." });
		expect(sent.status).toBe(303);
		reader = { actor: anna };
		const list = await get("/listening/partners");
		expect(list.html).toMatch(
			/Bar Qui<\/a>.*?è arrivato un appunto · l&#39;ultimo il 22 novembre 2026|Bar Qui<\/a>.*?è arrivato un appunto · l'ultimo il 22 novembre 2026/s,
		);
		const [, own = ""] = /href="(\/listening\/partners\/[0-9a-f-]{36})">Bar Qui/.exec(list.html) ?? [];
		const one = await get(own);
		expect(one.html).not.toContain(token);
		const [, note = ""] = /href="(\/listening\/notes\/[0-9a-f-]{36})"/.exec(one.html) ?? [];
		const [, code = ""] = /ricevuta ([2-9A-Z]{4}-[2-9A-Z]{4})/.exec(one.html) ?? [];
		const onNote = await get(note);
		expect(onNote.html).toContain("Mandato da Bar Qui con il suo collegamento");
		expect(onNote.html).toContain(code);
		expect((await post(`${own}/revoke`, {})).status).toBe(303);
		expect((await get(own)).html).toContain("collegamento ritirato il 22 novembre 2026");
		expect((await post("/listening/partners", { id: newId(), partner_typed: " " })).status).toBe(422);
	});
});

test("only in the demonstration does the staff's page keep showing a link, and only the one of the demonstration", async () => {
	const { partnerId } = await partner();
	const token = partners.demoToken(ground.seal, partnerId);
	const demo = { ...ground, demo: true };
	expect((await partners.partnerOnPage(demo, anna, partnerId)).token).toBeUndefined();
	await t.owner.query("update listening.partner_links set token_hash = sha256($2::bytea) where partner_id = $1", [
		partnerId,
		Buffer.from(token),
	]);
	expect((await partners.partnerOnPage(demo, anna, partnerId)).token).toBe(token);
	expect((await partners.partnerOnPage(ground, anna, partnerId)).token).toBeUndefined();
	expect((await letterbox.openLink(ground, token)).partnerId as Id<"partner">).toBe(partnerId);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actorOf, freshDatabase, places } from "../../tests/harness.ts";
import { formOf, pagesFor } from "../../tests/pages.ts";
import { type Id, newId } from "../core/ids.ts";
import { ledger } from "../modules/community/agreements/service.ts";
import { addPersonIn } from "../modules/community/service.ts";
import { pages as stories } from "../modules/evaluation/stories/pages.tsx";
import { newInitiative, newSessions } from "../modules/initiatives/contract.ts";
import { startInitiative } from "../modules/initiatives/service.ts";
import { pages as sessions } from "../modules/initiatives/sessions/pages.tsx";
import { addSessions } from "../modules/initiatives/sessions/service.ts";
import { pages as listening } from "../modules/listening/pages.tsx";
import { pages as mediations } from "../modules/mediations/pages.tsx";
import { pages as circles } from "../modules/network/circle/pages.tsx";
import { processings } from "../modules/programme/purposes/contract.ts";
import { writeField } from "../modules/referrals/fields/service.ts";
import { pages as ownReferrals } from "../modules/referrals/own.pages.tsx";
import { pages as referrals } from "../modules/referrals/pages.tsx";
import { beginReferral, chooseDesk, offerReferral } from "../modules/referrals/service.ts";
import type { View } from "../ui/http.ts";

// A minor says yes wherever one is asked for, with who answers for them beside it; what was typed stays.

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
const desk = newId<"desk">();
const rooms = [stories, sessions, circles, ownReferrals, referrals, listening, mediations];
const grounds = Object.fromEntries(
	processings.map((purpose) => [purpose, { ground: "public_task", norm: `norma di ${purpose}` }]),
) as View["grounds"];
const ask = (path: string, init?: RequestInit, actor = anna) =>
	pagesFor(t.ground, rooms, () => ({ actor, grounds })).request(path, init);

beforeAll(async () => {
	t = await freshDatabase();
	await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, 'Anna', array[$2]::uuid[])", [
		anna.accountId,
		places.territory,
	]);
	await t.owner.query(
		`insert into referrals.desks (territory_id, id, name, hours, phones, members, recorded_by)
			values ($1, $2, 'Servizio sociale', 'sempre', '{0461 000 009}', array[$3]::uuid[], $3)`,
		[places.territory, desk, anna.accountId],
	);
});
afterAll(() => t.end());

async function child(label: string): Promise<Id<"party">> {
	const { id } = await t.db.withActor(anna, (tx) =>
		addPersonIn(tx, {
			neighbourhoodId: places.here,
			label,
			level: "description",
			minor: true,
			knownSince: "2026-01-01",
		}),
	);
	await t.owner.query("update community.persons set level = 'name' where id = $1", [id]);
	return id as Id<"party">;
}

async function answered(personId: string, purpose: string) {
	const { entries } = await ledger(t.ground, anna, personId);
	return entries.filter((entry) => entry.purpose === purpose).map((entry) => entry.responsible);
}
const mother = { responsible: "Maria Rossi", responsibleAs: "parent" };

async function refused(answer: Response): Promise<string> {
	expect(answer.status).toBe(422);
	return answer.text();
}

describe("a minor's yes", () => {
	test("to their circle", async () => {
		const luca = await child("Luca");
		const draw = { id: newId(), how: "on_paper", day: "2026-11-20" };
		const path = `/network/circle/${luca}`;
		const html = await refused(await ask(`${path}/draw`, formOf({ ...draw, responsible: "Maria Rossi" })));
		expect(html).toMatch(/<details open[^>]*>\s*<summary>Se ha meno di 18 anni/);
		expect(html).toContain('value="Maria Rossi"');
		expect(html).toContain("Scegli che legame ha con il minore.");
		expect(await answered(luca, "circle")).toEqual([]);
		expect((await ask(`${path}/draw`, formOf({ ...draw, ...mother }))).status).toBe(303);
		expect(await answered(luca, "circle")).toEqual([{ name: "Maria Rossi", as: "parent" }]);
	});

	test("to a referral; alone and from home it is not asked", async () => {
		const gaia = await child("Gaia");
		const { id } = await beginReferral(t.ground, anna, { id: newId(), person: gaia, urgent: false });
		await chooseDesk(t.ground, anna, id, { desk, version: 1 });
		await writeField(t.ground, anna, id, { key: "asks", text: "Un colloquio", shared: true, version: 2 });
		await offerReferral(t.ground, anna, id, { version: 3 });
		const self = actorOf("resident", "here", { personId: gaia });
		const alone = await ask(`/referrals/mine/${id}/agree`, formOf({ version: "4" }), self);
		expect(alone.status).toBe(409);
		expect(await alone.text()).toContain("insieme a chi ha la responsabilità di te");
		const yes = { version: "4", how: "in_person", day: "2026-11-22" };
		const html = await refused(await ask(`/referrals/${id}/agree`, formOf({ ...yes, responsibleAs: "guardian" })));
		expect(html).toMatch(/value="guardian" selected/);
		expect(html).toContain("Ha meno di 18 anni: scrivi il nome");
		expect((await ask(`/referrals/${id}/agree`, formOf({ ...yes, ...mother }))).status).toBe(303);
		expect(await answered(gaia, "referral")).toEqual([{ name: "Maria Rossi", as: "parent" }]);
	});

	test("to a story, each with their own", async () => {
		const [ivo, eva] = [await child("Ivo"), await child("Eva")];
		const told = {
			...{ id: newId(), title: "La merenda", text: "Insieme abbiamo fatto merenda in cortile.", language: "it" },
			...{ objectives: "O2", how: "in_person", agreed: "1", person1: ivo, person1_typed: "Ivo" },
			...{ person2: eva, person2_typed: "Eva" },
		};
		const first = await refused(await ask("/evaluation/stories", formOf(told)));
		for (const label of ["Ivo", "Eva"]) expect(first).toContain(`Chi risponde per ${label}, che ha meno di 18 anni`);
		const half = { [`responsible_${ivo}`]: "Maria Rossi", [`responsibleAs_${ivo}`]: "parent" };
		const second = await refused(await ask("/evaluation/stories", formOf({ ...told, ...half })));
		expect(second).toContain('value="Maria Rossi"');
		expect(await answered(ivo, "story")).toEqual([]);
		const whole = { ...half, [`responsible_${eva}`]: "Pia Neri", [`responsibleAs_${eva}`]: "foster_carer" };
		expect((await ask("/evaluation/stories", formOf({ ...told, ...whole }))).status).toBe(303);
		expect(await answered(ivo, "story")).toEqual([{ name: "Maria Rossi", as: "parent" }]);
		expect(await answered(eva, "story")).toEqual([{ name: "Pia Neri", as: "foster_carer" }]);
	});

	test("to being written down at a session", async () => {
		const ada = await child("Ada");
		const { id } = await startInitiative(
			t.ground,
			anna,
			newInitiative.parse({ id: newId(), title: "Merenda", languages: "it" }),
		);
		const when = newSessions.parse({ id: newId(), startsOn: "2026-11-20", time: "15:00", minutes: "60" });
		const [session] = await addSessions(t.ground, anna, id, when);
		const path = `/initiatives/${id}/sessions/${session!.id}/attendance`;
		const sheet = { who1: ada, who1_typed: "Ada", agreed: "1", unnamed: "3" };
		const html = await refused(await ask(path, formOf(sheet)));
		expect(html).toContain("Chi risponde per Ada, che ha meno di 18 anni");
		expect(html).toMatch(/name="unnamed"[^>]*value="3"|value="3"[^>]*name="unnamed"/);
		const said = { [`responsible_${ada}`]: "Maria Rossi", [`responsibleAs_${ada}`]: "parent" };
		expect((await ask(path, formOf({ ...sheet, ...said }))).status).toBe(303);
		expect(await answered(ada, "sessions")).toEqual([{ name: "Maria Rossi", as: "parent" }]);
	});
});

test("each form that asks for something of somebody says on which legal ground, as the body set it", async () => {
	const ugo = await child("Ugo");
	const { id } = await beginReferral(t.ground, anna, { id: newId(), person: ugo, urgent: false });
	const { id: initiative } = await startInitiative(
		t.ground,
		anna,
		newInitiative.parse({ id: newId(), title: "Orto", languages: "it" }),
	);
	const when = newSessions.parse({ id: newId(), startsOn: "2026-11-20", time: "15:00", minutes: "60" });
	const [session] = await addSessions(t.ground, anna, initiative, when);
	const shown = {
		"/listening/notes/new": "listening",
		"/listening/urgent": "listening",
		"/listening/follow-ups/new": "listening",
		[`/network/circle/${ugo}`]: "circle",
		"/evaluation/stories/new": "stories",
		[`/initiatives/${initiative}/sessions/${session!.id}`]: "sessions",
		[`/referrals/new?person=${ugo}`]: "referral_agreed",
		[`/referrals/${id}/fields`]: "referral_agreed",
		[`/referrals/${id}/ground`]: "referral_duty",
		"/mediations/new": "mediation",
	};
	for (const [path, purpose] of Object.entries(shown)) {
		const answer = await ask(path);
		expect(answer.status, path).toBe(200);
		expect(await answer.text(), path).toContain(`norma di ${purpose}`);
	}
});

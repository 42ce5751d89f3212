import { afterAll, beforeAll, expect, test } from "vitest";
import { demoAccountId } from "../src/cli/demo/accounts.ts";
import { type Id, newId } from "../src/core/ids.ts";
import type { Role } from "../src/core/roles.ts";
import { fold } from "../src/core/text.ts";
import { outbox } from "../src/modules/access/service.ts";
import { protectPerson, saySafely } from "../src/modules/community/safe/service.ts";
import { demoToken } from "../src/modules/listening/partners/service.ts";
import { writeField } from "../src/modules/referrals/fields/service.ts";
import { makeLink } from "../src/modules/referrals/links/service.ts";
import { remindAll } from "../src/modules/referrals/reminders/service.ts";
import * as referrals from "../src/modules/referrals/service.ts";
import { addressesOf, lodge } from "./access/samples.ts";
import { application, routesOf, sanVigilio } from "./application.ts";
import { actorOf, testNow, testSeal } from "./harness.ts";
import { readPdf } from "./pdf.ts";

// People of the demonstration are protected, some whom everything is bound to among them. Then everything that anybody
// but staff can open is opened, and everything of staff that is printed, handed out or looked at together with others: no
// label, no contact, no word of how they can be reached. Their own page, for those who work there, is where the name is.

const outsiders: Record<string, [Role, string?] | undefined> = {
	nobody: undefined,
	resident: ["resident", sanVigilio.slug],
	citizen: ["citizen", sanVigilio.slug],
	officer: ["officer"],
	evaluator: ["evaluator"],
	administrator: ["administrator"],
	"data protection officer": ["data-protection-officer"],
	"social worker": ["social-worker", sanVigilio.slug],
};
const staff: Record<string, [Role, string?]> = {
	facilitator: ["facilitator", sanVigilio.slug],
	coordinator: ["coordinator", sanVigilio.slug],
};

/**
 * Where those who work there read the name: the pages that are of this person alone (theirs, its form of correction, what
 * is to be erased or handed to them in person), the list of those who are protected, and the words of a story that was
 * taken from public eyes with its person, for whoever has to mend it.
 */
const theirOwn =
	/^\/community\/(persons\/:id|protected)|^\/api\/community\/persons\/:id\/erasure|^\/rights\/copies\/:copy|^\/evaluation\/stories\/:id/;

/** What a desk was given of somebody, with their agreement or on a ground, it reads on the referral and nowhere else. */
const handedToDesk = /^\/(api\/)?referrals\/:id/;

type Hidden = { id: string; label: string; account: string | null };
type Answer = { who: string; route: string; path: string; text: string };
let t: Awaited<ReturnType<typeof application>>;
let hidden: Hidden[];
/** A link of a desk without accounts to a referral about one of them, and the code said on the phone. */
let deskLink: { path: string; code: string };
let reported: { reporter: { id: string; label: string }; answers: Answer[] };
/** Real addresses of every route, as they were before anybody was protected. */
const addresses = new Map<string, string[]>();
const phone = "0461 112233445";
const secret = "Un fischio dal fornaio Zebedeo";

beforeAll(async () => {
	t = await application();
	const { rows } = await t.owner.query<Hidden>(
		`select p.id, p.label, c.id as account from community.parties p
			join community.persons s on s.territory_id = p.territory_id and s.id = p.id and s.level = 'name' and not s.protected
			left join access.accounts c on c.person_id = p.id
		where p.neighbourhood_id = $1 and p.left_on is null and p.merged_into is null and length(p.label) > 8
			and (c.name in ('Luisa Mattedi', 'Tommaso Berlanda')
				or p.id in (select person_id from initiatives.participations) and p.id in (select giver_id from exchange.acts)
				or p.id in (select a.person_id from evaluation.story_people x join community.agreements a on a.id = x.agreement_id)
				or p.id in (select one_id from community.ties where kind = 'member_of'))
		order by c.name nulls last, p.id limit 10`,
		[sanVigilio.id],
	);
	hidden = rows;
	for (const { method, path } of routesOf(t.app))
		if (method === "GET")
			addresses.set(
				path,
				(await addressesOf(t.owner, path)).map((address) => address.path),
			);
	const anna = actorOf("facilitator", "here", {
		territoryId: sanVigilio.territoryId,
		neighbourhoodIds: [sanVigilio.id as never],
		neighbourhoodId: sanVigilio.id as never,
	});
	reported = await walkedAsReported();
	deskLink = await linkedTo(hidden.at(-1)!.id);
	for (const { id } of hidden) {
		await t.owner.query("delete from community.contacts where party_id = $1", [id]);
		await t.owner.query(
			`insert into community.contacts (territory_id, id, neighbourhood_id, party_id, kind, sealed) values ($1, $2, $3, $4, 'phone', $5)`,
			contactOf(id, newId()),
		);
		await saySafely(t.ground, anna, { act: "say", way: secret }, id);
		await protectPerson(t.ground, anna, id, { protected: "yes" });
	}
}, 400_000);
afterAll(() => t?.end());

/** Somebody told of two who have an account; then the two open everything they can. */
async function walkedAsReported(): Promise<typeof reported> {
	const { rows } = await t.owner.query<{ id: string; label: string }>(
		`select p.id, p.label from community.parties p join community.persons s on s.territory_id = p.territory_id and s.id = p.id
		where p.neighbourhood_id = $1 and s.level = 'name' and not s.protected and p.left_on is null and length(p.label) > 10
			and p.id not in (select giver_id from exchange.acts union select receiver_id from exchange.acts)
			and p.id <> all ($2::uuid[]) order by p.id desc limit 1`,
		[sanVigilio.id, hidden.map(({ id }) => id)],
	);
	const [reporter] = rows;
	for (const { id } of hidden.filter(({ account }) => account !== null)) {
		const changed = await t.owner.query(
			`update listening.notes set about_id = $2, heard_from_id = $3 where id in (select id from listening.notes
				where neighbourhood_id = $1 and about_id is null and forgotten_on is null order by id limit 3)`,
			[sanVigilio.id, id, reporter!.id],
		);
		expect(changed.rowCount).toBe(3);
	}
	return { reporter: reporter!, answers: await opened({ resident: outsiders.resident, citizen: outsiders.citizen }) };
}

/** A facilitator hands one of them to the desk that works by link, and says neither who it is nor how to reach them. */
async function linkedTo(person: string): Promise<typeof deskLink> {
	const facilitator = actorOf("facilitator", "here", {
		accountId: demoAccountId("facilitator", sanVigilio.slug) as Id<"account">,
		territoryId: sanVigilio.territoryId,
		neighbourhoodIds: [sanVigilio.id as never],
	});
	const id = newId<"referral">();
	await referrals.beginReferral(t.ground, facilitator, { id, person: person as Id<"party">, urgent: false });
	await referrals.chooseDesk(t.ground, facilitator, id, { desk: deskByLink, version: 1 });
	await writeField(t.ground, facilitator, id, { key: "asks", text: "Un colloquio", shared: true, version: 2 });
	await writeField(t.ground, facilitator, id, { key: "phone", text: phone, shared: false, version: 3 });
	const grounded = { version: 4, norm: "Art. 1", told: "no" } as const;
	const { version } = await referrals.groundReferral(t.ground, facilitator, id, grounded);
	await referrals.sendReferral(t.ground, facilitator, id, { version });
	const made = await makeLink(t.ground, facilitator, id, { id: newId(), days: 7 }, "https://filo.example");
	const token = (await outbox(t.ground)).flatMap(({ body }) => /\/referrals\/link\/([\w-]{43})/.exec(body)?.[1] ?? []);
	return { path: `/referrals/link/${token.at(0)}`, code: made.code! };
}

const deskByLink = "00000000-2017-7000-8000-00000000d002" as Id<"desk">;

function contactOf(personId: string, id: string): unknown[] {
	const place = `community.contacts/${sanVigilio.territoryId}/${id}`;
	const sealed = t.ground.seal.ofPerson(sanVigilio.territoryId, personId).close(phone, place);
	return [sanVigilio.territoryId, id, sanVigilio.id, personId, sealed];
}

/** Everything that can be opened with GET by these, about whatever the samples name and about the hidden themselves. */
async function opened(who: Record<string, [Role, string?] | undefined>): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (const [name, signed] of Object.entries(who)) {
		const headers: Record<string, string> = signed ? { cookie: await t.signIn(...signed) } : {};
		for (const [route, paths] of addresses)
			for (const path of new Set([...paths, ...aboutThem(route)])) {
				const answer = await t.app.request(path, { headers });
				const type = answer.headers.get("content-type") ?? "";
				const text = await textOf(type, answer);
				answers.push({ who: name, route, path, text });
			}
	}
	return answers;
}

/** What can be read in an answer: a page, a file, a sheet for print. */
async function textOf(type: string, answer: Response): Promise<string> {
	if (type.includes("pdf")) return (await readPdf(new Uint8Array(await answer.arrayBuffer()))).pages.join(" ");
	return /text|json|xml|csv/.test(type) ? answer.text() : "";
}

/** The same address for each of them, where a person can stand in it. */
function aboutThem(route: string): string[] {
	const where = ["/persons/:id", "/circle/:person", "/rights/persons/:id"].find((end) => route.includes(end));
	if (!where || route.split(":").length > 2) return [];
	return hidden.slice(0, 3).map(({ id }) => route.replace(/:[a-z]+/, id));
}

function finds(answers: readonly Answer[]): string[] {
	const needles = hidden.map(({ label }) => fold(label));
	return answers.flatMap(({ who, route, path, text }) => {
		const folded = ` ${fold(text.replaceAll(/<[^>]*>/g, " "))} `;
		const raw = fold(text);
		const label = needles.find((needle) => folded.includes(` ${needle} `) || raw.includes(needle));
		const told = label ?? [phone, secret].find((one) => text.includes(one));
		return told ? [`${who} ${route} ${path}: ${told}`] : [];
	});
}

test("somebody to whom much is bound is among those protected, and the demonstration did show them before", async () => {
	expect(hidden.length).toBeGreaterThan(6);
	expect(hidden.some(({ account }) => account !== null)).toBe(true);
	const { rows } = await t.owner.query("select count(*)::int as n from community.parties where protected");
	expect(rows[0].n).toBeGreaterThanOrEqual(hidden.length + 2);
});

test("nobody who is no staff finds their label, contact or way to be reached, on any page or in any file", async () => {
	const answers = await opened(outsiders);
	expect(answers.length).toBeGreaterThan(500);
	const others = answers.filter(({ who, route }) => who !== "social worker" || !handedToDesk.test(route));
	expect(finds(others)).toEqual([]);
	for (const who of Object.keys(outsiders))
		expect(answers.filter((one) => one.who === who && one.text.length > 2000).length, who).toBeGreaterThan(5);
	const partners = answers.filter(({ who, path }) => who === "nobody" && path.includes(demoToken(testSeal, lodge)));
	expect(
		partners.some(({ text }) => text.length > 500),
		"the link of a partner was opened",
	).toBe(true);
}, 600_000);

test("through the link of a desk, with its code, nothing says who it is", async () => {
	const before = await (await t.app.request(deskLink.path)).text();
	const entered = await t.app.request(deskLink.path, {
		method: "POST",
		body: new URLSearchParams({ code: deskLink.code }),
	});
	expect(entered.status).toBe(303);
	const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
	const after = await (await t.app.request(deskLink.path, { headers: { cookie } })).text();
	expect(after).toContain("Un colloquio");
	const answer = { who: "desk", route: "/referrals/link/:token", path: "/referrals/link/…" };
	expect(finds([before, after].map((text) => ({ ...answer, text })))).toEqual([]);
});

test("no letter that waits, and no reminder, says anything of them", async () => {
	const later = { ...t.ground, clock: () => new Date(testNow.getTime() + 30 * 86_400_000) };
	await remindAll(later, [sanVigilio.territoryId], "https://filo.example");
	const letters = await outbox(t.ground);
	expect(letters.length).toBeGreaterThan(1);
	const answers = letters.map(({ subject, body }, i) => ({
		...{ who: "outbox", route: "mail", path: String(i) },
		text: `${subject} ${body}`,
	}));
	expect(finds(answers)).toEqual([]);
});

test("nothing that somebody can open tells who told of them: neither the name nor the record", () => {
	const { reporter, answers } = reported;
	// They do open what is theirs.
	const mine = answers.find(({ who, route }) => who === "resident" && route === "/community/me");
	expect(mine?.text).toContain("Luisa Mattedi");
	const told = answers.filter(({ text }) => text.includes(reporter.id) || fold(text).includes(fold(reporter.label)));
	expect(told.map(({ who, path }) => `${who} ${path}`)).toEqual([]);
});

test("the account of somebody protected opens nothing of theirs, and no letter leaves to it", async () => {
	const cookie = await t.signIn("resident", sanVigilio.slug);
	for (const path of ["/community/me", "/network/circle", "/exchange/mine", "/api/network/circle"]) {
		const text = await (await t.app.request(path, { headers: { cookie } })).text();
		expect(text, path).not.toMatch(/Un pomeriggio alla settimana per me|La nonna|Zebedeo/);
	}
	const mails = async () => (await t.owner.query("select count(*)::int as n from access.mails")).rows[0].n;
	const before = await mails();
	const ask = (email: string) =>
		t.app.request("/access/sign-in", { method: "POST", body: new URLSearchParams({ email }) });
	const [known, unknown] = [
		await ask("luisa.abitante@esempio.filo.example"),
		await ask("nessuno@esempio.filo.example"),
	];
	expect([known.status, known.headers.get("location")]).toEqual([unknown.status, unknown.headers.get("location")]);
	expect(await mails()).toBe(before);
});

test("staff read the name on the person's own page alone: no list, drawing, sheet, roll, invitation, search or household page says it", async () => {
	const answers = await opened(staff);
	const own = answers.filter(({ route }) => theirOwn.test(route));
	const others = answers.filter(({ route }) => !theirOwn.test(route));
	expect(finds(own).length).toBeGreaterThan(2);
	expect(finds(others)).toEqual([]);
}, 400_000);

import { addDays } from "../../core/period.ts";
import { questionIn } from "../../modules/community/agreements/asked.ts";
import { processingOf } from "../../modules/community/agreements/contract.ts";
import {
	type AgeBand,
	type AskedLanguage,
	ageBands,
	bandsOfMinors,
} from "../../modules/community/agreements/fields.ts";
import type { Purpose } from "../../modules/community/contract.ts";
import type { LawfulGround, Processing } from "../../modules/programme/purposes/contract.ts";
import { demoAccounts } from "./accounts.ts";
import { later } from "./chance.ts";
import type { Row, World } from "./world.ts";

const task = "art. 6, par. 1, lett. e) GDPR; l. 328/2000; l.p. 13/2007";

/** What the invented body decided, one ground for each purpose. */
export const demoGrounds: Partial<Record<Processing, { ground: LawfulGround; norm: string }>> = {
	community: { ground: "public_task", norm: task },
	contacts: { ground: "public_task", norm: task },
	listening: { ground: "public_task", norm: task },
	acts: { ground: "public_task", norm: task },
	sessions: { ground: "public_task", norm: task },
	invitations: { ground: "public_task", norm: task },
	circle: { ground: "consent", norm: "art. 6, par. 1, lett. a) GDPR" },
	network: { ground: "public_task", norm: task },
	age_band: { ground: "consent", norm: "art. 6, par. 1, lett. a) GDPR" },
	stories: { ground: "consent", norm: "art. 6, par. 1, lett. a) GDPR" },
	surveys: { ground: "public_task", norm: task },
	referral_agreed: {
		ground: "public_task",
		norm: "art. 6, par. 1, lett. e), e art. 9, par. 2, lett. h) GDPR; l. 328/2000",
	},
	referral_duty: { ground: "legal_obligation", norm: "art. 6, par. 1, lett. c) GDPR; art. 331 c.p.p." },
	mediation: { ground: "public_task", norm: task },
	accounts: { ground: "contract", norm: "art. 6, par. 1, lett. b) GDPR" },
};

const languages: Record<AskedLanguage, number> = { it: 78, ro: 5, ar: 4, uk: 3, sq: 3, ur: 3, de: 2, en: 1, zh: 1 };
const bands: Record<AgeBand, number> = {
	"0-13": 0,
	"14-17": 0,
	"18-34": 14,
	"35-54": 27,
	"55-64": 18,
	"65-74": 20,
	"75-84": 15,
	"85+": 6,
};
const leastBands = ageBands.filter((band) => !bandsOfMinors.includes(band));

/**
 * The ledger beside every agreement there is: the words since they are kept, the ground; an age band of about half of
 * those called by name; a few who said no, whose agreement ends soon, who are minors; and a sheet. Comes last, so that
 * no other choice is moved.
 */
export function addLedger(world: World): void {
	const { chance, rows } = world;
	const agreements = rows["community.agreements"];
	const persons = new Map(rows["community.persons"].map((row) => [row.id, row]));
	for (const row of persons.values()) Object.assign(row, { minor: false, age_band: null });
	for (const row of agreements) Object.assign(row, besides(world, row));
	const named = agreements.filter(({ purpose, withdrawn_on }) => purpose === "name" && withdrawn_on === null);
	for (const row of named) {
		if (!chance.chance(0.55)) continue;
		const person = persons.get(row.person_id);
		if (person) person.age_band = chance.weighted(Object.fromEntries(leastBands.map((band) => [band, bands[band]])));
		answer(world, row, "age_band", {});
	}
	for (const neighbourhood of new Set(named.map((row) => row.neighbourhood_id))) {
		const here = named.filter((row) => row.neighbourhood_id === neighbourhood);
		for (const row of here.slice(-4, -2)) answer(world, row, "story", { answer: "declined" });
		for (const row of here.slice(-2))
			answer(world, row, "contact", { until: addDays(chance.today, 18), given_how: "on_paper" });
	}
	addMinors(world, persons);
	addSheet(world);
}

/** What the ledger says beside an answer. */
function besides(world: World, row: Row): Row {
	const { chance } = world;
	const purpose = row.purpose as Purpose;
	const since = chance.back(120);
	const language = String(row.given_on) >= since ? (chance.weighted(languages) as AskedLanguage) : null;
	return {
		answer: "agreed",
		words: language && questionIn(language, purpose),
		language,
		until: null,
		ended_by: row.withdrawn_on ? "person" : null,
		...(demoGrounds[processingOf[purpose]] ?? { ground: null, norm: null }),
		responsible: null,
		responsible_as: null,
	};
}

/** Another answer of the same person, not before the one it is modelled on. */
function answer(world: World, like: Row, purpose: Purpose, more: Row): void {
	const { chance, rows } = world;
	const { territory_id, neighbourhood_id, person_id, recorded_by } = like;
	const on = later(chance.back(chance.whole(3, 90)), String(like.given_on));
	const recorded_at = chance.written(on);
	const id = chance.id(recorded_at);
	const row: Row = { territory_id, id, neighbourhood_id, person_id, purpose, given_on: on, given_how: "in_person" };
	const withdrawn_on = more.answer === "declined" ? on : null;
	rows["community.agreements"].push({
		...Object.fromEntries(Object.keys(like).map((key) => [key, null])),
		...row,
		recorded_by,
		recorded_at,
		...besides(world, row),
		withdrawn_on,
		...more,
	});
}

/** One in each neighbourhood who is called by a nickname is not of age: their mother or father answered. */
function addMinors({ rows, seal }: World, persons: ReadonlyMap<unknown, Row>): void {
	const done = new Set<unknown>();
	for (const row of rows["community.agreements"]) {
		const { territory_id, neighbourhood_id, person_id, id, purpose, withdrawn_on } = row;
		if (purpose !== "nickname" || withdrawn_on !== null || done.has(neighbourhood_id)) continue;
		const all = rows["community.agreements"].filter((other) => other.person_id === person_id);
		const person = persons.get(person_id);
		if (all.length !== 1 || !person) continue;
		done.add(neighbourhood_id);
		person.minor = true;
		const place = `community.agreements/${territory_id}/${id}/responsible`;
		const sealed = seal.ofPerson(String(territory_id), String(person_id)).close("Una madre del quartiere", place);
		Object.assign(row, { responsible: `\\x${sealed.toString("hex")}`, responsible_as: "parent" });
	}
}

/** The sheet Luisa signed, as a PDF of one empty page. */
function addSheet({ rows, seal, chance }: World): void {
	const luisa = demoAccounts.find(({ name }) => name === "Luisa Mattedi")?.person;
	const row = rows["community.agreements"].find(
		({ person_id, purpose }) => person_id === luisa && purpose === "contact",
	);
	if (!row || !luisa) throw new Error("the demonstration has no agreement of Luisa");
	row.given_how = "on_paper";
	const { territory_id, neighbourhood_id, recorded_by, recorded_at } = row;
	const id = chance.id(new Date(String(recorded_at)));
	const sealed = seal
		.ofPerson(String(territory_id), luisa)
		.close(Buffer.from(emptyPage), `community.agreement_sheets/${territory_id}/${id}`);
	rows["community.agreement_sheets"].push({
		territory_id,
		id,
		neighbourhood_id,
		agreement_id: row.id,
		person_id: luisa,
		type: "application/pdf",
		sealed: `\\x${sealed.toString("hex")}`,
		recorded_by,
		recorded_at,
	});
}

const emptyPage =
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n";

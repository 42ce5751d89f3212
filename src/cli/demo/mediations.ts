import type { Day } from "../../core/period.ts";
import { cover } from "../../modules/community/safe/contract.ts";
import type { TakeStep } from "../../modules/mediations/contract.ts";
import { type Facts, next } from "../../modules/mediations/rules.ts";
import { textsOf } from "../../modules/mediations/texts.ts";
import { demoAccountId } from "./accounts.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import type { Row, World } from "./world.ts";

type Did = [act: TakeStep["act"], ago: number, more?: { of?: 0 | 1; words?: string; to?: string; called?: string }];
type Said = [of: 0 | 1, words: string, forOthers: boolean, ago: number, toldAgo?: number];
type Gone = { slug: Slug; matter: string; ago: number; path: Did[]; said?: Said[]; readers?: string[] };

/**
 * Mediations between neighbours in several states, how some people can safely be reached, and two of whom one speaks in
 * person alone. Comes last and chooses in order: no other choice is moved.
 */
export function addMediations(world: World): void {
	const free = neighbourhoods.map(({ slug, id }) => ({ slug, people: unbound(world, id) }));
	const take = (slug: Slug) => {
		const found = free.find((one) => one.slug === slug)?.people.shift();
		if (!found) throw new Error(`the demonstration has nobody left in ${slug}`);
		return found;
	};
	for (const gone of told()) write(world, gone, [take(gone.slug), take(gone.slug)]);
	for (const [i, said] of safely.entries()) saySafely(world, take(i === 2 ? "pradivento" : "san-vigilio"), said);
	for (const table of ["community.parties", "community.persons"] as const)
		for (const row of world.rows[table]) row.protected = false;
	for (const row of world.rows["community.persons"]) row.label_sealed = null;
	protect(world, take("san-vigilio"));
	protect(world, take("pradivento"));
}

/** People known by name to whom nothing else of the demonstration is bound but ties and agreements to their name. */
function unbound({ rows }: World, neighbourhoodId: string): Row[] {
	const bound = new Set<unknown>([
		...rows["initiatives.participations"].map((row) => row.person_id),
		...rows["exchange.acts"].flatMap((row) => [row.giver_id, row.receiver_id]),
		...rows["listening.notes"].flatMap((row) => [row.about_id, row.heard_from_id]),
		...rows["listening.follow_ups"].map((row) => row.about_id),
		...rows["listening.resources"].map((row) => row.party_id),
		...rows["network.circles"].map((row) => row.person_id),
		...rows["network.circle_entries"].map((row) => row.party_id),
		...rows["referrals.referrals"].map((row) => row.person_id),
		...rows["rights.copies"].map((row) => row.person_id),
		...rows["community.merges"].flatMap((row) => [row.kept_id, row.gone_id]),
		...rows["access.accounts"].map((row) => row.person_id),
		...rows["community.agreements"].flatMap((row) =>
			row.purpose === "name" || row.purpose === "contact" ? [] : [row.person_id],
		),
	]);
	const named = new Set(
		rows["community.persons"].flatMap((row) => (row.level === "name" && !row.minor ? [row.id] : [])),
	);
	return rows["community.parties"].filter(
		(row) => row.neighbourhood_id === neighbourhoodId && named.has(row.id) && !row.left_on && !bound.has(row.id),
	);
}

function hex(sealed: Buffer): string {
	return `\\x${sealed.toString("hex")}`;
}

function told(): Gone[] {
	const heard = (ago: number): Did[] => [
		["hear", ago, { of: 0 }],
		["hear", ago - 2, { of: 1 }],
	];
	const settled = (ago: number, words: string): Did[] => [
		...heard(ago - 3),
		["meet", ago - 12, { words: "Un'ora al punto di comunità. Si sono dati del tu." }],
		["propose", ago - 12, { words }],
		["agree", ago - 13, { of: 0 }],
		["agree", ago - 14, { of: 1 }],
		["follow", ago - 25, { words: "Va meglio, si salutano per le scale." }],
		["close", ago - 26],
	];
	const here = "san-vigilio" as const;
	return [
		{ slug: here, matter: "I passi e i mobili la sera tardi", ago: 6, path: [["hear", 5, { of: 0 }]] },
		{
			...{ slug: here, matter: "La lavatrice condivisa del sabato", ago: 24 },
			path: [
				...heard(22),
				["meet", 9, { words: "Hanno guardato insieme il calendario dei turni. Resta aperto il sabato mattina." }],
			],
			said: [
				[0, "Lavoro su turni: il sabato è l'unico giorno in cui posso lavare.", true, 22, 9],
				[0, "Mi vergogno di chiedere sempre io.", false, 22],
				[1, "Non è contro di lui: di sabato dormono i bambini.", true, 20],
			],
			readers: [demoAccountId("social-worker", here) ?? ""],
		},
		{
			...{ slug: here, matter: "Il posto delle biciclette nell'atrio", ago: 60 },
			path: [
				...heard(57),
				["meet", 44, { words: "Hanno misurato l'atrio con il metro." }],
				[
					"propose",
					44,
					{
						words:
							"Le biciclette stanno a sinistra, tre al massimo. Il passeggino passa sempre. Chi trova l'atrio pieno suona, non scrive sul muro.",
					},
				],
				["agree", 43, { of: 0, called: "quelli del primo piano" }],
				["agree", 41, { of: 1 }],
			],
		},
		{
			slug: here,
			matter: "La siepe tra i due orti",
			ago: 150,
			path: [...heard(148), ["end", 130, { words: "Uno dei due preferisce non vedersi." }], ["follow", 90]],
		},
		{
			slug: here,
			matter: "Le spese per l'androne",
			ago: 110,
			path: [
				["hear", 108, { of: 0 }],
				["hand", 104, { to: "l'amministratore del condominio", words: "Lo sanno tutti e due." }],
			],
		},
		{
			slug: here,
			matter: "La musica della domenica",
			ago: 300,
			path: settled(300, "Dopo pranzo si suona fino alle quattro, con la finestra chiusa."),
		},
		{
			slug: here,
			matter: "Il cane sulle scale",
			ago: 260,
			path: settled(260, "Il cane scende al guinzaglio; chi ha paura lo dice, e si aspetta sul pianerottolo."),
		},
		{ slug: here, matter: "Il fumo sul balcone", ago: 210, path: settled(210, "Si fuma sul lato del cortile.") },
		{
			slug: here,
			matter: "I giochi in cortile all'ora del riposo",
			ago: 180,
			path: settled(180, "Dalle due alle tre si gioca sul prato dietro."),
		},
		{ slug: "pradivento", matter: "La neve davanti ai garage", ago: 40, path: heard(38) },
	];
}

/** One mediation as it went, decided by the same rules as at work. */
function write(world: World, { slug, matter, ago, path, said = [], readers: more = [] }: Gone, between: Row[]): void {
	const { chance, rows } = world;
	const opened = chance.back(ago);
	const at = chance.written(opened);
	const id = chance.id(at);
	const { territory_id, neighbourhood_id } = between[0]!;
	const mediator = demoAccountId("facilitator", slug) ?? "";
	const readers = [mediator, ...more];
	const about = { territory_id, neighbourhood_id, readers };
	const texts = textsOf(world, String(territory_id));
	const keys = [id, ...between.map((row) => String(row.id))];
	const placeOf = (noun: string, of: string, column: string) => `mediations.${noun}/${territory_id}/${of}/${column}`;
	const entries = between.map((row, i) => ({ id: chance.id(at), person: String(row.id), place: i + 1, called: "" }));
	let proposal: string | undefined;
	let facts: Facts = {
		...{ state: "opened", round: 1, openedOn: opened, heardOn: null, metOn: null, concludedOn: null, conclusion: null },
		...{ followedOn: null, closedOn: null, hasProposal: false },
		parties: entries.map((entry) => ({ id: entry.id, heardOn: null, agreedOn: null })),
	};
	const addStep = (act: string, on: Day, from: string | null, to: string, more: Row, json?: object) => {
		const step = chance.id(chance.written(on));
		const sealed = json ? hex(texts.closeCommon(keys, JSON.stringify(json), placeOf("steps", step, "sealed"))) : null;
		rows["mediations.steps"].push({
			...{ ...about, id: step, mediation_id: id, round: facts.round, from_state: from, to_state: to, act, on_day: on },
			...{ of_id: null, present: null, holds: null, sealed, by_id: mediator, recorded_at: chance.written(on), ...more },
		});
	};
	addStep("open", opened, null, "opened", {});
	for (const [act, daysAgo, { of, words, to, called } = {}] of path) {
		const entry = of === undefined ? undefined : entries[of];
		const day = chance.back(daysAgo);
		const present = entries.map((one) => one.id);
		const step = { act, day, words: words ?? "", of: entry?.id, present, to, holds: "yes" } as unknown as TakeStep;
		const before = facts.state;
		facts = next(facts, step, chance.today);
		if (act === "propose") proposal = words;
		if (act === "agree" && entry) entry.called = called ?? "";
		const own = {
			of_id: entry?.id ?? null,
			present: act === "meet" ? present : null,
			holds: act === "follow" ? "yes" : null,
		};
		addStep(act, day, before, facts.state, own, words || to ? { words, to_whom: to } : undefined);
	}
	rows["mediations.mediations"].push({
		...{
			...about,
			id,
			state: facts.state,
			round: facts.round,
			sealed_for: keys,
			mediator_id: mediator,
			recorded_at: at,
		},
		...{ opened_on: facts.openedOn, heard_on: facts.heardOn, met_on: facts.metOn, concluded_on: facts.concludedOn },
		...{ conclusion: facts.conclusion, followed_on: facts.followedOn, closed_on: facts.closedOn },
		matter: hex(texts.closeCommon(keys, matter, placeOf("mediations", id, "matter"))),
		proposal: proposal ? hex(texts.closeCommon(keys, proposal, placeOf("mediations", id, "proposal"))) : null,
	});
	for (const [i, { id: entry, person, place, called }] of entries.entries())
		rows["mediations.parties"].push({
			...{ ...about, id: entry, mediation_id: id, party_id: person, sealed_for: person, place, recorded_at: at },
			...{ heard_on: facts.parties[i]?.heardOn, agreed_on: facts.parties[i]?.agreedOn },
			called: called ? hex(texts.closeOf(person, called, placeOf("parties", entry, "called"))) : null,
		});
	for (const [of, words, forOthers, saidAgo, toldAgo] of said) {
		const wordsId = chance.id(chance.written(chance.back(saidAgo)));
		const entry = entries[of]!;
		rows["mediations.words"].push({
			...{
				...about,
				id: wordsId,
				mediation_id: id,
				of_id: entry.id,
				for_others: forOthers,
				said_on: chance.back(saidAgo),
			},
			told_on: toldAgo === undefined ? null : chance.back(toldAgo),
			sealed: hex(texts.closeOf(entry.person, words, placeOf("words", wordsId, "sealed"))),
		});
	}
}

const safely: readonly Record<string, string>[] = [
	{
		way: "Una telefonata al lavoro, al forno",
		hours: "Tra le dieci e mezzogiorno, mai di sera",
		unsaid: "Da dove chiami, se risponde un'altra voce",
		word: "La collega Ines può prendere un messaggio",
	},
	{ way: "Un biglietto lasciato dalla farmacista", hours: "Quando passa, il giovedì" },
	{ way: "Solo di persona, al mercato", unsaid: "Niente, davanti al fratello" },
];

function saySafely(
	{ chance, rows, seal }: World,
	{ territory_id, neighbourhood_id, id }: Row,
	said: Record<string, string>,
): void {
	const day = chance.back(35);
	const row = chance.id(chance.written(day));
	const place = `community.safe_contacts/${territory_id}/${row}`;
	rows["community.safe_contacts"].push({
		...{ territory_id, neighbourhood_id, id: row, person_id: id, said_on: day, recorded_at: chance.written(day) },
		sealed: hex(seal.ofPerson(String(territory_id), String(id)).close(JSON.stringify(said), place)),
	});
}

/** As `protectPerson` leaves it. */
function protect({ rows, seal }: World, party: Row): void {
	const { territory_id, id, label } = party;
	const person = rows["community.persons"].find((row) => row.id === id);
	if (!person) throw new Error(`the demonstration has no person ${id}`);
	const place = `community.persons/${territory_id}/${id}/label`;
	person.label_sealed = hex(seal.ofPerson(String(territory_id), String(id)).close(String(label), place));
	person.protected = true;
	party.protected = true;
	party.label = cover;
}

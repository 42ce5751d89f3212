import { addDays, type Day } from "../../core/period.ts";
import type { Seal } from "../../db/seal.ts";
import { hashOf } from "../../modules/access/service.ts";
import type { FieldKey, StateName, WordKind } from "../../modules/referrals/contract.ts";
import { codeHash } from "../../modules/referrals/links/code.ts";
import { isOpenTo } from "../../modules/referrals/rules.ts";
import { demoAccountId, demoAccounts } from "./accounts.ts";
import { demoDeskIds } from "./desks.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import { sceneId } from "./scenes-list.ts";
import type { Row, World } from "./world.ts";

/** One referral as it went: each step with the day, so many days ago. */
type Gone = {
	person: string;
	slug: Slug;
	/** Which of the territory's desks. */
	desk?: number;
	urgent?: boolean;
	path: [StateName, number][];
	fields: [FieldKey, string, boolean?][];
	words?: [WordKind, string, number][];
	call?: [string, boolean, number];
	companion?: ["somebody" | "volunteer" | "facilitator", string];
	/** Whether the desk, without accounts, has its link. */
	link?: true;
};

/** What is handed to the services, in every state, in each territory. Comes last, so that no other choice is moved. */
export function addReferrals(world: World): void {
	for (const gone of told(world)) write(world, gone);
	for (const gone of earlierOnes(world)) write(world, gone);
}

/** The link of a desk without accounts, and its code: known to whoever holds the key of the installation. */
export function demoDeskLink(seal: Seal): { path: string; code: string } {
	const code = seal.blind("code of the demonstration's desk").readUInt32BE() % 1_000_000;
	return { path: `/referrals/link/${deskToken(seal)}`, code: String(code).padStart(6, "0") };
}

function deskToken(seal: Seal): string {
	return seal.blind("link of the demonstration's desk").toString("base64url");
}

/** What waits at a desk without accounts, with its link. After everything else, so that no other choice is moved. */
export function addDeskLink(world: World): void {
	write(world, {
		person: known(world, "san-vigilio")(4),
		slug: "san-vigilio",
		desk: 1,
		path: [
			["draft", 3],
			["offered", 3],
			["agreed", 2],
			["sent", 2],
		],
		fields: [
			["situation", "Da quando è tornata dall'ospedale non riesce più a fare la spesa da sola."],
			["asks", "Sapere se c'è un aiuto in casa, e come si chiede."],
		],
		link: true,
	});
}

function addLink({ rows, chance, seal }: World, referral: Row, id: string): void {
	const { territory_id, neighbourhood_id, desk_id, facilitator_id, sent_at } = referral;
	rows["referrals.links"].push({
		...{ territory_id, neighbourhood_id, desk_id, referral_id: referral.id, round: 1 },
		...{ id, request_id: id, made_by: facilitator_id, made_at: sent_at },
		token_hash: `\\x${hashOf(deskToken(seal)).toString("hex")}`,
		code_hash: `\\x${codeHash(seal, id, demoDeskLink(seal).code).toString("hex")}`,
		expires_at: chance.instant(addDays(chance.today, 30), 0),
	});
}

function own(name: string): string {
	const person = demoAccounts.find((account) => account.name === name)?.person;
	if (!person) throw new Error(`the demonstration has no ${name}`);
	return person;
}

function told(world: World): Gone[] {
	const rent: Gone["fields"] = [
		["name", "Luisa"],
		[
			"situation",
			"Da tre mesi non riesco a pagare tutto l'affitto. Ho già parlato con il padrone di casa: aspetta fino a fine mese.",
		],
		["asks", "Capire se c'è un aiuto per l'affitto e come si fa la domanda."],
		["phone", "347 000 0000", false],
		["tried", "Domanda alla parrocchia: ci hanno dato la spesa per due settimane."],
	];
	const [one, two, three] = (["san-vigilio", "pradivento", "valbriosa"] as const).map((slug) => known(world, slug));
	return [
		{
			person: own("Luisa Mattedi"),
			slug: "san-vigilio",
			path: [
				["draft", 9],
				["offered", 9],
				["agreed", 8],
				["sent", 8],
				["received", 6],
			],
			fields: rent,
			companion: ["volunteer", "Tommaso"],
		},
		{
			person: own("Luisa Mattedi"),
			slug: "san-vigilio",
			desk: 1,
			path: [
				["draft", 170],
				["offered", 170],
				["agreed", 169],
				["sent", 169],
				["received", 167],
				["accepted", 164],
				["in_progress", 160],
				["concluded", 140],
				["closed", 138],
			],
			fields: [
				["name", "Luisa"],
				["asks", "Un incontro per parlare della nonna e di come organizzarci in casa."],
			],
			words: [
				[
					"answer",
					"Ci siamo visti due volte. Da adesso un'assistente viene a casa il martedì mattina: se non va bene, basta telefonarci.",
					140,
				],
				["own_note", "Rivedere il piano a gennaio.", 140],
			],
		},
		{
			person: sceneId(1, 1),
			slug: "san-vigilio",
			urgent: true,
			path: [
				["draft", 2],
				["offered", 2],
				["agreed", 2],
				["sent", 2],
				["received", 2],
				["accepted", 1],
			],
			fields: [
				["name", "Ines"],
				["situation", "Vive sola, ha 94 anni. Il ragazzo che le porta la spesa non la sentiva da giorni."],
				["urgency", "Non rispondeva alla porta. Ora è a casa ma non vuole restare sola la notte."],
				["asks", "Qualcuno che passi la sera, almeno per qualche giorno."],
			],
			call: ["Servizio sociale, sede di piazza", true, 2],
			companion: ["facilitator", "Anna Zeni"],
		},
		{
			person: one!(0),
			slug: "san-vigilio",
			path: [
				["draft", 12],
				["offered", 12],
				["agreed", 11],
				["sent", 11],
				["received", 9],
				["returned", 8],
			],
			fields: [
				["situation", "Ha smesso di lavorare per stare con il padre e non sa quali permessi le spettano."],
				["asks", "Un appuntamento."],
			],
			words: [["question", "Ci serve sapere se il padre ha già una domanda di accompagnamento in corso.", 8]],
		},
		{
			person: one!(1),
			slug: "san-vigilio",
			path: [
				["draft", 30],
				["offered", 30],
				["agreed", 29],
				["sent", 29],
				["received", 27],
				["declined", 25],
			],
			fields: [["asks", "Un aiuto per compilare la domanda per la casa."]],
			words: [
				[
					"reason",
					"Le domande per la casa le segue l'ufficio alloggi del Comune: telefonate lì, rispondono ogni mattina.",
					25,
				],
			],
		},
		{
			person: one!(2),
			slug: "san-vigilio",
			path: [["draft", 1]],
			fields: [["situation", "Vorrebbe parlarne con calma, senza fretta.", false]],
		},
		{
			person: one!(3),
			slug: "san-vigilio",
			path: [
				["draft", 40],
				["offered", 40],
				["agreed", 40],
				["sent", 39],
				["revoked", 38],
			],
			fields: [["asks", "Un colloquio."]],
		},
		{
			person: two!(0),
			slug: "pradivento",
			path: [
				["draft", 6],
				["offered", 6],
				["agreed", 5],
				["sent", 5],
			],
			fields: [
				["name", "La signora del forno"],
				["asks", "Sapere chi può aiutarla con le scale, dopo l'operazione."],
			],
		},
		{
			person: own("Ivo Corradini"),
			slug: "pradivento",
			path: [
				["draft", 3],
				["offered", 3],
			],
			fields: [
				["name", "Ivo"],
				["asks", "Un passaggio per le visite, una volta al mese."],
			],
			companion: ["somebody", "Mia figlia"],
		},
		{
			person: two!(1),
			slug: "pradivento",
			urgent: true,
			path: [
				["draft", 20],
				["grounded", 20],
				["sent", 20],
				["received", 20],
				["accepted", 19],
				["in_progress", 18],
			],
			fields: [
				["situation", "I due bambini sono stati soli in casa per due notti, lo dicono i vicini e la maestra."],
				["urgency", "Sono piccoli, e fa freddo."],
			],
			words: [["ground", "Obbligo di segnalare una persona minorenne in pericolo (art. 9 della legge 184/1983).", 20]],
			call: ["112", true, 20],
		},
		{
			person: two!(2),
			slug: "pradivento",
			path: [
				["draft", 50],
				["offered", 50],
				["agreed", 50],
				["sent", 49],
				["received", 47],
				["declined", 46],
			],
			fields: [["asks", "Un contributo per il trasporto."]],
			words: [["reason", "Il contributo per quest'anno è finito. Si riapre a gennaio: richiamate allora.", 46]],
		},
		{
			person: three!(0),
			slug: "valbriosa",
			path: [
				["draft", 14],
				["offered", 14],
				["agreed", 13],
				["sent", 13],
				["received", 11],
				["returned", 10],
			],
			fields: [["asks", "Essere accompagnato a parlare con qualcuno dei debiti."]],
			words: [["question", "Potete dirci se ha già parlato con la banca?", 10]],
		},
		{
			person: own("Joseph Andreatta"),
			slug: "valbriosa",
			path: [
				["draft", 33],
				["offered", 33],
				["agreed", 33],
				["sent", 32],
				["received", 30],
				["accepted", 29],
				["in_progress", 27],
				["concluded", 4],
			],
			fields: [
				["name", "Joseph"],
				["asks", "Capire che cosa spetta a mio fratello e a me."],
				["household", "Mio fratello e io."],
			],
			words: [
				[
					"answer",
					"La domanda è partita. La risposta arriva per posta entro due mesi: se non arriva, venite da noi.",
					4,
				],
				["own_note", "Verificare l'esito a fine mese.", 4],
			],
		},
		{
			person: three!(1),
			slug: "valbriosa",
			urgent: true,
			path: [
				["draft", 1],
				["offered", 1],
				["agreed", 1],
				["sent", 1],
			],
			fields: [
				["situation", "È rimasta senza riscaldamento e ha una bambina piccola."],
				["urgency", "Di notte in casa ci sono dieci gradi."],
			],
			call: ["Servizio sociale, sportello del fondovalle", false, 1],
		},
		{
			person: three!(2),
			slug: "valbriosa",
			path: [
				["draft", 60],
				["offered", 60],
				["agreed", 60],
				["sent", 60],
				["received", 58],
				["declined", 57],
				["closed", 55],
			],
			fields: [["asks", "Un aiuto in casa per la madre."]],
			words: [["reason", "Per questo serve la domanda all'azienda sanitaria: ve la prepariamo noi se passate.", 57]],
		},
	];
}

/** Answers of the last year, enough in San Vigilio and Pradivento for a middle to be told, too few in Valbriosa. */
function earlierOnes(world: World): Gone[] {
	const counts = { "san-vigilio": 8, pradivento: 6, valbriosa: 2 } as const;
	return (Object.keys(counts) as (keyof typeof counts)[]).flatMap((slug) => {
		const person = known(world, slug);
		return Array.from({ length: counts[slug] }, (_, i): Gone => {
			const ago = 80 + i * 27;
			const received = ago - 1 - (i % 4);
			const answered = received - 1 - ((i * 3) % 5);
			return {
				person: person(10 + i),
				slug,
				path: [
					["draft", ago + 2],
					["offered", ago + 1],
					["agreed", ago],
					["sent", ago],
					["received", received],
					["accepted", answered],
					["in_progress", answered - 2],
					["concluded", answered - 15],
					["closed", answered - 17],
				],
				fields: [["asks", "Un appuntamento per capire che cosa si può fare."]],
				words: [["answer", "Ci siamo visti: la domanda è fatta e sappiamo chi la segue.", answered - 15]],
			};
		});
	});
}

/** People of a neighbourhood who agreed to be known by name, always in the same order. */
function known({ rows, chance }: World, slug: Slug): (n: number) => string {
	const territory = neighbourhoods.find((one) => one.slug === slug)?.territoryId;
	const parties = new Map(rows["community.parties"].map((party) => [party.id, party]));
	const fits = rows["community.persons"].filter(({ id, territory_id, level }) => {
		const party = parties.get(id);
		const isHere = territory_id === territory && level === "name" && !party?.left_on;
		return isHere && !party?.merged_into && !party?.forgotten_on && String(party?.known_since) < chance.back(400);
	});
	const ids = fits.map(({ id }) => String(id)).sort();
	return (n) => {
		const id = ids[(n * 7 + 3) % ids.length];
		if (!id) throw new Error(`the demonstration knows nobody by name in ${slug}`);
		return id;
	};
}

const hours = 9 * 60;

function write(world: World, gone: Gone): void {
	const { chance, rows, seal } = world;
	const { person, slug, path, urgent = false } = gone;
	const party = rows["community.parties"].find((row) => row.id === person);
	if (!party) throw new Error(`the demonstration knows no person ${person}`);
	const deskId = demoDeskIds(slug)[gone.desk ?? 0];
	const desk = rows["referrals.desks"].find((row) => row.id === deskId);
	if (!desk) throw new Error(`the demonstration has no desk in ${slug}`);
	const facilitator = demoAccountId("facilitator", slug);
	const worker = demoAccountId("social-worker", slug);
	const { territory_id, neighbourhood_id } = party;
	// The steps of one day follow each other by the hour, and today's are over by the time anybody looks.
	const moments = path.map(([, ago], i) => chance.instant(chance.back(ago), ago === 0 ? 360 + i : hours + i * 23));
	const at = (state: StateName) => moments[path.findLastIndex(([to]) => to === state)] ?? null;
	const [begun] = moments;
	const last = path.at(-1);
	if (!begun || !last) throw new Error("a referral that nobody began");
	const state = last[0];
	const id = chance.id(begun);
	const isOpen = isOpenTo(state, at("concluded") !== null);
	const linkId = gone.link && chance.id(begun);
	const readers = isOpen ? [facilitator, ...(desk.members as string[]), ...(linkId ? [linkId] : [])] : [facilitator];
	const open_to = isOpen ? deskId : null;
	const shown = state !== "draft" && !path.some(([to]) => to === "grounded");
	const about = { territory_id, neighbourhood_id, person_id: person };
	const beside = { ...about, referral_id: id, readers, open_to, shown_to_person: shown };
	const sealer = seal.ofPerson(String(territory_id), person);
	const sealed = (table: string, key: string, text: string) =>
		`\\x${sealer.close(text, `referrals.${table}/${territory_id}/${key}`).toString("hex")}`;
	const agreement = agreed(world, about, path, facilitator);
	const referral: Row = {
		...about,
		id,
		sealed_for: person,
		facilitator_id: facilitator,
		desk_id: deskId,
		desk_name: desk.name,
		urgent,
		state,
		round: 1,
		version: path.length + gone.fields.length + 1,
		began_at: begun,
		offered_at: at("offered"),
		...agreement,
		grounded_on: dayOf(world, path, "grounded"),
		sent_at: at("sent"),
		received_at: at("received"),
		accepted_at: at("accepted"),
		declined_at: at("declined"),
		returned_at: at("returned"),
		begun_at: at("in_progress"),
		concluded_at: at("concluded"),
		closed_at: at("closed"),
		revoked_at: at("revoked"),
		revoked_by: at("revoked") && "person",
		taken_by: at("accepted") && worker,
		readers,
		open_to,
		shown_to_person: shown,
	};
	rows["referrals.referrals"].push(referral);
	if (linkId) addLink(world, referral, linkId);
	for (const [key, text, shared = true] of gone.fields)
		rows["referrals.fields"].push({
			...beside,
			key,
			sealed: sealed("fields", `${id}/${key}`, text),
			shared,
			left_at: shared ? at("sent") : null,
			written_at: begun,
			written_by: facilitator,
			...(shared && isOpen ? {} : { readers: [facilitator], open_to: null }),
			shown_to_person: shown && shared,
		});
	const desks: readonly StateName[] = ["received", "accepted", "declined", "returned", "in_progress", "concluded"];
	for (const [i, [to]] of path.entries())
		rows["referrals.steps"].push({
			...beside,
			id: chance.id(moments[i]!),
			round: 1,
			from_state: path[i - 1]?.[0] ?? null,
			to_state: to,
			at: moments[i],
			by_id: to === "revoked" ? null : desks.includes(to) ? worker : facilitator,
			by_role: to === "revoked" ? "resident" : desks.includes(to) ? "social-worker" : "facilitator",
			desk_id: deskId,
		});
	for (const [kind, text, ago] of gone.words ?? []) {
		const when = chance.instant(chance.back(ago), hours + 300);
		const word = chance.id(when);
		const isOwn = kind === "own_note";
		rows["referrals.words"].push({
			...beside,
			id: word,
			round: 1,
			kind,
			sealed: sealed("words", word, text),
			written_at: when,
			written_by: kind === "ground" ? facilitator : worker,
			desk_id: deskId,
			readers: isOwn ? readers.filter((one) => one !== facilitator) : readers,
			shown_to_person: shown && !isOwn,
		});
	}
	addCall(world, gone, beside, sealed, facilitator);
	addCompanion(world, gone, beside, sealed, facilitator);
}

type Beside = Row & { referral_id: string };
type Sealed = (table: string, key: string, text: string) => string;

function addCall({ rows, chance }: World, { call }: Gone, beside: Beside, sealed: Sealed, by?: string): void {
	if (!call) return;
	const [who, reached, ago] = call;
	const called_at = chance.instant(chance.back(ago), hours - 20);
	const id = chance.id(called_at);
	const row = { id, sealed: sealed("calls", id, who), reached, called_at, recorded_by: by, recorded_at: called_at };
	rows["referrals.calls"].push({ ...beside, ...row });
}

function addCompanion({ rows, chance }: World, gone: Gone, beside: Beside, sealed: Sealed, by?: string): void {
	if (!gone.companion) return;
	const [kind, name] = gone.companion;
	const recorded_at = chance.instant(chance.back(gone.path[0]?.[1] ?? 0), hours + 60);
	const id = chance.id(recorded_at);
	const goes_on = addDays(chance.today, 3);
	rows["referrals.companions"].push({
		...beside,
		id,
		kind,
		sealed: sealed("companions", id, name),
		goes_on,
		recorded_by: by,
		recorded_at,
	});
}

function dayOf({ chance }: World, path: Gone["path"], state: StateName): Day | null {
	const found = path.find(([to]) => to === state);
	return found ? chance.back(found[1]) : null;
}

/** The agreement it rests on, where the person said yes; withdrawn on the day it was taken back. */
function agreed(world: World, about: Row, path: Gone["path"], recorded_by?: string) {
	const given_on = dayOf(world, path, "agreed");
	if (!given_on) return { agreement_id: null, agreed_on: null };
	const recorded_at = world.chance.instant(given_on, hours + 40);
	const id = world.chance.id(recorded_at);
	const like = world.rows["community.agreements"][0] ?? {};
	world.rows["community.agreements"].push({
		...Object.fromEntries(Object.keys(like).map((key) => [key, null])),
		...("answer" in like && { answer: "agreed" }),
		...about,
		id,
		purpose: "referral",
		given_on,
		given_how: "in_person",
		withdrawn_on: dayOf(world, path, "revoked"),
		recorded_by,
		recorded_at,
	});
	return { agreement_id: id, agreed_on: given_on };
}

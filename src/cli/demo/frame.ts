import { addDays, type Day, dayOf } from "../../core/period.ts";
import { fold } from "../../core/text.ts";
import { hashOf } from "../../modules/evaluation/baseline/rules.ts";
import { firstDayBefore } from "../../modules/evaluation/baseline/service.ts";
import type { Outline, Slug } from "./neighbourhoods.ts";
import { sceneId } from "./scenes-list.ts";
import type { Row, Table, World } from "./world.ts";

type Document = Parameters<typeof hashOf>[0];
type TieKind = Document["network"]["ties"][number]["kind"];
type Line = [section: string, label: string, value: number | null, source: string];

/** How a hundred residents are spread over the ages. */
const shares = { "0-5": 4, "6-13": 7, "14-17": 4, "18-34": 18, "35-64": 42, "65-74": 12, "75-84": 9, "85+": 4 };

const invented = "(dato inventato)";
const walk = `sopralluogo ${invented}`;
const lines: Record<Slug, Line[]> = {
	"san-vigilio": [
		["housing", "Alloggi di edilizia pubblica", 312, `ente per la casa ${invented}`],
		["housing", "Tredici scale su diciannove non hanno l'ascensore.", null, walk],
		["services", "Un ambulatorio, una farmacia, una scuola dell'infanzia", null, walk],
		["transport", "Corse dell'autobus verso il centro, nei giorni di scuola", 46, `orario del trasporto ${invented}`],
		["groups", "Associazioni con una sede nel quartiere", 7, `albo comunale ${invented}`],
		["places", "La piazza, il circolo, la biblioteca, il cortile dei Gelsi", null, walk],
		["going_on", "Il mercato del mercoledì e la festa di primavera", null, walk],
	],
	pradivento: [
		["housing", "Case abitate tutto l'anno", 96, `anagrafe comunale ${invented}`],
		["services", "Nessun negozio aperto; il furgone del pane passa due volte la settimana.", null, walk],
		["transport", "Corse della corriera al giorno", 6, `orario del trasporto ${invented}`],
		["groups", "I vigili del fuoco volontari e il coro", null, walk],
		["places", "La canonica, la locanda chiusa, il lavatoio", null, walk],
		["going_on", "La sagra di agosto", null, walk],
	],
	valbriosa: [
		["housing", "Masi abitati", 41, `anagrafe comunale ${invented}`],
		["services", "Un emporio con il banco della posta", null, walk],
		["transport", "Corse della corriera al giorno, tranne la domenica", 8, `orario del trasporto ${invented}`],
		["groups", "La Pro loco e il gruppo delle mele", null, walk],
		["places", "La sala dei Masi, il forno comune, il fienile", null, walk],
		["going_on", "La cottura del pane, il primo sabato del mese", null, walk],
	],
};

type Told = { title: string; text: string; objectives: string[]; people: string[]; initiative?: string };
const told: Record<Slug, Told> = {
	"san-vigilio": {
		title: "La posta e lo strudel",
		text: "Denis mi ha fatto vedere come si manda una fotografia dal computer. Io gli ho scritto la ricetta dello strudel, quella con le renette. Adesso al martedì arriva un po' prima, e la proviamo. — Albina Fruet e Denis Leka",
		objectives: ["O2", "O5", "O9"],
		people: [sceneId(8, 1), sceneId(8, 2)],
		initiative: sceneId(8, 40),
	},
	pradivento: {
		title: "Le sere in canonica",
		text: "La prima sera eravamo in sei e ho portato io le castagne. Alla quarta c'era chi non saliva in paese da anni. Abbiamo fatto la lista di quello che ci serve, e di chi sa farlo. — Erminia Zadra",
		objectives: ["O3", "O4", "O8"],
		people: [sceneId(7, 1)],
	},
	valbriosa: {
		title: "Una tavola sola",
		text: "Abbiamo apparecchiato in due, una da una parte del cortile e una dall'altra, finché le tovaglie si sono toccate. Quando il sole è andato giù eravamo tutti seduti. — Samira Benali e Pia Floriani",
		objectives: ["O1", "O2", "O6"],
		people: [sceneId(9, 1), sceneId(9, 2)],
		initiative: sceneId(9, 40),
	},
};

/** Profile, baseline and story of a neighbourhood. Comes after everything else: it counts what is there, and moves no choice. */
export function addFrame(world: World, outline: Outline, staff: string): void {
	const place = { territory_id: outline.territoryId, neighbourhood_id: outline.id };
	addProfile(world, outline, place, staff);
	addBaseline(world, outline, place, staff);
	addStory(world, outline, place, staff);
}

type Place = { territory_id: string; neighbourhood_id: string };

function addProfile({ chance, rows, begin }: World, outline: Outline, place: Place, staff: string): void {
	const at = chance.written(addDays(begin, 40));
	const sourceOn = `${begin.slice(0, 4)}-01-01`;
	const ages = Object.entries(shares).map(([band, share]) => ({
		section: "age",
		band,
		label: null,
		value: Math.round((outline.residents * share) / 100),
		source: `anagrafe comunale ${invented}`,
	}));
	const others = lines[outline.slug].map(([section, label, value, source]) => ({
		section,
		band: null,
		label,
		value,
		source,
	}));
	for (const line of [...ages, ...others])
		rows["programme.profile_lines"].push({
			...place,
			id: chance.id(at),
			...line,
			source_on: sourceOn,
			recorded_by: staff,
			recorded_at: at,
		});
}

/** Frozen when the first two months of listening had passed, from what was written down by then. */
function addBaseline({ chance, rows, begin }: World, outline: Outline, place: Place, staff: string): void {
	const on = addDays(begin, 60);
	const moment = chance.instant(on, 1210);
	const document = documentOn(rows, outline, on, moment);
	rows["evaluation.baselines"].push({
		...place,
		id: chance.id(moment),
		document,
		hash: `\\x${hashOf(document).toString("hex")}`,
		code_version: "0.1.0",
		frozen_on: on,
		frozen_at: moment,
		frozen_by: staff,
	});
}

function documentOn(rows: World["rows"], outline: Outline, on: Day, moment: Date): Document {
	const from = firstDayBefore(on);
	const here = (table: Table) => rows[table].filter((row) => row.neighbourhood_id === outline.id);
	const isWritten = (row: Row) => new Date(row.recorded_at as Date) <= moment;
	const parties = here("community.parties").filter(
		(row) => isWritten(row) && (row.known_since as Day) <= on && !(row.left_on && (row.left_on as Day) <= on),
	);
	const ties = here("community.ties").filter(
		(row) => isWritten(row) && (row.since as Day) <= on && !(row.until && (row.until as Day) < on),
	);
	const count = (kind: string) => parties.filter((row) => row.kind === kind).length;
	const kinds = [...new Set(ties.map((row) => row.kind as TieKind))].sort();
	const held = here("initiatives.sessions").filter((row) => {
		const day = dayOf(new Date(row.starts_at as Date));
		return row.state === "held" && isWritten(row) && day >= from && day <= on;
	});
	const ids = new Set(held.map((row) => row.id));
	const present = here("initiatives.participations").filter((row) => ids.has(row.session_id) && isWritten(row));
	const notes = here("listening.notes").filter((row) => (row.heard_on as Day) >= from && (row.heard_on as Day) <= on);
	const visits = notes
		.filter((row) => row.during_visit)
		.map((row) => [row.recorded_by, row.heard_on, row.about_id ?? row.place_id ?? row.id].join(" "));
	return {
		version: 1,
		neighbourhood: { id: outline.id, slug: outline.slug, name: outline.name, residents: outline.residents },
		on,
		network: {
			persons: count("person"),
			households: count("household"),
			groups: count("group"),
			organisations: count("organisation"),
			places: count("place"),
			pairs: new Set(ties.map((row) => [row.one_id, row.other_id].sort().join(" "))).size,
			ties: kinds.map((kind) => {
				const ofKind = ties.filter((row) => row.kind === kind);
				return { kind, n: ofKind.length, people: new Set(ofKind.flatMap((row) => [row.one_id, row.other_id])).size };
			}),
		},
		wentOn: {
			from,
			initiatives: new Set(held.map((row) => row.initiative_id)).size,
			sessions: held.length,
			presences: present.length + held.reduce((sum, row) => sum + (row.unnamed_count as number), 0),
			people: new Set(present.map((row) => row.person_id)).size,
		},
		effort: {
			notes: notes.length,
			visits: new Set(visits).size,
			recorders: new Set(notes.map((row) => row.recorded_by)).size,
		},
		belonging: {
			version: 1,
			given: 60,
			returned: 43,
			answers: {
				q1: { yes: 14, rather: 16, hardly: 8, no: 3 },
				q2: { yes: 9, rather: 12, hardly: 13, no: 7 },
				q3: { yes: 11, rather: 17, hardly: 9, no: 5 },
			},
		},
	};
}

function addStory({ chance, rows }: World, outline: Outline, place: Place, staff: string): void {
	const { people, initiative = null, ...story } = told[outline.slug];
	const on = chance.back(45);
	const at = chance.written(on);
	const id = chance.id(at);
	const written = { recorded_by: staff, recorded_at: at };
	rows["evaluation.stories"].push({
		...place,
		id,
		...story,
		language: "it",
		initiative_id: initiative,
		people_count: people.length,
		published_on: on,
		...written,
		request_hash: `\\x${Buffer.from(fold(story.title)).toString("hex")}`,
	});
	for (const person of people) {
		const agreement = chance.id(at);
		rows["community.agreements"].push({
			...place,
			id: agreement,
			person_id: person,
			purpose: "story",
			given_on: on,
			given_how: "in_person",
			withdrawn_on: null,
			...written,
		});
		rows["evaluation.story_people"].push({ ...place, story_id: id, agreement_id: agreement });
	}
}

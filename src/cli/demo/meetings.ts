import { addDays, type Day } from "../../core/period.ts";
import { earlier } from "./chance.ts";
import type { Slug } from "./neighbourhoods.ts";
import { type Hood, type Need, type Row, type Table, tenant, type World } from "./world.ts";

/** What is printed of a need on this topic: what it is about, not who. */
const lines: Record<string, string> = {
	company: "Dove ci si può fermare a parlare, senza dover consumare?",
	errands: "La spesa quando non si guida",
	home: "Piccole riparazioni: chi chiamare, chi sa fare",
	papers: "Gli sportelli che ormai sono solo online",
	health: "Arrivare alle visite fuori dal quartiere",
	caring: "Qualche ora libera per chi si prende cura",
	children: "I pomeriggi dopo la scuola",
	young: "Uno spazio per la sera",
	work: "Chi cerca e chi offre lavoretti",
	money: "Le bollette dell'inverno",
	food: "Quello che resta sui banchi del mercato",
	learning: "Imparare a usare il telefono",
	languages: "Parlare italiano fuori dal corso",
	getting_about: "Gli orari della corriera",
	neighbours: "I rumori della sera nei cortili",
	shared_spaces: "Le panchine e la sala che nessuno apre",
	habits: "Le macchinette del bar",
	safety: "Le luci delle scale",
};

const decisions = [
	"Due associazioni provano per un mese, poi se ne riparla qui.",
	"La parrocchia apre la sala un pomeriggio alla settimana.",
	"Si chiede al Comune un incontro prima di fine mese.",
];

type Said = {
	what: string;
	who: "staff" | "organisation" | "role";
	days: number;
	end?: "kept" | "let_go";
	why?: string;
};
const promised: Said[] = [
	{ what: "Telefonare all'ufficio del Comune e dire com'è andata", who: "staff", days: 26 },
	{ what: "Preparare un foglio con gli orari, da appendere", who: "role", days: 23 },
	{ what: "Chiedere chi ha le chiavi della sala", who: "organisation", days: 14 },
	{ what: "Portare due tavoli", who: "organisation", days: 9, end: "kept" },
	{ what: "Sentire se il furgone è libero", who: "role", days: 11, end: "let_go", why: "Il furgone è stato venduto." },
];

const roles: Record<Slug, string[]> = {
	"san-vigilio": ["la portineria di via dei Gelsi", "farmacista", "il parroco"],
	pradivento: ["la postina", "il sagrestano"],
	valbriosa: ["farmacista", "chi porta il pane"],
};

const firstOf: Record<Slug, number> = { "san-vigilio": 0x4000, pradivento: 0x4100, valbriosa: 0x4200 };

/**
 * A meeting held three weeks ago with its minutes and promises, and one to come. Ids and choices are written here and
 * take nothing from chance, so that nothing else of the demonstration is moved.
 */
export function addMeetings(world: World, hood: Hood): void {
	const { chance } = world;
	let last = firstOf[hood.outline.slug];
	const add = (table: Table, day: Day, row: Row): string => {
		last += 1;
		const id = `00000000-2017-7000-8000-${last.toString(16).padStart(12, "0")}`;
		const by = {
			recorded_by: hood.staff[0],
			recorded_at: chance.instant(earlier(day, chance.today), 390 + (last % 30)),
		};
		world.rows[table].push({ ...tenant(hood), id, ...by, ...row });
		return id;
	};
	const meeting = (title: string, heldOn: Day) =>
		add("listening.meetings", earlier(addDays(heldOn, -9), chance.back(2)), {
			title,
			held_on: heldOn,
			begins: "17:30",
			place_words: hood.outline.deskPlace.split(",")[0] ?? null,
			responsible_id: hood.staff[0],
		});
	const needs = needsOf(hood);
	const held = chance.back(20);
	const past = meeting("Tavolo di quartiere", held);
	const points = needs.slice(0, 3).map((need, i) => {
		const decided = decisions[i] ?? null;
		return add("listening.agenda_items", addDays(held, -4), {
			meeting_id: past,
			need_id: need.id,
			line: lines[need.topic] ?? null,
			decided,
		});
	});
	for (const role of roles[hood.outline.slug])
		add("listening.attendees", held, { meeting_id: past, party_id: null, named_as: role });
	for (const one of hood.organisations.slice(0, 3))
		add("listening.attendees", held, { meeting_id: past, party_id: one.id, named_as: one.label });
	const here = hood.persons.filter((person) => person.level === "name" && person.knownSince < held && !person.left);
	for (const [i, person] of here.slice(0, 2).entries())
		add("listening.attendees", held, {
			meeting_id: past,
			party_id: person.id,
			named_as: i === 0 ? "volontaria" : null,
		});
	for (const [i, said] of promised.entries()) {
		const organisation = hood.organisations[i % 3];
		const dueOn = addDays(held, said.days);
		const id = add("listening.promises", held, {
			meeting_id: past,
			item_id: points[i % points.length] ?? null,
			what: said.what,
			promised_by_account: said.who === "staff" ? hood.staff[0] : null,
			promised_by_party: said.who === "organisation" ? organisation?.id : null,
			promised_by_words:
				said.who === "organisation" ? organisation?.label : said.who === "role" ? roles[hood.outline.slug][0] : null,
			due_on: dueOn,
			state: said.end ?? "open",
			reason: said.why ?? null,
			responsible_id: hood.staff[0],
		});
		if (said.end) addStep(world, hood, last, id, said, dueOn);
	}
	const coming = meeting("Tavolo di quartiere", addDays(chance.today, 5));
	for (const [i, need] of needs.slice(3, 6).entries())
		add("listening.agenda_items", chance.back(2), {
			meeting_id: coming,
			need_id: need.id,
			// The last one still waits for its line.
			line: i === 2 ? null : (lines[need.topic] ?? null),
		});
}

/** Open needs of different topics, those heard first. */
function needsOf(hood: Hood): Need[] {
	const open = hood.needs.filter((need) => need.closedOn === null);
	return open.filter((need, i) => open.findIndex((other) => other.topic === need.topic) === i);
}

function addStep(world: World, hood: Hood, n: number, promiseId: string, said: Said, dueOn: Day): void {
	world.rows["listening.promise_steps"].push({
		...tenant(hood),
		id: `00000000-2017-7000-8000-${(n + 0x80).toString(16).padStart(12, "0")}`,
		promise_id: promiseId,
		at: world.chance.instant(dueOn, 600),
		by_account: hood.staff[0],
		to_state: said.end,
		reason: said.why ?? null,
		due_on: dueOn,
	});
}

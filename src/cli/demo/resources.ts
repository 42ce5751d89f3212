import { chanceOf, later } from "./chance.ts";
import type { Slug } from "./neighbourhoods.ts";
import { type Hood, type Row, tenant, type World } from "./world.ts";

type Described = {
	title: string;
	sort: "skills" | "time" | "rooms" | "tools" | "contacts";
	topic: string;
	available?: string;
	/** An organisation or group by its name; nobody in particular where left out. */
	whose?: string;
	daysAgo: number;
	/** What it was used for, how many days ago. */
	uses?: [daysAgo: number, label: string][];
	gone?: boolean;
};

/** What each neighbourhood can give, described by hand. */
const described: Record<Slug, Described[]> = {
	"san-vigilio": [
		{
			title: "La sala della biblioteca, con venti sedie",
			sort: "rooms",
			topic: "shared_spaces",
			available: "il sabato mattina",
			whose: "Biblioteca di San Vigilio",
			daysAgo: 160,
			uses: [[40, "Lettura ad alta voce"]],
		},
		{
			title: "Tavoli e panche da cortile",
			sort: "tools",
			topic: "neighbours",
			available: "basta chiederli tre giorni prima",
			whose: "Parrocchia di San Vigilio",
			daysAgo: 220,
			uses: [[25, "Cena dei cortili"]],
		},
		{
			title: "Compilare moduli e prenotare visite dal telefono",
			sort: "skills",
			topic: "papers",
			available: "due ore il giovedì",
			whose: "Associazione Mille Lingue",
			daysAgo: 90,
		},
		{ title: "Un carrello per la spesa e un montascale", sort: "tools", topic: "errands", daysAgo: 70 },
		{
			title: "Chi sa a chi chiedere un locale a piano terra",
			sort: "contacts",
			topic: "shared_spaces",
			whose: "Comitato piazza della Fontana",
			daysAgo: 55,
		},
		{
			title: "Un furgone con chi lo guida",
			sort: "tools",
			topic: "getting_about",
			available: "fuori dai giorni di mercato",
			daysAgo: 400,
			gone: true,
		},
	],
	pradivento: [
		{
			title: "Tavoli, panche e un gazebo",
			sort: "tools",
			topic: "neighbours",
			whose: "Pro Loco Pradivento",
			daysAgo: 200,
			uses: [[60, "Serata in piazza"]],
		},
		{
			title: "Passaggi in valle il martedì",
			sort: "time",
			topic: "getting_about",
			available: "si parte alle nove dalla piazza",
			daysAgo: 45,
		},
		{
			title: "La cucina della canonica",
			sort: "rooms",
			topic: "food",
			whose: "Donne della canonica",
			daysAgo: 110,
		},
	],
	valbriosa: [
		{
			title: "Il fienile, d'estate",
			sort: "rooms",
			topic: "shared_spaces",
			available: "da maggio a settembre",
			whose: "Gruppo del fienile",
			daysAgo: 250,
			uses: [[90, "Musica in stalla"]],
		},
		{
			title: "Un furgone per le frazioni alte",
			sort: "tools",
			topic: "getting_about",
			whose: "Volontari del furgone",
			daysAgo: 130,
		},
		{
			title: "Chi parla con i proprietari dei campi",
			sort: "contacts",
			topic: "shared_spaces",
			daysAgo: 35,
		},
	],
};

const sortOf: Record<string, Described["sort"]> = {
	home: "skills",
	papers: "skills",
	learning: "skills",
	languages: "skills",
	work: "contacts",
	shared_spaces: "rooms",
	getting_about: "tools",
	money: "contacts",
};

/** Adds what a neighbourhood can give: by hand, and from some offers. Draws from a sequence of its own, so that no other choice is moved. */
export function addResources(world: World, hood: Hood): void {
	const chance = chanceOf(Number.parseInt(hood.outline.id.slice(-4), 10) + 4600, world.chance.today);
	const { rows } = world;
	const staff = hood.staff[0] as string;
	const write = (daysAgo: number, more: Row) => {
		const at = chance.written(chance.back(daysAgo));
		const id = chance.id(at);
		const asked = chance.back(Math.min(daysAgo, chance.whole(5, 80)));
		const empty = { party_id: null, place_id: null, available: null, note_id: null, gone_on: null };
		rows["listening.resources"].push({
			...tenant(hood),
			id,
			...empty,
			asked_on: asked,
			recorded_by: staff,
			recorded_at: at,
			...more,
		});
		return id;
	};
	for (const one of described[hood.outline.slug]) {
		const { title, sort, topic, available = null, whose, daysAgo, uses = [], gone } = one;
		const party = [...hood.organisations, ...hood.groups].find((body) => body.label === whose);
		if (whose && !party) throw new Error(`nobody called ${whose}`);
		const place =
			rows["community.parties"].find((row) => row.id === party?.id)?.place_id ?? chance.pick(hood.streets).id;
		const told = { title, sort, topic, available, party_id: party?.id ?? null, place_id: place };
		const id = write(daysAgo, gone ? { ...told, asked_on: chance.back(20), gone_on: chance.back(20) } : told);
		for (const [usedAgo, label] of uses) {
			const at = chance.written(chance.back(usedAgo));
			rows["listening.resource_uses"].push({
				...tenant(hood),
				id: chance.id(at),
				resource_id: id,
				used_on: chance.back(usedAgo),
				label,
				act_id: null,
				recorded_by: staff,
				recorded_at: at,
			});
		}
	}
	const here = (row: Row) => row.neighbourhood_id === hood.outline.id;
	const offers = rows["listening.notes"].filter((row) => here(row) && row.kind === "offered" && !row.set_aside_on);
	// The oldest offers have been described; the later ones wait.
	const oldest = offers.toSorted((a, b) => ((a.heard_on as string) < (b.heard_on as string) ? -1 : 1));
	for (const note of oldest.slice(0, Math.floor(offers.length / 3))) {
		const text = note.text as string;
		const cut = text.slice(0, 80);
		write(30, {
			title: text.length <= 80 ? text : `${cut.slice(0, cut.lastIndexOf(" "))}…`,
			sort: sortOf[note.topic as string] ?? "time",
			topic: note.topic,
			party_id: note.about_id,
			place_id: note.place_id,
			note_id: note.id,
			asked_on: later(note.heard_on as string, chance.back(30)),
		});
	}
}

import { addDays, instantOf } from "../../core/period.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import { emptyHood, type World } from "./world.ts";

const idOf = (n: number) => `00000000-2017-7000-8000-00000000d${String(n).padStart(3, "0")}`;

type Invented = {
	name: string;
	where: string;
	about: string;
	capacity: number;
	stepFree: boolean;
	cents: number;
	rules: string;
	keys: string;
	asksFirst: boolean;
	/** The same hours on these weekdays. */
	on: number[];
	opens: string;
	closes: string;
	/** Taken in how many days, from when to when, what for, by which contact of the neighbourhood. */
	taken?: [inDays: number, from: string, to: string, what: string, agreed: boolean];
};

const everyDay = [1, 2, 3, 4, 5, 6, 7];

const invented: Record<Slug, Invented[]> = {
	"san-vigilio": [
		{
			name: "Sala del quartiere",
			where: "Via dei Gelsi 2, piano terra",
			about: "Tavoli, trenta sedie, una cucina piccola, un proiettore.",
			capacity: 35,
			stepFree: true,
			cents: 500,
			rules: "Si lascia come si trova: sedie impilate, cucina pulita, luci spente.",
			keys: "In portineria, dalle 9 alle 12.",
			asksFirst: false,
			on: everyDay,
			opens: "09:00",
			closes: "22:00",
			taken: [4, "18:00", "20:30", "prove del coro", true],
		},
		{
			name: "Cortile delle Acacie",
			where: "Via delle Acacie 3",
			about: "Ombra, una fontana, due tavoli lunghi.",
			capacity: 60,
			stepFree: true,
			cents: 0,
			rules: "Dopo le dieci si parla piano: sopra si dorme.",
			keys: "",
			asksFirst: true,
			on: [5, 6, 7],
			opens: "10:00",
			closes: "22:00",
			taken: [6, "17:00", "21:00", "una festa di compleanno", false],
		},
	],
	pradivento: [
		{
			name: "Vecchia scuola",
			where: "Piazza della Chiesa 1",
			about: "Un'aula con la stufa e la lavagna.",
			capacity: 20,
			stepFree: false,
			cents: 0,
			rules: "Chi esce per ultimo chiude la stufa.",
			keys: "Al forno, fino alle 18.",
			asksFirst: false,
			on: everyDay,
			opens: "08:00",
			closes: "21:00",
		},
	],
	valbriosa: [
		{
			name: "Stanza sopra il bar",
			where: "Via Maggiore 10, primo piano",
			about: "Dieci posti intorno a un tavolo.",
			capacity: 10,
			stepFree: false,
			cents: 200,
			rules: "Il caffè si prende giù.",
			keys: "Al banco del bar.",
			asksFirst: false,
			on: [1, 2, 3, 4, 5, 6],
			opens: "09:00",
			closes: "19:00",
		},
	],
};

/** Rooms and courtyards with their hours; in San Vigilio one is taken, and one is asked for and waits for a yes. */
export function addSpaces({ rows, chance }: World): void {
	const written = instantOf(chance.back(60), "10:00");
	let n = 0;
	for (const outline of neighbourhoods) {
		const { slug, territoryId: territory_id, id: neighbourhood_id } = outline;
		const reaches = rows["community.reaches"].filter(
			(row) => row.neighbourhood_id === neighbourhood_id && row.confirmed_at,
		);
		for (const one of invented[slug]) {
			const tenant = { territory_id, neighbourhood_id };
			n += 1;
			const space_id = idOf(n);
			rows["spaces.spaces"].push({
				...{
					...tenant,
					id: space_id,
					name: one.name,
					about: one.about,
					place_words: one.where,
					capacity: one.capacity,
				},
				...{ step_free: one.stepFree, cost_cents: one.cents, rules: one.rules, key_words: one.keys },
				...{ asks_first: one.asksFirst, recorded_by: emptyHood(outline).staff[0] ?? null, recorded_at: written },
			});
			for (const weekday of one.on)
				rows["spaces.hours"].push({ ...tenant, space_id, weekday, opens: one.opens, closes: one.closes });
			const lodge = rows["community.organisations"].find((row) => row.neighbourhood_id === neighbourhood_id);
			if (one.keys && lodge)
				rows["spaces.keys"].push({
					...{ ...tenant, id: idOf(200 + n), space_id, holder_id: lodge.party_id ?? lodge.id },
					...{ since: chance.back(200), recorded_at: written },
				});
			const [reach] = reaches;
			if (!one.taken || !reach) continue;
			const [inDays, from, to, what, agreed] = one.taken;
			const day = addDays(chance.today, inDays);
			const hours = (instantOf(day, to).getTime() - instantOf(day, from).getTime()) / 3_600_000;
			rows["spaces.bookings"].push({
				...{ ...tenant, id: idOf(100 + n), space_id, what, given_name: reach.given_name, reach_id: reach.id },
				during: `[${instantOf(day, from).toISOString()},${instantOf(day, to).toISOString()})`,
				...{ state: agreed ? "agreed" : "asked", cost_cents: Math.round(one.cents * hours), booked_at: reach.left_at },
			});
		}
	}
}

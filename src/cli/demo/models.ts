import { addDays, type Day } from "../../core/period.ts";
import { chanceOf, earlier } from "./chance.ts";
import type { Slug } from "./neighbourhoods.ts";
import { type Hood, type Row, tenant, type World } from "./world.ts";

type Own = {
	id: string;
	name: string;
	summary: string;
	invitation: string;
	steps: string[];
	people: string[];
	needs: string[];
	watch: string[];
	happened: string;
	from: string;
	fromName: string;
	shared: boolean;
};

/** One model of its own in each territory: not yet shared, and shared. */
const own: Record<Slug, Own> = {
	"san-vigilio": {
		id: "00000000-2017-7000-8000-000000004701",
		name: "Caffè sul pianerottolo",
		summary: "La pausa caffè portata dentro la scala: un tavolino, due sedie, mezz'ora.",
		invitation: "Un caffè sul pianerottolo, il primo giovedì del mese. Porta la tua tazza.",
		steps: [
			"Chiedi alla portineria quale scala comincia.",
			"Metti un biglietto alla porta, a mano, con il giorno e l'ora.",
			"Porta un tavolino e due sedie: le altre escono dalle case.",
			"Chi esce ultimo sceglie il piano della volta dopo.",
		],
		people: ["Chi porta il tavolino", "Chi scende a bussare"],
		needs: ["Un tavolino che si piega", "Una presa per il bollitore"],
		watch: ["Mezz'ora, non di più: le scale rimbombano.", "Se si ferma sempre lo stesso piano, cambia scala."],
		happened: "In tre scale di via dei Gelsi ora il tavolino gira da solo.",
		from: "coffee-break",
		fromName: "Pausa caffè",
		shared: false,
	},
	pradivento: {
		id: "00000000-2017-7000-8000-000000004702",
		name: "Tavola della locanda",
		summary: "Una cena lunga nella locanda chiusa: si cucina in quattro, si mangia in quaranta.",
		invitation: "Una sera al mese la locanda si riapre. Ognuno porta qualcosa, si apparecchia insieme.",
		steps: [
			"Chiedi le chiavi e fai vedere la cucina a chi se ne intende.",
			"Scegli quattro cuochi, uno per vallata.",
			"Fissa la sera con la banda e con chi fa i turni nei meleti.",
			"Dopo cena decidete insieme la prossima.",
		],
		people: ["Chi tiene le chiavi", "Quattro cuochi", "Chi fa i passaggi di ritorno"],
		needs: ["Una cucina controllata", "Piatti per quaranta"],
		watch: ["Il ritorno al buio: segna i passaggi prima di cominciare."],
		happened: "Alla terza cena qualcuno si è offerto di riaprire il banco la domenica.",
		from: "neighbours-dinner",
		fromName: "Cena dei vicini",
		shared: true,
	},
	valbriosa: {
		id: "00000000-2017-7000-8000-000000004703",
		name: "Banco che gira",
		summary: "Si aggiusta insieme, ogni mese in una frazione diversa, con gli attrezzi nel furgone.",
		invitation: "Il banco arriva nella tua frazione: porta quello che non va, si aggiusta insieme.",
		steps: [
			"Chiedi in quale frazione c'è una stanza asciutta.",
			"Carica il furgone la sera prima.",
			"Fai aggiustare a chi ha portato la cosa: tu tieni la lampada.",
			"Lascia un attrezzo fino alla volta dopo.",
		],
		people: ["Chi guida il furgone", "Chi sa aggiustare"],
		needs: ["Un furgone", "Una stanza asciutta con la luce"],
		watch: ["Niente caldaie e niente corrente di casa."],
		happened: "Gli attrezzi lasciati sono tornati tutti, qualcuno affilato.",
		from: "repair-evening",
		fromName: "Si aggiusta insieme",
		shared: true,
	},
};

/** Adds the territory's own model, the steps initiatives took, and which needs the models have answered. */
export function addModels(world: World, hood: Hood): void {
	const chance = chanceOf(Number.parseInt(hood.outline.id.slice(-4), 10) + 4700, world.chance.today);
	const { rows } = world;
	const staff = hood.staff[0] as string;
	const { id, from, fromName, shared, ...words } = own[hood.outline.slug];
	const { territory_id } = tenant(hood);
	rows["initiatives.own_models"].push({
		territory_id,
		id,
		language: "it",
		version: 1,
		...words,
		from_model: from,
		from_version: 1,
		from_name: fromName,
		shared_on: shared ? chance.back(30) : null,
		recorded_by: staff,
		recorded_at: chance.written(chance.back(75)),
	});
	const here = rows["initiatives.initiatives"].filter(
		(row) => row.neighbourhood_id === hood.outline.id && row.model_id,
	);
	for (const initiative of here) {
		const steps = world.models.get(initiative.model_id as string) ?? [];
		const begun = initiative.opened_on as Day | null;
		if (!begun) continue;
		// What has ended took all its steps; what goes on, most of them.
		const taken = initiative.concluded_on ? steps.length : Math.ceil(steps.length * 0.7);
		for (const [i, step] of steps.slice(0, taken).entries()) {
			const on = earlier(addDays(begun, i * 6), chance.back(1));
			rows["initiatives.steps_taken"].push({
				...tenant(hood),
				initiative_id: initiative.id,
				position: i + 1,
				words: step,
				taken_on: on,
				taken_by: staff,
				recorded_at: chance.written(on),
			});
		}
	}
	countNeeds(world, hood, here);
}

function countNeeds(world: World, hood: Hood, initiatives: readonly Row[]): void {
	const topics = new Map(hood.needs.map((need) => [need.id, need.topic]));
	const counted = new Map<string, Set<string>>();
	for (const row of world.rows["initiatives.answered_needs"]) {
		const model = initiatives.find((one) => one.id === row.initiative_id)?.model_id as string | undefined;
		const topic = topics.get(row.need_id as string);
		if (!model || !topic) continue;
		const key = `${model} ${topic}`;
		counted.set(key, (counted.get(key) ?? new Set()).add(row.need_id as string));
	}
	for (const [key, needs] of counted) {
		const [model, topic] = key.split(" ");
		const { territory_id } = tenant(hood);
		world.rows["initiatives.model_needs"].push({ ...tenant(hood), model, topic, needs: needs.size });
		// One neighbourhood a territory: what is counted there is counted in all of it.
		world.rows["initiatives.model_topics"].push({ territory_id, model, topic, needs: needs.size });
	}
}

import { addDays, instantOf } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { neighbourhoods, type Outline, type Slug } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

/** The id of an idea of the demonstration: the first of a neighbourhood that was answered with a yes becomes a pact. */
const idOf = (n: number) => `00000000-2017-7000-8000-00000001d${String(n).padStart(3, "0")}`;

type Said = {
	title: string;
	words: string;
	language: string;
	called: string;
	nameShown?: boolean;
	/** Days ago. */
	ago: number;
	/** Who joined; with an asterisk those who let their given name be read. */
	joins: string[];
	answer?: { is: "yes" | "not_now"; how?: "pact" | "initiative"; reason: string; after: number };
	waits?: "code" | "link";
	withdrawn?: boolean;
};

/** What people would like to see where they live; each answer within its term. */
const said: Record<Slug, Said[]> = {
	"san-vigilio": [
		{
			title: "Una panca sotto il tiglio",
			words: "Chi torna dal mercato si ferma volentieri. Il legno c'è, in segheria: manca chi la monta.",
			language: "it",
			called: "Albina",
			nameShown: true,
			ago: 9,
			joins: ["Denis*", "Tarek", "Mirela*", "Bruno"],
		},
		{
			title: "Un orto dietro la biblioteca",
			words: "Il pezzo di terra è vuoto da anni. Chi ha le mani buone insegna, gli altri annaffiano.",
			language: "it",
			called: "Ornella",
			ago: 80,
			joins: ["Nives*", "Samir", "Elvira", "Aldo*", "Ines", "Pia"],
			answer: {
				is: "yes",
				how: "pact",
				reason: "Il comune mette la terra e l'acqua. Scriviamo insieme chi fa che cosa.",
				after: 18,
			},
		},
		{
			title: "نادي قراءة بلغتين",
			words: "نلتقي كل أسبوعين ونقرأ قصة بالعربية والإيطالية.",
			language: "ar",
			called: "سمير",
			nameShown: true,
			ago: 4,
			joins: ["Lidia*"],
		},
		{
			title: "Il cinema nel cortile",
			words: "D'estate, una sera al mese, con le sedie di casa.",
			language: "it",
			called: "Ivo",
			ago: 60,
			joins: ["Remo", "Denis"],
			answer: {
				is: "not_now",
				reason: "Quest'anno il cortile è un cantiere fino a ottobre. Ne riparliamo in primavera.",
				after: 25,
			},
		},
		{
			title: "Guardate questo parco",
			words: "L'ho visto qui: www.esempio.example",
			language: "it",
			called: "Ugo",
			ago: 2,
			joins: [],
			waits: "link",
		},
	],
	pradivento: [
		{
			title: "Ein Bücherschrank beim Brunnen",
			words: "Wer ein Buch mitnimmt, bringt irgendwann eines zurück.",
			language: "de",
			called: "Gerda",
			nameShown: true,
			ago: 6,
			joins: ["Tullio*"],
		},
		{
			title: "La corriera che aspetta la messa",
			words: "La domenica parte dieci minuti prima della fine. Chiediamo insieme un altro orario.",
			language: "it",
			called: "Erminia",
			ago: 50,
			joins: ["Gerda*", "Ezio", "Tullio"],
			answer: {
				is: "yes",
				how: "initiative",
				reason: "Facciamo un incontro con chi guida la corriera, qui al circolo.",
				after: 12,
			},
		},
		{
			title: "Pulire il sentiero del bosco",
			words: "Due sabati, con guanti e forbici. Poi si mangia insieme.",
			language: "it",
			called: "Ezio",
			ago: 70,
			joins: ["Erminia", "Gerda*"],
			answer: {
				is: "yes",
				how: "pact",
				reason: "La guardia forestale ci dà gli attrezzi. Scriviamo un patto.",
				after: 10,
			},
		},
	],
	valbriosa: [
		{
			title: "Compiti insieme, il mercoledì",
			words: "In biblioteca, due ore. I grandi aiutano i piccoli.",
			language: "it",
			called: "Mirela",
			nameShown: true,
			ago: 11,
			joins: ["Pia*", "Dario"],
		},
		{
			title: "Піч для хліба біля школи",
			words: "Раз на місяць печемо хліб разом.",
			language: "uk",
			called: "Оксана",
			ago: 3,
			joins: [],
			waits: "code",
		},
		{
			title: "Una tettoia alla fermata",
			words: "Quando piove, chi aspetta si bagna.",
			language: "it",
			called: "Gino",
			ago: 45,
			joins: ["Pia", "Dario*", "Mirela"],
			answer: {
				is: "yes",
				how: "pact",
				reason: "Il falegname ci sta, il comune paga il legno. Scriviamo chi fa che cosa.",
				after: 20,
			},
		},
		{
			title: "Un mercatino dei giochi",
			words: "I bambini scambiano i giochi che non usano più.",
			language: "it",
			called: "Dario",
			ago: 20,
			joins: [],
			withdrawn: true,
		},
	],
};

/** Ideas of each neighbourhood: open, answered with a yes or with a not now, one that waits, none late. */
export function addIdeas(world: World): void {
	let n = 0;
	for (const outline of neighbourhoods)
		for (const one of said[outline.slug]) {
			n += 20;
			addIdea(world, outline, one, n);
		}
}

function addIdea(world: World, outline: Outline, one: Said, n: number): void {
	const { rows, chance } = world;
	const id = idOf(n);
	const day = chance.back(one.ago);
	const at = instantOf(day, "17:40");
	const place = { territory_id: outline.territoryId, neighbourhood_id: outline.id };
	const confirmed = one.waits !== "code";
	addReach(world, outline, { id, called: one.called, language: one.language, n, day, confirmed });
	const coordinator = demoAccounts.find((account) => account.as === "coordinator");
	const { answer } = one;
	rows["pacts.ideas"].push({
		...place,
		...{ id, title: one.title, words: one.words, language: one.language, called: one.called, reach_id: id },
		...{ name_shown: one.nameShown ?? false, confirmed_at: confirmed ? at : null },
		held: one.waits === "link" ? "link" : null,
		...{ joined_count: one.joins.length, proposed_at: at, answer_by: addDays(day, 30) },
		state: one.withdrawn ? "withdrawn" : answer ? "answered" : "proposed",
		...{ answer: answer?.is ?? null, how: answer?.how ?? null, reason: answer?.reason ?? null },
		reason_language: answer ? "it" : null,
		answered_by: answer ? (coordinator?.id ?? null) : null,
		answered_on: answer ? addDays(day, answer.after) : null,
		withdrawn_on: one.withdrawn ? addDays(day, 2) : null,
	});
	for (const [i, called] of one.joins.entries()) {
		const joinId = idOf(n + i + 1);
		const name = called.replace("*", "");
		addReach(world, outline, { id: joinId, called: name, language: "it", n: n + i + 1, day, confirmed: true });
		rows["pacts.idea_joins"].push({
			...place,
			...{ id: joinId, idea_id: id, called: name, name_shown: name !== called, reach_id: joinId },
			...{ joined_at: at, confirmed_at: at },
		});
	}
}

type Left = { id: string; called: string; language: string; n: number; day: string; confirmed: boolean };

function addReach({ rows, seal }: World, outline: Outline, { id, called, language, n, day, confirmed }: Left): void {
	const { territoryId } = outline;
	const sealed = seal
		.ofTerritory(territoryId)
		.close(`333 000 ${String(5000 + n)}`, `community.reaches/${territoryId}/${id}`);
	const at = instantOf(day, "17:40");
	rows["community.reaches"].push({
		...{ territory_id: territoryId, id, neighbourhood_id: outline.id, given_name: called, language },
		...{
			contact_kind: "phone",
			contact_sealed: `\\x${sealed.toString("hex")}`,
			code_tries: 0,
			codes_sent: 0,
			left_at: at,
		},
		confirmed_at: confirmed ? at : null,
		confirmed_how: confirmed ? "desk" : null,
		...{ expires_on: addDays(day, 14), kept_until: addDays(day, 210) },
	});
}

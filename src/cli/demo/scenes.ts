import { addDays, type Day } from "../../core/period.ts";
import { addAct } from "./acts.ts";
import { later } from "./chance.ts";
import { addFollowUp, addNeed, addNote, answerByInitiative } from "./listening.ts";
import { addPerson, agree, longAgo } from "./people.ts";
import { sceneId } from "./scenes-list.ts";
import { addTie, befriend, type Hood, type Level, type Party, type Person, type World } from "./world.ts";

/** Who plays in which scene: scene, slot, label, level, and where they live where the scene says so. */
const cast: Record<string, [scene: number, slot: number, label: string, level: Level, where?: string][]> = {
	"san-vigilio": [
		[1, 1, "Ines Tomaselli", "name"],
		[1, 2, "Il ragazzo delle consegne", "description"],
		[3, 1, "Ottavia Berti", "name", "via dei Gelsi"],
		[3, 2, "Renato, portineria dei Gelsi", "nickname", "via dei Gelsi"],
		[5, 1, "Il signore dell'ultimo piano, via dei Gelsi 4", "description", "via dei Gelsi 4"],
		[5, 2, "Il custode di via dei Gelsi", "description", "via dei Gelsi"],
		[8, 1, "Albina Fruet", "name"],
		[8, 2, "Denis Leka", "name"],
		[8, 3, "Guido Larentis", "name"],
		[8, 4, "Yasmin Haddad", "name"],
		[12, 1, "La signora Amelia", "nickname", "via delle Acacie"],
		[12, 2, "Graziella, portineria delle Acacie", "nickname", "via delle Acacie"],
	],
	pradivento: [
		[7, 1, "Erminia Zadra", "name"],
		[7, 2, "La signora della casa rossa, via di Sopra", "description", "via di Sopra"],
		[10, 1, "Don Fabio", "nickname"],
	],
	valbriosa: [
		[4, 1, "Elia Ganarin", "name", "via dei Masi 1"],
		[4, 2, "Rosina Purin", "name", "via dei Masi 1"],
		[4, 3, "Bilal Hussain", "name"],
		[4, 4, "La mamma di Elia", "description"],
		[6, 1, "Mirela Costa", "name"],
		[6, 2, "Fausto del banco della frutta", "nickname"],
		[6, 3, "Adele Minati", "name"],
		[9, 1, "Samira Benali", "name"],
		[9, 2, "Pia Floriani", "name"],
		[11, 1, "Silvano Osti", "name"],
		[11, 2, "Natalia Bondar", "name"],
	],
};

/** People of the scenes: known almost from the beginning. */
export function addCast(world: World, hood: Hood): void {
	for (const [scene, slot, label, level, where = ""] of cast[hood.outline.slug] ?? []) {
		const known = addDays(world.begin, world.chance.whole(8, 50));
		const person = addPerson(world, hood, {
			place: world.chance.pick(hood.leaves.filter((leaf) => leaf.label.startsWith(where))),
			known,
			level,
			label,
			id: sceneId(scene, slot),
		});
		if (level === "name") agree(world, hood, person, "sessions", known);
	}
}

/** The records of each scene, linked with one another. */
export function addScenes(world: World, hood: Hood): void {
	const scenesHere = {
		"san-vigilio": [urgentPath, lightBulbs, seenByTheCustodian, mailAndRecipes, throughThePorter],
		pradivento: [innClosed, countOfForty],
		valbriosa: [ownMap, boxesFromTheMarket, sunsetDinner, parcelNetwork],
	};
	for (const scene of scenesHere[hood.outline.slug]) scene(world, hood);
}

function person(hood: Hood, scene: number, slot: number): Person {
	const found = hood.persons.find((one) => one.id === sceneId(scene, slot));
	if (!found) throw new Error(`scene ${scene} lacks its person ${slot}`);
	return found;
}

function named(list: Party[], label: string): Party {
	const found = list.find((one) => one.label === label);
	if (!found) throw new Error(`nothing is called ${label}`);
	return found;
}

function tie(
	world: World,
	hood: Hood,
	from: Person,
	to: Person,
	kind: string,
	since: Day,
	saidBy: string,
	id?: string,
): void {
	addTie(world, hood, from.id, to.id, kind, {
		since,
		before: since < world.begin,
		recorded: later(from.knownSince, since),
		saidBy,
		id,
	});
	befriend(hood, from, to);
}

function linkInitiative(world: World, hood: Hood, scene: number, needId: string): void {
	const initiative = hood.initiatives.find((one) => one.id === sceneId(scene, 40));
	const need = hood.needs.find((one) => one.id === needId);
	if (!initiative || !need) throw new Error(`scene ${scene} lacks its initiative or need`);
	answerByInitiative(world, hood, need, initiative);
}

/** The urgent path: the numbers first, then the record, and somebody who has taken charge. */
function urgentPath(world: World, hood: Hood): void {
	const { chance } = world;
	const ines = person(hood, 1, 1);
	const boy = person(hood, 1, 2);
	const day = chance.back(4);
	const text =
		"Il ragazzo delle consegne non la sente da quattro giorni, e di solito risponde al citofono cantando. Ha 94 anni. Suonato con la vicina, chiamato il 112 dal pianerottolo.";
	const note = addNote(world, hood, {
		id: sceneId(1, 10),
		text,
		kind: "reported",
		topic: "safety",
		heardOn: day,
		about: ines.id,
		fromId: boy.id,
		place: ines.place.streetId,
		urgent: true,
		called: "112",
		taken: true,
		visit: true,
		asideOn: chance.back(3),
	});
	tie(world, hood, boy, ines, "helps", addDays(world.begin, 60), "one", sceneId(1, 11));
	addFollowUp(world, hood, {
		id: sceneId(1, 12),
		dueOn: chance.back(3),
		recordedOn: day,
		what: "Passare da Ines con il ragazzo delle consegne",
		note,
		about: ines.id,
		outcome: "Era dalla nipote, il telefono staccato. Sta bene e vuole un campanello più forte.",
	});
	addFollowUp(world, hood, {
		id: sceneId(1, 13),
		dueOn: chance.back(-3),
		recordedOn: chance.back(3),
		what: "Chiedere a Ines chi vuole che si chiami, la prossima volta",
		note,
		about: ines.id,
	});
}

/** Light bulbs and rubbish: a practical request that grows into a tie. */
function lightBulbs(world: World, hood: Hood): void {
	const { chance } = world;
	const ottavia = person(hood, 3, 1);
	const renato = person(hood, 3, 2);
	const day = chance.back(140);
	const need = addNeed(world, hood, {
		id: sceneId(3, 30),
		title: "Lampadine e sacchi sulle scale dei Gelsi",
		topic: "home",
		state: "answered",
		first: day,
		last: chance.back(132),
	});
	addNote(world, hood, {
		id: sceneId(3, 10),
		text: "Chiede solo due cose: la lampadina sulle scale e qualcuno che porti giù i sacchi del vetro.",
		kind: "asked",
		topic: "home",
		heardOn: day,
		about: ottavia.id,
		fromId: renato.id,
		need: need.id,
	});
	addNote(world, hood, {
		id: sceneId(3, 11),
		text: "Le scale dei Gelsi sono buie al secondo e al terzo piano.",
		kind: "noticed",
		topic: "home",
		heardOn: chance.back(132),
		need: need.id,
		visit: true,
	});
	const bulb = addAct(world, hood, {
		id: sceneId(3, 20),
		giver: renato,
		receiver: ottavia,
		at: chance.instant(chance.back(130), 1005),
		what: "Ha cambiato la lampadina e portato giù il vetro",
		topic: "home",
		minutes: 15,
		movedBy: { kind: "not_asked" },
	});
	world.rows["listening.answers"].push(answerRow(world, hood, sceneId(3, 31), need.id, "act", bulb.id, bulb.what, 130));
	tie(world, hood, ottavia, renato, "trusts", chance.back(95), "one", sceneId(3, 21));
	addAct(world, hood, {
		id: sceneId(3, 22),
		giver: ottavia,
		receiver: renato,
		at: chance.instant(chance.back(90), 930),
		what: "Gli ha portato una torta e le chiavi di riserva, «che non si sa mai»",
		topic: "neighbours",
		movedBy: { kind: "by_act", act: bulb.id },
	});
}

function answerRow(
	world: World,
	hood: Hood,
	id: string,
	need: string,
	kind: string,
	record: string | null,
	label: string,
	daysBack: number,
) {
	const { territoryId, id: neighbourhoodId } = hood.outline;
	const recordedAt = world.chance.written(world.chance.back(daysBack));
	return {
		territory_id: territoryId,
		neighbourhood_id: neighbourhoodId,
		id,
		need_id: need,
		kind,
		record_id: record,
		label,
		recorded_by: hood.staff[0],
		recorded_at: recordedAt,
	};
}

/** A young man draws his people: what he says is said by him. */
function ownMap(world: World, hood: Hood): void {
	const { chance } = world;
	const elia = person(hood, 4, 1);
	const rosina = person(hood, 4, 2);
	const friend = person(hood, 4, 3);
	const mother = person(hood, 4, 4);
	tie(world, hood, elia, rosina, "trusts", longAgo(world, 3), "one", sceneId(4, 11));
	tie(world, hood, rosina, elia, "helps", longAgo(world, 3), "other", sceneId(4, 12));
	tie(world, hood, elia, rosina, "neighbour", longAgo(world, 6), "one", sceneId(4, 13));
	tie(world, hood, elia, friend, "friend", chance.back(210), "one", sceneId(4, 14));
	tie(world, hood, elia, mother, "kin", longAgo(world, 20), "one", sceneId(4, 15));
	tie(world, hood, elia, person(hood, 6, 3), "knows", chance.back(60), "one", sceneId(4, 16));
	addNote(world, hood, {
		id: sceneId(4, 20),
		text: "Ha disegnato lui le sue persone. In mezzo ha messo Rosina, la vicina di 78 anni: «è da lei che vado quando non so cosa fare».",
		kind: "noticed",
		topic: "young",
		heardOn: chance.back(58),
		about: elia.id,
		fromId: elia.id,
		visit: true,
	});
	addNote(world, hood, {
		id: sceneId(4, 21),
		text: "Rosina dice che la porta è sempre aperta, il minestrone c'è, e che ascolta volentieri anche altri ragazzi.",
		kind: "offered",
		topic: "young",
		heardOn: chance.back(50),
		about: rosina.id,
		fromId: rosina.id,
	});
	const soup = addAct(world, hood, {
		id: sceneId(4, 30),
		giver: rosina,
		receiver: elia,
		at: chance.instant(chance.back(170), 1110),
		what: "Lo ha ascoltato una sera intera, con il minestrone",
		topic: "company",
		minutes: 120,
		movedBy: { kind: "in_general" },
	});
	addAct(world, hood, {
		id: sceneId(4, 31),
		giver: elia,
		receiver: rosina,
		at: chance.instant(chance.back(35), 600),
		what: "Le ha spaccato e impilato la legna",
		topic: "home",
		minutes: 90,
		movedBy: { kind: "by_act", act: soup.id },
	});
}

/** What was seen stays apart from what somebody makes of it. */
function seenByTheCustodian(world: World, hood: Hood): void {
	const { chance } = world;
	const tenantAbove = person(hood, 5, 1);
	const custodian = person(hood, 5, 2);
	const seen =
		"Visto dal custode: posta nella cassetta da due settimane, sacchi davanti alla porta, finestra aperta di notte. Parla dallo spiraglio del cancello e dice «va tutto bene».";
	const note = addNote(world, hood, {
		id: sceneId(5, 10),
		text: seen,
		kind: "reported",
		topic: "home",
		heardOn: chance.back(16),
		about: tenantAbove.id,
		fromId: custodian.id,
		place: tenantAbove.place.streetId,
	});
	addNote(world, hood, {
		id: sceneId(5, 11),
		text: "È una mia impressione e non un fatto: forse non vuole che si entri, più che non volere aiuto. Da chiedere a lui, con calma.",
		kind: "noticed",
		topic: "neighbours",
		heardOn: chance.back(15),
		about: tenantAbove.id,
		visit: true,
	});
	tie(world, hood, custodian, tenantAbove, "knows", longAgo(world, 5), "one", sceneId(5, 12));
	addFollowUp(world, hood, {
		id: sceneId(5, 13),
		dueOn: chance.back(9),
		recordedOn: chance.back(15),
		what: "Fermarsi al cancello con il custode, portare il giornale",
		note,
		about: tenantAbove.id,
		outcome: "Ha preso il giornale e ha chiesto chi siamo. Non è voluto uscire, va bene così.",
	});
	addFollowUp(world, hood, {
		id: sceneId(5, 14),
		dueOn: chance.today,
		recordedOn: chance.back(9),
		what: "Ripassare al cancello con il giornale",
		note,
		about: tenantAbove.id,
	});
}

/** Food from the market first, later boxes carried for others; once she said no, and nothing changed. */
function boxesFromTheMarket(world: World, hood: Hood): void {
	const { chance } = world;
	const mirela = person(hood, 6, 1);
	const fausto = person(hood, 6, 2);
	const adele = person(hood, 6, 3);
	const acts = (
		slot: number,
		giver: Person,
		receiver: Person,
		back: number,
		what: string,
		movedBy: Parameters<typeof addAct>[2]["movedBy"],
	) =>
		addAct(world, hood, {
			id: sceneId(6, slot),
			giver,
			receiver,
			at: chance.instant(chance.back(back), 750),
			what,
			topic: "food",
			movedBy,
		});
	const first = acts(20, fausto, mirela, 310, "Le ha messo da parte frutta e verdura del mercato", {
		kind: "not_asked",
	});
	acts(21, fausto, mirela, 282, "Le ha messo da parte una cassetta di mele", { kind: "no" });
	acts(22, mirela, adele, 190, "Ha portato su le cassette dal furgone", { kind: "by_act", act: first.id });
	acts(23, mirela, person(hood, 9, 2), 120, "Ha portato i pacchi alle Coste", { kind: "by_act", act: first.id });
	acts(24, fausto, mirela, 80, "Le ha tenuto le patate anche la settimana che non poteva dare una mano", {
		kind: "not_asked",
	});
	acts(25, mirela, adele, 18, "Ha portato le cassette e si è fermata per il caffè", { kind: "in_general" });
	tie(world, hood, mirela, adele, "friend", chance.back(110), "both", sceneId(6, 30));
	addNote(world, hood, {
		id: sceneId(6, 10),
		text: "Dice che con le cassette dal mercato si arrangia bene, e che se serve una mano a scaricare lei c'è.",
		kind: "offered",
		topic: "food",
		heardOn: chance.back(200),
		about: mirela.id,
		fromId: mirela.id,
	});
}

/** One place, several needs, nobody's label. */
function innClosed(world: World, hood: Hood): void {
	const { chance } = world;
	const erminia = person(hood, 7, 1);
	const inn = world.rows["community.parties"].find((row) => row.label === "Locanda Alla Rosa" && row.kind === "place")
		?.id as string;
	const need = addNeed(world, hood, {
		id: sceneId(7, 30),
		title: "La locanda chiusa: un banco, le medicine, i moduli",
		topic: "shared_spaces",
		state: "being_answered",
		first: chance.back(250),
		last: chance.back(70),
		place: inn,
	});
	const notes: [string, "asked" | "noticed" | "reported" | "offered", string, number][] = [
		[
			"Da quando la locanda ha chiuso non c'è un posto dove sedersi: in inverno ci si vede solo in chiesa.",
			"asked",
			"company",
			250,
		],
		[
			"La farmacia di valle dice che potrebbe lasciare le medicine da ritirare, se in paese ci fosse un banco aperto.",
			"reported",
			"errands",
			214,
		],
		[
			"Chiede se alla locanda ci potrebbe stare qualcuno, una mattina, per i moduli del Comune.",
			"asked",
			"papers",
			190,
		],
		[
			"Alla porta della locanda c'è ancora il cartello con gli orari. Qualcuno lo tiene pulito.",
			"noticed",
			"shared_spaces",
			150,
		],
		[
			"Erminia ha gestito la cucina per vent'anni: se si riapre, il giovedì i canederli li fa lei.",
			"offered",
			"food",
			96,
		],
		["Vorrebbe sapere quando c'è la prossima serata, porta i conti fatti con la nipote.", "asked", "shared_spaces", 70],
	];
	for (const [i, [text, kind, topic, back]] of notes.entries()) {
		const about = i === 4 || i === 5 ? erminia.id : i === 2 ? sceneId(7, 2) : undefined;
		addNote(world, hood, {
			id: sceneId(7, 10 + i),
			text,
			kind,
			topic,
			heardOn: chance.back(back),
			place: inn,
			about,
			// What is offered answers a need; it is not one of the things the need gathers.
			need: kind === "offered" ? undefined : need.id,
			visit: i % 3 === 0,
		});
	}
	linkInitiative(world, hood, 7, need.id);
	world.rows["listening.answers"].push(
		answerRow(world, hood, sceneId(7, 31), need.id, "offer", sceneId(7, 14), "I canederli del giovedì", 90),
	);
	world.rows["listening.answers"].push(
		answerRow(world, hood, sceneId(7, 32), need.id, "service", null, "Armadietto della Farmacia di valle", 60),
	);
	const group = named(hood.groups, "Gruppo locanda");
	for (const [i, label] of [
		"Pro Loco Pradivento",
		"Farmacia di valle",
		"Municipio, sportello di Pradivento",
	].entries()) {
		addTie(world, hood, group.id, named(hood.organisations, label).id, "collaborates_with", {
			id: sceneId(7, 40 + i),
			since: chance.back(180 - 40 * i),
			saidBy: "both",
		});
	}
}

/** Exchange need not be between the same two. */
function mailAndRecipes(world: World, hood: Hood): void {
	const { chance } = world;
	const [albina, denis, guido, yasmin] = [1, 2, 3, 4].map((slot) => person(hood, 8, slot)) as [
		Person,
		Person,
		Person,
		Person,
	];
	const need = addNeed(world, hood, {
		id: sceneId(8, 30),
		title: "La posta elettronica e i canederli",
		topic: "learning",
		state: "answered",
		first: chance.back(230),
		last: chance.back(200),
	});
	addNote(world, hood, {
		id: sceneId(8, 10),
		text: "In tre, passati i settanta, chiedono di imparare a mandare la posta e le fotografie.",
		kind: "asked",
		topic: "learning",
		heardOn: chance.back(230),
		about: albina.id,
		need: need.id,
	});
	addNote(world, hood, {
		id: sceneId(8, 11),
		text: "I ragazzi della biblioteca chiedono chi sa fare i canederli, vogliono la ricetta vera.",
		kind: "asked",
		topic: "learning",
		heardOn: chance.back(200),
		about: yasmin.id,
		need: need.id,
	});
	linkInitiative(world, hood, 8, need.id);
	const mail = addAct(world, hood, {
		id: sceneId(8, 20),
		giver: denis,
		receiver: albina,
		at: chance.instant(chance.back(170), 1000),
		what: "Le ha mostrato come si manda la posta",
		topic: "learning",
		minutes: 45,
		movedBy: { kind: "no" },
	});
	addAct(world, hood, {
		id: sceneId(8, 21),
		giver: albina,
		receiver: yasmin,
		at: chance.instant(chance.back(150), 1010),
		what: "Le ha insegnato i canederli",
		topic: "learning",
		minutes: 90,
		movedBy: { kind: "by_act", act: mail.id },
	});
	addAct(world, hood, {
		id: sceneId(8, 22),
		giver: yasmin,
		receiver: guido,
		at: chance.instant(chance.back(120), 990),
		what: "Ha sistemato le fotografie sul telefono",
		topic: "learning",
		minutes: 30,
		movedBy: { kind: "by_act", act: sceneId(8, 21) },
	});
	tie(world, hood, albina, yasmin, "friend", chance.back(140), "both", sceneId(8, 25));
}

/** Coexistence is what people do together. */
function sunsetDinner(world: World, hood: Hood): void {
	const { chance } = world;
	const samira = person(hood, 9, 1);
	const pia = person(hood, 9, 2);
	const need = addNeed(world, hood, {
		id: sceneId(9, 30),
		title: "Mangiare insieme a un'ora che va bene a tutti",
		topic: "neighbours",
		state: "being_answered",
		first: chance.back(220),
		last: chance.back(205),
	});
	addNote(world, hood, {
		id: sceneId(9, 10),
		text: "Chiede se la cena può cominciare quando il sole è sceso: così si mangia tutti insieme.",
		kind: "asked",
		topic: "neighbours",
		heardOn: chance.back(220),
		about: samira.id,
		fromId: samira.id,
		need: need.id,
	});
	addNote(world, hood, {
		id: sceneId(9, 11),
		text: "Chiede che ognuno scriva che cosa c'è nel suo piatto, così si può scegliere.",
		kind: "asked",
		topic: "food",
		heardOn: chance.back(205),
		about: pia.id,
		need: need.id,
	});
	linkInitiative(world, hood, 9, need.id);
	addAct(world, hood, {
		id: sceneId(9, 20),
		giver: samira,
		receiver: pia,
		at: chance.instant(chance.back(128), 1050),
		what: "Le ha insegnato il pane della sua casa",
		topic: "learning",
		minutes: 60,
		movedBy: { kind: "in_general" },
	});
	tie(world, hood, pia, samira, "knows", chance.back(128), "both", sceneId(9, 21));
}

/** A count is welcome; a list of names is not asked for. */
function countOfForty(world: World, hood: Hood): void {
	const priest = person(hood, 10, 1);
	const text =
		"In parrocchia contano una quarantina di persone avanti con gli anni che vivono sole: ventidue in via di Sopra, il resto sparse. Abbiamo preso il numero e le vie. L'elenco dei nomi non lo prendiamo: chi vuole farsi conoscere trova la porta aperta.";
	const note = addNote(world, hood, {
		id: sceneId(10, 10),
		text,
		kind: "reported",
		topic: "company",
		heardOn: world.chance.back(9),
		fromId: priest.id,
		place: hood.streets[0]?.id,
	});
	addFollowUp(world, hood, {
		id: sceneId(10, 11),
		dueOn: world.chance.back(-2),
		recordedOn: world.chance.back(8),
		what: "Dire in parrocchia gli orari del Caffè della piazza, per tutti",
		note,
	});
}

/** A network that carried parcels goes on. */
function parcelNetwork(world: World, hood: Hood): void {
	const { chance } = world;
	const group = named(hood.groups, "Rete dei pacchi");
	for (const [i, member] of [person(hood, 11, 1), person(hood, 11, 2), person(hood, 6, 1)].entries()) {
		addTie(world, hood, member.id, group.id, "member_of", {
			id: sceneId(11, 20 + i),
			since: longAgo(world, 1),
			before: true,
			recorded: member.knownSince,
			saidBy: "one",
			doing: i === 0 ? "tiene il quaderno delle porte" : "porta i pacchi",
		});
	}
	addTie(
		world,
		hood,
		group.id,
		named(hood.organisations, "Vigili del fuoco volontari di Briosa").id,
		"collaborates_with",
		{ id: sceneId(11, 30), since: chance.back(90), saidBy: "both" },
	);
	addNote(world, hood, {
		id: sceneId(11, 10),
		text: "La rete dei pacchi non vuole sciogliersi: propongono un corso, e poi un impegno scritto con il Comune.",
		kind: "offered",
		topic: "safety",
		heardOn: chance.back(85),
		about: group.id,
		fromId: sceneId(11, 1),
	});
}

/** Entry on somebody's behalf: from whom it was heard stands on the note, and the day to come back to it. */
function throughThePorter(world: World, hood: Hood): void {
	const { chance } = world;
	const amelia = person(hood, 12, 1);
	const porter = person(hood, 12, 2);
	const text =
		"Amelia non ha telefono: manda a dire dalla portinaia che alla pausa caffè viene volentieri, se qualcuno le bussa alle tre meno dieci. Scritto per conto suo; glielo rileggo alla prossima visita.";
	const note = addNote(world, hood, {
		id: sceneId(12, 10),
		text,
		kind: "asked",
		topic: "company",
		heardOn: chance.back(24),
		about: amelia.id,
		fromId: porter.id,
		place: amelia.place.streetId,
	});
	tie(world, hood, amelia, porter, "trusts", longAgo(world, 6), "one", sceneId(12, 11));
	addAct(world, hood, {
		id: sceneId(12, 20),
		giver: porter,
		receiver: amelia,
		at: chance.instant(chance.back(20), 890),
		what: "Le ha bussato e l'ha accompagnata alla pausa caffè",
		topic: "company",
		minutes: 15,
		movedBy: { kind: "not_asked" },
	});
	addFollowUp(world, hood, {
		id: sceneId(12, 12),
		dueOn: chance.back(-1),
		recordedOn: chance.back(24),
		what: "Rileggere ad Amelia quello che è scritto e chiederle se va bene",
		note,
		about: amelia.id,
	});
}

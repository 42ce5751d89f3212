import type { Topic } from "./contract.ts";

/**
 * Folded words by topic, in Italian, German and English. An asterisk stands for any ending; several
 * words must stand together. Small on purpose: a wrong guess costs more than none.
 */
export const topicWords: Record<Topic, string> = {
	company:
		"compagnia, sola, solo in casa, solitudine, parlare con qualcuno, due chiacchiere, chiacchier*, scambiare due parole, caffe insieme, gesellschaft, einsam*, allein*, plauder*, reden mit, company, lonely, alone, chat with, someone to talk",
	errands:
		"spesa, commission*, farmacia, ritirare, portare la spesa, posta, medicine da ritirare, einkauf*, besorgung*, apotheke, abholen, shopping, errand*, pharmacy, pick up",
	home: "lampadin*, rubinett*, tapparell*, caldaia, riscaldamento, infiltrazion*, muffa, lavatrice, imbianc*, riparar*, riparazion*, trasloc*, affitto, sfratto, legna, gluhbirne*, wasserhahn, heizung, schimmel, reparier*, reparatur*, umzug, miete, brennholz, light bulb*, tap, boiler, heating, mould, repair*, rent, eviction, firewood",
	papers:
		"tessera, document*, modul*, carte, ufficio, uffici, spid, cie, isee, pratica, pratiche, bollett*, permesso di soggiorno, rinnov*, comune, patronato, domanda per, dokument*, formular*, amt, ausweis, antrag, bescheinigung*, steuererklarung, papers, paperwork, form, forms, permit, renew*, office, certificate*",
	health:
		"medico, dottore, dottoressa, ospedale, visita medica, malat*, febbre, dolor*, pressione, caduta, caduto, medicin*, terapia, infermier*, dentista, arzt, arztin, krank*, fieber, schmerz*, sturz, gesturzt, medikament*, therapie, krankenhaus, doctor, hospital, ill, sick, fever, pain, fell, medicine*, nurse, dentist",
	caring:
		"badante, accudi*, assister*, caregiver, sollievo, disabil*, carrozzina, non ce la fa piu a seguire, si occupa della madre, si occupa del padre, si occupa del marito, si occupa della moglie, pflege*, betreu*, rollstuhl, behinder*, entlastung, carer*, caring for, looks after, wheelchair, disab*, respite",
	children:
		"bambin*, asilo, nido, figli piccoli, neonat*, mamme, doposcuola, passeggino, kinder, kind, kleinkind*, kita, tagesmutter, baby, nachmittagsbetreuung, child, children, toddler*, nursery, babysit*, pram, after school",
	young:
		"ragazz*, giovan*, adolescent*, adolescenza, gioventu, studenti, jugend*, junge leute, teenager, young people, teen*, youth, youngsters",
	work: "lavoro, disoccupat*, curriculum, colloquio, licenziat*, stagionale, tirocinio, arbeitslos*, arbeitssuche, arbeit, stelle, lebenslauf, kundigung, praktikum, job, jobs, unemploy*, work, cv, interview, laid off",
	money:
		"soldi, debit*, non arriva a fine mese, pagare, bolletta da pagare, prestito, pensione minima, geld, schulden, bezahlen, kredit, mindestrente, money, debt*, pay the, loan, bills",
	food: "cibo, pasto, pasti, mangiare, cucina, cucinare, cucino, cucina per, pane, minestra, verdura, pacco alimentare, essen, mahlzeit*, kochen, koche, brot, suppe, gemuse, food, meal*, cook*, bread, soup, vegetables",
	learning:
		"imparare, corso, compiti, computer, internet, telefonino, smartphone, lezion*, ripetizion*, insegnare, insegna, e mail, lernen, kurs, hausaufgaben, handy, unterricht, nachhilfe, beibringen, learn*, course, homework, lesson*, teach*, email",
	languages:
		"italiano, tedesco, lingua, lingue, tradurre, traduzion*, interprete, non parla, non capisce la lingua, sprache*, italienisch, deutsch, ubersetz*, dolmetsch*, language*, translat*, interpreter, speaks no, italian, german",
	getting_about:
		"passaggio, autobus, corriera, accompagnar*, macchina, trasport*, patente, fermata, scale, ascensore, montascale, mitfahr*, bus, begleit*, auto, fahrt, haltestelle, treppe*, aufzug, lift, ride, drive, car, transport, bus stop, stairs, get to",
	neighbours:
		"vicin*, litig*, rumor*, pianerottolo, condominio, urla, musica alta, nachbar*, streit*, larm, laut, hausgemeinschaft, treppenhaus, neighbour*, neighbor*, quarrel*, noise, noisy, shouting",
	shared_spaces:
		"cortile, orto, orti, giardin*, panchin*, sala, parco, parchetto, spazzatura, rifiuti, portico, campo da gioco, hof, garten, bank im, parkbank, saal, park, abfall, mull, spielplatz, courtyard, garden*, bench*, hall, playground, rubbish, litter",
	habits:
		"beve, alcol, ubriac*, slot, gioco d azzardo, gratta e vinci, drog*, sigarett*, trinkt, alkohol, betrunken, spielsucht, automaten, rauch*, drinks, drinking, alcohol, drunk, gambl*, smok*",
	safety:
		"furto, furti, ladr*, truff*, paura, buio, lampion*, scippo, minacc*, violenz*, diebstahl, einbruch, betrug, angst, dunkel, strassenlaterne, drohung*, gewalt, theft, burglar*, scam*, afraid, dark, street light*, threat*, violence",
};

/** Names of months, folded, in the three languages; the place in the list is the month. */
export const monthNames: readonly (readonly string[])[] = [
	["gennaio", "januar", "janner", "january"],
	["febbraio", "februar", "feber", "february"],
	["marzo", "marz", "march"],
	["aprile", "april"],
	["maggio", "mai", "may"],
	["giugno", "juni", "june"],
	["luglio", "juli", "july"],
	["agosto", "august"],
	["settembre", "september"],
	["ottobre", "oktober", "october"],
	["novembre", "november"],
	["dicembre", "dezember", "december"],
];

/** Names of weekdays, folded, Monday first. */
export const weekdayNames: readonly (readonly string[])[] = [
	["lunedi", "montag", "monday"],
	["martedi", "dienstag", "tuesday"],
	["mercoledi", "mittwoch", "wednesday"],
	["giovedi", "donnerstag", "thursday"],
	["venerdi", "freitag", "friday"],
	["sabato", "samstag", "saturday"],
	["domenica", "sonntag", "sunday"],
];

/** Days counted back from today, by the words for them, folded; the longer first. */
export const dayWords: readonly (readonly [string, number])[] = [
	["the day before yesterday", 2],
	["l altro ieri", 2],
	["altro ieri", 2],
	["altroieri", 2],
	["avantieri", 2],
	["vorgestern", 2],
	["ieri", 1],
	["gestern", 1],
	["yesterday", 1],
	["oggi", 0],
	["stamattina", 0],
	["stamani", 0],
	["stasera", 0],
	["heute", 0],
	["today", 0],
	["this morning", 0],
];

/** Words beside a weekday that say it is a habit or still to come. */
export const notPast = [
	"il",
	"ogni",
	"tutti",
	"tutte",
	"di",
	"la",
	"prossimo",
	"prossima",
	"venturo",
	"jeden",
	"jede",
	"nachsten",
	"nachste",
	"kommenden",
	"every",
	"each",
	"next",
];

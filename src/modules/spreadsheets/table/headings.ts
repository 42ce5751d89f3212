import { fold } from "../../../core/text.ts";
import { type Columns, type Field, fieldsOf, type Kind } from "../contract.ts";
import { foldTerm } from "./values.ts";

/** How columns are headed in Italian, German and English; folded, the plainest first. */
const words: Record<Field, string> = {
	name: "nome|nominativo|nome e cognome|cognome e nome|denominazione|ragione sociale|organizzazione|associazione|ente|luogo|persona|partecipante|partecipanti|chi|etichetta|name|vorname|vor und nachname|name und vorname|nachname und vorname|bezeichnung|organisation|verein|ort|person|teilnehmer|teilnehmerin|full name|first name|given name|label|organization|place name|participant|who|comune",
	surname: "cognome|nachname|familienname|zuname|surname|last name|family name",
	level: "livello|come e conosciuta|conosciuta per|stufe|bekannt als|level|known by",
	place:
		"luogo|abita|abita in|indirizzo|via|scala|residenza|dove|casa|ort|adresse|wohnort|anschrift|strasse|place|address|where|street|home",
	household: "nucleo|famiglia|nucleo familiare|haushalt|familie|household|family",
	knownSince:
		"conosciuta dal|conosciuto dal|nota dal|dal|da quando|seit|seit wann|since|iscritto dal|iscritta dal|data iscrizione|data inserimento|bekannt seit|known since",
	existedBefore: "c era gia|gia presente|esisteva gia|bestand schon|schon da|existed before|already there",
	agreedHow:
		"consenso|accordo|come ha detto di si|modo del consenso|consenso come|ha acconsentito|einwilligung|zustimmung|art der zustimmung|consent|agreement|agreed how|how agreed",
	agreedOn:
		"data consenso|consenso del|consenso il|data del consenso|data accordo|ha detto di si il|einwilligung am|zustimmung am|datum der zustimmung|consent date|agreed on|date of consent|consent on",
	phone:
		"telefono|cellulare|tel|cell|numero di telefono|recapito|telefon|handy|mobil|telefonnummer|phone|mobile|telephone|phone number",
	email: "email|e mail|posta elettronica|mail|mailadresse|email address",
	contactAgreedOn:
		"consenso contatto|consenso ai contatti|consenso recapiti|si puo chiamare|einwilligung kontakt|contact consent|consent to contact|contact agreed on",
	sector: "settore|tipo|tipologia|categoria|natura|sektor|bereich|art|sector|type",
	doing:
		"cosa fa|che cosa fa|attivita|ruolo|mansione|was sie tut|tatigkeit|aufgabe|rolle|what it does|activity|doing|role",
	familyDistrict: "distretto famiglia|distretto famiglia aderente|familiendistrikt|family district",
	sort: "tipo|tipologia|categoria|tipo di luogo|genere|art|art des ortes|typ|sort|type|kind of place",
	residents:
		"abitanti|residenti|popolazione|popolazione residente|pop|pop2021|pop2022|pop2023|pop2024|pop2025|einwohner|bewohner|residents|population|inhabitants",
	inside: "dentro|si trova in|parte di|in|liegt in|teil von|inside|part of|within",
	longitude: "longitudine|lon|lng|est|langengrad|longitude|x",
	latitude: "latitudine|lat|nord|breitengrad|latitude|y",
	one: "uno|una|da|chi|prima persona|persona 1|eine|einer|von|person 1|one|from|who|first",
	other: "altro|altra|a|con chi|con|seconda persona|persona 2|andere|anderer|zu|mit|person 2|other|to|whom|second",
	tie: "legame|tipo di legame|relazione|tipo|verbindung|beziehung|art|tie|relation|relationship|type|kind",
	since: "dal|da quando|inizio|data inizio|seit|beginn|von wann|since|start|start date",
	until: "al|fino al|fine|data fine|bis|ende|until|end|end date",
	saidBy: "detto da|chi lo dice|fonte|gesagt von|quelle|said by|source",
	text: "appunto|testo|descrizione|nota|note|annotazione|notiz|text|beschreibung|note text|what was heard|description",
	noteKind: "tipo|genere|art|typ|kind|type",
	topic: "tema|argomento|thema|topic|subject",
	heardOn: "data|giorno|quando|sentito il|datum|tag|gehort am|date|day|when|heard on",
	about: "su chi|riguarda|di chi|uber wen|betrifft|about|about whom",
	urgent: "urgente|dringend|urgent",
	part: "ruolo|parte|funzione|rolle|aufgabe|role|part",
	present: "presente|presenza|presenze|anwesend|anwesenheit|present|presence|attendance",
	code: "codice istat|istat|codice|cod istat|pro com|pro com t|istat code|istat kodex|code|kodex",
};

const terms = new Map(Object.entries(words).map(([field, said]) => [field as Field, said.split("|")]));

/** The field a heading speaks of: its very words, or a beginning of them; undefined for a heading we do not know. */
export function fieldFor(kind: Kind, heading: string): Field | undefined {
	const folded = foldTerm(heading);
	if (folded === "") return undefined;
	// «Luogo» heads the names of places, and of people where they live: what a name can be called comes last.
	const fields: readonly Field[] = [...fieldsOf[kind]].sort(
		(a: Field, b: Field) => Number(a === "name") - Number(b === "name"),
	);
	const exact = fields.find((field) => isTerm(field, folded));
	if (exact) return exact;
	// A sentence that ends in such a word is no heading.
	if (folded.split(" ").length > mostWords) return undefined;
	const begun = fields.flatMap((field) =>
		terms
			.get(field)!
			.filter((term) => term.length > 3 && (folded.startsWith(`${term} `) || folded.endsWith(` ${term}`)))
			.map((term) => ({ field, length: term.length })),
	);
	return begun.sort((a, b) => b.length - a.length)[0]?.field;
}

const mostWords = 6;

function isTerm(field: Field, folded: string): boolean {
	return fold(field) === folded || terms.get(field)!.includes(folded);
}

const several: ReadonlySet<string> = new Set<Field>(["present", "phone", "email", "place"]);
const houseNumbers = /^(n|no|nr|num|numero)?\s?civico$|^hausnr$|^haus(nummer| nr)$|^house n(o|umber)$/;

/** A second number to call is theirs too where nothing else is said of it. */
function isAnother(field: Field, heading: string): boolean {
	return (field === "phone" || field === "email") && isTerm(field, fold(heading));
}

/** A field for every heading, each field once but for what there can be more of: what is chosen counts first, what is kept of such a sheet next. */
export function recognise(kind: Kind, headings: readonly string[], kept: Columns = {}): Columns {
	const columns: Columns = {};
	const taken = new Set<string>();
	for (const heading of headings) {
		const chosen = kept[heading];
		if (chosen !== undefined && (chosen === "" || several.has(chosen) || !taken.has(chosen))) {
			columns[heading] = chosen;
			if (chosen) taken.add(chosen);
		}
	}
	for (const heading of headings) {
		if (columns[heading] !== undefined) continue;
		const isNumber = houseNumbers.test(fold(heading)) && taken.has("place");
		const field = isNumber ? "place" : fieldFor(kind, heading);
		columns[heading] = field && (isNumber || !taken.has(field) || isAnother(field, heading)) ? field : "";
		if (field) taken.add(field);
	}
	return columns;
}

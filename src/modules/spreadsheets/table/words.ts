import type { Level, PlaceSort, SaidBy, Sector, TieKind, Way } from "../../community/contract.ts";
import type { Part } from "../../initiatives/contract.ts";
import type { NoteKind, Topic } from "../../listening/contract.ts";

/** How closed words are said in spreadsheets, folded, in Italian, German and English; their own names are always known. */

export const levelWords: Record<Level, string> = {
	description: "descrizione|beschreibung|description",
	nickname: "soprannome|spitzname|nickname",
	name: "nome|per nome|name|by name",
};

export const wayWords: Record<Way, string> = {
	in_person: "di persona|a voce|si|x|personlich|mundlich|ja|in person|yes",
	on_paper:
		"su carta|carta|firmato|scritto|modulo|auf papier|papier|schriftlich|unterschrieben|on paper|paper|written|signed",
	by_phone: "al telefono|telefono|per telefono|am telefon|telefonisch|by phone|phone",
	online: "online|internet|e mail|email",
};

export const sectorWords: Record<Sector, string> = {
	public: "pubblico|ente|ente pubblico|comune|scuola|biblioteca|offentlich|gemeinde|schule",
	private: "privato|azienda|impresa|ditta|privat|firma|company",
	third_sector:
		"terzo settore|no profit|associazione|pro loco|onlus|comitato|volontariato|cooperativa|parrocchia|ets|odv|aps|dritter sektor|verein|genossenschaft|pfarrei|association|charity|non profit",
	shop: "negozio|bottega|bar|farmacia|esercizio|esercizio commerciale|attivita commerciale|commercio|apotheke|geschaft|laden|gasthaus",
};

export const sortWords: Record<PlaceSort, string> = {
	stair: "scala|stiege|treppe|treppenhaus|staircase",
	block: "casa|palazzo|condominio|caseggiato|edificio|wohnblock|haus|gebaude|building",
	street: "via|strada|vicolo|strasse|gasse|road",
	hamlet: "frazione|maso|paese|comune|municipio|weiler|fraktion|dorf|gemeinde|village|municipality",
	square: "piazza|platz",
	room: "sala|stanza|locale|biblioteca|oratorio|palestra|saal|raum|zimmer|hall",
};

export const tieWords: Record<TieKind, string> = {
	kin: "parente|parenti|familiare|famiglia|verwandt|verwandte|relative|family",
	neighbour:
		"vicino|vicina|vicini|vicino di casa|vicina di casa|vicini di casa|nachbar|nachbarn|nachbarin|neighbor|neighbours",
	friend: "amico|amica|amici|freund|freunde|freundin|friends",
	knows: "conosce|conoscente|si conoscono|kennt|bekannt",
	helps: "aiuta|da una mano|hilft|aiuto|help",
	trusts: "si fida|si fida di|fiducia|vertraut|trust",
	member_of: "membro|membro di|socio|fa parte di|appartiene|mitglied|mitglied von|member|member of",
	works_at: "lavora|lavora a|lavora da|lavora per|arbeitet|arbeitet bei|works at|works",
	uses: "usa|frequenta|utilizza|nutzt|besucht|use",
	collaborates_with: "collabora|collabora con|collaborazione|arbeitet zusammen|zusammenarbeit|collaborates",
};

export const saidByWords: Record<SaidBy, string> = {
	one: "il primo|la prima|uno|der erste|erste|first",
	other: "il secondo|la seconda|altro|der zweite|zweite|second",
	both: "entrambi|tutti e due|beide",
	somebody_else: "qualcun altro|altri|jemand anderes|andere|somebody else|someone else",
	seen: "visto|osservato|gesehen|beobachtet|observed",
};

export const partWords: Record<Part, string> = {
	takes_part: "partecipa|partecipante|nimmt teil|teilnehmer|teilnehmerin|participant|takes part",
	helps: "aiuta|volontario|volontaria|volontari|aiutante|hilft|helfer|helferin|freiwillig|freiwillige|helper|volunteer",
	runs: "conduce|conduttore|conduttrice|guida|animatore|animatrice|operatore|operatrice|leitet|leiter|leiterin|leader",
};

export const noteWords: Record<NoteKind, string> = {
	asked: "chiesto|richiesta|domanda|gefragt|anfrage|request",
	noticed: "notato|osservato|visto|bemerkt|beobachtet|observed",
	reported: "riferito|segnalato|berichtet|gemeldet|told",
	offered: "offerto|offerta|angeboten|angebot|offer",
};

export const topicWords: Record<Topic, string> = {
	company: "compagnia|solitudine|gesellschaft|einsamkeit|loneliness",
	errands: "commissioni|spesa|besorgungen|einkauf|shopping",
	home: "casa|abitazione|wohnen|haus|wohnung|housing",
	papers: "carte|pratiche|documenti|papiere|formulare|documents|forms",
	health: "salute|sanita|gesundheit",
	caring: "cura|assistenza|pflege|betreuung|care",
	children: "bambini|kinder",
	young: "giovani|ragazzi|jugend|jugendliche|youth",
	work: "lavoro|arbeit|job",
	money: "soldi|denaro|geld",
	food: "cibo|alimentari|essen",
	learning: "imparare|scuola|corsi|lernen|schule|school",
	languages: "lingue|lingua|sprachen|sprache|language",
	getting_about: "spostarsi|trasporti|mobilita|unterwegs|verkehr|transport|mobility",
	neighbours: "vicinato|vicini|nachbarschaft|neighbourhood",
	shared_spaces: "spazi comuni|spazi|gemeinsame raume|spaces",
	habits: "abitudini|gewohnheiten",
	safety: "sicurezza|sicherheit",
};

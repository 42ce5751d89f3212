import { expect, test } from "vitest";
import { fold } from "../../core/text.ts";
import { topics } from "./contract.ts";
import * as guess from "./guess.ts";
import { topicWords } from "./guess-words.ts";

const { guessDay, guessPlace, guessTopic } = guess;
const sunday = "2026-11-22";

test.each([
	["Sergio dice che nel suo palazzo tre persone non sanno come rinnovare la tessera sanitaria.", "papers"],
	["Le serve qualcuno che le porti la spesa e passi in farmacia", "errands"],
	["Non ha nessuno con cui fare due chiacchiere, è sola", "company"],
	["La badante è partita e la figlia cerca sollievo", "caring"],
	["Der Aufzug ist kaputt, sie braucht eine Fahrt zur Haltestelle", "getting_about"],
	["Die Nachbarn streiten im Treppenhaus wegen Lärm", "neighbours"],
	["The children have nowhere to go after school", "children"],
])("a topic is guessed from its words: %s", (text, topic) => {
	expect(guessTopic(text)).toBe(topic);
});

test.each(["Non risponde", "Il garzone non la vede da giorni", "Un bambino e un lavoro", "Maria Rossi, Luca Bianchi"])(
	"no topic where the words say none, or two evenly: %s",
	(text) => {
		expect(guessTopic(text)).toBeUndefined();
	},
);

test("every topic has words, folded as texts are, and no word stands under two topics", () => {
	const words = topics.flatMap((topic) => topicWords[topic].split(",").map((w) => w.trim()));
	expect(words.every((w) => w.replace("*", "") === fold(w.replace("*", "")))).toBe(true);
	expect(words.filter((w, i) => words.indexOf(w) !== i)).toEqual([]);
});

const places = ["via Roggia", "via Roggia 12", "via Roggia 1", "via ai Ronchi", "piazza della Fontana"].map(
	(label) => ({
		id: label,
		folded: fold(label),
	}),
);

test.each([
	["ha visto la luce accesa in via Roggia, 12", "via Roggia 12"],
	["in via Roggia n. 12/A, terzo piano", "via Roggia 12"],
	["al civico: via Roggia 124", "via Roggia"],
	["Via Ai Ronchi è buia", "via ai Ronchi"],
	["in Piazza della FONTANA", "piazza della Fontana"],
])("a place is guessed by its name and house number: %s", (text, place) => {
	expect(guessPlace(text, places)).toBe(place);
});

test("no place where none is named, or two are", () => {
	expect(guessPlace("la signora del terzo piano", places)).toBeUndefined();
	expect(guessPlace("fra via Roggia e via ai Ronchi", places)).toBeUndefined();
	expect(guessPlace("il nipote di Roggia", places)).toBeUndefined();
});

test.each([
	["oggi non ha aperto", "2026-11-22"],
	["non risponde da ieri sera", "2026-11-21"],
	["l'altro ieri al mercato", "2026-11-20"],
	["gestern im Geschäft", "2026-11-21"],
	["vorgestern beim Arzt", "2026-11-20"],
	["she said it the day before yesterday", "2026-11-20"],
	["yesterday at the bakery", "2026-11-21"],
	["l'ho sentito lunedì", "2026-11-16"],
	["am Montag beim Bäcker", "2026-11-16"],
	["3 giorni fa", "2026-11-19"],
	["il 3 ottobre, in farmacia", "2026-10-03"],
	["sabato 3 ottobre 2026", "2026-10-03"],
	["am 3. Oktober", "2026-10-03"],
	["on October 3rd", "2026-10-03"],
	["il 3/10 al bar", "2026-10-03"],
	["3.10.2026", "2026-10-03"],
])("a day is guessed: %s", (text, day) => {
	expect(guessDay(text, sunday)).toBe(day);
});

test.each([
	"vive sola",
	"ogni lunedì va al mercato",
	"il lunedì non c'è nessuno",
	"viene lunedì prossimo",
	"domenica",
	"ieri o forse oggi",
	"il 3 dicembre torna il figlio",
	"nato il 3 ottobre 1940",
	"non viene mai 3 volte",
	"mezza pensione 1/2",
	"il 31/2",
])("no day where none is said for certain, and none to come: %s", (text) => {
	expect(guessDay(text, sunday)).toBeUndefined();
});

test("a year's turn: «28 dicembre» heard in January is the December before", () => {
	expect(guessDay("il 28 dicembre", "2027-01-05")).toBe("2026-12-28");
});

test("nothing here guesses a person", () => {
	expect(Object.keys(guess).sort()).toEqual(["guessDay", "guessPlace", "guessTopic"]);
});

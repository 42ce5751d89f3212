import { expect, test } from "vitest";
import { languages, sayIn } from "../../ui/words.ts";
import {
	contactKinds,
	levels,
	nouns,
	partyKinds,
	placeSorts,
	purposes,
	saidBys,
	sectors,
	tieKinds,
	ways,
} from "./contract.ts";
import { tieChoices } from "./rules.ts";

const values = {
	one: "Anna",
	other: "Bruno",
	label: "Anna",
	day: "oggi",
	how: "a voce",
	n: 3,
	q: "anna",
	kind: "phone",
	purpose: "name",
};

test.each(languages)("in %s there are words for every kind, level, purpose and end of a tie", (language) => {
	const say = sayIn(language);
	const keys = [
		...tieKinds.map((kind) => `tie_${kind}`),
		...partyKinds.flatMap((party) => tieChoices(party).map(({ kind, end }) => `seen_${kind}_${end}`)),
		...partyKinds.flatMap((kind) => [`kind_${kind}`, `left_${kind}`]),
		...saidBys.map((by) => `said_${by}`),
		...["self", "them", "both", "somebody_else", "seen"].map((by) => `said_form_${by}`),
		...levels.flatMap((level) => [`level_${level}`, `known_by_${level}`]),
		...purposes.map((purpose) => `purpose_${purpose}`),
		...ways.map((way) => `way_${way}`),
		...sectors.map((sector) => `sector_${sector}`),
		...placeSorts.map((sort) => `sort_${sort}`),
		...contactKinds.map((kind) => `contact_${kind}`),
		...Object.keys(nouns).flatMap((noun) => [
			`new_${noun}`,
			`new_${noun}_lead`,
			`add_${noun}`,
			`label_${noun}`,
			`label_${noun}_hint`,
			`place_${noun}`,
		]),
		...["persons", "groups", "organisations", "places"].flatMap((tab) => [
			`tab_${tab}`,
			`list_${tab}`,
			`list_${tab}_lead`,
			`search_${tab}`,
			`empty_${tab}`,
		]),
		...["new", "tie", "tie_end", "contact", "contact_end", "left", "forward", "withdrawn"].map(
			(done) => `saved_${done}`,
		),
	];
	for (const key of keys) expect(say(`community.${key}`, values), key).toMatch(/\S/);
});

test("a tie is told with both of its two, in their order", () => {
	for (const language of languages) {
		for (const kind of tieKinds) {
			const sentence = sayIn(language)(`community.tie_${kind}`, { one: "AAA", other: "ZZZ" });
			expect(sentence.indexOf("AAA"), `${language} ${kind}`).toBeGreaterThanOrEqual(0);
			expect(sentence.indexOf("ZZZ"), `${language} ${kind}`).toBeGreaterThan(sentence.indexOf("AAA"));
		}
	}
});

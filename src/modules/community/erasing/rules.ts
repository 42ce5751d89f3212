import { wordsOf } from "../../../core/text.ts";
import type { Level } from "../contract.ts";

const shortestName = 3;

/**
 * What somebody is looked for by in the words of others, as a regular expression over folded text: each name by itself
 * where they are known by name, else the whole of how they are called. Undefined where nothing can be looked for.
 */
export function patternOf(labels: readonly { label: string; level: Level }[]): string | undefined {
	const looked = new Set<string>();
	for (const { label, level } of labels) {
		const words = wordsOf(label);
		const whole = words.join("[^[:alnum:]]+");
		if (level === "name") for (const word of words.filter((one) => one.length >= shortestName)) looked.add(word);
		else if (whole.length >= shortestName) looked.add(whole);
	}
	return looked.size > 0 ? `\\m(${[...looked].join("|")})\\M` : undefined;
}

/** A cell that fewer people stand behind is not told to whoever may see no person. */
export const leastPeople = 5;

/**
 * Which of some cells that add up are withheld, by the number of people behind each: those of one to four, and, so
 * that none follows by subtraction from their sum, the next smallest, until two at least with five people between
 * them are withheld. Where the cells hold too few people for that, the sum itself is withheld too.
 */
export function withhold(people: readonly number[]): { told: boolean[]; sumTold: boolean } {
	const told = people.map((n) => n === 0 || n >= leastPeople);
	const bySize = [...people.keys()].filter((i) => told[i] && people[i]! > 0).sort((a, b) => people[a]! - people[b]!);
	const hidden = () => people.filter((_, i) => !told[i]);
	const isEnough = () => hidden().length >= 2 && sum(hidden()) >= leastPeople;
	while (hidden().length > 0 && !isEnough() && bySize.length > 0) told[bySize.shift()!] = false;
	return { told, sumTold: hidden().length === 0 || isEnough() };
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((all, n) => all + n, 0);
}

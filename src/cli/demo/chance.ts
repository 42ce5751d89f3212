import { addDays, type Day, instantOf } from "../../core/period.ts";
import { random } from "../../core/random.ts";

/** The one repeatable source of everything invented: same seed and day, same choices, in the same order. */
export type Chance = ReturnType<typeof chanceOf>;

/** Choices, days and ids drawn from one repeatable sequence that starts at `seed`. */
export function chanceOf(seed: number, today: Day) {
	const next = random(seed);
	const noons = new Map<Day, number>();

	function whole(least: number, most: number): number {
		return least + Math.floor(next() * (most - least + 1));
	}
	function pick<Item>(list: readonly Item[]): Item {
		const item = list[Math.floor(next() * list.length)];
		if (item === undefined) throw new Error("nothing to choose from");
		return item;
	}
	/** Some of a list, each at most once, in a new order. */
	function some<Item>(list: readonly Item[], n: number): Item[] {
		const left = [...list];
		const end = Math.min(n, left.length);
		for (let i = 0; i < end; i++) {
			const j = whole(i, left.length - 1);
			[left[i], left[j]] = [left[j] as Item, left[i] as Item];
		}
		return left.slice(0, end);
	}
	function weighted<Item extends string>(weights: Record<Item, number>): Item {
		const entries = Object.entries(weights) as [Item, number][];
		let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [item, weight] of entries) {
			left -= weight;
			if (left < 0) return item;
		}
		return (entries.at(-1) as [Item, number])[0];
	}
	/** The instant of a time of day; summer time changes at night, so noon tells the whole day's offset. */
	function instant(day: Day, minutes: number): Date {
		const noon = noons.get(day) ?? instantOf(day, "12:00").getTime();
		noons.set(day, noon);
		return new Date(noon + (minutes - 720) * 60_000);
	}
	return {
		today,
		next,
		whole,
		pick,
		some,
		weighted,
		instant,
		chance: (share: number) => next() < share,
		/** The day `n` days before today. */
		back: (n: number): Day => addDays(today, -n),
		/** A day between two, both included; the first one when they are the wrong way round. */
		dayIn(from: Day, to: Day): Day {
			const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
			return days <= 0 ? from : addDays(from, whole(0, days));
		},
		/** When staff wrote something down on a day: in working hours, and early where the day is today. */
		written: (day: Day): Date => instant(day, day >= today ? whole(405, 450) : whole(480, 1130)),
		/** A UUIDv7 (RFC 9562) of an instant, its random bits drawn from the sequence. */
		id(at: Date): string {
			const bits = Array.from({ length: 4 }, () =>
				Math.floor(next() * 0x100000000)
					.toString(16)
					.padStart(8, "0"),
			);
			const hex = bits.join("");
			const time = at.getTime().toString(16).padStart(12, "0");
			const variant = (8 + (Number.parseInt(hex.slice(3, 4), 16) & 3)).toString(16);
			return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
		},
	};
}

/** The later of two days. */
export function later(one: Day, other: Day): Day {
	return one > other ? one : other;
}

/** The earlier of two days. */
export function earlier(one: Day, other: Day): Day {
	return one < other ? one : other;
}

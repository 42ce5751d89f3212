/** A field as it stands in a row: bytes of UTF-8 from `start` up to and without `end`. */
export type Bytes = { readonly bytes: Buffer; readonly start: number; readonly end: number };

/** The longest id that a slot holds itself. */
const shortBytes = 12;

/**
 * Numbers for ids, from 0 in order of first appearance. Equal bytes are the same id, whatever they spell.
 *
 * A hash table with open addressing over one run of bytes: no string is made for half a million ids, where a Map of
 * strings takes 130 MB and ten times as long. A slot holds a short id itself, so that to find one is a single look into
 * memory; of a longer one it holds two hashes (FNV-1a: Fowler, Noll, Vo 1991) and its length. At most two thirds full.
 */
export class Ids {
	size = 0;
	/** Three words of the id and its number + 1, negative where the words are hashes; a number of 0 is a free slot. */
	private slots = new Int32Array(1 << 12);
	private ends = new Int32Array(1 << 9);
	private store = Buffer.allocUnsafe(1 << 12);
	/** The words of the id at hand. */
	private first = 0;
	private second = 0;
	private third = 0;

	/** The number of an id, a new one if it was not seen before. */
	of({ bytes, start, end }: Bytes): number {
		const slot = this.slotOf(bytes, start, end);
		const known = this.slots[slot + 3]!;
		if (known !== 0) return Math.abs(known) - 1;
		const number = this.size++;
		this.keep(number, bytes, start, end);
		this.fill(slot, end - start > shortBytes ? -this.size : this.size);
		if (this.size * 6 > this.slots.length) this.growSlots();
		return number;
	}

	/** The number of an id, −1 if it was not seen. */
	find({ bytes, start, end }: Bytes): number {
		return Math.abs(this.slots[this.slotOf(bytes, start, end) + 3]!) - 1;
	}

	/** Gives back the memory by which ids are found: from here on they are only spelt. */
	close(): void {
		this.slots = new Int32Array(4);
	}

	text(number: number): string {
		return this.store.toString("utf8", this.startOf(number), this.ends[number]);
	}

	private startOf(number: number): number {
		return number === 0 ? 0 : this.ends[number - 1]!;
	}

	/** Where the id stands, or the free slot where it would; its words are at hand then. */
	private slotOf(bytes: Buffer, start: number, end: number): number {
		const isShort = end - start <= shortBytes;
		if (isShort) this.spell(bytes, start, end);
		else this.hash(bytes, start, end);
		const { slots, first, second, third } = this;
		const mask = slots.length - 1;
		for (let slot = slotFor(first, second, third, mask); ; slot = (slot + 4) & mask) {
			const known = slots[slot + 3]!;
			if (known === 0) return slot;
			if (slots[slot] !== first || slots[slot + 1] !== second || slots[slot + 2] !== third) continue;
			if (known > 0 ? isShort : !isShort && this.isSame(-known - 1, bytes, start, end)) return slot;
		}
	}

	/** A short id as words. No byte of an id is 0 (see `Rows`), so ids of different length differ. */
	private spell(bytes: Buffer, start: number, end: number): void {
		let first = 0;
		let second = 0;
		let third = 0;
		let at = start;
		for (let shift = 0; shift < 32 && at < end; shift += 8) first |= bytes[at++]! << shift;
		for (let shift = 0; shift < 32 && at < end; shift += 8) second |= bytes[at++]! << shift;
		for (let shift = 0; shift < 32 && at < end; shift += 8) third |= bytes[at++]! << shift;
		this.first = first;
		this.second = second;
		this.third = third;
	}

	private hash(bytes: Buffer, start: number, end: number): void {
		let first = 0x811c9dc5;
		let second = 0;
		for (let i = start; i < end; i++) {
			first = Math.imul(first ^ bytes[i]!, 0x01000193);
			second = Math.imul(second, 31) + bytes[i]!;
		}
		this.first = first | 0;
		this.second = second | 0;
		this.third = end - start;
	}

	private fill(slot: number, known: number): void {
		this.slots[slot] = this.first;
		this.slots[slot + 1] = this.second;
		this.slots[slot + 2] = this.third;
		this.slots[slot + 3] = known;
	}

	private isSame(number: number, bytes: Buffer, start: number, end: number): boolean {
		const from = this.startOf(number);
		if (this.ends[number]! - from !== end - start) return false;
		const { store } = this;
		for (let i = start, j = from; i < end; i++, j++) if (bytes[i] !== store[j]) return false;
		return true;
	}

	private keep(number: number, bytes: Buffer, start: number, end: number): void {
		const from = this.startOf(number);
		const to = from + end - start;
		if (number === this.ends.length) {
			const ends = new Int32Array(number * 2);
			ends.set(this.ends);
			this.ends = ends;
		}
		if (to > this.store.length) {
			const store = Buffer.allocUnsafe(Math.max(this.store.length * 2, to));
			this.store.copy(store);
			this.store = store;
		}
		this.ends[number] = to;
		bytes.copy(this.store, from, start, end);
	}

	private growSlots(): void {
		const before = this.slots;
		const slots = new Int32Array(before.length * 2);
		const mask = slots.length - 1;
		for (let i = 0; i < before.length; i += 4) {
			if (before[i + 3] === 0) continue;
			let slot = slotFor(before[i]!, before[i + 1]!, before[i + 2]!, mask);
			while (slots[slot + 3] !== 0) slot = (slot + 4) & mask;
			for (let word = 0; word < 4; word++) slots[slot + word] = before[i + word]!;
		}
		this.slots = slots;
	}
}

/** The first slot to look at: every fourth place, by the words well mixed (the end of MurmurHash3, Appleby 2011). */
function slotFor(first: number, second: number, third: number, mask: number): number {
	let mixed = first ^ Math.imul(second, 0x9e3779b1) ^ Math.imul(third, 0x85ebca77);
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return ((mixed ^ (mixed >>> 16)) << 2) & mask;
}

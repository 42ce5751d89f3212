/** A field as it stands in a row: bytes of UTF-8 from `start` up to and without `end`. */
export type Bytes = { readonly bytes: Buffer; readonly start: number; readonly end: number };

/**
 * Numbers for ids, from 0 in order of first appearance. Equal bytes are the same id, whatever they spell.
 *
 * A hash table with open addressing over one run of bytes: half a million ids take 16 MB and no string is made for
 * them, where a Map of strings takes 130 MB and ten times as long. FNV-1a (Fowler, Noll, Vo 1991), at most half full.
 */
export class Ids {
	size = 0;
	/** Pairs of an id's hash and its number + 1; a number of 0 is a free slot. */
	private slots = new Int32Array(1 << 11);
	private ends = new Int32Array(1 << 9);
	private store = Buffer.allocUnsafe(1 << 12);

	/** The number of an id, a new one if it was not seen before. */
	of({ bytes, start, end }: Bytes): number {
		const hash = hashOf(bytes, start, end);
		const slot = this.slotOf(hash, bytes, start, end);
		const known = this.slots[slot + 1]!;
		if (known > 0) return known - 1;
		const number = this.size++;
		this.keep(number, bytes, start, end);
		this.slots[slot] = hash;
		this.slots[slot + 1] = number + 1;
		if (this.size * 4 > this.slots.length) this.growSlots();
		return number;
	}

	/** The number of an id, −1 if it was not seen. */
	find({ bytes, start, end }: Bytes): number {
		return this.slots[this.slotOf(hashOf(bytes, start, end), bytes, start, end) + 1]! - 1;
	}

	/** Gives back the memory by which ids are found: from here on they are only spelt. */
	close(): void {
		this.slots = new Int32Array(2);
	}

	text(number: number): string {
		return this.store.toString("utf8", this.startOf(number), this.ends[number]);
	}

	private startOf(number: number): number {
		return number === 0 ? 0 : this.ends[number - 1]!;
	}

	/** Where the id stands, or the free slot where it would. */
	private slotOf(hash: number, bytes: Buffer, start: number, end: number): number {
		const { slots } = this;
		const mask = slots.length - 1;
		for (let slot = slotFor(hash, mask); ; slot = (slot + 2) & mask) {
			const known = slots[slot + 1]!;
			if (known === 0 || (slots[slot] === hash && this.isSame(known - 1, bytes, start, end))) return slot;
		}
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
		for (let i = 0; i < before.length; i += 2) {
			if (before[i + 1] === 0) continue;
			let slot = slotFor(before[i]!, mask);
			while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
			slots[slot] = before[i]!;
			slots[slot + 1] = before[i + 1]!;
		}
		this.slots = slots;
	}
}

/** The first slot to look at: an even place, from the hash's upper and lower half. */
function slotFor(hash: number, mask: number): number {
	return ((hash ^ (hash >>> 15)) << 1) & mask;
}

function hashOf(bytes: Buffer, start: number, end: number): number {
	let hash = 0x811c9dc5;
	for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
	return hash | 0;
}

/** A list of whole numbers that grows, four bytes each. */
export class Numbers {
	length = 0;
	private values = new Int32Array(1 << 10);

	push(value: number): void {
		if (this.length === this.values.length) {
			const larger = new Int32Array(this.length * 2);
			larger.set(this.values);
			this.values = larger;
		}
		this.values[this.length++] = value;
	}

	list(): Int32Array {
		return this.values.subarray(0, this.length);
	}
}

/** Amounts are whole cents, so that they add up. */
export type Cents = number & { readonly cents: true };

/** Reads `161790.22` as 16179022 cents. Throws on anything that is not an amount with at most two decimals. */
export function centsOf(amount: string): Cents {
	const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(amount);
	if (!match) throw new Error(`not an amount: ${amount}`);
	return (Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"))) as Cents;
}

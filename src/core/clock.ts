/** The clock everything reads, so that a test can hold it still. */
export type Clock = () => Date;

/** The machine's clock, or one held at a fixed instant. */
export function clockOf(fixed: Date | undefined): Clock {
	return fixed ? () => new Date(fixed) : () => new Date();
}

const quietMs = 1000;
const betweenMs = 3000;

/** Says how far something is: nothing within the first second, then a line every three seconds at most. */
export function progress(say: (line: string) => void): (line: () => string) => void {
	let next = Date.now() + quietMs;
	return (line) => {
		if (Date.now() < next) return;
		next = Date.now() + betweenMs;
		say(line());
	};
}

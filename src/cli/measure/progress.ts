/** Says how far a command has come. */
export type Progress = (what: string) => void;

const silentMs = 1000;

/** Progress for a command that begins now: nothing in its first second, then every second, and ever less often. */
export function progressTo(say: (line: string) => void, now: () => number = () => performance.now()): Progress {
	const began = now();
	let next = began + silentMs;
	return (what) => {
		const at = now();
		if (at < next) return;
		next = at + Math.max(silentMs, (at - began) / 10);
		say(`${what} …`);
	};
}

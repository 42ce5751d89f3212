/** Says how far a command has come. */
export type Progress = (what: string) => void;

const silentMs = 1000;

/** Progress for a command that begins now: nothing in its first second, then at most a line a second. */
export function progressTo(say: (line: string) => void, now: () => number = () => performance.now()): Progress {
	let next = now() + silentMs;
	return (what) => {
		if (now() < next) return;
		next = now() + silentMs;
		say(`${what} …`);
	};
}

import pg from "pg";

type Query = (...given: unknown[]) => unknown;

/**
 * A process that is gone at the step it was told, as by a power cut: each statement is one (`statement N`). `before` is
 * called with its text; what it gives is called once PostgreSQL answered.
 */
export function dyingAt(step: string | undefined, before: (text: string) => (() => void) | undefined) {
	const die = (at: string) => {
		if (step !== at) return;
		process.kill(process.pid, "SIGKILL");
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
	};
	let statements = 0;
	const client = pg.Client.prototype as unknown as { query: Query };
	const send = client.query;
	client.query = function (this: pg.Client, ...given: unknown[]): unknown {
		const [first] = given as [string | { text?: string } | undefined];
		statements += 1;
		die(`statement ${statements}`);
		const after = before(typeof first === "string" ? first : (first?.text ?? ""));
		const answer = send.apply(this, given) as Promise<unknown>;
		if (!after) return answer;
		return answer.then((answered) => {
			after();
			return answered;
		});
	};
	return die;
}

import { Worker } from "node:worker_threads";
import type { Graph } from "./graph.ts";

/** The graph where every thread sees it without a copy of its own. */
export function shared(graph: Graph): Graph {
	const seenByAll = (row: Int32Array) => {
		if (row.buffer instanceof SharedArrayBuffer) return row;
		const seen = new Int32Array(new SharedArrayBuffer(row.byteLength));
		seen.set(row);
		return seen;
	};
	return { ...graph, offsets: seenByAll(graph.offsets), neighbours: seenByAll(graph.neighbours) };
}

const beginnings = {
	betweenness: new URL("./betweenness-worker.ts", import.meta.url),
	communities: new URL("./communities-worker.ts", import.meta.url),
};

/** A thread for one measure, which is told its task when it begins; nothing where none can be had. */
export function startThread(measure: keyof typeof beginnings, task: object): Worker | undefined {
	try {
		// Node runs the file as it is: the flags of this process, such as a loader, are not for it.
		const execArgv = ["--disable-warning=ExperimentalWarning"];
		return new Worker(beginnings[measure], { workerData: task, execArgv });
	} catch {
		return undefined;
	}
}

/** What a thread answers to a message; rejects when it fails first. */
export function answerOf<Answer>(worker: Worker, message: unknown): Promise<Answer> {
	return new Promise((resolve, reject) => {
		worker.once("error", reject).once("exit", reject);
		worker.once("message", (answer: Answer) => {
			worker.off("error", reject).off("exit", reject);
			resolve(answer);
		});
		worker.postMessage(message);
	});
}

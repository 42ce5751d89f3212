import { parentPort, workerData } from "node:worker_threads";
import { communities } from "./communities.ts";

// A thread that finds the communities of one graph: told the seed, it answers with them.

parentPort?.once("message", (seed: number) => {
	const found = communities(workerData, seed);
	parentPort?.postMessage(found, [found.of.buffer as ArrayBuffer]);
});

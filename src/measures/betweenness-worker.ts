import { parentPort, workerData } from "node:worker_threads";
import { blockOf } from "./betweenness.ts";

// One thread of `betweenness`: told a block, it answers with that block's share.

const block = blockOf(workerData);

parentPort?.on("message", (index: number) => {
	const share = block(index);
	parentPort?.postMessage(share, [share.buffer]);
});

import { parentPort, workerData } from "node:worker_threads";
import { readCalendar } from "./reading.ts";

// A thread of its own, which whoever asked ends when its time is over: a file from outside holds up nobody else.
const { text, from, to } = workerData as { text: string; from: Date; to: Date };
parentPort?.postMessage(readCalendar(text, { from, to }));

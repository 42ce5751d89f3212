import { Worker } from "node:worker_threads";
import type { Language } from "../words.ts";

/** The sheets there are: each is a file of `src/ui/print/sheets`. */
export type Sheet = "plain" | "copy" | "poster" | "days" | "card" | "slip" | "hours" | "year" | "pact";
type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [name: string]: Json };
type About = { language: Language; title: string };
export type Asked = About & { sheet: Sheet; data: Json };
export type Answered = { pdf: Uint8Array<ArrayBuffer> } | { error: string } | { missing: true };

/** No program that sets sheets comes for this machine. The printable page remains. */
export class NoTypesetter extends Error {}

type Waiting = { resolve: (pdf: Buffer<ArrayBuffer>) => void; reject: (error: Error) => void };
type Thread = { worker: Worker; waiting: Waiting[] };

/**
 * Whoever sets sheets, in a thread of its own that starts with the first one (half a second) and stays. `library` is
 * the package that it needs.
 */
export function typesetter(library: string) {
	let thread: Thread | undefined;

	function start(): Thread {
		// Node runs the file as it is: the flags of this process, such as a loader, are not for it.
		const execArgv = ["--disable-warning=ExperimentalWarning"];
		const worker = new Worker(new URL("./typesetter.ts", import.meta.url), { workerData: library, execArgv });
		const started: Thread = { worker, waiting: [] };
		const end = (error: Error) => {
			thread = undefined;
			for (const { reject } of started.waiting.splice(0)) reject(error);
		};
		worker.on("message", (answer: Answered) => {
			const first = started.waiting.shift();
			if (started.waiting.length === 0) worker.unref();
			if ("pdf" in answer) first?.resolve(Buffer.from(answer.pdf));
			else
				first?.reject("missing" in answer ? new NoTypesetter() : new Error(`a sheet cannot be set: ${answer.error}`));
		});
		worker.on("error", end).on("exit", () => end(new Error("the typesetter's thread ended")));
		return started;
	}

	/**
	 * A sheet as a tagged PDF (PDF/UA-1) with its language and title, in letters that came with npm; the same data make
	 * the same bytes. `data` is what the sheet reads; no text in it is ever read as typst's own language. Rejects with
	 * `NoTypesetter` where this machine has none.
	 */
	const set = (sheet: Sheet, data: Json, about: About): Promise<Buffer<ArrayBuffer>> => {
		thread ??= start();
		const { worker, waiting } = thread;
		return new Promise((resolve, reject) => {
			waiting.push({ resolve, reject });
			worker.ref();
			worker.postMessage({ sheet, data, ...about } satisfies Asked);
		});
	};

	/** Lets the thread begin before anybody waits for it: whoever looks at a list of sheets takes one next. */
	const getReady = (): void => {
		thread ??= start();
		if (thread.waiting.length === 0) thread.worker.unref();
	};
	return Object.assign(set, { getReady });
}

export const pdf = typesetter("@myriaddreamin/typst-ts-node-compiler");

import { afterAll, expect, test } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { cookieFor, dataFolder, processesIn, startFilo } from "../running.ts";

const { folder, forget } = dataFolder();
afterAll(forget);

/** Posts notes until the server is gone; returns the ids it acknowledged. */
async function writeUntilGone(url: string, cookie: string, writers: number): Promise<string[]> {
	const acknowledged: string[] = [];
	const writer = async () => {
		for (let i = 0; i < 2000; i += 1) {
			const id = newId();
			const body = JSON.stringify({ id, text: `Prova ${id}`, kind: "noticed" });
			try {
				const answer = await fetch(`${url}/api/listening/notes`, {
					method: "POST",
					body,
					headers: { cookie, "content-type": "application/json" },
				});
				if (answer.status !== 201) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
				acknowledged.push(id);
			} catch (error) {
				if (error instanceof TypeError) return; // the connection broke: the server is gone
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: writers }, writer));
	return acknowledged;
}

async function notesOf(url: string, cookie: string): Promise<Set<string>> {
	const ids = new Set<string>();
	let cursor = "";
	for (let page = 0; page < 500; page += 1) {
		const answer = await fetch(`${url}/api/listening/notes?limit=100${cursor && `&cursor=${cursor}`}`, {
			headers: { cookie },
		});
		const list = (await answer.json()) as { items: { id: string }[]; next: string | null };
		for (const item of list.items) ids.add(item.id);
		if (!list.next) break;
		cursor = list.next;
	}
	return ids;
}

test("killed three times under load, it starts again and has lost nothing it acknowledged", {
	timeout: 180_000,
}, async () => {
	const acknowledged: string[] = [];
	for (let round = 0; round < 3; round += 1) {
		const running = await startFilo(folder);
		const cookie = await cookieFor(running.url, "facilitator");
		const writing = writeUntilGone(running.url, cookie, 4);
		setTimeout(() => running.child.kill("SIGKILL"), 700 + round * 300);
		acknowledged.push(...(await writing));
		await running.stop("SIGKILL");
	}
	const running = await startFilo(folder);
	try {
		const kept = await notesOf(running.url, await cookieFor(running.url, "facilitator"));
		expect(acknowledged.length).toBeGreaterThan(30);
		expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
	} finally {
		await running.stop("SIGINT");
	}
	expect(await processesIn(folder)).toEqual([]);
});

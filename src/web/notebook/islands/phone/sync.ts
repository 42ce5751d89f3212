import type { Answer, Answered, Device, Pack } from "../../../../modules/notebook/contract.ts";
import { bodyOf } from "./bodies.ts";
import { answered, type Entry, isWaiting, nextToSend, sentRecord } from "./outbox.ts";
import { entriesIn, forgetReceived, keep, keepPack, metaOf, type Store, setMeta, wipeCached } from "./store.ts";

/** Sends what waits, then fetches what is new: never the other way round, so that nothing waiting is overwritten. */

/** How a round went. Only `done` has reached its end; nothing is lost in any. */
export type Round =
	| { kind: "done"; clockOffMinutes: number | null; wiped: boolean }
	| { kind: "offline" | "sign_in" | "other_account" | "too_old" | "later" };

export type Notebook = { store: Store; key: CryptoKey; account: string; version: string; deviceName: string };

/** Less is not worth a word. */
const leastClockOffMinutes = 10;
const patienceMs = 30_000;
/** Photos over a thin network take their time. */
const patienceOfSendingMs = 180_000;

/** Why a round ends early. */
class Stop extends Error {
	readonly round: Round;
	constructor(round: Round) {
		super(round.kind);
		this.round = round;
	}
}

/** One round at a time over all tabs: whoever waited for the lock finds sent what another has sent. */
export function synchronise(notebook: Notebook, changed: () => void): Promise<Round> {
	return navigator.locks.request(`filo-notebook-${notebook.account}`, async (): Promise<Round> => {
		try {
			await recognised(notebook.account);
			const device = await registered(notebook);
			await sendAll(notebook, device, changed);
			const fetched = await fetchPack(notebook, device);
			changed();
			return { kind: "done", ...fetched };
		} catch (error) {
			changed();
			if (error instanceof Stop) return error.round;
			throw error;
		}
	});
}

/**
 * Looks, without the PIN, whether this phone is to be wiped; wipes what was cached then. What cannot be asked, or is
 * answered by halves, is asked again at the next opening: it never stands between somebody and their notebook.
 */
export async function obeyWipe(store: Store): Promise<boolean> {
	const device = await metaOf(store, "device");
	if (!device?.registered) return false;
	try {
		const own = await jsonOf<{ items: Device[] }>(await ask("devices"));
		if (!own.items?.find(({ id }) => id === device.id)?.wipeAskedAt) return false;
		// The pack itself says it again, and the server keeps when this phone was told.
		if (!(await jsonOf<Partial<Pack>>(await ask(`pack?device=${device.id}`))).wipe) return false;
	} catch (error) {
		if (error instanceof Stop) return false;
		throw error;
	}
	await wipeCached(store);
	return true;
}

/** Ends the session at the server; false where it could not be reached. */
export async function signOut(): Promise<boolean> {
	const answer = await reach("/access/sign-out", { method: "POST", body: new URLSearchParams() }).catch(
		() => undefined,
	);
	return answer?.ok === true;
}

/** Nothing is sent in somebody else's name: who is signed in is who writes here. */
async function recognised(account: string): Promise<void> {
	const answer = await reach("/api/access/here");
	if (!answer.ok) throw new Stop({ kind: answer.status === 401 ? "sign_in" : "later" });
	if ((await jsonOf<{ account: string }>(answer)).account !== account) throw new Stop({ kind: "other_account" });
}

async function registered({ store, deviceName }: Notebook): Promise<string> {
	const device = await metaOf(store, "device");
	if (!device) throw new Stop({ kind: "later" });
	if (!device.registered) {
		const answer = await ask("devices", { id: device.id, name: deviceName });
		if (!answer.ok) throw new Stop(endOf(answer.status));
		await setMeta(store, "device", { ...device, registered: true });
	}
	return device.id;
}

/** Sends what waits, in its order, each once a round. */
async function sendAll(notebook: Notebook, device: string, changed: () => void): Promise<void> {
	const { store, key, version } = notebook;
	const tried = new Set<string>();
	for (;;) {
		const waiting = [...(await entriesIn(store, key, "sending")), ...(await entriesIn(store, key, "ready"))];
		let batch = nextToSend(waiting, tried, (entry) => JSON.stringify(entry.values).length);
		if (batch.length === 0) return;
		await keep(
			store,
			key,
			batch.map((entry): Entry => ({ ...entry, state: "sending" })),
		);
		changed();
		let answer = await post(batch, device, version);
		if (isRefusedWhole(answer.status) && batch.length > 1) {
			// One of them cannot be read there: each goes by itself, and only that one stays behind.
			batch = batch.slice(0, 1);
			answer = await post(batch, device, version);
		}
		for (const { id } of batch) tried.add(id);
		if (isRefusedWhole(answer.status)) {
			await keep(store, key, [await refusedWhole(batch[0]!, answer)]);
			continue;
		}
		if (!answer.ok) throw await stopped(store, answer.status);
		const said = await jsonOf<Answered>(answer);
		const byId = new Map(said.answers.map((one) => [one.id, one]));
		await keep(
			store,
			key,
			batch.flatMap((entry) => {
				const own = byId.get(entry.id);
				return own ? [answered(entry, own)] : [];
			}),
		);
		changed();
	}
}

function post(batch: readonly Entry[], device: string, version: string): Promise<Response> {
	const records = batch.map((entry) => sentRecord(entry, bodyOf(entry.kind, entry.values, entry.on)));
	return ask("records", { device, phone: { at: new Date().toISOString(), version }, records });
}

type Fetched = { clockOffMinutes: number | null; wiped: boolean };

/** Returns whether this phone was told to wipe what it keeps, and by how many minutes its clock is ahead, if it is. */
async function fetchPack({ store, key }: Notebook, device: string): Promise<Fetched> {
	const answer = await ask(`pack?device=${device}`);
	if (!answer.ok) throw await stopped(store, answer.status);
	const pack = await jsonOf<Pack>(answer);
	const minutes = Math.round((Date.now() - Date.parse(pack.server.at)) / 60_000);
	const clockOffMinutes = Math.abs(minutes) < leastClockOffMinutes ? null : minutes;
	if (pack.wipe) {
		await wipeCached(store);
		return { clockOffMinutes, wiped: true };
	}
	await keepPack(store, key, pack);
	await forgetReceived(store);
	return { clockOffMinutes, wiped: false };
}

/** Statuses that would come again however often the same were sent. */
function isRefusedWhole(status: number): boolean {
	return status === 400 || status === 413 || status === 422;
}

async function refusedWhole(entry: Entry, response: Response): Promise<Entry> {
	const said = (await response.json().catch(() => ({}))) as { detail?: string };
	const code = response.status === 413 ? "too_large" : "invalid";
	const answer: Answer = {
		id: entry.id,
		state: "needs_you",
		refusal: { code, detail: said.detail ?? "" },
		theirs: null,
		version: null,
	};
	return isWaiting(entry) ? answered(entry, answer) : entry;
}

/** A server that does not know this phone, restored from a copy perhaps, is told again in the next round. */
async function stopped(store: Store, status: number): Promise<Stop> {
	const device = await metaOf(store, "device");
	if (status === 404 && device) await setMeta(store, "device", { ...device, registered: false });
	return new Stop(endOf(status));
}

function endOf(status: number): Round {
	if (status === 401) return { kind: "sign_in" };
	return { kind: status === 409 ? "too_old" : "later" };
}

/** An answer that was cut is no answer: the same is sent again. */
async function jsonOf<Body>(answer: Response): Promise<Body> {
	try {
		return (await answer.json()) as Body;
	} catch {
		throw new Stop({ kind: "offline" });
	}
}

function ask(path: string, body?: unknown): Promise<Response> {
	const sent = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
	return reach(`/api/notebook/${path}`, body === undefined ? undefined : sent);
}

async function reach(path: string, init: RequestInit = {}): Promise<Response> {
	try {
		const patience = init.body ? patienceOfSendingMs : patienceMs;
		return await fetch(path, { ...init, signal: AbortSignal.timeout(patience) });
	} catch {
		throw new Stop({ kind: "offline" });
	}
}

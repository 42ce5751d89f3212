import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { type Actor, system } from "../../db/actor.ts";
import type { Tx } from "../../db/database.ts";
import type { Jobs } from "../../db/enqueue.ts";
import type { Ground } from "../../ui/http.ts";
import { giveOutlinesIn, writeManyIn } from "../community/bulk/service.ts";
import { writeRollIn } from "../initiatives/bulk/service.ts";
import { addNotesIn } from "../listening/bulk/service.ts";
import type { Counts, Import, Preview, Step } from "./contract.ts";
import { auditImport } from "./here.ts";
import { type Looked, look } from "./looking.ts";
import type { Plan } from "./plan.ts";
import { forgetFile } from "./remembered.ts";
import * as store from "./store.ts";
import { type Noun, nouns } from "./written.ts";

/** Writing what was looked at: whole or not at all. */

/** How far it has come, and with how many rows. */
export type Tell = (step: Step, n: number) => void;

/** Writes what a preview shows, and remembers each row. Throws `list_of_names`, `invalid`, `changed_meanwhile`. */
export async function writeIn(
	tx: Tx,
	ground: Ground,
	one: Pick<Import, "id" | "kind" | "neighbourhoodId">,
	{ plan, preview, kept }: Looked,
	tell: Tell,
): Promise<Counts> {
	refuseStopped(preview);
	await store.planAnew(tx);
	const at = ground.clock();
	const today = dayOf(at);
	const { neighbourhoodId } = one;
	for (const part of partsOf(plan)) {
		await writeManyIn(tx, ground, neighbourhoodId, part, today);
		tell("written", part.upTo);
	}
	await giveOutlinesIn(tx, neighbourhoodId, plan.outlines);
	if (plan.roll) await writeRollIn(tx, neighbourhoodId, plan.roll);
	await addNotesIn(tx, neighbourhoodId, plan.notes, at, today);
	const before = beforeOf(plan);
	for (const noun of nouns) await store.noteWritten(tx, one, noun, keysOf(plan, noun), before[noun.table]);
	await store.keepColumns(tx, { kind: one.kind, ...kept, at });
	await store.writeState(tx, one.id, "done", at, preview.counts);
	forgetFile(one.id);
	await auditImport(tx, one, "confirmImport", "counts");
	return preview.counts;
}

export function refuseStopped({ stop }: Preview): void {
	if (stop === "list_of_names") throw new Refused("list_of_names", { form: "spreadsheets.stop_list_of_names" });
	if (stop) throw new Refused("invalid", { form: `spreadsheets.stop_${stop}` });
}

function keysOf(plan: Plan, { table }: Noun): string[] {
	const of = (kind: string) => plan.parties.filter((party) => party.kind === kind).map(({ id }) => id);
	const keys: Record<Noun["table"], () => string[]> = {
		"listening.notes": () => plan.notes.map(({ id }) => id),
		"initiatives.participations": () => plan.roll?.marks.map((one) => `${one.sessionId}/${one.personId}`) ?? [],
		"initiatives.sessions": () => plan.roll?.counts.map(({ sessionId }) => sessionId) ?? [],
		"community.ties": () => plan.ties.map(({ id }) => id),
		"community.contacts": () => plan.contacts.map(({ id }) => id),
		"community.agreements": () => plan.agreements.map(({ id }) => id),
		"community.organisations": () => of("organisation"),
		"community.places": () => [...of("place"), ...plan.outlines.map(({ id }) => id)],
		"community.persons": () => of("person"),
		"community.parties": () => plan.parties.map(({ id }) => id),
	};
	return keys[table]();
}

/** What was otherwise in rows that were there already, by their keys. */
function beforeOf({ roll, outlines }: Plan): Partial<Record<Noun["table"], Record<string, unknown>>> {
	return {
		"initiatives.sessions": Object.fromEntries(roll?.counts.flatMap(({ was }) => (was ? [[was.id, was]] : [])) ?? []),
		"community.places": Object.fromEntries(
			outlines.map(({ id, outline, code }) => [id, { id, outline: outline !== null, code: code !== null }]),
		),
	};
}

const rowsAtOnce = 2000;

/** A plan in pieces: places first, then the other parties with what is theirs, ties last. */
function* partsOf({ parties, agreements, contacts, ties }: Plan) {
	const none = { parties: [], agreements: [], contacts: [], ties: [] };
	const ordered = [...parties].sort((a, b) => Number(b.kind === "place") - Number(a.kind === "place"));
	const agreedBy = Map.groupBy(agreements, ({ personId }) => personId);
	const news = new Set(parties.map(({ id }) => id));
	for (let from = 0; from < ordered.length; from += rowsAtOnce) {
		const part = ordered.slice(from, from + rowsAtOnce);
		yield {
			...none,
			parties: part,
			agreements: part.flatMap(({ id }) => agreedBy.get(id) ?? []),
			upTo: from + part.length,
		};
	}
	const later = agreements.filter(({ personId }) => !news.has(personId));
	const all = parties.length;
	if (later.length > 0 || contacts.length > 0) yield { ...none, agreements: later, contacts, upTo: all };
	for (let from = 0; from < ties.length; from += rowsAtOnce)
		yield { ...none, ties: ties.slice(from, from + rowsAtOnce), upTo: all + Math.min(ties.length, from + rowsAtOnce) };
}

/**
 * Writes in the background what was confirmed, in one transaction of its own; how far it has come is seen meanwhile. Cut off, it
 * begins again; refused, nothing of it is written and the file is looked at again. Does nothing for what is written already.
 */
export async function writeImport(ground: Ground, { importId, ...by }: Jobs["write-import"]): Promise<void> {
	const actor = by as Actor;
	const importer: Actor = { ...system("importer"), territoryId: actor.territoryId };
	const step = (said: Parameters<typeof store.writeStep>[2]) =>
		ground.db.withActor(importer, (tx) => store.writeStep(tx, importId, said));
	// Each is seen as soon as it is reached; the last one is awaited after the writing, which it must not hold up.
	let told: Promise<void> = Promise.resolve();
	const tell: Tell = (reached, rows) => {
		told = told.then(() => step({ state: "writing", step: reached, rows })).catch(() => {});
	};
	try {
		await ground.db.withActor(actor, async (tx) => {
			const found = await store.importById(tx, importId);
			if (found?.state !== "writing") return;
			const { sealed, chosen, ...one } = found;
			await store.takeTurns(tx, one.neighbourhoodId);
			tell("read", one.rowCount);
			const looked = await look(tx, ground, one, sealed, chosen);
			tell("planned", looked.preview.lines.length);
			await writeIn(tx, ground, one, looked, tell);
		});
		await told;
	} catch (error) {
		await told;
		const fault = error instanceof Refused ? faultOf(error) : "spreadsheets.fault_unknown";
		await step({ state: "draft", step: null, rows: 0, fault });
		if (!(error instanceof Refused)) throw error;
	}
}

function faultOf({ code, fields }: Refused): string {
	return Object.values(fields)[0] ?? `refusal.${code}`;
}

/** Lets go of every file that was looked at and never confirmed for a day; nightly, in each territory. */
export async function endDrafts(ground: Ground, territoryIds: readonly string[]): Promise<void> {
	const before = new Date(ground.clock().getTime() - draftMs);
	for (const territoryId of territoryIds) {
		const importer = { ...system("importer"), territoryId } as Actor;
		await ground.db.withActor(importer, (tx) => store.forgetOld(tx, before));
	}
}

/** How long a file is kept that nobody confirms. */
export const draftMs = 86_400_000;

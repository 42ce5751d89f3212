import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { enqueue } from "../../db/enqueue.ts";
import { type Ground, only } from "../../ui/http.ts";
import { pageOf, readCursor } from "../../ui/json.ts";
import type { Say } from "../../ui/words.ts";
import { addNotesIn } from "../listening/bulk/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import {
	type Columns,
	type Counts,
	type Import,
	type Kind,
	type ListImports,
	type Preview,
	type RowsChosen,
	said,
} from "./contract.ts";
import { auditImport, draftHere, importFrom, importHere } from "./here.ts";
import { columnsSaid, look, placeOfFile, rowsIn, sheetsKept, sheetsOf } from "./looking.ts";
import { forgetFile } from "./remembered.ts";
import * as store from "./store.ts";
import { draftMs, refuseStopped, writeIn } from "./writing.ts";

/** Bringing in spreadsheets: looked at first, written whole or not at all, undone with one act. */

export { importFile } from "./file.ts";
export { undoImport } from "./undoing.ts";
export { endDrafts, writeImport } from "./writing.ts";

/**
 * Keeps a file for looking at, sealed, for a day. Sent twice it is kept once. Throws `invalid` (`file`), `id_taken`,
 * `choose_neighbourhood`.
 */
export async function stageImport(
	ground: Ground,
	actor: Actor,
	input: { id: string; kind: Kind; neighbourhood?: string | undefined },
	file: Buffer,
): Promise<{ id: string }> {
	only(actor, "facilitator", "coordinator");
	const rowCount = rowsIn(await sheetsOf(file));
	const at = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(tx, input.neighbourhood);
		await store.forgetOld(tx, new Date(at.getTime() - draftMs));
		const sealer = ground.seal.ofTerritory(actor.territoryId ?? "");
		const sealed = sealer.close(file, placeOfFile(actor.territoryId, input.id));
		const chosen = { said: said.parse({}) };
		const { id, kind } = input;
		if (!(await store.insertImport(tx, { id, neighbourhoodId, kind, state: "draft", sealed, chosen, rowCount, at }))) {
			if ((await store.importById(tx, id))?.kind !== kind) throw new Refused("id_taken");
			return { id };
		}
		await auditImport(tx, { id, neighbourhoodId }, "stageImport", "sealed");
		return { id };
	});
}

/** The imports of a neighbourhood, the latest first. */
export async function imports(
	ground: Ground,
	actor: Actor,
	{ neighbourhood, limit, cursor }: ListImports,
): Promise<{ items: Import[]; next: string | null }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, neighbourhood);
		const rows = await store.importsOf(read, id, { limit: limit + 1, after: readCursor(cursor) });
		return pageOf(rows, limit, (row) => row.madeAt);
	});
}

/** One import; while it is looked at, with what would become of each row. Throws `not_found`. */
export async function importOf(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ import: Import; chosen: store.Chosen; preview?: Preview }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { sealed, chosen, ...one } = await importHere(read, id);
		if (one.state !== "draft") return { import: one, chosen };
		const looked = await look(read, ground, one, sealed, chosen);
		return { import: one, chosen, preview: looked.preview };
	});
}

/** What is said of a file, with the fields of some headings by their words. */
type Choice = Omit<store.Chosen, "columns"> & { columns?: Columns | undefined };

/**
 * Keeps what was said of a file that is looked at. Throws `not_found`, `not_from_here` for one that was written, `invalid`
 * (`columns`).
 */
export async function chooseImport(ground: Ground, actor: Actor, id: string, choice: Choice): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { sealed, ...one } = await draftHere(tx, id);
		const { columns, ...chosen } = choice;
		const sheets = columns ? await sheetsKept(ground, actor, id, sealed) : [];
		const fields = columns ? columnsSaid(one.kind, sheets, chosen, columns) : undefined;
		await store.writeChosen(tx, id, { ...chosen, ...(fields && { columns: fields }) });
		await auditImport(tx, one, "chooseImport", "chosen");
	});
}

/** Keeps what was said of rows that are asked about. Throws `not_found`, `not_from_here` for one that was written. */
export async function chooseRows(ground: Ground, actor: Actor, id: string, rows: RowsChosen): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { chosen, ...one } = await draftHere(tx, id);
		await store.writeChosen(tx, id, { ...chosen, rows });
		await auditImport(tx, one, "chooseImport", "chosen");
	});
}

/** So many rows are written while somebody waits; more in the background. */
const mostAtOnce = 500;

/**
 * Writes what the preview shows, in one transaction: at once, or in the background where the file has many rows. Confirmed
 * twice it is written once. Throws `not_found`, `not_from_here`, `list_of_names` for names without a ground, `invalid`.
 */
export async function confirmImport(ground: Ground, actor: Actor, id: string): Promise<Counts | undefined> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const { sealed, chosen, ...one } = await importHere(tx, id, true);
		if (one.state === "done" && one.counts) return one.counts;
		if (one.state === "writing") return undefined;
		if (one.state !== "draft") throw new Refused("not_from_here");
		await store.takeTurns(tx, one.neighbourhoodId);
		const looked = await look(tx, ground, one, sealed, chosen);
		if (one.rowCount <= mostAtOnce) return writeIn(tx, ground, one, looked, () => {});
		refuseStopped(looked.preview);
		await store.writeStep(tx, id, { state: "writing", step: null, rows: 0 });
		const { role, accountId = "", territoryId = "", neighbourhoodIds } = actor;
		await enqueue(tx, "write-import", { importId: id, role, accountId, territoryId, neighbourhoodIds });
		await auditImport(tx, one, "chooseImport", "state");
		return undefined;
	});
}

/** Lets a file go that was looked at. Throws `not_found`, `not_from_here` for one that was written. */
export async function discardImport(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const one = await importFrom(tx, id, "draft", "discarded");
		if (!one) return;
		forgetFile(id);
		await store.writeState(tx, id, "discarded", ground.clock());
		await auditImport(tx, one, "discardImport", "sealed");
	});
}

/**
 * Keeps the count of a list of names in the place of the names: a note, and the file goes. Throws `not_found`,
 * `not_from_here` for anything else.
 */
export async function countInstead(ground: Ground, actor: Actor, id: string, say: Say): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const at = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const found = await importFrom(tx, id, "draft", "discarded");
		if (!found) return;
		const { sealed, chosen, ...one } = found;
		const { preview } = await look(tx, ground, one, sealed, chosen);
		if (preview.stop !== "list_of_names") throw new Refused("not_from_here");
		forgetFile(id);
		const { neighbourhoodId } = one;
		const heardOn = dayOf(at);
		const text = say("spreadsheets.count_note", { n: preview.people });
		const nobody = { topic: null, aboutId: null, placeId: null, urgent: false } as const;
		await addNotesIn(tx, neighbourhoodId, [{ id: newId(), text, kind: "reported", heardOn, ...nobody }], at, heardOn);
		await store.writeState(tx, id, "discarded", at);
		await auditImport(tx, one, "discardImport", "sealed");
	});
}

import { createHash } from "node:crypto";
import { newId } from "../../core/ids.ts";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import { lend, type Read, type Tx } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import type { Say } from "../../ui/words.ts";
import { writeManyIn } from "../community/bulk/service.ts";
import { addNotesIn } from "../listening/bulk/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import {
	type Columns,
	type Counts,
	type Import,
	type Kind,
	neededOf,
	type Preview,
	type Said,
	said,
} from "./contract.ts";
import { countsOf, type Plan } from "./plan.ts";
import { planIn } from "./planning.ts";
import { BadFile } from "./reading/bad-file.ts";
import { readSheets, type Sheet } from "./reading/sheets.ts";
import * as store from "./store.ts";
import { recognise } from "./table/headings.ts";
import { type Table, tableOf } from "./table/table.ts";
import { type Noun, nouns } from "./written.ts";

/** Bringing in spreadsheets: looked at first, written whole or not at all, undone with one act. */

const dayMs = 86_400_000;
const nothingSaid: Said = said.parse({});

function placeOfFile(territoryId: string | undefined, id: string): string {
	return `spreadsheets.imports/${territoryId}/${id}`;
}

/** Reads the sheets of a file. Throws `invalid` (`file`) for what is none, or too large. */
async function sheetsOf(file: Buffer): Promise<Sheet[]> {
	try {
		return await readSheets(file);
	} catch (error) {
		if (error instanceof BadFile) throw new Refused("invalid", { file: `spreadsheets.file_${error.fault}` });
		throw error;
	}
}

/**
 * Keeps a file for looking at, sealed, for a day. Sent twice it is kept once. Throws `invalid` (`file`), `id_taken`,
 * `choose_neighbourhood`.
 */
export async function stageImport(
	ground: Ground,
	actor: Actor,
	input: { id: string; kind: Kind; neighbourhood?: string },
	file: Buffer,
): Promise<{ id: string }> {
	only(actor, "facilitator", "coordinator");
	await sheetsOf(file);
	const at = ground.clock();
	return ground.db.withActor(actor, async (tx) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(tx, input.neighbourhood);
		await store.forgetOld(tx, new Date(at.getTime() - dayMs));
		const sealer = ground.seal.ofTerritory(actor.territoryId ?? "");
		const sealed = sealer.close(file, placeOfFile(actor.territoryId, input.id));
		const chosen = { said: nothingSaid, sheet: 0, another: [] };
		const { id, kind } = input;
		if (!(await store.insertImport(tx, { id, neighbourhoodId, kind, state: "draft", sealed, chosen, at }))) {
			if ((await store.importById(tx, id))?.kind !== kind) throw new Refused("id_taken");
			return { id };
		}
		await audit(tx, { verb: "stageImport", kind: "import", id, neighbourhoodId, fields: ["sealed"] });
		return { id };
	});
}

async function importHere(read: Read, id: string, lock = false): Promise<store.ImportRow> {
	const found = await store.importById(read, id, lock);
	if (!found) throw new Refused("not_found");
	return found;
}

/** The imports of the neighbourhood on screen, the latest first; at most thirty. */
export async function imports(ground: Ground, actor: Actor): Promise<Import[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => store.importsOf(read, (await neighbourhoodIn(read)).id));
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

type Looked = { preview: Preview; plan: Plan; table: Table; columns: Columns };

async function look(read: Read, ground: Ground, one: Import, sealed: Buffer, chosen: store.Chosen): Promise<Looked> {
	const sealer = ground.seal.ofTerritory(read.actor.territoryId ?? "");
	const sheets = await sheetsOf(sealer.openBytes(sealed, placeOfFile(read.actor.territoryId, one.id)));
	return lookAt(read, ground, one.neighbourhoodId, { kind: one.kind, sheets, chosen });
}

/** Recognises a sheet and plans each of its rows. */
async function lookAt(
	read: Read,
	ground: Ground,
	neighbourhoodId: string,
	{ kind, sheets, chosen }: { kind: Kind; sheets: Sheet[]; chosen: store.Chosen },
): Promise<Looked> {
	const sheet = Math.min(chosen.sheet, sheets.length - 1);
	const table = tableOf(kind, sheets[sheet]!.rows);
	const kept = chosen.columns ?? (await store.keptColumns(read, kind, hashOf(table.headings)));
	const fits = kept?.length === table.headings.length;
	const byHeading = Object.fromEntries(fits ? table.headings.map((heading, i) => [heading, kept![i] ?? ""]) : []);
	const columns = recognise(kind, table.headings, byHeading);
	const asked = {
		said: chosen.said,
		today: dayOf(ground.clock()),
		another: new Set(chosen.another),
	};
	const missing = neededOf[kind].some(
		(field) =>
			!Object.values(columns).includes(field) && !(field === "name" && Object.values(columns).includes("surname")),
	);
	const plan = await planIn(read, ground, neighbourhoodId, { kind, table, columns, asked, missing });
	const { lines, stop, people } = plan;
	const preview: Preview = {
		sheets: sheets.map(({ name }) => name),
		sheet,
		headings: table.headings,
		columns,
		lines,
		counts: countsOf(lines),
		people,
		...(stop && { stop }),
	};
	return { preview, plan, table, columns };
}

function hashOf(headings: readonly string[]): string {
	return createHash("sha256").update(JSON.stringify(headings)).digest("hex");
}

/** Keeps what was said of a file that is looked at. Throws `not_found`, `not_from_here` for one that was written. */
export async function chooseImport(ground: Ground, actor: Actor, id: string, chosen: store.Chosen): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const one = await importHere(tx, id, true);
		if (one.state !== "draft") throw new Refused("not_from_here");
		await store.writeChosen(tx, id, chosen);
		await audit(tx, {
			verb: "chooseImport",
			kind: "import",
			id,
			neighbourhoodId: one.neighbourhoodId,
			fields: ["chosen"],
		});
	});
}

/**
 * Writes what the preview shows, in one transaction. Confirmed twice it is written once. Throws `not_found`,
 * `not_from_here`, `list_of_names` for names without a ground, `invalid` (`columns`, `initiative`).
 */
export async function confirmImport(ground: Ground, actor: Actor, id: string): Promise<Counts> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const { sealed, chosen, ...one } = await importHere(tx, id, true);
		if (one.state === "done" && one.counts) return one.counts;
		if (one.state !== "draft") throw new Refused("not_from_here");
		await store.takeTurns(tx, one.neighbourhoodId);
		const looked = await look(tx, ground, one, sealed, chosen);
		return writeIn(tx, ground, one, looked, () => {});
	});
}

/** How far it has come: a message key and a number. */
export type Tell = (step: "read" | "planned" | "written", n: number) => void;

async function writeIn(
	tx: Tx,
	ground: Ground,
	one: Pick<Import, "id" | "kind" | "neighbourhoodId">,
	{ plan, preview, table, columns }: Looked,
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
	await addNotesIn(tx, neighbourhoodId, plan.notes, at, today);
	const keysOf: Record<Noun["table"], readonly string[]> = {
		"listening.notes": plan.notes.map(({ id }) => id),
		"community.ties": plan.ties.map(({ id }) => id),
		"community.contacts": plan.contacts.map(({ id }) => id),
		"community.agreements": plan.agreements.map(({ id }) => id),
		"community.organisations": idsOf(plan, "organisation"),
		"community.places": idsOf(plan, "place"),
		"community.persons": idsOf(plan, "person"),
		"community.parties": plan.parties.map(({ id }) => id),
	};
	for (const noun of nouns) await store.noteWritten(tx, one, noun, keysOf[noun.table]);
	await store.keepColumns(tx, {
		kind: one.kind,
		headings: hashOf(table.headings),
		columns: table.headings.map((heading) => columns[heading] ?? ""),
		at,
	});
	await store.writeState(tx, one.id, "done", at, preview.counts);
	await audit(tx, { verb: "confirmImport", kind: "import", id: one.id, neighbourhoodId, fields: ["counts"] });
	return preview.counts;
}

function refuseStopped({ stop }: Preview): void {
	if (stop === "list_of_names") throw new Refused("list_of_names", { form: "spreadsheets.stop_list_of_names" });
	if (stop) throw new Refused("invalid", { form: `spreadsheets.stop_${stop}` });
}

function idsOf(plan: Plan, kind: string): string[] {
	return plan.parties.filter((party) => party.kind === kind).map(({ id }) => id);
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

/** Lets a file go that was looked at. Throws `not_found`, `not_from_here` for one that was written. */
export async function discardImport(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const one = await importHere(tx, id, true);
		if (one.state === "discarded") return;
		if (one.state !== "draft") throw new Refused("not_from_here");
		await store.writeState(tx, id, "discarded", ground.clock());
		await audit(tx, {
			verb: "discardImport",
			kind: "import",
			id,
			neighbourhoodId: one.neighbourhoodId,
			fields: ["sealed"],
		});
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
		const { sealed, chosen, ...one } = await importHere(tx, id, true);
		if (one.state === "discarded") return;
		if (one.state !== "draft") throw new Refused("not_from_here");
		const { preview } = await look(tx, ground, one, sealed, chosen);
		if (preview.stop !== "list_of_names") throw new Refused("not_from_here");
		const { neighbourhoodId } = one;
		const heardOn = dayOf(at);
		const text = say("spreadsheets.count_note", { n: preview.people });
		const nobody = { topic: null, aboutId: null, placeId: null, urgent: false } as const;
		await addNotesIn(tx, neighbourhoodId, [{ id: newId(), text, kind: "reported", heardOn, ...nobody }], at, heardOn);
		await store.writeState(tx, id, "discarded", at);
		await audit(tx, { verb: "discardImport", kind: "import", id, neighbourhoodId, fields: ["sealed"] });
	});
}

/**
 * Takes away again what an import wrote: exactly that, all of it. Undone twice it is undone once. Throws `not_found`,
 * `not_from_here`, `changed_meanwhile` where something of it was changed, or something new hangs on it.
 */
export async function undoImport(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db
		.withActor(actor, async (tx) => {
			const one = await importHere(tx, id, true);
			if (one.state === "undone") return;
			if (one.state !== "done") throw new Refused("not_from_here");
			await takeAwayIn(tx, id);
			await store.writeState(tx, id, "undone", ground.clock());
			await audit(tx, {
				verb: "undoImport",
				kind: "import",
				id,
				neighbourhoodId: one.neighbourhoodId,
				fields: ["counts"],
			});
		})
		.catch((error: Error & { code?: string }) => {
			// Something that came later points at it.
			throw error.code === "23503" ? new Refused("changed_meanwhile") : error;
		});
}

async function takeAwayIn(tx: Tx, id: string): Promise<void> {
	const written = await Promise.all(
		nouns.map(async (noun) => ({ noun, rows: await store.digestsWritten(tx, id, noun) })),
	);
	await store.planAnew(tx);
	await lend("importer", tx, async (lent) => {
		for (const { noun, rows } of written) {
			if (rows.length === 0) continue;
			if ((await store.countSame(lent, noun, rows)) !== rows.length) throw new Refused("changed_meanwhile");
			await store.takeAway(
				lent,
				noun,
				rows.map(({ key }) => key),
			);
		}
	});
	await store.forgetWritten(tx, id);
}

/** What the command says of a file: all at once. */
export type FileAsked = {
	kind: Kind;
	neighbourhood: string;
	said: Said;
	sheet?: string;
	/** The field of a heading, where it is not as it was recognised. */
	columns?: Columns;
	dryRun: boolean;
};

/**
 * Looks at a file and, unless it is only looked at, writes it at once. Throws as `stageImport` and `confirmImport`, and
 * `invalid` (`sheet`, `columns`).
 */
export async function importFile(
	ground: Ground,
	actor: Actor,
	asked: FileAsked,
	file: Buffer,
	tell: Tell,
): Promise<{ id?: string; preview: Preview }> {
	only(actor, "facilitator", "coordinator");
	const sheets = await sheetsOf(file);
	tell(
		"read",
		sheets.reduce((n, { rows }) => n + rows.length, 0),
	);
	const chosen = chosenOf(asked, sheets);
	const work = async (read: Read) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(read, asked.neighbourhood);
		const looked = await lookAt(read, ground, neighbourhoodId, { kind: asked.kind, sheets, chosen });
		tell("planned", looked.preview.lines.length);
		return { neighbourhoodId, looked };
	};
	if (asked.dryRun) return { preview: (await ground.db.readAs(actor, work)).looked.preview };
	return ground.db.withActor(actor, async (tx) => {
		await store.takeTurns(tx, (await neighbourhoodIn(tx, asked.neighbourhood)).id);
		const { neighbourhoodId, looked } = await work(tx);
		refuseStopped(looked.preview);
		const id = newId<"import">();
		const one = { id, neighbourhoodId, kind: asked.kind };
		const row = {
			...one,
			state: "draft" as const,
			sealed: Buffer.alloc(0),
			chosen: { ...chosen, columns: undefined },
			at: ground.clock(),
		};
		await store.insertImport(tx, row);
		await writeIn(tx, ground, one, looked, tell);
		return { id, preview: looked.preview };
	});
}

function chosenOf({ kind, said, sheet, columns }: FileAsked, sheets: Sheet[]): store.Chosen {
	const at = sheet === undefined ? 0 : sheets.findIndex(({ name }, i) => name === sheet || String(i + 1) === sheet);
	if (at < 0) throw new Refused("invalid", { sheet: "spreadsheets.sheet_unknown" });
	if (!columns) return { said, sheet: at, another: [] };
	const { headings } = tableOf(kind, sheets[at]!.rows);
	if (Object.keys(columns).some((heading) => !headings.includes(heading)))
		throw new Refused("invalid", { columns: "spreadsheets.heading_unknown" });
	const all = recognise(kind, headings, columns);
	return { said, sheet: at, another: [], columns: headings.map((heading) => all[heading] ?? "") };
}

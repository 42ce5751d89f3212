import { newId } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read } from "../../db/database.ts";
import { type Ground, only } from "../../ui/http.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import type { Columns, Kind, Preview, Said } from "./contract.ts";
import { columnsSaid, lookAt, rowsIn, sheetsOf } from "./looking.ts";
import type { Sheet } from "./reading/sheets.ts";
import * as store from "./store.ts";
import { refuseStopped, type Tell, writeIn } from "./writing.ts";

/** What the command says of a file: all at once. */
type FileAsked = {
	kind: Kind;
	/** The short name of the neighbourhood; left out where there is only one. */
	neighbourhood?: string | undefined;
	said: Said;
	/** The sheets by their names or numbers; left out, those that fit. */
	sheets?: readonly string[] | undefined;
	/** The field of a heading, where it is not as it was recognised. */
	columns?: Columns | undefined;
	dryRun: boolean;
};

/**
 * Looks at a file and, unless it is only looked at, writes it at once. Throws as `stageImport` and `confirmImport`, and
 * `invalid` (`sheets`, `columns`).
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
	tell("read", rowsIn(sheets));
	const chosen = chosenOf(asked, sheets);
	const work = async (read: Read) => {
		const { id: neighbourhoodId } = await neighbourhoodIn(read, asked.neighbourhood);
		const looked = await lookAt(read, ground, neighbourhoodId, {
			kind: asked.kind,
			sheets,
			chosen,
			once: (_, make) => make(),
		});
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
			chosen: { said: chosen.said, ...(chosen.sheets && { sheets: chosen.sheets }) },
			rowCount: rowsIn(sheets),
			at: ground.clock(),
		};
		await store.insertImport(tx, row);
		await writeIn(tx, ground, one, looked, tell);
		return { id, preview: looked.preview };
	});
}

function chosenOf({ kind, said, sheets: named, columns }: FileAsked, sheets: Sheet[]): store.Chosen {
	const at = named?.map((one) => sheets.findIndex(({ name }, i) => name === one || String(i + 1) === one));
	if (at?.some((i) => i < 0)) throw new Refused("invalid", { sheets: "spreadsheets.sheet_unknown" });
	const chosen = { said, ...(at && { sheets: at }) };
	return columns ? { ...chosen, columns: columnsSaid(kind, sheets, chosen, columns) } : chosen;
}

import writeXlsx from "write-excel-file/node";
import { dayOf } from "../../core/period.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Tx } from "../../db/database.ts";
import { recordReading } from "../../db/reading.ts";
import { type Ground, only } from "../../ui/http.ts";
import { sayIn } from "../../ui/words.ts";
import { contactsOpenedIn, type KnownParty, knownIn, knownTiesIn } from "../community/bulk/service.ts";
import { knownNotesIn } from "../listening/bulk/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import { type ExportAsked, type Field, fieldsOf, type Kind } from "./contract.ts";
import { escapedCell } from "./table/values.ts";

/** Taking out what can be brought in again: the same columns, the same words. */

export type Sheet = { fileName: string; type: string; bytes: Buffer };
type Cells = Partial<Record<Field, string | null | undefined>>;

/**
 * A spreadsheet of one kind of a neighbourhood: who is protected is on none, nor of whom what is here is only kept. That it
 * was taken out is written down. Throws `choose_neighbourhood`, `invalid` (`neighbourhood`).
 */
export async function exportSheet(
	ground: Ground,
	actor: Actor,
	{ kind, format, neighbourhood }: ExportAsked,
): Promise<Sheet> {
	only(actor, "facilitator", "coordinator");
	const rows = await ground.db.withActor(actor, async (tx) => {
		const { id, slug } = await neighbourhoodIn(tx, neighbourhood);
		await recordReading(tx, { kind: "export", id, neighbourhoodId: id });
		await audit(tx, { verb: "exportSheet", kind: "neighbourhood", id, neighbourhoodId: id, fields: [kind] });
		return { slug, cells: await cellsOf(tx, ground, id, kind) };
	});
	const say = sayIn("it");
	const fields: readonly Field[] = fieldsOf[kind];
	const table = [
		fields.map((field) => say(`spreadsheets.field_${field}`)),
		...rows.cells.map((cells) => fields.map((field) => cells[field] ?? "")),
	];
	const fileName = `${kind}-${rows.slug}-${dayOf(ground.clock())}.${format}`;
	if (format === "csv") return { fileName, type: "text/csv; charset=utf-8", bytes: csvOf(table) };
	const data = table.map((row) => row.map((value) => ({ value, type: String })));
	const bytes = await writeXlsx(data, { sheet: say(`spreadsheets.kind_${kind}`).slice(0, 31) }).toBuffer();
	const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	return { fileName, type, bytes: Buffer.from(bytes) };
}

/** With the mark by which spreadsheets know UTF-8, semicolons as Italian ones write them, and no cell that begins like a formula. */
function csvOf(table: readonly (readonly string[])[]): Buffer {
	const quoted = (cell: string) => (/[";,\r\n\t|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
	return Buffer.from(
		`\ufeff${table.map((row) => `${row.map((cell) => quoted(escapedCell(cell))).join(";")}\r\n`).join("")}`,
	);
}

async function cellsOf(tx: Tx, ground: Ground, neighbourhoodId: string, kind: Kind): Promise<Cells[]> {
	const known = (await knownIn(tx, neighbourhoodId)).filter(({ restricted }) => !restricted);
	const byId = new Map(known.map((party) => [party.id, party]));
	const labelOf = (id: string | null) => (id ? (byId.get(id)?.label ?? "") : "");
	if (kind === "notes")
		return (await knownNotesIn(tx, neighbourhoodId))
			.filter(({ aboutId }) => aboutId === null || byId.has(aboutId))
			.map((note) => ({
				text: note.text,
				noteKind: note.kind,
				topic: note.topic,
				heardOn: note.heardOn,
				about: labelOf(note.aboutId),
				place: labelOf(note.placeId),
				urgent: yes(note.urgent),
			}));
	const ties = await knownTiesIn(tx, neighbourhoodId);
	if (kind === "ties")
		return ties
			.filter(({ oneId, otherId }) => byId.has(oneId) && byId.has(otherId))
			.map((tie) => ({
				one: labelOf(tie.oneId),
				other: labelOf(tie.otherId),
				tie: tie.kind,
				doing: tie.doing,
				since: tie.since,
				until: tie.until,
				saidBy: tie.saidBy,
				existedBefore: yes(tie.existedBefore),
			}));
	const reaches = Map.groupBy(
		kind === "places"
			? []
			: await contactsOpenedIn(tx, ground, neighbourhoodId, new Map(known.map((party) => [party.id, party.kind]))),
		({ partyId }) => partyId,
	);
	const reachOf = (id: string, kind: string) =>
		(reaches.get(id) ?? [])
			.filter((one) => one.kind === kind)
			.map(({ value }) => value)
			.join(" | ");
	const common = (party: KnownParty) => ({
		name: party.label,
		knownSince: party.knownSince,
		existedBefore: yes(party.existedBefore),
		phone: reachOf(party.id, "phone"),
		email: reachOf(party.id, "email"),
	});
	const of = (wanted: KnownParty["kind"]) => known.filter((party) => party.kind === wanted);
	if (kind === "places")
		return of("place").map((party) => ({
			...common(party),
			sort: party.sort,
			residents: party.residents === null ? "" : String(party.residents),
			inside: labelOf(party.placeId),
			longitude: party.longitude === null ? "" : String(party.longitude),
			latitude: party.latitude === null ? "" : String(party.latitude),
		}));
	if (kind === "organisations")
		return of("organisation").map((party) => ({
			...common(party),
			sector: party.sector,
			doing: party.doing,
			familyDistrict: yes(party.familyDistrict === true),
			place: labelOf(party.placeId),
		}));
	const households = Map.groupBy(
		ties.filter((tie) => tie.kind === "member_of" && tie.until === null && byId.get(tie.otherId)?.kind === "household"),
		({ oneId }) => oneId,
	);
	return of("person").map((party) => {
		const named = party.agreed.find(({ purpose }) => purpose === party.level);
		return {
			...common(party),
			level: party.level,
			place: labelOf(party.placeId),
			household: (households.get(party.id) ?? []).map(({ otherId }) => labelOf(otherId)).join(" | "),
			agreedHow: named?.how,
			agreedOn: named?.day,
			contactAgreedOn: party.agreed.find(({ purpose }) => purpose === "contact")?.day,
		};
	});
}

function yes(said: boolean): string {
	return said ? "sì" : "";
}

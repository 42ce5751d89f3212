import writeXlsx from "write-excel-file/node";
import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { fold } from "../../core/text.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Tx } from "../../db/database.ts";
import { recordReading } from "../../db/reading.ts";
import { type Ground, only } from "../../ui/http.ts";
import { sayIn } from "../../ui/words.ts";
import { contactsOpenedIn, type KnownParty, knownIn, knownTiesIn } from "../community/bulk/service.ts";
import { initiativesForRollsIn, type RollSession, sessionsForRollIn } from "../initiatives/bulk/service.ts";
import { knownNotesIn } from "../listening/bulk/service.ts";
import { neighbourhoodIn } from "../programme/service.ts";
import { type ExportAsked, type Field, fieldsOf, formatsOf, type Kind } from "./contract.ts";
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
	{ kind, format, neighbourhood, initiative }: ExportAsked,
): Promise<Sheet> {
	only(actor, "facilitator", "coordinator");
	if (!formatsOf(kind).includes(format)) throw new Refused("invalid", { format: "error.choice" });
	const { slug, table, shapes } = await ground.db.withActor(actor, async (tx) => {
		const { id, slug } = await neighbourhoodIn(tx, neighbourhood);
		const known = (await knownIn(tx, id)).filter(({ restricted }) => !restricted);
		const table =
			kind === "attendance"
				? await rollTable(tx, id, known, initiative)
				: tableOfCells(kind, await cellsOf(tx, ground, id, kind, known));
		await recordReading(tx, { kind: "export", id, neighbourhoodId: id });
		await audit(tx, { verb: "exportSheet", kind: "neighbourhood", id, neighbourhoodId: id, fields: [kind] });
		return { slug, table, shapes: known.filter((party) => party.kind === "place") };
	});
	const fileName = `${kind}-${slug}-${dayOf(ground.clock())}.${format}`;
	if (format === "csv") return { fileName, type: "text/csv; charset=utf-8", bytes: csvOf(table) };
	if (format === "geojson") return { fileName, type: "application/geo+json", bytes: geoJsonOf(table, shapes) };
	const data = table.map((row) => row.map((value) => ({ value, type: String })));
	const bytes = await writeXlsx(data, { sheet: sayIn("it")(`spreadsheets.kind_${kind}`).slice(0, 31) }).toBuffer();
	const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	return { fileName, type, bytes: Buffer.from(bytes) };
}

/** Of which initiatives of the neighbourhood on screen presences can be taken out. */
export async function initiativesHere(ground: Ground, actor: Actor): Promise<{ id: string; title: string }[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => initiativesForRollsIn(read, (await neighbourhoodIn(read)).id));
}

function tableOfCells(kind: Kind, rows: readonly Cells[]): string[][] {
	const say = sayIn("it");
	const fields: readonly Field[] = fieldsOf[kind];
	return [
		fields.map((field) => say(`spreadsheets.field_${field}`)),
		...rows.map((cells) => fields.map((field) => cells[field] ?? "")),
	];
}

/** Names down, dates across: the initiative above, and how many more beneath. */
async function rollTable(
	tx: Tx,
	neighbourhoodId: string,
	known: readonly KnownParty[],
	asked: string | undefined,
): Promise<string[][]> {
	const all = await initiativesForRollsIn(tx, neighbourhoodId);
	const said = all.filter(({ id, title }) => asked === undefined || id === asked || fold(title) === fold(asked));
	const [initiative, ...more] = said;
	if (!initiative || more.length > 0) throw new Refused("invalid", { initiative: "spreadsheets.which_initiative" });
	const held = (await sessionsForRollIn(tx, initiative.id)).filter(({ state }) => state === "held").slice(-mostDates);
	const say = sayIn("it");
	const here = new Set(held.flatMap(({ people }) => people.map(({ personId }) => personId)));
	const people = known.filter(({ id, kind }) => kind === "person" && here.has(id));
	const cellOf = (session: RollSession, id: string) => {
		const part = session.people.find(({ personId }) => personId === id)?.part;
		return part === undefined ? "" : part === "takes_part" ? "x" : say(`spreadsheets.part_${part}`);
	};
	return [
		[initiative.title],
		[say("spreadsheets.field_name"), ...held.map(({ startsAt }) => dayOf(startsAt))],
		...people.map(({ id, label }) => [label, ...held.map((session) => cellOf(session, id))]),
		[say("spreadsheets.unnamed"), ...held.map(({ unnamed }) => (unnamed > 0 ? String(unnamed) : ""))],
	];
}

const mostDates = 480;

/** Each place a feature: what the table says of it, and its outline, or where it stands. */
function geoJsonOf([headings = [], ...rows]: readonly (readonly string[])[], places: readonly KnownParty[]): Buffer {
	const words = new Map(headings.map((heading, i) => [heading, i]));
	const say = sayIn("it");
	const fields = fieldsOf.places.map((field) => [field, words.get(say(`spreadsheets.field_${field}`)) ?? -1] as const);
	const features = rows.map((row, i) => ({
		type: "Feature",
		properties: Object.fromEntries(fields.map(([field, at]) => [field, row[at] ?? ""])),
		geometry: places[i]?.outline ?? pointOf(places[i]),
	}));
	return Buffer.from(`${JSON.stringify({ type: "FeatureCollection", features })}\n`);
}

function pointOf(place: KnownParty | undefined) {
	if (!place || place.longitude === null || place.latitude === null) return null;
	return { type: "Point", coordinates: [place.longitude, place.latitude] };
}

/** With the mark by which spreadsheets know UTF-8, semicolons as Italian ones write them, and no cell that begins like a formula. */
function csvOf(table: readonly (readonly string[])[]): Buffer {
	const quoted = (cell: string) => (/[";,\r\n\t|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
	return Buffer.from(
		`\ufeff${table.map((row) => `${row.map((cell) => quoted(escapedCell(cell))).join(";")}\r\n`).join("")}`,
	);
}

async function cellsOf(
	tx: Tx,
	ground: Ground,
	neighbourhoodId: string,
	kind: Exclude<Kind, "attendance">,
	known: readonly KnownParty[],
): Promise<Cells[]> {
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
			code: party.code,
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

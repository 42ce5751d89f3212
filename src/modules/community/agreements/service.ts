import { addDays, type Day, dayOf } from "../../../core/period.ts";
import { type FieldErrors, Refused } from "../../../core/refusal.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { KeyDestroyed } from "../../../db/keys.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import type { FileType, Upload } from "../../../ui/upload.ts";
import { sayIn } from "../../../ui/words.ts";
import { accountNames } from "../../access/service.ts";
import { neighbourhoodIn, territoriesIn } from "../../programme/service.ts";
import { lineOf } from "../parties/service.ts";
import { endAgreementIn, personHere } from "../persons/service.ts";
import { standingAgreement, withdraw, writeAgeBand } from "../persons/store.ts";
import { refuseKept } from "../restriction/service.ts";
import { type AgreeIn, agreeIn } from "../service.ts";
import type { Ending, Ledger, LedgerEntry, RecordAgreement, Responsible } from "./contract.ts";
import { givenOf, responsibleOf } from "./given.ts";
import { decideAnswer, decideResponsible } from "./rules.ts";
import * as store from "./store.ts";

/** The ledger of what people answered, with the words, the legal ground and the sheet beside it. */

/** How long before its last day an agreement is shown as ending. */
const shownBeforeDays = 30;

/**
 * A person's ledger, newest first, to staff who work there or to the person; that staff opened it is written down.
 * Throws `not_found`.
 */
export async function ledger(ground: Ground, actor: Actor, personId: string): Promise<Ledger> {
	only(actor, "facilitator", "coordinator", "resident", "citizen");
	return ground.db.noteReading(actor, async (tx) => {
		const person = await personHere(tx, personId);
		const { neighbourhoodId } = person;
		if (actor.personId !== personId)
			await recordReading(tx, { kind: "person", id: personId, personId, neighbourhoodId });
		const [rows, sheets, age] = await Promise.all([
			store.ledgerOf(tx, personId),
			store.sheetsOf(tx, personId),
			store.ageOf(tx, personId),
		]);
		const names = await accountNames(
			tx,
			rows.map((row) => row.recordedBy),
		);
		const entries = rows.map((row) => entryOf(ground, tx, row, sheets, names.get(row.recordedBy ?? "")));
		return { person: lineOf(person), ...age, entries };
	});
}

function entryOf(
	ground: Ground,
	{ actor }: Read,
	row: store.LedgerRow,
	sheets: readonly store.SheetLine[],
	recordedByName: string | undefined,
): LedgerEntry {
	const territoryId = actor.territoryId ?? "";
	const { personId, recordedBy: _by, responsible, responsibleAs, ...entry } = row;
	const name = responsible ? responsibleOf(ground, territoryId, { id: row.id, personId, responsible }) : undefined;
	return {
		...entry,
		recordedByName,
		...(responsibleAs && { responsible: { name, as: responsibleAs } }),
		sheets: sheets
			.filter((sheet) => sheet.agreementId === row.id)
			.map(({ id, type, recordedAt }) => ({ id, type, recordedAt })),
	};
}

/**
 * Writes down what somebody answered: a yes to what is agreed in the ledger itself, or a no to anything. One that stands
 * already is left as it is; a no ends what stood. Throws `not_found`, `id_taken`, `invalid` with the field (`purpose`,
 * `day`, `until`, `responsible`, `responsibleAs`, `ageBand`, `again`).
 */
export async function recordAgreement(
	ground: Ground,
	actor: Actor,
	personId: string,
	input: RecordAgreement,
): Promise<{ id: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		await personHere(tx, personId);
		const today = dayOf(ground.clock());
		const { purpose, answer = "agreed", how, day = today, id, ageBand } = input;
		const there = await store.entryById(tx, id);
		if (there) {
			if (there.personId !== personId || there.purpose !== purpose || there.answer !== answer)
				throw new Refused("id_taken");
			return { id };
		}
		const before = await store.answersBefore(tx, personId, purpose);
		const { minor } = decideAnswer({ ...input, answer, day }, before, today);
		const standing = await standingAgreement(tx, personId, purpose, today);
		// Whoever says it again says nothing new, but for another age band.
		if (answer === "agreed" && standing && purpose !== "age_band") return { id: standing.id };
		if (answer === "declined" && standing) throw new Refused("invalid", { answer: "ledger.error_withdraw_first" });
		if (minor && !before.minor) await store.writeMinor(tx, personId, true);
		if (standing) await withdraw(tx, personId, purpose, today);
		const given = givenOf(ground, tx, { id, personId, purpose }, input);
		await agreeIn(tx, { ...given, personId, purpose, how, day, answer });
		if (answer === "agreed" && purpose === "age_band") await writeAgeBand(tx, personId, ageBand ?? null);
		return { id };
	});
}

type Asked = Pick<AgreeIn, "personId" | "purpose" | "how" | "day">;

/**
 * Writes down a yes that is asked for where it is done, inside the caller's transaction; a minor's with who answers for
 * them, who is not there when a minor says it at their own account. Throws what `agreeIn` does, `invalid`
 * (`responsible`, `responsibleAs`, `form`).
 */
export async function agreeWhereDone(tx: Tx, ground: Ground, asked: Asked, said: Responsible = {}): Promise<string> {
	const { personId, purpose } = asked;
	const before = await store.answersBefore(tx, personId, purpose);
	const isMinor = before.minor || said.minor === true;
	if (isMinor && tx.actor.personId === personId) throw new Refused("invalid", { form: "ledger.error_minor_online" });
	decideResponsible(isMinor, said);
	if (isMinor && !before.minor) await store.writeMinor(tx, personId, true);
	return agreeIn(tx, { ...asked, ...givenOf(ground, tx, { personId, purpose }, said) });
}

/**
 * The same of several at once. Throws for all minors among them whose responsible adult was not said: the fields end in
 * the person's id (`responsible_…`, `responsibleAs_…`).
 */
export async function agreeTogether(
	tx: Tx,
	ground: Ground,
	people: readonly (Asked & { said?: Responsible })[],
): Promise<string[]> {
	const ids: string[] = [];
	const errors: Record<string, string> = {};
	for (const { said, ...asked } of people)
		try {
			ids.push(await agreeWhereDone(tx, ground, asked, said));
		} catch (error) {
			for (const [field, why] of Object.entries(missing(error))) errors[`${field}_${asked.personId}`] = why;
		}
	if (Object.keys(errors).length > 0) throw new Refused("invalid", errors);
	return ids;
}

/** What was not said of the responsible adult. Anything else is thrown on. */
function missing(error: unknown): FieldErrors {
	if (error instanceof Refused && (error.fields.responsible || error.fields.responsibleAs)) return error.fields;
	throw error;
}

/** Somebody has come of age, and answers for themselves. Throws `not_found`. */
export async function comeOfAge(ground: Ground, actor: Actor, personId: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await personHere(tx, personId);
		const { minor } = await store.ageOf(tx, personId);
		if (!minor) return;
		await store.writeMinor(tx, personId, false);
		await audit(tx, { verb: "comeOfAge", kind: "person", id: personId, neighbourhoodId, fields: ["minor"] });
	});
}

/** Whose answer it is. Throws `not_found`. */
export async function whoseAgreement(ground: Ground, actor: Actor, id: string): Promise<string> {
	only(actor, "facilitator", "coordinator");
	const entry = await ground.db.readAs(actor, (read) => store.entryById(read, id));
	if (!entry) throw new Refused("not_found");
	return entry.personId;
}

function placeOfSheet(territoryId: string, id: string): string {
	return `community.agreement_sheets/${territoryId}/${id}`;
}

/**
 * Keeps the sheet on which somebody answered, sealed with their own key. Sent twice it is one. Throws `not_found`,
 * `id_taken`.
 */
export async function keepSheet(
	ground: Ground,
	actor: Actor,
	agreementId: string,
	{ id, bytes, type }: { id: string } & Pick<Upload, "bytes" | "type">,
): Promise<{ personId: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const entry = await store.entryById(tx, agreementId);
		if (!entry) throw new Refused("not_found");
		const { personId } = entry;
		const { neighbourhoodId } = await personHere(tx, personId);
		await refuseKept(tx, personId);
		const { territoryId = "" } = actor;
		const sealed = ground.seal.ofPerson(territoryId, personId).close(bytes, placeOfSheet(territoryId, id));
		if (!(await store.insertSheet(tx, { id, neighbourhoodId, agreementId, personId, type, sealed }))) {
			const there = await store.sheetById(tx, id);
			if (there?.agreementId !== agreementId) throw new Refused("id_taken");
			return { personId };
		}
		await audit(tx, { verb: "keepSheet", kind: "agreement", id: agreementId, neighbourhoodId, fields: ["sheet"] });
		return { personId };
	});
}

/**
 * A sheet, opened for staff who work there or for the person; that staff opened it is on disk before it leaves. Throws
 * `not_found`, also once no key opens it any more.
 */
export async function sheet(ground: Ground, actor: Actor, id: string): Promise<{ bytes: Buffer; type: FileType }> {
	only(actor, "facilitator", "coordinator", "resident", "citizen");
	return ground.db.withActor(actor, async (tx) => {
		const row = await store.sheetById(tx, id);
		if (!row) throw new Refused("not_found");
		const { personId, neighbourhoodId, type } = row;
		const { territoryId = "" } = actor;
		const bytes = opened(() =>
			ground.seal.ofPerson(territoryId, personId).openBytes(row.sealed, placeOfSheet(territoryId, id)),
		);
		if (actor.personId !== personId) await recordReading(tx, { kind: "attachment", id, personId, neighbourhoodId });
		return { bytes, type };
	});
}

/** What was opened. Throws `not_found` where the key is gone. */
function opened(open: () => Buffer): Buffer {
	try {
		return open();
	} catch (error) {
		if (error instanceof KeyDestroyed) throw new Refused("not_found");
		throw error;
	}
}

/** Agreements of a neighbourhood that end within thirty days, the next first. Throws `choose_neighbourhood`. */
export async function ending(ground: Ground, actor: Actor, query: { neighbourhood?: string } = {}): Promise<Ending[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		return store.endingIn(read, id, addDays(dayOf(ground.clock()), shownBeforeDays));
	});
}

/** How many agreements of a neighbourhood end within thirty days of a day. */
export function endingCountIn(read: Read, neighbourhoodId: string, today: Day): Promise<number> {
	return store.endingCountIn(read, neighbourhoodId, addDays(today, shownBeforeDays));
}

/**
 * Ends what was agreed until a day that has gone by, with what rests on it, each territory in one transaction. Gives how
 * many ended.
 */
export async function endByTime(ground: Ground): Promise<number> {
	const today = dayOf(ground.clock());
	let n = 0;
	for (const { id } of await ground.db.readAs(system("forgetting"), territoriesIn)) {
		n += await ground.db.withActor({ ...system("forgetting"), territoryId: id }, async (tx) => {
			const over = await store.expired(tx, today);
			for (const entry of over) {
				const { personId, purpose, neighbourhoodId } = entry;
				if (entry.standsOn) {
					await withdraw(tx, personId, purpose, today, entry.id, "time");
					await audit(tx, {
						verb: "endAgreement",
						kind: "agreement",
						id: entry.id,
						neighbourhoodId,
						fields: ["withdrawnOn"],
					});
				} else await endAgreementIn(tx, ground, { personId, purpose, by: "time", describedAs: describedAs(entry) });
			}
			return over.length;
		});
	}
	return n;
}

/** Nobody is there to ask how to speak of somebody whose name falls: by where they live. */
function describedAs({ placeLabel }: store.Expired): string {
	const say = sayIn("it");
	return placeLabel
		? say("community.somebody_at", { place: placeLabel }).slice(0, 120)
		: say("community.somebody_here");
}

import { sql } from "kysely";
import { z } from "zod";
import { id, oneOf, optionalDay, text } from "../../core/input.ts";
import { type Day, dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import { audit } from "../../db/audit.ts";
import type { Read } from "../../db/database.ts";
import { KeyDestroyed } from "../../db/keys.ts";
import { ways } from "../../modules/community/contract.ts";
import { type Ground, only } from "../../ui/http.ts";
import { requestOf, writtenBefore } from "../../ui/request.ts";
import { dueOn } from "./contract.ts";
import { neighbourhoodOfPersonIn } from "./person.ts";

/** «This is wrong»: said by the person, or by staff on their word, and answered: corrected where it stands, or why not. */

export const sayOwnWrong = z.object({ id: id<"correction">(), wrong: text(1000) });
export const sayWrong = z.object({ id: id<"correction">(), wrong: text(1000), how: oneOf(ways), day: optionalDay() });
export type SayWrong = z.output<typeof sayWrong>;
export const answerWrong = z.object({ corrected: oneOf(["yes", "no"]), answer: text(1000) });
export type AnswerWrong = z.output<typeof answerWrong>;

type Row = {
	id: string;
	personId: string;
	sealedFor: string;
	neighbourhoodId: string;
	askedOn: Day;
	dueOn: Day;
	wrong: Buffer;
	answeredOn: Day | null;
	corrected: boolean | null;
	answer: Buffer | null;
	hash: Buffer | null;
};
/** What somebody said is wrong, with its answer once there is one; without words where the key is gone. */
export type Correction = Omit<Row, "wrong" | "answer" | "hash"> & { wrong: string; answer: string };

const columns = sql`id, person_id as "personId", sealed_for as "sealedFor", neighbourhood_id as "neighbourhoodId", asked_on as "askedOn", due_on as "dueOn", wrong,
	answered_on as "answeredOn", corrected, answer, request_hash as hash`;

async function byId(read: Read, of: string): Promise<Row | undefined> {
	const rows = await read.rows<Row>(sql`select ${columns} from rights.corrections
		where territory_id = ${read.actor.territoryId ?? null} and id = ${of}`);
	return rows[0];
}

/** What a person said is wrong, the latest first. */
export async function correctionsOf(ground: Ground, read: Read, personId: string): Promise<Correction[]> {
	const rows = await read.rows<Row>(sql`select ${columns} from rights.corrections
		where territory_id = ${read.actor.territoryId ?? null} and person_id = ${personId} order by asked_on desc, id desc limit 50`);
	return rows.map(({ hash: _hash, wrong, answer, ...row }) => ({
		...row,
		wrong: opened(ground, read.actor, row, "wrong", wrong),
		answer: answer ? opened(ground, read.actor, row, "answer", answer) : "",
	}));
}

function placeOf(actor: Actor, of: string, column: "wrong" | "answer"): string {
	return `rights.corrections/${actor.territoryId}/${of}/${column}`;
}

function opened(
	{ seal }: Ground,
	actor: Actor,
	row: { id: string; sealedFor: string },
	column: "wrong" | "answer",
	sealed: Buffer,
): string {
	if (sealed.length === 0) return "";
	try {
		return seal.ofPerson(actor.territoryId ?? "", row.sealedFor).open(sealed, placeOf(actor, row.id, column));
	} catch (error) {
		if (error instanceof KeyDestroyed) return "";
		throw error;
	}
}

/**
 * Writes down what somebody says is wrong. Sent twice it is one. Throws `not_found`, `not_yours`, `invalid` (`day` in
 * the future), `id_taken`.
 */
export async function sayIsWrong(ground: Ground, actor: Actor, input: SayWrong, whose?: string): Promise<void> {
	only(actor, "facilitator", "coordinator", "resident", "citizen");
	const isStaff = actor.role === "facilitator" || actor.role === "coordinator";
	if (isStaff !== (whose !== undefined)) throw new Refused("not_yours");
	const personId = whose ?? actor.personId;
	if (!personId) throw new Refused("not_found");
	const today = dayOf(ground.clock());
	const askedOn = input.day ?? today;
	if (askedOn > today) throw new Refused("invalid", { day: "error.future" });
	const request = requestOf<"correction">(actor, ground.clock(), "correction", input);
	const sealed = ground.seal
		.ofPerson(actor.territoryId ?? "", personId)
		.close(input.wrong, placeOf(actor, request.id, "wrong"));
	await ground.db.withActor(actor, async (tx) => {
		const there = await byId(tx, request.id);
		if (there) return void writtenBefore(there, request);
		const neighbourhoodId = await neighbourhoodOfPersonIn(tx, personId);
		const rows =
			await tx.rows(sql`insert into rights.corrections (territory_id, id, neighbourhood_id, person_id, sealed_for, asked_on, asked_how, due_on, wrong, recorded_by, request_hash)
			values (${actor.territoryId ?? null}, ${request.id}, ${neighbourhoodId}, ${personId}, ${personId}, ${askedOn}, ${input.how}, ${dueOn(askedOn)}, ${sealed},
				${actor.accountId ?? null}, ${request.hash})
			on conflict do nothing returning 1`);
		if (rows.length === 0) throw new Refused("id_taken");
		await audit(tx, { verb: "sayIsWrong", kind: "correction", id: request.id, neighbourhoodId, fields: ["wrong"] });
	});
}

/** Answers: corrected where it stands, or why not. Gives whose it is. Throws `not_found`, `not_from_here` once answered. */
export async function answerCorrection(
	ground: Ground,
	actor: Actor,
	of: string,
	input: AnswerWrong,
): Promise<{ personId: string }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const row = await byId(tx, of);
		if (!row) throw new Refused("not_found");
		const { personId, neighbourhoodId } = row;
		const sealer = ground.seal.ofPerson(actor.territoryId ?? "", row.sealedFor);
		const sealed = sealer.close(input.answer, placeOf(actor, of, "answer"));
		const rows =
			await tx.rows(sql`update rights.corrections set answered_on = ${dayOf(ground.clock())}, answered_by = ${actor.accountId ?? null},
				corrected = ${input.corrected === "yes"}, answer = ${sealed}
			where territory_id = ${actor.territoryId ?? null} and id = ${of} and answered_on is null returning 1`);
		if (rows.length === 0) throw new Refused("not_from_here");
		await audit(tx, { verb: "answerCorrection", kind: "correction", id: of, neighbourhoodId, fields: ["answer"] });
		return { personId };
	});
}

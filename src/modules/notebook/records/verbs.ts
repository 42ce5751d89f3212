import { z } from "zod";
import { idFromContent } from "../../../core/ids.ts";
import { id } from "../../../core/input.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Tx } from "../../../db/database.ts";
import { errorsOf } from "../../../ui/form.ts";
import type { Ground } from "../../../ui/http.ts";
import { redraw } from "../../../ui/picture.ts";
import { accountNames } from "../../access/service.ts";
import { recordAgreement as agreementContract } from "../../community/agreements/contract.ts";
import { keepSheet, recordAgreement } from "../../community/agreements/service.ts";
import { carriedPeopleIn } from "../../community/carried/service.ts";
import { recordAct as actContract } from "../../exchange/contract.ts";
import { recordAct } from "../../exchange/service.ts";
import { heldSheetIn, type Sheet } from "../../initiatives/carried/service.ts";
import { recordAttendance } from "../../initiatives/service.ts";
import { type CarriedFollowUp, heldFollowUpIn } from "../../listening/carried/service.ts";
import {
	recordFollowUp as followUpContract,
	giveFollowUp as giveContract,
	letGo,
	moveFollowUp as moveContract,
	recordNote as noteContract,
	partlyDone as partlyContract,
} from "../../listening/contract.ts";
import { recordFollowUp } from "../../listening/follow-ups/service.ts";
import {
	finishFollowUp,
	giveFollowUp,
	letFollowUpGo,
	moveFollowUp,
	partlyDone,
} from "../../listening/follow-ups/steps/service.ts";
import { recordNote } from "../../listening/notes/service.ts";
import { attendanceBody, type RecordKind, type SentRecord, stepBody, type Theirs } from "../contract.ts";
import { saysSo, standsSo, versionOfFollowUp, versionOfSheet } from "../rules.ts";

/** What each kind of record does here: by the verbs of the modules, inside the transaction that keeps the record. */

export type Outcome =
	| { state: "received"; version: string | null }
	/** It was edited meanwhile, and differently. */
	| { state: "needs_you"; theirs: Theirs; version: string };

/** Where a record is written: the ground inside its transaction, and whoever wrote it there. */
export type Here = { ground: Ground; actor: Actor; tx: Tx };
/** What is left to do once a body was read. `base` is the version that was edited; "" where that never was one. */
export type Ready = (here: Here, base: string | null) => Promise<Outcome>;

const written: Outcome = { state: "received", version: null };
const known = { id: true, neighbourhood: true } as const;

const noteBody = noteContract.omit(known);
const actBody = actContract.omit(known);
const followUpBody = followUpContract.omit(known);
/** A photo of ten megabytes, in base64. */
const mostOfPhoto = 14_000_000;
const consentBody = agreementContract.omit({ id: true }).extend({
	person: id<"party">(),
	photo: z.preprocess(
		(v) => v || undefined,
		z.base64({ error: "error.file_broken" }).max(mostOfPhoto, { error: "error.file_large" }).optional(),
	),
});

/** A body against its contract. Throws `invalid` with its fields. */
function read<Contract extends z.ZodType>(contract: Contract, body: unknown): z.output<Contract> {
	const parsed = contract.safeParse(body);
	if (!parsed.success) throw new Refused("invalid", errorsOf(parsed.error));
	return parsed.data;
}

type Reader = (record: SentRecord) => Ready | Promise<Ready>;

const readers: Record<RecordKind, Reader> = {
	note: ({ id, body }) => {
		const input = read(noteBody, body);
		return async ({ ground, actor }) => {
			await recordNote(ground, actor, { ...input, id: id as never, neighbourhood: undefined });
			return written;
		};
	},
	act: ({ id, body }) => {
		const { receiver, at, ...input } = read(actBody, body);
		const receivers = Array.isArray(receiver) ? receiver : [receiver];
		return async ({ ground, actor }) => {
			await recordAct(ground, actor, { ...input, receivers, when: at, id: id as never });
			return written;
		};
	},
	follow_up: ({ id, body }) => {
		const input = read(followUpBody, body);
		return async ({ ground, actor }) => {
			const made = await recordFollowUp(ground, actor, { ...input, id: id as never, neighbourhood: undefined });
			return { state: "received", version: versionOfFollowUp(made) };
		};
	},
	consent: async ({ id, body }) => {
		const { person, photo, ...input } = read(consentBody, body);
		const bytes = photo === undefined ? undefined : await drawn(photo);
		return async ({ ground, actor }) => {
			const agreement = await recordAgreement(ground, actor, person, { ...input, id: id as never });
			if (bytes)
				await keepSheet(ground, actor, agreement.id, {
					id: idFromContent(new Date(0), [id, "sheet"]),
					bytes,
					type: "image/jpeg",
				});
			return written;
		};
	},
	attendance: ({ body, base }) => {
		const input = read(attendanceBody, body);
		if (base === null) throw new Refused("invalid", { base: "error.required" });
		return (here, version) => mark(here, version, input);
	},
	follow_up_step: (record) => {
		const input = read(stepBody, record.body);
		if (record.base === null) throw new Refused("invalid", { base: "error.required" });
		return (here, version) => step(here, version, record.id, input);
	},
};

/** Reads a record's body, before any transaction: what is left is to write it. Throws `invalid`. */
export async function readyFor(record: SentRecord): Promise<Ready> {
	return readers[record.kind](record);
}

/** The photo of a sheet, drawn anew. Throws `invalid` (`photo`). */
async function drawn(photo: string): Promise<Buffer> {
	return redraw(Buffer.from(photo, "base64")).catch(() => {
		throw new Refused("invalid", { photo: "error.file_broken" });
	});
}

/** Marks who was there, unless the sheet was changed meanwhile and says otherwise. Throws `not_found`. */
async function mark(
	{ ground, actor, tx }: Here,
	base: string | null,
	{ session, marks, agreed, unnamed }: z.output<typeof attendanceBody>,
): Promise<Outcome> {
	const sheet = await heldSheetIn(tx, session);
	if (!sheet) throw new Refused("not_found");
	const version = versionOfSheet(sheet);
	const isHeld = sheet.state === "held";
	if (isHeld && saysSo(sheet, { marks, unnamed })) return alreadySo(version, base);
	if (version !== base) return { state: "needs_you", theirs: await theirSheet(tx, sheet), version };
	const seen = new Set(
		(
			await carriedPeopleIn(
				tx,
				sheet.people.map((p) => p.personId),
			)
		).map((p) => p.id),
	);
	const stay = sheet.people.filter(({ personId }) => seen.has(personId) && marks[personId as never] !== false);
	const here = new Set(stay.map((p) => p.personId));
	const come = Object.keys(marks).filter((person) => marks[person as never] && !here.has(person));
	const people = [
		...stay.map(({ personId, role }) => ({ person: personId as never, role, agreed: false })),
		...come.map((person) => ({ person: person as never, role: undefined, agreed: agreed.includes(person as never) })),
	];
	await recordAttendance(ground, actor, sheet.initiativeId, session, { people, unnamed: unnamed ?? sheet.unnamed });
	const after = await heldSheetIn(tx, session);
	return { state: "received", version: after ? versionOfSheet(after) : null };
}

/**
 * It stands already as it was said: nothing to write. Its writer has not seen what else was changed meanwhile, so the
 * version stays the one they saw, and whatever they say next on top of it meets the change.
 */
function alreadySo(version: string, base: string | null): Outcome {
	return { state: "received", version: version === base ? version : base || null };
}

async function theirSheet(tx: Tx, { id: session, unnamed, people }: Sheet): Promise<Theirs> {
	const present = await carriedPeopleIn(
		tx,
		people.map((p) => p.personId),
	);
	return { kind: "attendance", session, unnamed, present: present.map(({ id, label }) => ({ id, label })) };
}

/** Takes a step on a follow-up, unless it was changed meanwhile and stands otherwise. Throws `not_found`, `invalid`. */
async function step(
	{ ground, actor, tx }: Here,
	base: string | null,
	recordId: string,
	{ followUp: id, ...input }: z.output<typeof stepBody>,
): Promise<Outcome> {
	const before = await heldFollowUpIn(tx, id);
	if (!before) throw new Refused("not_found");
	const version = versionOfFollowUp(before);
	if (standsSo(before, input)) return alreadySo(version, base);
	if (version !== base) return { state: "needs_you", theirs: await theirFollowUp(tx, before), version };
	const { to, words, dueOn, remains, assignedTo } = input;
	const take = {
		done: () => finishFollowUp(ground, actor, id as never, words),
		let_go: () => letFollowUpGo(ground, actor, id as never, read(letGo, { reason: words ?? "" }).reason),
		moved: () => moveFollowUp(ground, actor, id as never, read(moveContract, { dueOn }).dueOn),
		partly: () =>
			partlyDone(ground, actor, id as never, read(partlyContract, { id: recordId, outcome: words, remains, dueOn })),
		handed_over: () => giveFollowUp(ground, actor, id as never, read(giveContract, { assignedTo, words })),
	}[to];
	return { state: "received", version: versionOfFollowUp(await take()) };
}

async function theirFollowUp(tx: Tx, f: CarriedFollowUp): Promise<Theirs> {
	const names = await accountNames(tx, [f.assignedTo]);
	return {
		kind: "follow_up",
		id: f.id,
		what: f.what,
		dueOn: f.dueOn,
		state: f.ending === null ? "open" : f.ending === "let_go" ? "let_go" : "done",
		outcome: f.outcome,
		assignedTo: f.assignedTo,
		assignedName: names.get(f.assignedTo) ?? null,
	};
}

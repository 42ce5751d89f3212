import { dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import { lend, type Tx } from "../../../db/database.ts";
import { KeyDestroyed } from "../../../db/keys.ts";
import { recordReading } from "../../../db/reading.ts";
import { assured, type Ground, only } from "../../../ui/http.ts";
import type { FileType, Upload } from "../../../ui/upload.ts";
import { meansToAssure } from "../../access/assurance/service.ts";
import type { PactParty, PaperPact, SignPact } from "../contract.ts";
import { forParties, hold, mustBeTheirs, refuseKeptParties, write } from "../find.ts";
import { becomeIn, noteBecame } from "../ideas/service.ts";
import * as rules from "../rules.ts";
import { signsFor } from "../service.ts";
import * as store from "../store.ts";

/** How a pact is signed: with an account, or on paper. */

/**
 * By what whoever is signed in signs: shown once more by a passkey or a code wherever they have one, else by being
 * signed in and a tick. Throws `sign_in_first`, `assurance_needed`.
 */
async function howToSign(ground: Ground, actor: Actor): Promise<"code" | "tick"> {
	const { passkey, printed, letter } = await meansToAssure(ground, actor);
	const isShown = actor.assuredUntil !== undefined && actor.assuredUntil > ground.clock();
	if (!isShown && !passkey && !printed && !letter) return "tick";
	assured(ground, actor);
	return "code";
}

/**
 * Signs the version that is fixed with one's account, for the party it belongs to; who coordinates signs for the
 * public body. With the last signature the pact is in force. Sent twice it is signed once. Throws `sign_in_first`,
 * `assurance_needed`, `not_found`, `not_yours`, `not_in_this_state`, `changed_meanwhile`, `already_taken`, `restricted`,
 * `id_taken`.
 */
export async function signPact(ground: Ground, actor: Actor, pactId: string, input: SignPact): Promise<void> {
	forParties(actor);
	const how = await howToSign(ground, actor);
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		if (await wasSigned(tx, pactId, input)) return;
		const next = rules.sign(row.facts, input.party, input.no);
		const party = await mustBeParty(tx, pactId, input.party);
		if (!signsFor(actor, party)) throw new Refused("not_yours");
		await refuseKeptParties(tx, pactId);
		const personId = party.kind === "citizen" ? (actor.personId ?? null) : null;
		const on = dayOf(ground.clock());
		await store.writeNamed(tx, party.id, input.named, personId);
		const signature = { id: input.id, no: input.no, party: party.id, how, on, personId };
		await sign(ground, tx, row, next, signature);
	});
}

async function wasSigned(tx: Tx, pactId: string, input: { id: string; party: string; no: number }): Promise<boolean> {
	const there = await store.signatureById(tx, input.id);
	if (!there) return false;
	if (there.pactId !== pactId || there.party !== input.party || there.no !== input.no) throw new Refused("id_taken");
	return true;
}

async function mustBeParty(tx: Tx, pactId: string, id: string): Promise<PactParty> {
	const party = await store.partyById(tx, id);
	if (party?.pactId !== pactId) throw new Refused("not_found");
	return party;
}

type Held = Awaited<ReturnType<typeof hold>>;

/** Writes a signature; with the last one the pact is in force and anybody reads it. */
async function sign(
	ground: Ground,
	tx: Tx,
	row: Held,
	next: rules.Facts,
	signature: store.NewSignature,
): Promise<void> {
	const { id, neighbourhoodId } = row;
	if (!(await store.insertSignature(tx, row, signature, ground.clock()))) throw new Refused("id_taken");
	const today = dayOf(ground.clock());
	await write(ground, tx, row, next, next.inForce === null ? {} : { inForceOn: today });
	await audit(tx, { verb: "signPact", kind: "pact", id, neighbourhoodId, fields: ["signatures"] });
	if (next.state !== "in_force") return;
	await store.publish(tx, id, signature.no, today);
	if (row.ideaId) await ideaBecame(tx, row.ideaId, id, today);
}

/** The idea it grew from leads to it, as long as it was answered with a yes. */
async function ideaBecame(tx: Tx, ideaId: string, pactId: string, on: string): Promise<void> {
	const became = await lend("square", tx, (lent) =>
		becomeIn(lent, ideaId, "pact", pactId, on).catch((error: unknown) => {
			if (error instanceof Refused && ["not_in_this_state", "not_found"].includes(error.code)) return undefined;
			throw error;
		}),
	);
	if (became) await noteBecame(tx, became);
}

function placeOfSheet(territoryId: string, id: string): string {
	return `pacts.signatures/${territoryId}/${id}`;
}

function sealFor(ground: Ground, territoryId: string, personId: string | null) {
	return personId ? ground.seal.ofPerson(territoryId, personId) : ground.seal.ofTerritory(territoryId);
}

/**
 * Somebody signed on paper: the sheet is kept, sealed with their own key where they are known here. Staff only. Sent
 * twice it is kept once. Throws what `signPact` does, and `invalid` for a day to come.
 */
export async function signOnPaper(
	ground: Ground,
	actor: Actor,
	{ pactId, partyId }: { pactId: string; partyId: string },
	input: PaperPact,
	{ bytes, type }: Pick<Upload, "bytes" | "type">,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	if (input.day > dayOf(ground.clock())) throw new Refused("invalid", { day: "error.future" });
	await ground.db.withActor(actor, async (tx) => {
		const row = await hold(tx, pactId);
		if (await wasSigned(tx, pactId, { ...input, party: partyId })) return;
		const next = rules.sign(row.facts, partyId, input.no);
		const party = await mustBeParty(tx, pactId, partyId);
		await refuseKeptParties(tx, pactId);
		const personId = party.kind === "citizen" ? party.partyId : null;
		const { territoryId = "" } = actor;
		const sealed = sealFor(ground, territoryId, personId).close(bytes, placeOfSheet(territoryId, input.id));
		await store.writeNamed(tx, partyId, input.named, null);
		const { id, no, day: on } = input;
		await sign(ground, tx, row, next, { id, no, party: partyId, how: "paper", on, personId, sheet: { sealed, type } });
	});
}

/**
 * A signed sheet, for staff and for the parties; that staff opened one of a person is on disk before it leaves. Throws
 * `not_found`, also once no key opens it any more.
 */
export async function signedSheet(
	ground: Ground,
	actor: Actor,
	pactId: string,
	signatureId: string,
): Promise<{ bytes: Buffer; type: FileType }> {
	forParties(actor);
	return ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = mustBeTheirs(actor, await store.byId(tx, pactId));
		const found = await store.signatureById(tx, signatureId);
		if (found?.pactId !== pactId || !found.sheet || !found.type) throw new Refused("not_found");
		const { personId, sheet, type } = found;
		const { territoryId = "" } = actor;
		const bytes = opened(() =>
			sealFor(ground, territoryId, personId).openBytes(sheet, placeOfSheet(territoryId, signatureId)),
		);
		if (personId && actor.personId !== personId)
			await recordReading(tx, { kind: "attachment", id: signatureId, personId, neighbourhoodId });
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

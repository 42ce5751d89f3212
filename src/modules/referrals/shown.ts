import type { Basis, Referral, State } from "./contract.ts";
import type { Facts } from "./rules.ts";
import type { Row } from "./store.ts";

/** What lies in the database always has what its state needs: a check says so. */
function there<Value>(value: Value | null): Value {
	if (value === null) throw new Error("a referral without what its state needs");
	return value;
}

/** What rules ask of a referral. */
export function factsOf(row: Row): Facts {
	const { state, version, urgent, deskId } = row;
	return { state, version, urgent, deskId, basis: basisOf(row)?.kind, answered: row.concludedAt !== null };
}

function basisOf(row: Row): Basis | null {
	if (row.groundedOn) return { kind: "ground", on: row.groundedOn, told: row.shown };
	if (row.agreementId) return { kind: "agreement", agreementId: row.agreementId, on: there(row.agreedOn) };
	return null;
}

/** The row of a referral as its state: with what is known there, and nothing besides. */
export function referralOf(row: Row): Referral {
	const { id, personId, neighbourhoodId, facilitatorId, urgent, round, version, beganAt, deskName, takenBy } = row;
	return {
		...{ id, personId, neighbourhoodId, facilitatorId, urgent, round, version, beganAt, deskName, takenBy },
		chosenDeskId: row.deskId,
		isOpen: row.openTo !== null,
		shownToPerson: row.shown,
		...stateOf(row),
	};
}

function stateOf(row: Row): State {
	const { state } = row;
	switch (state) {
		case "draft":
			return { state };
		case "offered":
			return { state, offeredAt: there(row.offeredAt) };
		case "agreed":
			return { state, basis: { kind: "agreement", agreementId: there(row.agreementId), on: there(row.agreedOn) } };
		case "grounded":
			return { state, basis: { kind: "ground", on: there(row.groundedOn), told: row.shown } };
		case "closed":
			return { state, closedAt: there(row.closedAt), answered: row.concludedAt !== null };
		case "revoked":
			return { state, revokedAt: there(row.revokedAt), revokedBy: there(row.revokedBy) };
		case "sent":
			return { state, ...sentOf(row) };
		case "received":
			return { state, ...receivedOf(row) };
		case "returned":
			return { state, ...receivedOf(row), returnedAt: there(row.returnedAt) };
		case "declined":
			return { state, ...receivedOf(row), declinedAt: there(row.declinedAt) };
		default:
			return atDeskOf(row, state);
	}
}

function atDeskOf(row: Row, state: "accepted" | "in_progress" | "concluded"): State {
	const accepted = { ...receivedOf(row), acceptedAt: there(row.acceptedAt) };
	if (state === "accepted") return { state, ...accepted };
	const begun = { ...accepted, begunAt: there(row.begunAt) };
	return state === "in_progress" ? { state, ...begun } : { state, ...begun, concludedAt: there(row.concludedAt) };
}

function sentOf(row: Row) {
	return { deskId: there(row.deskId), basis: there(basisOf(row)), sentAt: there(row.sentAt) };
}

function receivedOf(row: Row) {
	return { ...sentOf(row), receivedAt: there(row.receivedAt) };
}

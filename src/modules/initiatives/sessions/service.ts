import { isDeepStrictEqual } from "node:util";
import { type Id, idFromContent, newId } from "../../../core/ids.ts";
import { addDays, type Day, dayOf, instantOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { recordReading } from "../../../db/reading.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf } from "../../../ui/request.ts";
import { type Inverse, keepUndoIn } from "../../access/undo/service.ts";
import { agreeTogether } from "../../community/agreements/service.ts";
import { refuseRestricted } from "../../community/restriction/contract.ts";
import { partiesByIds, recordTieIn, standingAgreementsIn } from "../../community/service.ts";
import type {
	Attendance,
	Initiative,
	MetHere,
	MoveSession,
	NewSessions,
	Part,
	Participant,
	Session,
	SessionState,
	WeekSession,
} from "../contract.ts";
import { mustFind, territoryOf } from "../find.ts";
import { daysOf, decideMove, decideSession } from "../rules.ts";
import { tellChangedIn } from "../told/service.ts";
import * as store from "./store.ts";

/** Plans one date or a series; a date gone by counts as held. Sent twice it is written once and answered the same. Throws `invalid`, `id_taken`. */
export async function addSessions(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	input: NewSessions,
): Promise<Session[]> {
	only(actor, "facilitator", "coordinator");
	const days = daysOf(input.startsOn, input.repeat, input.until);
	const now = ground.clock();
	const request = requestOf<"session">(actor, now, `session of ${initiativeId}`, input);
	return ground.db.withActor(actor, async (tx) => {
		const i = await mustFind(tx, initiativeId);
		const sessions = days.map((day, n) => {
			const startsAt = instantOf(day, input.time);
			const state: SessionState = startsAt < now ? "held" : "planned";
			const id = n === 0 ? request.id : idFromContent<"session">(startsAt, [request.id]);
			const series = days.length > 1 ? { seriesId: request.id, repeats: input.repeat } : {};
			return { id, startsAt, minutes: input.minutes, placeWords: input.placeWords ?? "", state, ...series };
		});
		const made = await store.writeSessions(tx, i, territoryOf(actor), actor.accountId, sessions);
		if (made > 0)
			await audit(tx, {
				verb: "addSessions",
				kind: "initiative",
				id: initiativeId,
				neighbourhoodId: i.neighbourhoodId,
				fields: ["sessions"],
			});
		const there = await store.readSessionsById(
			tx,
			territoryOf(actor),
			initiativeId,
			sessions.map((s) => s.id),
		);
		const [first] = sessions;
		const same = there.find((s) => s.id === first?.id);
		if (same?.startsAt.getTime() !== first?.startsAt.getTime() || same?.minutes !== input.minutes)
			throw new Refused("id_taken");
		return there;
	});
}

async function mustFindSession(
	read: Read,
	initiativeId: string,
	id: string,
): Promise<{ initiative: Initiative; session: Session }> {
	const initiative = await mustFind(read, initiativeId);
	const session = await store.readSession(read, territoryOf(read.actor), initiativeId, id);
	if (!session) throw new Refused("not_found");
	return { initiative, session };
}

/** Marks a date as planned, held or cancelled. Throws `not_from_here` where people were counted, or for a day to come. */
export async function setSessionState(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	id: string,
	to: SessionState,
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	await ground.db.withActor(actor, async (tx) => {
		const { session } = await mustFindSession(tx, initiativeId, id);
		decideSession({ day: dayOf(session.startsAt), there: session.named + session.unnamed }, to, dayOf(ground.clock()));
		await store.writeSessionState(tx, territoryOf(actor), id, to);
		await audit(tx, {
			verb: "setSessionState",
			kind: "session",
			id,
			neighbourhoodId: session.neighbourhoodId,
			fields: ["state"],
		});
		const was = { state: session.state, to };
		const { neighbourhoodId } = session;
		await keepUndoIn(
			tx,
			{ act: "setSessionState", kind: "session", recordId: id, neighbourhoodId, was },
			ground.clock(),
		);
		if ((to === "cancelled") !== (session.state === "cancelled")) await tellChangedIn(ground, tx, id);
	});
}

/**
 * Gives a date that is still to come another day, hour, length or place; calendars take it over. Sent twice it changes
 * once. Throws `not_from_here` for a date gone by or called off, `invalid` for a new one in the past.
 */
export async function moveSession(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	id: string,
	input: MoveSession,
): Promise<Session> {
	only(actor, "facilitator", "coordinator");
	const startsAt = instantOf(input.startsOn, input.time);
	return ground.db.withActor(actor, async (tx) => {
		await store.lockSession(tx, territoryOf(actor), id);
		const { session } = await mustFindSession(tx, initiativeId, id);
		decideMove(session, startsAt, ground.clock());
		const moved = { startsAt, minutes: input.minutes, placeWords: input.placeWords ?? "" };
		if (!(await store.writeSessionTime(tx, territoryOf(actor), id, moved))) return session;
		await audit(tx, {
			verb: "moveSession",
			kind: "session",
			id,
			neighbourhoodId: session.neighbourhoodId,
			fields: ["startsAt", "minutes", "placeWords"],
		});
		await tellChangedIn(ground, tx, id);
		return { ...session, ...moved };
	});
}

/**
 * A date, who was written down there, and who usually is; handed to a machine it is a copy, and written down as one.
 * Staff only. Throws `not_found`.
 */
export async function sessionOf(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	id: string,
	how: "shown" | "copied" = "shown",
): Promise<{
	initiative: Initiative;
	session: Session;
	participants: Participant[];
	regulars: { id: string; label: string }[];
}> {
	only(actor, "facilitator", "coordinator");
	return ground.db.noteReading(actor, async (read) => {
		const { initiative, session } = await mustFindSession(read, initiativeId, id);
		const { neighbourhoodId } = session;
		if (how === "copied") await recordReading(read, { kind: "export", id, neighbourhoodId });
		const present = await store.readParticipants(read, territoryOf(actor), id);
		const usual = await store.readRegulars(read, territoryOf(actor), initiativeId);
		const parties = await partiesByIds(read, [...present.map((p) => p.personId), ...usual]);
		// The roll lies on a table and hangs on a wall: who is protected is on none.
		const known = new Map([...parties].filter(([, party]) => !party.protected && !party.restricted));
		const label = (personId: string) => known.get(personId)?.label ?? "–";
		const here = new Set(present.map((p) => p.personId));
		return {
			initiative,
			session,
			// Of whom only a count remains, or who is protected, is counted, and on no sheet.
			participants: present.filter((p) => known.has(p.personId)).map((p) => ({ ...p, label: label(p.personId) })),
			regulars: usual
				.filter((personId) => !here.has(personId) && known.has(personId))
				.map((personId) => ({ id: personId, label: label(personId) })),
		};
	});
}

/**
 * Writes down who was there: the sheet as a whole, so that it can be mended. By name only people known by more than
 * a description, who agreed; `agreed` records that they said so now. Throws `invalid` (`responsible_…` for a minor), `needs_agreement`.
 */
export async function recordAttendance(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	id: string,
	input: Attendance,
): Promise<Session> {
	only(actor, "facilitator", "coordinator");
	const territoryId = territoryOf(actor);
	return ground.db.withActor(actor, async (tx) => {
		await store.lockSession(tx, territoryId, id);
		const { session } = await mustFindSession(tx, initiativeId, id);
		if (session.state === "cancelled") throw new Refused("not_from_here");
		decideSession({ day: dayOf(session.startsAt), there: 0 }, "held", dayOf(ground.clock()));
		const people = [...new Map(input.people.map((p) => [p.person, p])).values()];
		await checkAgreements(tx, people, dayOf(ground.clock()), ground);
		const rows = people.map((p) => ({ person: p.person, role: p.role ?? ("takes_part" as const) }));
		const was = sheetOf(await store.readParticipants(tx, territoryId, id));
		await store.writeAttendance(tx, session, territoryId, actor.accountId, rows, input.unnamed);
		await audit(tx, {
			verb: "recordAttendance",
			kind: "session",
			id,
			neighbourhoodId: session.neighbourhoodId,
			fields: ["participations", "unnamed"],
		});
		const is = sheetOf(await store.readParticipants(tx, territoryId, id));
		const isSame = isDeepStrictEqual([was, session.unnamed, session.state], [is, input.unnamed, "held"]);
		if (!isSame) {
			const { neighbourhoodId, unnamed, state } = session;
			const before = { initiative: initiativeId, state, people: was, unnamed, left: is, leftUnnamed: input.unnamed };
			const act = { act: "recordAttendance", kind: "session", recordId: id, neighbourhoodId, was: before } as const;
			await keepUndoIn(tx, act, ground.clock());
		}
		return (await mustFindSession(tx, initiativeId, id)).session;
	});
}

/** Who was there in which part, as it is kept for the minute of «Annulla». */
function sheetOf(people: readonly Pick<Participant, "personId" | "role">[]): string[] {
	return people.map((p) => `${p.personId} ${p.role}`).sort();
}

/**
 * The sheet is again as it was before it was replaced. What people agreed to meanwhile stands; who no longer agrees
 * does not come back on it. Throws `changed_meanwhile`, `needs_agreement`, `invalid`.
 */
export const undoAttendance: Inverse = async (tx, { recordId, was }, now) => {
	const { initiative, state, people, unnamed, left, leftUnnamed } = was as Sheet;
	const territoryId = territoryOf(tx.actor);
	await store.lockSession(tx, territoryId, recordId);
	const { session } = await mustFindSession(tx, initiative, recordId);
	const here = sheetOf(await store.readParticipants(tx, territoryId, recordId));
	if (!isDeepStrictEqual([here, session.unnamed, session.state], [left, leftUnnamed, "held"]))
		throw new Refused("changed_meanwhile");
	const rows = people.map((line) => {
		const [person, role] = line.split(" ") as [Id<"party">, Part];
		return { person, role };
	});
	const comeBack = rows.filter(({ person }) => !here.some((line) => line.startsWith(person)));
	await checkAgreements(
		tx,
		comeBack.map((p) => ({ ...p, agreed: false })),
		dayOf(now),
	);
	await store.writeAttendance(tx, session, territoryId, tx.actor.accountId, rows, unnamed);
	await store.writeSessionState(tx, territoryId, recordId, state);
};

type Sheet = {
	initiative: string;
	state: SessionState;
	people: string[];
	unnamed: number;
	left: string[];
	leftUnnamed: number;
};

/** Without a ground nobody says yes now. */
async function checkAgreements(tx: Tx, people: Attendance["people"], day: string, ground?: Ground): Promise<void> {
	const ids = people.map((p) => p.person);
	if (ids.length === 0) return;
	const known = await partiesByIds(tx, ids);
	const agreed = await standingAgreementsIn(tx, ids, "sessions");
	for (const p of people) {
		const person = known.get(p.person);
		if (person?.kind !== "person") throw new Refused("invalid", { people: "error.unknown_party" });
		if (person.protected) throw new Refused("invalid", { people: "safe.error_roll" });
		refuseRestricted(person);
		if (person.level === "description") throw new Refused("needs_agreement", { people: "initiatives.only_described" });
		if (!agreed.has(p.person) && !(p.agreed && ground))
			throw new Refused("needs_agreement", { people: "refusal.needs_agreement" });
	}
	if (!ground) return;
	const now = people.filter((p) => !agreed.has(p.person));
	const asked = { purpose: "sessions", how: "in_person", day } as const;
	await agreeTogether(
		tx,
		ground,
		now.map(({ person, ...said }) => ({ ...asked, personId: person, said })),
	);
}

/** One of two who were here says that now they are tied: having met becomes a tie. Throws `invalid`, `same_person`. */
export async function meetHere(
	ground: Ground,
	actor: Actor,
	initiativeId: string,
	id: string,
	input: MetHere,
): Promise<{ id: string }> {
	only(actor, "facilitator", "coordinator");
	if (input.one === input.other) throw new Refused("same_person", { other: "refusal.same_person" });
	return ground.db.withActor(actor, async (tx) => {
		const { session } = await mustFindSession(tx, initiativeId, id);
		const here = new Set((await store.readParticipants(tx, territoryOf(actor), id)).map((p) => p.personId));
		for (const field of ["one", "other"] as const) {
			if (!here.has(input[field])) throw new Refused("invalid", { [field]: "initiatives.not_at_session" });
		}
		return recordTieIn(tx, {
			id: input.id ?? newId<"tie">(),
			neighbourhoodId: session.neighbourhoodId,
			oneId: input.one,
			otherId: input.other,
			kind: input.kind ?? "knows",
			since: dayOf(session.startsAt),
			saidBy: input.saidBy,
			metAt: id,
			today: dayOf(ground.clock()),
		});
	});
}

/** Dates from one day to another, both included, planned and held. */
export function weekIn(read: Read, neighbourhoodId: string, from: Day, to: Day): Promise<WeekSession[]> {
	return store.readWeek(read, territoryOf(read.actor), neighbourhoodId, instantOf(from), instantOf(addDays(to, 1)));
}

/**
 * Held sessions from one day to another, both included, and how many people met somebody there before whom they
 * had no tie: distinct people written down together with somebody else, with no tie from before the day of the session.
 */
export function monthOfSessionsIn(
	read: Read,
	neighbourhoodId: string,
	from: Day,
	to: Day,
): Promise<{ sessions: number; newlyMet: number }> {
	return store.readMonth(read, territoryOf(read.actor), neighbourhoodId, instantOf(from), instantOf(addDays(to, 1)));
}

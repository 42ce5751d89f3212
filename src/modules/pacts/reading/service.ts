import { Refused } from "../../../core/refusal.ts";
import { type Actor, nobody } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { nextOf, readCursor } from "../../../ui/json.ts";
import { accountNames } from "../../access/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type {
	OwnPactLine,
	Pact,
	PactLine,
	PactWord,
	PublicLine,
	PublicPact,
	Version,
	VersionLine,
} from "../contract.ts";
import { forParties, isStaff, mustBeTheirs } from "../find.ts";
import { sealPhoto } from "../living/service.ts";
import { pactWordIn } from "../service.ts";
import * as store from "../store.ts";

/** Pacts as those read them who work there, their parties, and anybody. */

/** A pact whole. Throws `not_found`. */
export async function pact(ground: Ground, actor: Actor, id: string): Promise<Pact> {
	forParties(actor);
	return ground.db.readAs(actor, async (read) => shown(mustBeTheirs(actor, await store.whole(read, id))));
}

/** A row with the fields of its state, and no other. */
function shown(row: store.Whole): Pact {
	const { id, neighbourhoodId, ideaId, latest, parties, versions, signatures, diary, word, slug } = row;
	const all = { id, neighbourhoodId, ideaId, latestNo: latest, parties, versions, signatures, diary, word, slug };
	return { ...all, ...stageOf(row) } as Pact;
}

function stageOf(row: store.Whole) {
	const { state, fixed: fixedNo, inForce: inForceNo, inForceOn } = row;
	const lived = { state, inForceNo, inForceOn };
	switch (state) {
		case "draft":
			return { state };
		case "proposed":
			return { state, fixedNo };
		case "in_force":
			return lived;
		case "renewing":
			return { ...lived, fixedNo };
		case "concluded":
			return { ...lived, concludedOn: row.concludedOn, learnt: row.learnt };
		case "ended":
			return { ...lived, endedOn: row.endedOn, endedBy: row.endedBy, endedBecause: row.endedBecause };
		case "dropped":
			return { state, droppedOn: row.droppedOn, droppedBecause: row.droppedBecause };
	}
}

export type Listed = { items: PactLine[]; next: string | null };

/**
 * Pacts, what moved last first: for staff those of the neighbourhood on screen, for others those they are party to.
 * Throws `choose_neighbourhood`, `invalid`.
 */
export async function pacts(
	ground: Ground,
	actor: Actor,
	query: { neighbourhood?: string; cursor?: string; limit?: number },
): Promise<Listed> {
	forParties(actor);
	const { limit = 20 } = query;
	const asked = { after: readCursor(query.cursor), limit: limit + 1 };
	const rows = await ground.db.readAs(actor, async (read) => {
		if (!isStaff(actor)) return store.pageOfOwn(read, asked);
		const { id } = await neighbourhoodIn(read, query.neighbourhood);
		return store.page(read, id, asked);
	});
	const items = rows.slice(0, limit).map(({ movedAt: _, ...line }) => line);
	return { items, next: nextOf(rows, limit, (row) => row.movedAt) };
}

/** Pacts of the account that are not over, first what waits for its own signature. */
export function ownLinesIn(read: Read, limit: number): Promise<OwnPactLine[]> {
	return store.linesOfOwn(read, limit);
}

/** The versions of a pact, the latest first: by which party, or by somebody of the staff. Throws `not_found`. */
export async function versionsOf(ground: Ground, actor: Actor, id: string): Promise<VersionLine[]> {
	forParties(actor);
	return ground.db.readAs(actor, async (read) => {
		mustBeTheirs(actor, await store.byId(read, id));
		const lines = await store.linesOf(read, id);
		const parties = new Map((await store.partiesOf(read, id)).map(({ accountId, called }) => [accountId, called]));
		const others = lines.map(({ writtenBy }) => writtenBy).filter((account) => account && !parties.has(account));
		const names = await accountNames(read, others);
		return lines.map(({ writtenBy, ...line }) => ({
			...line,
			by: writtenBy ? (parties.get(writtenBy) ?? names.get(writtenBy) ?? null) : null,
		}));
	});
}

/** Two versions of a pact, to stand side by side. Throws `not_found`. */
export async function twoVersions(
	ground: Ground,
	actor: Actor,
	id: string,
	[one, other]: readonly [number, number],
): Promise<[Version, Version]> {
	forParties(actor);
	return ground.db.readAs(actor, async (read) => {
		mustBeTheirs(actor, await store.byId(read, id));
		const found = await store.versionsOf(read, id, [one, other]);
		const [left, right] = [one, other].map((no) => found.find((version) => version.no === no));
		if (!left || !right) throw new Refused("not_found");
		return [left, right];
	});
}

type Place = { territoryId: string; id: string };

function publicState({ state }: store.PublicRow): PublicPact["state"] {
	return state === "concluded" || state === "ended" ? state : "in_force";
}

/** Pacts of a neighbourhood that are or were in force, as anybody reads them; at most 200. */
export async function publicPacts(ground: Ground, place: Place): Promise<PublicLine[]> {
	const rows = await ground.db.readAs(nobody(), (read) => store.publicPage(read, place));
	return rows.map((row) => ({
		...{ id: row.id, state: publicState(row), since: row.inForceOn, endedOn: row.concludedOn ?? row.endedOn },
		...{ title: row.title, language: row.language, where: row.where, until: row.until },
	}));
}

/** One of them. As nobody. Throws `not_found`. */
export async function publicPactIn(read: Read, place: Place, id: string): Promise<PublicPact> {
	const row = await store.publicOne(read, place, id);
	if (!row) throw new Refused("not_found");
	const named = new Map(row.parties.map((party) => [party.id, party]));
	const parties = row.version.promises.map(({ party, kind }) => {
		const { called = null, through = null } = named.get(party) ?? {};
		return { id: party, kind, called, through };
	});
	const { id: own, version, diary, learnt, inForceOn: since } = row;
	const endedOn = row.concludedOn ?? row.endedOn;
	return { id: own, state: publicState(row), since, endedOn, learnt, version, parties, diary };
}

/** The same for whoever asks, with what the territory calls a pact. Throws `not_found`. */
export function publicPact(ground: Ground, place: Place, id: string): Promise<{ pact: PublicPact; word: PactWord }> {
	return ground.db.readAs(nobody(), async (read) => ({
		pact: await publicPactIn(read, place, id),
		word: await pactWordIn(read, place.territoryId),
	}));
}

/** A picture of the diary: of what is public to anybody, of the rest to staff and parties. Throws `not_found`. */
export function photo(
	ground: Ground,
	actor: Actor,
	{ pactId, entryId, place }: { pactId: string; entryId: string; place?: Place },
): Promise<Buffer> {
	const reader = place ? nobody() : actor;
	if (!place) only(actor, "facilitator", "coordinator", "citizen", "resident");
	return ground.db.readAs(reader, async (read) => {
		if (!place) mustBeTheirs(actor, await store.byId(read, pactId));
		const entry = await store.entryById(read, place?.territoryId ?? actor.territoryId, entryId);
		if (entry?.pactId !== pactId || !entry.photo) throw new Refused("not_found");
		return sealPhoto(ground, place?.territoryId ?? actor.territoryId, entryId).open(entry.photo);
	});
}

import { addDays, type Day, dayOf } from "../../../core/period.ts";
import { version } from "../../../core/version.ts";
import { type Actor, system } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { enqueue, type Jobs } from "../../../db/enqueue.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { partiesAroundIn } from "../../community/network/service.ts";
import { presencesIn, wentOnIn } from "../../initiatives/figures/service.ts";
import { effortIn } from "../../listening/effort/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodIn, neighbourhoodsIn, neighbourhoodsOfTerritoryIn } from "../../programme/service.ts";
import { areKept, counterAt, keepPictures, type Sources, sourcesIn } from "../kept/service.ts";
import { isHereOn } from "../rules.ts";
import { neighbourhoodHistoryIn } from "../service.ts";
import { streetsOf } from "../streets.ts";
import { askIn } from "./asking.ts";
import type { ChosenPeriod, Figures, Measurement, Progress } from "./contract.ts";
import { growthOf, metIn, monthEnds, periodOf, placedOn, pointOf, stateOf, streetsIn } from "./rules.ts";
import * as store from "./store.ts";

type Place = { territoryId: string; neighbourhoodId: string };

/** The figures of a neighbourhood as they are shown; `stored` where they were counted before and kept. */
export type ShownNetwork = {
	place: Neighbourhood;
	measurement: Measurement;
	stored: boolean;
	progress: Progress | null;
};

/**
 * The figures of the neighbourhood on screen: since the first of January as they were last counted and kept, or
 * counted now, where none are kept yet or a period is chosen. Throws `choose_neighbourhood`.
 */
export async function networkOf(ground: Ground, actor: Actor, chosen: ChosenPeriod): Promise<ShownNetwork> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	return ground.db.readAs(actor, async (read) => {
		const place = await neighbourhoodIn(read);
		const [kept] = await storedOf(read, [place]);
		const isChosen = chosen.from !== undefined || chosen.to !== undefined;
		if (kept?.measurement && !isChosen) return { ...kept, measurement: kept.measurement, stored: true };
		const measurement = await countIn(read, idsOf(place), periodOf(chosen, dayOf(now)), now);
		return { place, progress: kept?.progress ?? null, measurement, stored: false };
	});
}

/** The neighbourhoods of the coordinator's territory beside one another, each as it was last counted, or counted now. */
export async function networksOf(ground: Ground, actor: Actor): Promise<ShownNetwork[]> {
	only(actor, "coordinator");
	const now = ground.clock();
	return ground.db.readAs(actor, async (read) => {
		const all = await neighbourhoodsOfTerritoryIn(read, actor.territoryId ?? "");
		const shown: ShownNetwork[] = [];
		for (const kept of await storedOf(read, all)) {
			const measurement = kept.measurement ?? (await countIn(read, idsOf(kept.place), periodOf({}, dayOf(now)), now));
			shown.push({ ...kept, measurement, stored: kept.measurement !== null });
		}
		return shown;
	});
}

/**
 * Asks for a new count of the neighbourhood on screen, or for the coordinator's whole territory.
 */
export async function askToMeasure(ground: Ground, actor: Actor, whole: boolean): Promise<void> {
	only(actor, ...(whole ? (["coordinator"] as const) : (["facilitator", "coordinator"] as const)));
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const places = whole ? await neighbourhoodsOfTerritoryIn(tx, actor.territoryId ?? "") : [await neighbourhoodIn(tx)];
		for (const place of places) {
			if (!(await askIn(tx, idsOf(place), now))) continue;
			await audit(tx, { verb: "measureNetwork", kind: "neighbourhood", id: place.id, neighbourhoodId: place.id });
		}
	});
}

/**
 * Enqueues a count of every neighbourhood, as the night does, or of those whose pictures are not of today's rows and
 * code: one job each, so that one that fails holds up no other.
 */
export async function measureAll(ground: Ground, which: "all" | "changed"): Promise<void> {
	for (const place of await ground.db.readAs(system("counter"), neighbourhoodsIn)) {
		if (which === "changed" && (await areKept(ground, idsOf(place)))) continue;
		await ground.db.withActor(system("counter"), (tx) => enqueue(tx, "measure-network", idsOf(place)));
	}
}

/**
 * Counts the network of a neighbourhood and keeps the numbers and the pictures, as the counter: it reads rows and hands
 * on numbers alone. Cut off and run again it starts anew and leaves one measurement of the day.
 */
export async function measureNeighbourhood(ground: Ground, place: Jobs["measure-network"]): Promise<void> {
	const actor = counterAt(place);
	const keeping = (work: (tx: Tx) => Promise<void>) => ground.db.withActor(actor, work);
	const tell = (percent: number) => keeping((tx) => store.writeProgress(tx, place, "running", percent, ground.clock()));
	await tell(0);
	const now = ground.clock();
	const day = dayOf(now);
	const { sources, measured } = await ground.db.readAs(actor, async (read) => {
		const sources = await sourcesIn(read, place, day);
		return { sources, measured: await countIn(read, place, periodOf({}, day), now, sources, tell) };
	});
	await keeping((tx) => store.writeMeasurement(tx, place, measured));
	await keepPictures(ground, place, sources, day);
	await keeping((tx) => store.writeProgress(tx, place, "done", 100, ground.clock()));
}

function idsOf(place: Neighbourhood): Place & Jobs["measure-network"] {
	return { territoryId: place.territoryId, neighbourhoodId: place.id };
}

type Kept = { place: Neighbourhood; measurement: Measurement | null; progress: Progress | null };

async function storedOf(read: Read, places: readonly Neighbourhood[]): Promise<Kept[]> {
	const rows = await store.readStored(
		read,
		read.actor.territoryId ?? "",
		places.map((place) => place.id),
	);
	return places.map((place) => {
		const row = rows.find(({ neighbourhoodId }) => neighbourhoodId === place.id);
		const { measurement = null, progress = null } = row ?? {};
		return {
			place,
			measurement: measurement && { ...measurement, computedAt: new Date(measurement.computedAt) },
			progress: progress && { ...progress, askedAt: new Date(progress.askedAt) },
		};
	});
}

/** Counts everything that is shown, of what is known of it already or is read now; `tell` hears, in hundredths, how far it has come. */
async function countIn(
	read: Read,
	place: Place,
	period: { from: Day; to: Day },
	now: Date,
	known?: Pick<Sources, "history" | "around">,
	tell: (percent: number) => Promise<void> = async () => {},
): Promise<Measurement> {
	const { from, to } = period;
	const [history, around, effort, wentOn, presences] = await Promise.all([
		known?.history ?? neighbourhoodHistoryIn(read, { ...place, day: to }),
		known?.around ?? partiesAroundIn(read, { ...place, day: to }),
		effortIn(read, place.neighbourhoodId, from, to),
		wentOnIn(read, place.neighbourhoodId, { from, to }),
		presencesIn(read, { ...place, from, to }),
	]);
	await tell(30);
	const streetOf = streetsOf(around.places);
	const last = placedOn(history, streetOf, to);
	const figures: Figures = {
		from,
		to,
		before: stateOf(placedOn(history, streetOf, addDays(from, -1))),
		now: stateOf(last),
		growth: growthOf(history, around.parties, period),
		effort: { ...effort, sessions: wentOn.sessions },
		met: metIn(last.network, presences),
		streets: streetsIn(last),
		bodies: around.parties.filter((party) => isHereOn(party, to)).length,
		months: [],
	};
	await tell(60);
	figures.months = monthEnds(to).map((day) => pointOf(placedOn(history, streetOf, day)));
	const { people, ties } = history;
	return {
		figures,
		measuredOn: to,
		computedAt: now,
		people: people.length,
		ties: ties.length,
		codeVersion: version,
	};
}

import { addDays, type Day } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { withhold } from "../core/withhold.ts";
import { type Actor, nobody, system } from "../db/actor.ts";
import { networksIn, type TerritoryNetwork } from "../modules/community/counts/service.ts";
import type { Story } from "../modules/evaluation/stories/contract.ts";
import { storiesIn } from "../modules/evaluation/stories/service.ts";
import { actsByTerritoryIn } from "../modules/exchange/counts/service.ts";
import {
	figuresByObjectiveIn,
	type ObjectiveFigures,
	type Open,
	openByObjectiveIn,
	type UnderWay,
	underWayIn,
} from "../modules/initiatives/figures/service.ts";
import { type Effort, effortByTerritoryIn } from "../modules/listening/effort/service.ts";
import { agreedByTerritoryIn } from "../modules/mediations/service.ts";
import type { Neighbourhood, Objective, Territory } from "../modules/programme/contract.ts";
import { neighbourhoodsIn, objectivesIn, territoriesIn } from "../modules/programme/service.ts";
import type { Measured } from "../modules/referrals/measured/contract.ts";
import { measuredByTerritoryIn } from "../modules/referrals/measured/service.ts";
import type { Ground } from "../ui/http.ts";
import { keptFor } from "./kept.ts";
import { together } from "./together.ts";

/** A number, or null where few people stand behind it and it is withheld. */
export type Told = number | null;

/** What the initiatives of an objective, or all of them, did. */
export type Figures = { underWay: number; sessions: number; presences: Told; people: Told; tiesBorn: Told };
/** What is counted of a whole territory, whatever the objective. */
export type Around = {
	persons: Told;
	groups: number;
	organisations: number;
	newTies: Told;
	acts: Told;
	effort: Effort;
};
type ByTerritory<Row> = { of: Map<string, Row>; all: Row };

/** The twelve months up to today, in every territory, withheld alike on every page. */
export type Frame = {
	from: Day;
	to: Day;
	/** When the numbers were counted: at most a minute ago. */
	countedAt: Date;
	objectives: Objective[];
	territories: Territory[];
	neighbourhoods: Neighbourhood[];
	underWay: UnderWay[];
	/** By objective, and under `all` whatever it serves. */
	figures: Map<string, ByTerritory<Figures>>;
	around: ByTerritory<Around>;
	/** The path to the services: what five people at least stand behind. */
	referrals: ByTerritory<Measured>;
	/** Mediations between neighbours that ended with an agreement, in all territories together. */
	mediationsAgreed: Told;
	stories: Story[];
};

export type Asked = { objective?: string; territory?: string; stories: number };

type Counted = {
	at: Date;
	figures: ObjectiveFigures[];
	networks: TerritoryNetwork[];
	acts: Awaited<ReturnType<typeof actsByTerritoryIn>>;
	efforts: Awaited<ReturnType<typeof effortByTerritoryIn>>;
	referrals: ByTerritory<Measured>;
	mediations: Awaited<ReturnType<typeof agreedByTerritoryIn>>;
};

const kept = keptFor<Counted>(60_000);

/**
 * The numbers of the twelve months up to a day. Counting reads a year of every territory, and anybody may ask: it is
 * done once a minute, however many do.
 */
function countedOf(ground: Ground, from: Day, to: Day): Promise<Counted> {
	const now = ground.clock();
	return kept(ground.db, to, now.getTime(), () => count(ground, from, to, now));
}

async function count({ db }: Ground, from: Day, to: Day, at: Date): Promise<Counted> {
	type All = [
		...[Counted["figures"], Counted["networks"], Counted["acts"], Counted["efforts"], Counted["referrals"]],
		Counted["mediations"],
	];
	const [figures, networks, acts, efforts, referrals, mediations] = await db.readAs(system("counter"), (read) =>
		together<All>(read, [
			(r) => figuresByObjectiveIn(r, from, to),
			(r) => networksIn(r, from, to),
			(r) => actsByTerritoryIn(r, from, to),
			(r) => effortByTerritoryIn(r, from, to),
			(r) => measuredByTerritoryIn(r, from, to),
			(r) => agreedByTerritoryIn(r, from, to),
		]),
	);
	return { at, figures, networks, acts, efforts, referrals, mediations };
}

/**
 * What the pages of objectives and territories show. Those who work somewhere also see what is being prepared there;
 * everything that counts people is counted by the counter and withheld for all readers alike. Stories and what is
 * under way are read anew each time: what somebody takes back is gone at once.
 */
export async function readFrame(ground: Ground, actor: Actor, today: Day, asked: Asked): Promise<Frame> {
	const isStaff = actor.role === "facilitator" || actor.role === "coordinator";
	const from = addDays(today, -364);
	const [[objectives, territories, neighbourhoods, underWay, open], stories, counted] = await Promise.all([
		ground.db.readAs(isStaff ? actor : nobody(), (read) =>
			together<[Objective[], Territory[], Neighbourhood[], UnderWay[], Open[]]>(read, [
				objectivesIn,
				territoriesIn,
				neighbourhoodsIn,
				(r) => underWayIn(r, asked.objective),
				openByObjectiveIn,
			]),
		),
		ground.db.readAs(system("counter"), (read) =>
			storiesIn(read, { objective: asked.objective, territory: asked.territory, limit: asked.stories }),
		),
		countedOf(ground, from, today),
	]);
	const { figures, networks, acts, efforts, referrals, mediations } = counted;
	const ids = territories.map((t) => t.id);
	const keys = [...objectives.map((o) => o.id), "all"];
	return {
		from,
		to: today,
		countedAt: counted.at,
		objectives,
		territories,
		neighbourhoods,
		underWay,
		figures: new Map(
			keys.map((key) => [
				key,
				tellFigures(
					ids,
					open.filter((o) => o.objective === key),
					figures.filter((f) => f.objective === key),
				),
			]),
		),
		around: tellAround(ids, networks, acts, efforts),
		referrals,
		mediationsAgreed: column(mediations.map(({ n }) => n)).sum,
		stories,
	};
}

type Cells = { told: Told[]; sum: Told };

/** One column of a table by territory: its numbers, those of few people withheld, and the sum of all. */
function column(numbers: readonly number[], people: readonly number[] = numbers): Cells {
	const { told, sumTold } = withhold(people);
	return { told: numbers.map((n, i) => (told[i] ? n : null)), sum: sumTold ? total(numbers) : null };
}

function total(numbers: readonly number[]): number {
	return numbers.reduce((sum, n) => sum + n, 0);
}

function tellFigures(
	ids: readonly string[],
	open: readonly Open[],
	rows: readonly ObjectiveFigures[],
): ByTerritory<Figures> {
	const of = (name: Exclude<keyof ObjectiveFigures, "territoryId" | "objective">) =>
		ids.map((id) => rows.find((row) => row.territoryId === id)?.[name] ?? 0);
	const underWay = ids.map((id) => open.find((row) => row.territoryId === id)?.n ?? 0);
	const sessions = of("sessions");
	const presences = column(of("presences"));
	const people = column(of("people"));
	const tiesBorn = column(of("tiesBorn"), of("tiesBornPeople"));
	const at = (i: number): Figures => ({
		underWay: underWay[i]!,
		sessions: sessions[i]!,
		presences: presences.told[i]!,
		people: people.told[i]!,
		tiesBorn: tiesBorn.told[i]!,
	});
	return {
		of: new Map(ids.map((id, i) => [id, at(i)])),
		all: {
			underWay: total(underWay),
			sessions: total(sessions),
			presences: presences.sum,
			people: people.sum,
			tiesBorn: tiesBorn.sum,
		},
	};
}

function tellAround(
	ids: readonly string[],
	networks: readonly TerritoryNetwork[],
	acts: readonly { territoryId: string; n: number; people: number }[],
	efforts: readonly (Effort & { territoryId: string })[],
): ByTerritory<Around> {
	const network = ids.map((id) => networks.find((n) => n.territoryId === id));
	const act = ids.map((id) => acts.find((n) => n.territoryId === id));
	const effort = ids.map((id) => efforts.find((n) => n.territoryId === id));
	const persons = column(network.map((n) => n?.persons ?? 0));
	const groups = network.map((n) => n?.groups ?? 0);
	const organisations = network.map((n) => n?.organisations ?? 0);
	const newTies = column(
		network.map((n) => n?.newTies ?? 0),
		network.map((n) => n?.newTiesPeople ?? 0),
	);
	const given = column(
		act.map((a) => a?.n ?? 0),
		act.map((a) => a?.people ?? 0),
	);
	const efforted = (name: keyof Effort) => effort.map((e) => e?.[name] ?? 0);
	const [notes, visits, recorders] = [efforted("notes"), efforted("visits"), efforted("recorders")];
	const at = (i: number): Around => ({
		persons: persons.told[i]!,
		groups: groups[i]!,
		organisations: organisations[i]!,
		newTies: newTies.told[i]!,
		acts: given.told[i]!,
		effort: { notes: notes[i]!, visits: visits[i]!, recorders: recorders[i]! },
	});
	return {
		of: new Map(ids.map((id, i) => [id, at(i)])),
		all: {
			persons: persons.sum,
			groups: total(groups),
			organisations: total(organisations),
			newTies: newTies.sum,
			acts: given.sum,
			effort: { notes: total(notes), visits: total(visits), recorders: total(recorders) },
		},
	};
}

/** The objective of an address. Throws `not_found`. */
export function objectiveCalled(frame: Frame, id: string): Objective {
	const found = frame.objectives.find((o) => o.id === id);
	if (!found) throw new Refused("not_found");
	return found;
}

/** The territory of an address. Throws `not_found`. */
export function territoryCalled(territories: readonly Territory[], slug: string): Territory {
	const found = territories.find((t) => t.slug === slug);
	if (!found) throw new Refused("not_found");
	return found;
}

import { addDays, type Day, weekStart } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { earlier, later } from "./chance.ts";
import { type Gathering, gatherings } from "./gatherings.ts";
import { sceneId } from "./scenes-list.ts";
import { type Hood, type Person, type Session, tenant, type World } from "./world.ts";

/** Initiatives with their dates, and who was there. */
export function addInitiatives(world: World, hood: Hood): void {
	for (const gathering of gatherings[hood.outline.slug]) addInitiative(world, hood, gathering);
}

/** Dates at equal distances on the weekday of the initiative; what is open has its next one in the week asked for. */
function datesOf(world: World, gathering: Gathering): { past: Day[]; ahead: Day[] } {
	const { every = 7, past = 0, ahead = 0, next = 0, ended } = gathering;
	const anchor = ended === undefined ? next - (next % 7) : -ended;
	const monday = weekStart(world.chance.back(-anchor));
	const inWeek = addDays(monday, (gathering.weekday ?? 1) - 1);
	// Past dates must be past, also where the weekday comes later in the week than today.
	const first = ended === undefined && inWeek < world.chance.back(-anchor) ? addDays(inWeek, 7) : inWeek;
	const day = (steps: number) => addDays(first, (steps - (ended === undefined ? 1 : 0)) * every);
	return {
		past: Array.from({ length: past }, (_, i) => day(i - past + 1)),
		ahead: Array.from({ length: ahead }, (_, i) => day(i + 1)),
	};
}

function addInitiative(world: World, hood: Hood, gathering: Gathering): void {
	const { chance, rows } = world;
	const dates = datesOf(world, gathering);
	const begun = ["open", "concluded"].includes(gathering.state) || dates.past.length > 0;
	const first = dates.past[0] ?? chance.back(gathering.ended === undefined ? 20 : gathering.ended + 30);
	const opened = begun ? later(addDays(first, -chance.whole(8, 16)), addDays(world.begin, 1)) : null;
	const recordedOn = later(addDays(opened ?? first, -chance.whole(5, 25)), world.begin);
	const over = gathering.ended === undefined ? null : chance.back(gathering.ended - 7);
	const at = chance.written(recordedOn);
	const id = gathering.scene ? sceneId(gathering.scene, 40) : chance.id(at);
	const shown = ["open", "concluded"].includes(gathering.state);
	const recordedBy = chance.pick(hood.staff);
	const organisers = organisersOf(hood, gathering, recordedBy);
	rows["initiatives.initiatives"].push({
		...tenant(hood),
		id,
		title: gathering.title,
		invitation: gathering.invitation,
		state: gathering.state,
		model_id: gathering.model && world.models.has(gathering.model) ? gathering.model : null,
		model_version: gathering.model && world.models.has(gathering.model) ? 1 : null,
		place_words: gathering.where,
		languages: gathering.languages,
		on_foot: gathering.reach.includes("on_foot"),
		by_bus: gathering.reach.includes("by_bus"),
		step_free: gathering.reach.includes("step_free"),
		capacity: gathering.capacity ?? null,
		objectives: gathering.objectives,
		organisers,
		opened_on: opened,
		concluded_on: over,
		recorded_by: recordedBy,
		recorded_at: at,
		changed_at: at,
	});
	rows["initiatives.workings"].push({
		...tenant(hood),
		initiative_id: id,
		learnt: gathering.learnt ?? null,
		dropped_because: gathering.because ?? null,
		remarks: gathering.remarks ?? null,
	});
	addPartners(world, hood, gathering, id, shown);
	addRunners(world, hood, gathering, id, opened ?? recordedOn, over ?? chance.today);
	hood.initiatives.push({ id, title: gathering.title, topics: gathering.answers ?? [], opened: opened ?? undefined });
	addSessions(world, hood, { gathering, id, shown, organisers, ...dates });
}

/** Who began it organises it, alone or with a citizen; where citizens run it by now, they do so alone. */
function organisersOf(hood: Hood, gathering: Gathering, begunBy: string): string[] {
	if (!gathering.byCitizen) return [begunBy];
	return gathering.run.at(-1) === "citizens" ? [hood.citizen] : [begunBy, hood.citizen];
}

function addPartners(world: World, hood: Hood, gathering: Gathering, id: string, shown: boolean): void {
	for (const label of gathering.partners) {
		const organisation = hood.organisations.find((one) => one.label === label);
		if (!organisation) throw new Error(`no organisation called ${label}`);
		world.rows["initiatives.partners"].push({
			...tenant(hood),
			initiative_id: id,
			organisation_id: organisation.id,
			label,
			shown,
		});
	}
}

/** Who runs it changes in equal steps between its beginning and now, so that letting go can be seen. */
function addRunners(world: World, hood: Hood, gathering: Gathering, initiative: string, from: Day, to: Day): void {
	const days = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
	for (const [i, who] of gathering.run.entries()) {
		const since = addDays(from, Math.floor((days * i) / gathering.run.length));
		const id = world.chance.id(world.chance.written(since));
		const recordedBy = world.chance.pick(hood.staff);
		world.rows["initiatives.runners"].push({
			...tenant(hood),
			id,
			initiative_id: initiative,
			who,
			since,
			recorded_by: recordedBy,
		});
	}
}

type Dated = { gathering: Gathering; id: string; shown: boolean; organisers: string[]; past: Day[]; ahead: Day[] };

function addSessions(world: World, hood: Hood, dated: Dated): void {
	const { chance, rows } = world;
	const { gathering } = dated;
	const willing = hood.persons.filter((person) => person.sessionsSince);
	const regulars = chance.some(
		willing.filter((person) => !person.apart),
		gathering.model === "neighbours-dinner" ? 26 : 15,
	);
	const holders = accountHolders(hood, gathering);
	const repeats = repeatOf(dated);
	let series: string | undefined;
	for (const [i, day] of [...dated.past, ...dated.ahead].entries()) {
		const isPast = i < dated.past.length;
		const cancelled = isPast && dated.past.length > 5 && chance.chance(0.03);
		const recorded = chance.written(later(earlier(addDays(day, -chance.whole(8, 30)), chance.back(2)), world.begin));
		const id = chance.id(recorded);
		const held = isPast && !cancelled;
		const attended = held
			? attend(world, hood, { id, day, initiativeId: dated.id, present: [] }, regulars, willing, holders)
			: undefined;
		if (attended) hood.sessions.push(attended);
		if (!isPast && repeats) series ??= id;
		const startsAt = chance.instant(day, minutesOf(gathering.at));
		rows["initiatives.sessions"].push({
			...tenant(hood),
			id,
			initiative_id: dated.id,
			starts_at: startsAt,
			minutes: gathering.minutes,
			place_words: "",
			state: held ? "held" : cancelled ? "cancelled" : "planned",
			shown: dated.shown,
			organisers: dated.organisers,
			unnamed_count: held ? (gathering.model === "neighbours-dinner" ? chance.whole(22, 64) : chance.whole(0, 13)) : 0,
			named_count: attended?.present.length ?? 0,
			recorded_by: chance.pick(hood.staff),
			recorded_at: recorded,
			changed_at: recorded,
			series_id: series ?? null,
			series_at: series ? startsAt : null,
			repeats: series ? repeats : null,
		});
	}
}

/** The dates ahead were planned together where they follow each other by the week or the fortnight. */
function repeatOf({ gathering, ahead }: Dated): "weekly" | "fortnightly" | undefined {
	const every = gathering.every ?? 0;
	const regular = ahead.length > 1 && ahead.every((day, i) => i === 0 || day === addDays(ahead[i - 1]!, every));
	if (!regular) return undefined;
	return every === 7 ? "weekly" : every === 14 ? "fortnightly" : undefined;
}

function minutesOf(clock: string): number {
	const [hours = 0, minutes = 0] = clock.split(":").map(Number);
	return hours * 60 + minutes;
}

/** The persons behind accounts come to what they organise, and to the coffee. */
function accountHolders(hood: Hood, gathering: Gathering): string[] {
	const here = demoAccounts.filter((account) => account.at === hood.outline.slug && account.person);
	return here
		.filter((account) => (account.as === "citizen" ? gathering.byCitizen : gathering.model === "coffee-break"))
		.map((account) => account.person as string);
}

/** Only people who had agreed by that day are written down. */
function attend(
	world: World,
	hood: Hood,
	session: Session,
	regulars: Person[],
	willing: Person[],
	holders: string[],
): Session {
	const { chance } = world;
	const could = (person: Person) =>
		(person.sessionsSince as Day) <= session.day && !(person.left && person.left <= session.day);
	const present = new Set(chance.some(regulars.filter(could), chance.whole(3, 8)));
	for (const person of chance.some(
		willing.filter((one) => could(one) && !one.apart),
		chance.whole(0, 2),
	))
		present.add(person);
	for (const person of willing) {
		const isNew = person.apart && could(person) && chance.chance(0.6);
		const isHolder = holders.includes(person.id) && could(person) && chance.chance(0.8);
		if (isNew || isHolder) present.add(person);
	}
	for (const [i, person] of [...present].entries()) {
		const role = i === 0 ? "runs" : i < 3 && chance.chance(0.6) ? "helps" : "takes_part";
		const at = chance.instant(session.day, 1200);
		world.rows["initiatives.participations"].push({
			...tenant(hood),
			session_id: session.id,
			person_id: person.id,
			role,
			recorded_by: chance.pick(hood.staff),
			recorded_at: at,
		});
	}
	return { ...session, present: [...present] };
}

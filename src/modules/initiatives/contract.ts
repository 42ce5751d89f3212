import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import {
	clock,
	day,
	id,
	list,
	oneOf,
	optionalDay,
	optionalId,
	optionalOneOf,
	optionalText,
	optionalWhole,
	pageOfList,
	text,
	tick,
	whole,
} from "../../core/input.ts";
import { type Language, residentLanguages } from "../../core/languages.ts";
import type { Day } from "../../core/period.ts";
import type { Role } from "../../core/roles.ts";
import { responsibleFields } from "../community/agreements/contract.ts";
import type { Step } from "./models/contract.ts";

export const initiativeStates = ["idea", "preparing", "open", "concluded", "dropped"] as const;
export type InitiativeState = (typeof initiativeStates)[number];
export const sessionStates = ["planned", "held", "cancelled"] as const;
export type SessionState = (typeof sessionStates)[number];
export const parts = ["takes_part", "helps", "runs"] as const;
export type Part = (typeof parts)[number];
export const runners = ["staff", "together", "citizens"] as const;
export type Runner = (typeof runners)[number];
export const repeats = ["weekly", "fortnightly", "monthly"] as const;
export type Repeat = (typeof repeats)[number];

/** Languages offered as chips; any other ISO 639-1 code can stand in JSON. */
export const spokenLanguages = ["it", "de", "en", "ro", "sq", "ar", "ur", "uk", "zh", "es", "fr", "pl", "ru"] as const;
const languageCode = z.string({ error: "error.choice" }).regex(/^[a-z]{2}$/, { error: "error.choice" });
const objective = z.string({ error: "error.choice" }).regex(/^O[1-9]$/, { error: "error.choice" });

/** The public side, as people will read it. It has no field for whom it is meant or why. */
const publicSide = {
	/** In which language title and invitation are written: Italian, where nothing is said. */
	language: optionalOneOf(residentLanguages),
	title: text(120),
	invitation: optionalText(2000),
	placeWords: optionalText(200),
	languages: list(languageCode, 12),
	onFoot: tick(),
	byBus: tick(),
	stepFree: tick(),
	capacity: optionalWhole(1, 2000),
};

export const newInitiative = z.object({
	id: optionalId<"initiative">(),
	neighbourhood: optionalText(60),
	...publicSide,
	objectives: list(objective, 9),
	model: optionalText(60),
	needs: list(id<"need">(), 20),
	runBy: optionalOneOf(runners),
});
export type NewInitiative = z.output<typeof newInitiative>;

export const changeInitiative = z.object({
	...publicSide,
	objectives: list(objective, 9),
	remarks: optionalText(4000),
});
export type ChangeInitiative = z.output<typeof changeInitiative>;

export const changeState = z.object({
	to: oneOf(initiativeStates),
	learnt: optionalText(4000),
	reason: optionalText(500),
});
export type ChangeState = z.output<typeof changeState>;

export const linkNeed = z.object({ need: id<"need">() });
export const changeRunner = z.object({ id: id<"runner">(), runBy: oneOf(runners), since: day() });
export type ChangeRunner = z.output<typeof changeRunner>;
export const addPartner = z.object({ organisation: optionalId<"party">(), organisation_typed: optionalText(120) });

/** Who organises: an account of a colleague or of an active citizen. */
export const organiser = z.object({ account: id<"account">() });
/** Somebody who organises, with the roles now in force; without a name where the account is out of sight. */
export type Organiser = { id: string; name: string | null; roles: Role[] };

export const newSessions = z.object({
	id: optionalId<"session">(),
	startsOn: day(),
	time: clock(),
	minutes: whole(5, 1440),
	placeWords: optionalText(200),
	repeat: optionalOneOf(repeats),
	until: optionalDay(),
});
export type NewSessions = z.output<typeof newSessions>;

/** Another day, hour, length or place for one date. */
export const moveSession = newSessions.pick({ startsOn: true, time: true, minutes: true, placeWords: true });
export type MoveSession = z.output<typeof moveSession>;

export const sessionChange = z.object({ to: oneOf(sessionStates) });

/** Who was there: people who agreed to be written down, and how many others. */
export const attendance = z.object({
	people: list(
		z.object({ person: id<"party">(), role: optionalOneOf(parts), agreed: tick(), ...responsibleFields }),
		200,
	),
	unnamed: whole(0, 2000),
});
export type Attendance = z.output<typeof attendance>;

/** Two who met here, and one of them says that now they know each other. */
export const metHere = z.object({
	id: optionalId<"tie">(),
	one: id<"party">(),
	other: id<"party">(),
	kind: optionalOneOf(["knows", "neighbour", "friend", "helps", "trusts"]),
	saidBy: oneOf(["one", "other", "both"]),
});
export type MetHere = z.output<typeof metHere>;

export const listInitiatives = pageOfList.extend({
	neighbourhood: optionalText(60),
	state: optionalOneOf(initiativeStates),
});
export type ListInitiatives = z.output<typeof listInitiatives>;

/** The public side of an initiative: what anybody may read. */
export type PublicInitiative = {
	id: Id<"initiative">;
	neighbourhoodId: string;
	/** The language its title and invitation are written in. */
	language: Language;
	title: string;
	invitation: string;
	state: InitiativeState;
	placeWords: string;
	languages: string[];
	onFoot: boolean;
	byBus: boolean;
	stepFree: boolean;
	capacity: number | null;
};

export type Initiative = PublicInitiative & {
	/** The model it was made from: a short name, or the id of one of the territory's own. */
	modelId: string | null;
	/** Which version of it. */
	modelVersion: number | null;
	objectives: string[];
	organisers: string[];
	openedOn: Day | null;
	concludedOn: Day | null;
	recordedBy: string | null;
	recordedAt: Date;
};

export type Session = {
	id: Id<"session">;
	initiativeId: Id<"initiative">;
	neighbourhoodId: string;
	startsAt: Date;
	minutes: number;
	placeWords: string;
	state: SessionState;
	unnamed: number;
	named: number;
};

/** A date of the week, as `today` and the public page show it. */
export type WeekSession = Session & Pick<PublicInitiative, "title" | "languages" | "onFoot" | "byBus" | "stepFree">;

export type Participant = { personId: string; label: string; role: Part };

/** What was open to all between two days, counted: by the counter, who reads whoever was there and hands on numbers. */
export type HeldPublicly = {
	initiatives: number;
	sessions: number;
	/** Whoever was there, each time: written down or only counted. */
	presences: number;
	/** Different people written down. */
	people: number;
	/** At the best attended of them, whoever was there: so many different people at least. */
	mostAtOnce: number;
	/** Pairs that met there for the first time, and the different people in them. */
	firstMeetings: number;
	firstMeetingsPeople: number;
};

/** An initiative open to all, with how often it met. */
export type HeldInitiative = Pick<PublicInitiative, "id" | "title" | "language"> & { sessions: number };

/** A date that anybody sees. */
export type PublicSession = Pick<
	PublicInitiative,
	"title" | "language" | "languages" | "onFoot" | "byBus" | "stepFree"
> & {
	id: string;
	initiativeId: string;
	/** Instant, ISO 8601. */
	startsAt: string;
	minutes: number;
	placeWords: string;
};

/** What somebody looks for among the dates to come: a month `YYYY-MM`, a word, a language spoken there, no steps. */
export const publicSearch = z.object({
	month: optionalText(7).pipe(
		z
			.string()
			.regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: "error.day" })
			.optional(),
	),
	q: optionalText(60),
	language: optionalOneOf(residentLanguages),
	stepFree: tick(),
	cursor: optionalText(200),
});
export type PublicSearch = z.output<typeof publicSearch>;

/** An initiative as those who work on it see it. */
export type WorkingInitiative = Initiative & {
	/** Short name of its neighbourhood, as in addresses. */
	neighbourhood: string;
	remarks: string | null;
	learnt: string | null;
	droppedBecause: string | null;
	needIds: string[];
	partners: { id: string; label: string }[];
	runners: { who: Runner; since: Day }[];
	/** The steps of its model as it stands now, and those it ticked. */
	modelSteps: string[];
	taken: Step[];
};

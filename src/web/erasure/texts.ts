import type { Texts } from "../../modules/community/erasing/contract.ts";

/** Where others may have written of somebody: looked through before an erasure and after, mended by a person. */
export const texts: readonly Texts[] = [
	{ table: "community.parties", columns: ["label"], hashed: true, folds: true, only: "r.forgotten_on is null" },
	{ table: "community.organisations", columns: ["doing"] },
	{ table: "community.grounds", columns: ["words"] },
	{ table: "community.ties", columns: ["doing"], hashed: true },
	{ table: "listening.notes", columns: ["text", "heard_from", "called"], hashed: true },
	{ table: "listening.needs", columns: ["title", "reason"], hashed: true },
	{ table: "listening.steps", columns: ["reason"] },
	{ table: "listening.answers", columns: ["label"] },
	{ table: "listening.follow_ups", columns: ["what", "outcome"], hashed: true },
	{ table: "listening.follow_up_steps", columns: ["words", "what_before"] },
	{ table: "listening.meetings", columns: ["title", "place_words"], hashed: true },
	{ table: "listening.agenda_items", columns: ["line", "decided"], hashed: true },
	{ table: "listening.attendees", columns: ["named_as"], hashed: true },
	{ table: "listening.promises", columns: ["what", "promised_by_words", "reason"], hashed: true },
	{ table: "listening.promise_steps", columns: ["reason"] },
	{ table: "listening.resources", columns: ["title", "available"], hashed: true },
	{ table: "listening.resource_uses", columns: ["label"] },
	{ table: "listening.partners", columns: ["label"] },
	{ table: "exchange.acts", columns: ["what"], hashed: true },
	{ table: "initiatives.initiatives", columns: ["title", "invitation", "place_words"] },
	{
		table: "initiatives.workings",
		columns: ["learnt", "dropped_because", "remarks"],
		key: "initiative_id",
		hashed: true,
	},
	{ table: "initiatives.sessions", columns: ["place_words"] },
	{ table: "initiatives.partners", columns: ["label"], key: "initiative_id" },
	{ table: "pacts.pacts", columns: ["learnt", "ended_because", "dropped_because"], hashed: true },
	{
		table: "pacts.versions",
		columns: ["title", "about", "place_words", "space", "materials", "insurance", "training", "checking"],
		hashed: true,
	},
	{ table: "pacts.promises", columns: ["words"], key: "version_id" },
	{ table: "pacts.entries", columns: ["words"], hashed: true },
	{ table: "evaluation.stories", columns: ["title", "text"] },
	{ table: "evaluation.remarks", columns: ["text"] },
	{ table: "network.circles", columns: ["own_needs"] },
	{ table: "network.circle_entries", columns: ["label"], hashed: true },
];

// Nobody is looked for in: initiatives.own_models (a recipe of the whole territory, read by other territories: it names nobody); initiatives.steps_taken (a step as it stood in a model); programme.profile_lines (figures and public facts of a neighbourhood, each with its source); evaluation.baselines (counts); network.measurements (counts); network.pictures (numbers); community.persons (a level); community.agreements (looked through where they are kept: what somebody agreed to is theirs).

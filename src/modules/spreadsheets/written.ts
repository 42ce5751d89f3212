/**
 * Tables in which an import writes, in the order in which their rows can be taken away again, each with its key beside the
 * tenant. Dates and places that were there are put back instead.
 */
export const nouns = [
	{ table: "listening.notes", key: ["id"] },
	{ table: "initiatives.participations", key: ["session_id", "person_id"] },
	{ table: "initiatives.sessions", key: ["id"] },
	{ table: "community.ties", key: ["id"] },
	{ table: "community.contacts", key: ["id"] },
	{ table: "community.agreements", key: ["id"] },
	{ table: "community.organisations", key: ["id"] },
	{ table: "community.places", key: ["id"] },
	{ table: "community.persons", key: ["id"] },
	{ table: "community.parties", key: ["id"] },
] as const;
export type Noun = (typeof nouns)[number];

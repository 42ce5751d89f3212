import type { Actor } from "../db/actor.ts";
import { type Language, languages, residentLanguages } from "../ui/words.ts";

/** Pages that residents can open too and that are in the complete languages only: official words, and what staff use. */
const inCompleteLanguages =
	/^\/(programme|evaluation|initiatives|demo|listening\/partner|undo|access\/(assurance|choose|colleagues|unusual))(\/|$)/;

/**
 * The languages an address is spoken in for somebody: residents' pages in all of residents' languages, those of staff
 * in the complete ones. A neighbourhood's own page is spoken in all of them, whoever reads it.
 */
export function spokenOn(path: string, role: Actor["role"]): readonly Language[] {
	if (path.startsWith("/n/")) return residentLanguages;
	const isResident = role === "nobody" || role === "resident" || role === "citizen";
	return isResident && !inCompleteLanguages.test(path) ? residentLanguages : languages;
}

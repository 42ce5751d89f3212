import { z } from "zod";
import type { Id } from "../../core/ids.ts";
import { email, id, oneOf, optionalText, text } from "../../core/input.ts";
import { residentLanguages } from "../../core/languages.ts";
import { type Role, roles } from "../../core/roles.ts";

export const linkRequest = z.object({ email: email() });

export const language = z.object({ language: oneOf(residentLanguages), back: optionalText(500) });

/** A role somebody holds now, somewhere. */
export type Assignment = {
	role: Role;
	territoryId: Id<"territory"> | null;
	neighbourhoodId: Id<"neighbourhood"> | null;
};

/** The neighbourhood now on screen, as the session keeps it. */
export type OnScreen = { id: Id<"neighbourhood">; slug: string; name: string };

/** A new account with its first role, as the administrator writes it. */
export const newAccount = z.object({
	id: id<"account">(),
	name: text(120),
	email: email(),
	role: oneOf(roles),
	territory: optionalText(60),
	neighbourhood: optionalText(60),
});

/** Another role for an account that exists, or the end of one. */
export const newAssignment = z.object({
	id: id<"assignment">(),
	role: oneOf(roles),
	territory: optionalText(60),
	neighbourhood: optionalText(60),
});

export const choice = z.object({ role: oneOf(roles), territory: optionalText(60), neighbourhood: optionalText(60) });
export const endAssignment = z.object({ assignment: id<"assignment">() });

/** Somebody who works, or is active, in a territory: the name and what they do there, nothing else. */
export type Colleague = { id: Id<"account">; name: string; roles: Role[] };

export type AccountRow = {
	id: Id<"account">;
	name: string;
	closedAt: Date | null;
	assignments: { id: string; role: Role; territoryId: string | null; neighbourhoodId: string | null; since: string }[];
};

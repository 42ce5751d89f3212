import type { Id } from "../../core/ids.ts";
import { Refused } from "../../core/refusal.ts";
import type { Actor } from "../../db/actor.ts";
import type { Read } from "../../db/database.ts";
import type { PartyKind } from "../community/contract.ts";
import { resolveParty } from "../community/service.ts";

/** Whoever acts, as the colleague who answers for something. Throws `sign_in_first`. */
export function selfOf({ accountId }: Actor): Id<"account"> {
	if (!accountId) throw new Refused("sign_in_first");
	return accountId;
}

type Found = { id: string; label: string; kind: PartyKind };
type Question = {
	field: string;
	chosen?: string;
	typed?: string;
	kinds: readonly PartyKind[];
	neighbourhoodId: string;
};

/** The party that was chosen, or typed exactly. Throws `invalid` on the field when it is not clear who, or nobody of this neighbourhood. */
export async function whoIsMeant(read: Read, question: Question): Promise<Found | undefined> {
	const { field, kinds, ...rest } = question;
	if (!rest.chosen && !rest.typed) return undefined;
	const found = await resolveParty(read, { ...rest, kinds: [...kinds] });
	if (!found || "id" in found) return found;
	throw new Refused("invalid", { [field]: found.candidates.length > 0 ? "error.which" : "error.unknown_party" });
}

/** The same where words are welcome too: what is nobody's name stays as it was typed. */
export async function whoOrWords(read: Read, question: Question): Promise<{ id?: string; words?: string }> {
	const { field, kinds, ...rest } = question;
	if (!rest.chosen && !rest.typed) return {};
	const found = await resolveParty(read, { ...rest, kinds: [...kinds] });
	if (found && "id" in found) return { id: found.id };
	if (rest.typed) return { words: rest.typed };
	throw new Refused("invalid", { [field]: "error.unknown_party" });
}

import { openedIf } from "../../db/keys.ts";
import type { Ground } from "../../ui/http.ts";

/**
 * What seals a mediation. What one of them said is sealed with their own key. What is common (what it is about, what they
 * said together, what they promise each other) is sealed with the mediation's key and then, around it, with that of each
 * person among the parties: whoever is erased takes it along, because their half cannot be told from the other's.
 */
export type Texts = {
	/** `whose`: the person, or the mediation where a household or a group speaks. */
	closeOf(whose: string, text: string, place: string): Buffer;
	/** Undefined where the key is gone. */
	openOf(whose: string, sealed: Buffer | null, place: string): string | undefined;
	closeCommon(keys: readonly string[], text: string, place: string): Buffer;
	openCommon(keys: readonly string[], sealed: Buffer | null, place: string): string | undefined;
};

/** The texts of a territory's mediations. */
export function textsOf({ seal }: Pick<Ground, "seal">, territoryId: string): Texts {
	const by = (whose: string) => seal.ofPerson(territoryId, whose);
	return {
		closeOf: (whose, text, place) => by(whose).close(text, place),
		openOf: (whose, sealed, place) => (sealed?.length ? openedIf(() => by(whose).open(sealed, place)) : undefined),
		closeCommon: (keys, text, place) =>
			keys.reduce<Buffer>((sealed, whose) => by(whose).close(sealed, place), Buffer.from(text, "utf8")),
		openCommon: (keys, sealed, place) =>
			sealed?.length
				? openedIf(() =>
						keys.reduceRight<Buffer>((bytes, whose) => by(whose).openBytes(bytes, place), sealed).toString("utf8"),
					)
				: undefined,
	};
}

import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import type { Ground } from "../../../ui/http.ts";
import type { Model } from "../contract.ts";
import * as store from "./store.ts";

/** The models in a language. They are the same everywhere and hold nothing about anybody. */
export function models(ground: Ground, actor: Actor, language: string): Promise<Model[]> {
	return ground.db.readAs(actor, (read) => store.readModels(read, language));
}

/** The model a new initiative is made from. Throws `invalid` for one that is not there. */
export async function knownModel(read: Read, id: string | undefined): Promise<string | undefined> {
	if (!id) return undefined;
	if (!(await store.readModels(read, "it")).some((m) => m.id === id))
		throw new Refused("invalid", { model: "error.choice" });
	return id;
}

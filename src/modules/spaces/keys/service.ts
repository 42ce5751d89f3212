import type { Id } from "../../../core/ids.ts";
import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import { partiesByIds, resolveParty } from "../../community/service.ts";
import { mustFindSpace } from "../service.ts";
import { holderKinds, type Key } from "./contract.ts";
import * as store from "./store.ts";

/** Who holds the keys of a space, and who held them. */
export async function keysOf(read: Read, spaceId: string): Promise<Key[]> {
	const rows = await store.readKeys(read, spaceId);
	const parties = await partiesByIds(
		read,
		rows.map((row) => row.holderId),
	);
	return rows.map(({ hash: _, neighbourhoodId: __, ...row }) => ({
		...row,
		holder: parties.get(row.holderId)?.label ?? "–",
	}));
}

/** Writes down that somebody has a key. Sent twice it is written once. Throws `not_found`, `invalid`, `restricted`, `id_taken`. */
export async function giveKey(
	ground: Ground,
	actor: Actor,
	spaceId: string,
	input: { id: Id<"key">; holder: Id<"party">; since: Day },
): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const { id, hash } = requestOf(actor, ground.clock(), `key of ${spaceId}`, input);
	await ground.db.withActor(actor, async (tx) => {
		const { neighbourhoodId } = await mustFindSpace(tx, spaceId);
		if (input.since > dayOf(ground.clock())) throw new Refused("invalid", { since: "error.future" });
		const holder = await resolveParty(tx, { chosen: input.holder, kinds: holderKinds, neighbourhoodId });
		if (!holder || !("id" in holder)) throw new Refused("invalid", { holder: "error.unknown_party" });
		await refuseKept(tx, input.holder);
		const made = await store.insertKey(tx, {
			id,
			spaceId,
			neighbourhoodId,
			holderId: input.holder,
			since: input.since,
			hash,
		});
		if (!made) return void writtenBefore(await store.readKey(tx, id), { hash });
		await audit(tx, { verb: "giveKey", kind: "space", id: spaceId, neighbourhoodId, fields: ["keys"] });
	});
}

/** A key came back. A second time changes nothing. Throws `not_found`, `invalid`. */
export async function returnKey(ground: Ground, actor: Actor, id: Id<"key">, on: Day): Promise<string> {
	only(actor, "facilitator", "coordinator");
	return ground.db.withActor(actor, async (tx) => {
		const key = await store.readKey(tx, id);
		if (!key) throw new Refused("not_found");
		if (key.returnedOn) return key.spaceId;
		if (on < key.since || on > dayOf(ground.clock())) throw new Refused("invalid", { returnedOn: "error.order" });
		await store.writeReturned(tx, id, on);
		const { neighbourhoodId } = key;
		await audit(tx, { verb: "returnKey", kind: "space", id: key.spaceId, neighbourhoodId, fields: ["keys"] });
		return key.spaceId;
	});
}

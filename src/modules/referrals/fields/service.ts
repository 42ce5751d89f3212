import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Ground } from "../../../ui/http.ts";
import { refuseKept } from "../../community/restriction/service.ts";
import type { RemoveField, WriteField } from "../contract.ts";
import { allow, writableIn } from "../service.ts";
import { touch } from "../store.ts";
import { textsOf } from "../texts.ts";
import * as store from "./store.ts";

/** What is said in a referral, field by field, by whoever hands it over. */

/**
 * Writes a field, or writes it anew, and whether it may go to the desk. Throws `not_found`, `changed_meanwhile`,
 * `not_in_this_state` while it lies before the person or with the desk.
 */
export async function writeField(ground: Ground, actor: Actor, id: string, input: WriteField): Promise<void> {
	allow(ground, actor, "facilitator");
	await ground.db.withActor(actor, async (tx) => {
		const row = await writableIn(tx, id, input.version);
		await refuseKept(tx, row.personId);
		const { key, shared } = input;
		const sealed = textsOf(ground, tx, row).close("fields", `${id}/${key}`, input.text);
		await store.writeField(tx, row, { key, sealed, shared, at: ground.clock() });
		await touch(tx, id);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "writeReferralField", kind: "referral", id, neighbourhoodId, fields: [key, "shared"] });
	});
}

/** Takes a field out for good. Throws like `writeField`. */
export async function removeField(ground: Ground, actor: Actor, id: string, input: RemoveField): Promise<void> {
	allow(ground, actor, "facilitator");
	await ground.db.withActor(actor, async (tx) => {
		const row = await writableIn(tx, id, input.version);
		if (!(await store.removeField(tx, id, input.key))) return;
		await touch(tx, id);
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "removeReferralField", kind: "referral", id, neighbourhoodId, fields: [input.key] });
	});
}

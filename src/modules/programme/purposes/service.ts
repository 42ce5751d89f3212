import { type Day, dayOf } from "../../../core/period.ts";
import { Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read } from "../../../db/database.ts";
import { type Ground as Kit, only } from "../../../ui/http.ts";
import { accountNames } from "../../access/service.ts";
import type { Ground, Processing, SetGround, SetGroundInput } from "./contract.ts";
import * as store from "./store.ts";

/** The legal ground on which a purpose stood on a day; undefined while the body has set none. */
export function groundIn(read: Read, purpose: Processing, day: Day): Promise<Ground | undefined> {
	return store.onDay(read, purpose, day);
}

/** What holds on a day for each purpose that has a ground. */
export async function groundsIn(read: Read, day: Day): Promise<Partial<Record<Processing, Ground>>> {
	const grounds: Partial<Record<Processing, Ground>> = {};
	for (const { purpose, ground, norm, since } of await store.all(read))
		if (since <= day) grounds[purpose] ??= { ground, norm };
	return grounds;
}

/** Every ground the body set, the latest first, with who set it. Administrator and coordinator. */
export async function grounds(kit: Kit, actor: Actor): Promise<SetGround[]> {
	only(actor, "administrator", "coordinator");
	return kit.db.readAs(actor, async (read) => {
		const rows = await store.all(read);
		const names = await accountNames(
			read,
			rows.map((row) => row.setBy),
		);
		return rows.map((row) => ({ ...row, setByName: names.get(row.setBy ?? "") }));
	});
}

/**
 * Sets the legal ground of a purpose, from today or an earlier day; what held before stays readable. Sent twice it is
 * one. Administrator. Throws `invalid` (`since` in the future), `id_taken`.
 */
export async function setGround(kit: Kit, actor: Actor, input: SetGroundInput): Promise<void> {
	only(actor, "administrator");
	await kit.db.withActor(actor, async (tx) => {
		const today = dayOf(kit.clock());
		const since = input.since ?? today;
		if (since > today) throw new Refused("invalid", { since: "error.future" });
		if (!(await store.insert(tx, { ...input, since }))) {
			const there = (await store.all(tx)).find((row) => row.id === input.id);
			if (there?.purpose !== input.purpose || there.ground !== input.ground || there.norm !== input.norm)
				throw new Refused("id_taken");
			return;
		}
		await audit(tx, {
			verb: "setLegalGround",
			kind: "purpose",
			id: input.id,
			fields: ["purpose", "ground", "norm", "since"],
		});
	});
}

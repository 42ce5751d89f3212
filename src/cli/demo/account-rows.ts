import { addDays } from "../../core/period.ts";
import { type DemoAccount, demoAccounts } from "./accounts.ts";
import { neighbourhoods, type Outline } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

const inNeighbourhood = new Set(["resident", "citizen", "facilitator"]);
const staff = new Set(["facilitator", "coordinator", "social-worker"]);

/** Accounts with their sealed address and their one assignment, and the audit entry of each territory. */
export function addAccounts(world: World): void {
	for (const account of demoAccounts)
		addAccount(
			world,
			account,
			neighbourhoods.find((outline) => outline.slug === account.at),
		);
	for (const outline of neighbourhoods) {
		const at = world.chance.written(world.chance.back(1));
		world.rows["access.audit"].push({
			id: world.chance.id(at),
			at,
			actor_id: null,
			role: "door",
			territory_id: outline.territoryId,
			neighbourhood_id: outline.id,
			verb: "seedDemo",
			kind: "territory",
			record_id: outline.territoryId,
			fields: [],
		});
	}
}

function addAccount({ chance, rows, seal, begin }: World, account: DemoAccount, outline: Outline | undefined): void {
	const since = addDays(begin, -10);
	const at = chance.written(since);
	rows["access.accounts"].push({
		id: account.id,
		name: account.name,
		language: null,
		staff_of: staff.has(account.as) && outline ? [outline.territoryId] : [],
		person_territory_id: account.person ? outline?.territoryId : null,
		person_id: account.person ?? null,
		created_at: at,
		closed_at: null,
	});
	const email = account.email.trim().toLowerCase();
	rows["access.addresses"].push({
		account_id: account.id,
		email_sealed: `\\x${seal.close(email, `access.addresses/${account.id}`).toString("hex")}`,
		email_blind: `\\x${seal.blind(email).toString("hex")}`,
	});
	rows["access.assignments"].push({
		id: chance.id(at),
		account_id: account.id,
		name: account.name,
		role: account.as,
		territory_id: outline?.territoryId ?? null,
		neighbourhood_id: inNeighbourhood.has(account.as) ? (outline?.id ?? null) : null,
		since,
		until: null,
	});
}

import { addDays, instantOf } from "../../core/period.ts";
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
	addPasskey(world);
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

/** One of them has a passkey, on a telephone that does not exist: nobody comes in with it. */
function addPasskey({ chance, rows, begin }: World): void {
	const owner = demoAccounts.find((account) => account.name === "Davide Pontara");
	rows["access.passkeys"].push({
		id: "00000000-2017-7000-8000-00000000c001",
		account_id: owner?.id,
		credential_id: "\\xf110",
		public_key: "\\xf110",
		counter: 0,
		transports: ["internal"],
		name: "Il telefono",
		created_at: instantOf(begin, "09:00"),
		last_used_on: chance.back(1),
		revoked_at: null,
	});
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
		email_sealed: `\\x${seal.ofAccount(account.id).close(email, `access.addresses/${account.id}`).toString("hex")}`,
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

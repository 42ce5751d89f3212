import type { SealedColumn } from "../../db/sealed.ts";
import { sealedOfAccess } from "../../modules/access/holding/service.ts";
import { sealedOfCommunity } from "../../modules/community/holding/service.ts";
import { sealedOfMediations } from "../../modules/mediations/holding/service.ts";
import { sealedOfNotebook } from "../../modules/notebook/holding/service.ts";
import { sealedOfPacts } from "../../modules/pacts/holding/service.ts";
import { sealedOfReferrals } from "../../modules/referrals/holding/service.ts";
import { sealedOfSpreadsheets } from "../../modules/spreadsheets/holding/service.ts";
import { sealedOfRights } from "../rights/holding.ts";

/** Every column that holds sealed bytes: what an exchange of keys seals anew, and what `./filo keys verify` opens. */
export const sealedColumns: readonly SealedColumn[] = [
	...sealedOfAccess,
	...sealedOfCommunity,
	...sealedOfMediations,
	...sealedOfNotebook,
	...sealedOfPacts,
	...sealedOfReferrals,
	...sealedOfSpreadsheets,
	...sealedOfRights,
];

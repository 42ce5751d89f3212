import { holdersOfAccess } from "../../modules/access/holding/service.ts";
import { holdersOfCommunity } from "../../modules/community/holding/service.ts";
import type { Holder } from "../../modules/community/same/contract.ts";
import { holdersOfEvaluation } from "../../modules/evaluation/holding/service.ts";
import { holdersOfExchange } from "../../modules/exchange/holding/service.ts";
import { holdersOfInitiatives } from "../../modules/initiatives/holding/service.ts";
import { holdersOfListening } from "../../modules/listening/holding/service.ts";
import { holdersOfMediations } from "../../modules/mediations/holding/service.ts";
import { holdersOfNetwork } from "../../modules/network/holding/service.ts";
import { holdersOfNotebook } from "../../modules/notebook/holding/service.ts";
import { holdersOfPacts } from "../../modules/pacts/holding/service.ts";
import { holdersOfPublication } from "../../modules/publication/holding/service.ts";
import { holdersOfReferrals } from "../../modules/referrals/holding/service.ts";
import { holdersOfSpaces } from "../../modules/spaces/holding/service.ts";
import { holdersOfRights } from "../rights/holding.ts";

/** Every table in which a module keeps parties: what follows when two are one, and what goes when somebody is let go. */
export const holders: readonly Holder[] = [
	...holdersOfAccess,
	...holdersOfCommunity,
	...holdersOfListening,
	...holdersOfExchange,
	...holdersOfInitiatives,
	...holdersOfMediations,
	...holdersOfReferrals,
	...holdersOfNetwork,
	...holdersOfEvaluation,
	...holdersOfSpaces,
	...holdersOfPacts,
	...holdersOfPublication,
	...holdersOfNotebook,
	...holdersOfRights,
];

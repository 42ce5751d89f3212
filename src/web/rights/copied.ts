import { copiedOfCommunity } from "./copied/community.ts";
import type { Copied } from "./copied/kinds.ts";
import { copiedOfListening } from "./copied/listening.ts";
import { copiedOfMediations } from "./copied/mediations.ts";
import { copiedOfOthers } from "./copied/others.ts";
import { copiedOfPacts } from "./copied/pacts.ts";
import { copiedOfReferrals } from "./copied/referrals.ts";

/** Everything a copy is made of. `copied.test.ts` fails for a table or a column that nobody has thought of. */
export const copied: readonly Copied[] = [
	...copiedOfCommunity,
	...copiedOfListening,
	...copiedOfOthers,
	...copiedOfReferrals,
	...copiedOfMediations,
	...copiedOfPacts,
];

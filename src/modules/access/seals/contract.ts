/** The end of a chain, to be kept outside: whoever has it sees when what came before was changed or cut off. */
export type ChainEnd = { chain: string; position: number; hash: string };

/** What is wrong with a chain, at the first place where something is. `entryId` names the entry of the trail. */
export type Broken = { chain: string; position: number; entryId: string; why: Why };
export type Why = "changed" | "missing" | "misplaced" | "gap" | "cut" | "rewritten" | "added" | "emptied";

/**
 * How surely a word passes along a tie of a kind. The order is the argument, the numbers are chosen by us and told in
 * docs/measures.md: they say which way to try first, not what will happen.
 */
export const trustByKind = { trusts: 0.8, friend: 0.6, helps: 0.6, kin: 0.6, neighbour: 0.4, knows: 0.2 } as const;

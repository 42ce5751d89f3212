/** What was put into listening: notes heard, visits (docs/measures.md), and how many colleagues wrote down. */
export type Effort = { notes: number; visits: number; recorders: number };

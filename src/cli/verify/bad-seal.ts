/** A file given as a seal is none; its message says what was expected. */
export class BadSeal extends Error {}

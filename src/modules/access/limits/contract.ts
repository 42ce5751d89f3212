/** What is counted: coming in, spending a link, passkeys, showing again who one is, leaving a contact. */
export type Limited = "sign-in" | "link" | "passkey" | "assurance" | "reach" | "board";

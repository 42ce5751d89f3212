import type { Pack } from "../../../../modules/notebook/contract.ts";
import type { Questions } from "./forms.ts";
import type { Entry, State } from "./outbox.ts";
import type { Store } from "./store.ts";
import type { Round } from "./sync.ts";
import type { Say } from "./words.ts";

/** How the last round with the server went, for who reads. */
export type Contact = Round["kind"] | "sending" | "never";

/** The open notebook, as every page of it is given it. */
export type Desk = {
	say: Say;
	language: string;
	store: Store;
	key: CryptoKey;
	account: string;
	pack: Pack | null;
	questions: Questions;
	entries: readonly Entry[];
	today: string;
	contact: Contact;
	/** By how many minutes the phone's clock is ahead, where that is worth saying. */
	clockOff: number | null;
	room: "enough" | "full" | "fleeting";
	/**
	 * Keeps records and shows them, with where that leads, drawn at once; false where another tab was first. Throws
	 * nothing: what fails is said.
	 */
	keep: (entries: readonly Entry[], how?: { gone?: readonly string[]; onKept?: () => void }) => Promise<boolean>;
	send: () => void;
	/** Says a line once, and goes to a page of the notebook. */
	go: (page: string, line?: string) => void;
	/** Closes it; its PIN opens it again. */
	lock: (line?: string) => void;
	/** Nothing is left here, and nobody is signed in. */
	leave: () => Promise<void>;
};

export function inState(entries: readonly Entry[], ...states: State[]): Entry[] {
	return entries.filter(({ state }) => states.includes(state));
}

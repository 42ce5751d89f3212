export type ToldDate = {
	id: string;
	neighbourhoodId: string;
	slug: string;
	startsAt: Date;
	/** Raised with every change of the date. */
	sequence: number;
	/** Called off, or its initiative is no longer open. */
	isOff: boolean;
};

/** Somebody who joined it, with an account or with a contact. */
export type JoinedDate = ToldDate & {
	joiningId: string;
	accountId: string | null;
	reachId: string | null;
	state: "joins" | "waits";
	/** Whether somebody who waited has a place now and was not told. */
	movedUp: boolean;
};

/** Somebody who joined a date, as the desk reads it to call. */
export type NamedJoining = {
	id: string;
	givenName: string;
	reachId: string | null;
	accountId: string | null;
	sessionId: string;
	initiativeId: string;
	title: string;
	startsAt: Date;
};

/**
 * Who may read a kind of record, said once. Row security enforces it; tests/access/levels.test.ts compares it with what
 * every actor really reaches.
 *
 * - `public`: anybody;
 * - `neighbourhood`: whoever is signed in and takes part there;
 * - `working`: the facilitators of that neighbourhood and the coordinator of its territory;
 * - `reserved`: who is named on the record, and nobody else by their role;
 * - `own`: the account it belongs to;
 * - `control`: what keeps the house running; read by whoever answers for it, and by no resident or citizen but the own.
 */
export type Level = "public" | "neighbourhood" | "working" | "reserved" | "own" | "control";

export const levelOf = {
	"public.migrations": "public",

	"access.accounts": "control",
	"access.addresses": "control",
	"access.assignments": "control",
	"access.audit": "control",
	"access.audit_links": "control",
	"access.challenges": "control",
	"access.codes": "own",
	"access.printed_codes": "own",
	"access.handed_over": "working",
	"access.handovers": "working",
	"access.limits": "control",
	"access.links": "control",
	"access.mails": "control",
	"access.passkeys": "own",
	"access.readings": "working",
	"access.seal_outside": "control",
	"access.sessions": "own",
	"access.undoables": "own",
	"access.unusual": "control",

	"programme.bodies": "public",
	"programme.memberships": "public",
	"programme.municipalities": "public",
	"programme.neighbourhoods": "public",
	"programme.objectives": "public",
	"programme.profile_lines": "working",
	"programme.programmes": "public",
	"programme.purposes": "public",
	"programme.retention": "control",
	"programme.retention_done": "control",
	"programme.retention_shown": "control",
	"programme.territories": "public",

	"community.agreement_sheets": "working",
	"community.agreements": "working",
	"community.contacts": "working",
	"community.distinctions": "working",
	"community.erasure_texts": "working",
	"community.erasures": "working",
	"community.grounds": "working",
	"community.merges": "working",
	"community.moves": "control",
	"community.organisations": "working",
	"community.parties": "working",
	"community.persons": "working",
	"community.places": "working",
	"community.reaches": "working",
	"community.remaining": "working",
	"community.safe_contacts": "working",
	"community.ties": "working",

	"listening.agenda_items": "working",
	"listening.answers": "working",
	"listening.attendees": "working",
	"listening.counts": "working",
	"listening.follow_up_steps": "working",
	"listening.follow_ups": "working",
	"listening.meetings": "working",
	"listening.needs": "working",
	"listening.notes": "working",
	"listening.partner_arrivals": "working",
	"listening.partner_links": "working",
	"listening.partner_tries": "control",
	"listening.partners": "working",
	"listening.promise_steps": "working",
	"listening.promises": "working",
	"listening.read_apart": "own",
	"listening.read_marks": "own",
	"listening.resource_uses": "working",
	"listening.resources": "working",
	"listening.steps": "working",
	"listening.topics": "public",

	"exchange.acts": "working",

	"initiatives.answered_needs": "working",
	"initiatives.initiatives": "working",
	"initiatives.model_needs": "working",
	"initiatives.model_texts": "public",
	"initiatives.model_topics": "working",
	"initiatives.models": "public",
	"initiatives.own_models": "working",
	"initiatives.participations": "working",
	"initiatives.partners": "working",
	"initiatives.runners": "working",
	"initiatives.sessions": "working",
	"initiatives.steps_taken": "working",
	"initiatives.workings": "working",

	"evaluation.baselines": "working",
	"evaluation.remarks": "working",
	"evaluation.stories": "working",
	"evaluation.story_people": "working",

	"referrals.calls": "reserved",
	"referrals.companions": "reserved",
	"referrals.desks": "working",
	"referrals.fields": "reserved",
	"referrals.links": "reserved",
	"referrals.referrals": "reserved",
	"referrals.reminders": "control",
	"referrals.steps": "reserved",
	"referrals.words": "reserved",

	"mediations.mediations": "reserved",
	"mediations.parties": "reserved",
	"mediations.steps": "reserved",
	"mediations.words": "reserved",

	"publication.calendar_links": "own",

	"rights.copies": "working",
	"rights.corrections": "working",

	"network.circle_entries": "working",
	"network.circles": "working",
	"network.computations": "working",
	"network.measurements": "working",
	"network.positions": "working",
} as const satisfies Record<string, Level>;

/** Kinds of record of which the person they are about reads the own ones. */
export const ownIsRead: readonly string[] = [
	"access.accounts",
	"access.addresses",
	"access.assignments",
	"access.readings",
	"access.unusual",
	"community.agreements",
	"community.agreement_sheets",
	"community.contacts",
	"community.erasures",
	"community.grounds",
	"community.parties",
	"community.persons",
	"community.safe_contacts",
	"exchange.acts",
	"initiatives.initiatives",
	"initiatives.participations",
	"initiatives.sessions",
	"network.circle_entries",
	"network.circles",
	"referrals.calls",
	"referrals.calls",
	"referrals.companions",
	"referrals.fields",
	"referrals.referrals",
	"referrals.steps",
	"referrals.words",
	"rights.copies",
	"rights.corrections",
];

/** Kinds of record of which some are shown to anybody, once who works there has said so: they are public then. */
export const someAreShown: readonly string[] = [
	"initiatives.initiatives",
	"initiatives.model_topics",
	"initiatives.own_models",
	"initiatives.partners",
	"initiatives.sessions",
];

/**
 * Why Filò says no. Every refusal is one of these codes; its words live in the
 * message namespace `refusal`, its HTTP status in the table below, which the
 * compiler keeps complete. What is not listed here is a bug and an assertion.
 */
export const refusalStatus = {
	invalid: 422,
	malformed: 400,
	too_large: 413,
	unsupported: 415,
	foreign_origin: 403,
	sign_in_first: 401,
	not_yours: 403,
	not_found: 404,
	method_unknown: 405,
	too_many: 429,
	link_spent: 410,
	passkey_needed: 403,
	passkey_refused: 403,
	passkey_copied: 403,
	last_passkey: 409,
	openid_failed: 403,
	openid_taken: 409,
	no_host_name: 409,
	access_ended: 403,
	assurance_needed: 403,
	choose_neighbourhood: 422,
	id_taken: 409,
	not_from_here: 409,
	only_forward: 422,
	needs_agreement: 422,
	paid_work: 422,
	same_person: 422,
	list_of_names: 422,
	labels: 422,
	needs_reason: 422,
	already_taken: 409,
	unknown_act: 422,
	full: 409,
	undo_expired: 410,
	erased: 410,
	changed_meanwhile: 409,
	app_too_old: 409,
	restricted: 409,
	not_in_this_state: 409,
	unavailable: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

/** Field name → message key that says what to do about it. */
export type FieldErrors = Record<string, string>;

/** A refusal: thrown by services and rules, rendered once, at the door, as a page or as an RFC 9457 problem document. */
export class Refused extends Error {
	readonly code: RefusalCode;
	readonly fields: FieldErrors;
	/** After how many seconds it is worth trying again, where that is known. */
	readonly againAfterSeconds: number | undefined;
	constructor(code: RefusalCode, fields: FieldErrors = {}, againAfterSeconds?: number) {
		super(code);
		this.code = code;
		this.fields = fields;
		this.againAfterSeconds = againAfterSeconds;
	}
	get status(): (typeof refusalStatus)[RefusalCode] {
		return refusalStatus[this.code];
	}
}

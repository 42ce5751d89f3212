import { z } from "zod";
import type { Id } from "../../../core/ids.ts";
import { oneOf, text, tick } from "../../../core/input.ts";

/** Bytes as WebAuthn writes them in JSON. */
const bytes = z.string({ error: "error.text" }).regex(/^[A-Za-z0-9_-]{1,8000}$/, { error: "error.choice" });
const kind = z.literal("public-key", { error: "error.choice" });

export const challenge = z.object({ purpose: oneOf(["sign-in", "register", "assurance"]) });

/** The answer of a passkey to somebody who comes in (`AuthenticationResponseJSON`). */
export const assertion = z.object({
	id: bytes,
	type: kind,
	response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: bytes }),
});

/** A passkey just made, with the name its owner gives it (`RegistrationResponseJSON`). */
export const newPasskey = z.object({
	name: text(60),
	id: bytes,
	type: kind,
	response: z.object({
		clientDataJSON: bytes,
		attestationObject: bytes,
		transports: z
			.array(oneOf(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]))
			.max(7)
			.catch([]),
	}),
});

/** The coordinator, or the administrator, has the person in front of them. */
export const replacement = z.object({ inPerson: tick() });

/** Every session of somebody ends: a phone was left somewhere, or somebody has gone. */
export const endingSessions = z.object({ act: z.literal("end", { error: "error.choice" }) });

export type Assertion = z.output<typeof assertion>;
export type NewPasskey = z.output<typeof newPasskey>;

/** A passkey as its owner sees it. */
export type Passkey = { id: Id<"passkey">; name: string; createdAt: Date; lastUsedOn: string | null };

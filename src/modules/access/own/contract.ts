import { z } from "zod";
import { text } from "../../../core/input.ts";
import { linkRequest } from "../contract.ts";

const isBlank = (value: unknown) => typeof value === "string" && value.trim() === "";

/** The administrator's own name and address; the address may be left for later. */
export const ownAccount = z.object({
	name: text(120),
	email: z.preprocess((value) => (isBlank(value) ? undefined : value), linkRequest.shape.email.optional()),
});

export type OwnAccount = z.output<typeof ownAccount>;

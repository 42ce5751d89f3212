import { z } from "zod";
import { id } from "../../core/input.ts";
import { Refused } from "../../core/refusal.ts";
import type { Ctx } from "../../ui/http.ts";

/** The id of the address. One that is none is an address where nothing is: throws `not_found`. */
export function idOf<Noun extends string>(c: Ctx) {
	const parsed = z.object({ id: id<Noun>() }).safeParse({ id: c.req.param("id") });
	if (!parsed.success) throw new Refused("not_found");
	return parsed.data.id;
}

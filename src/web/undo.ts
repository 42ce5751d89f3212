import { z } from "zod";
import { id, optionalText } from "../core/input.ts";
import { Refused } from "../core/refusal.ts";
import { safeBack } from "../modules/access/service.ts";
import type { UndoVerb } from "../modules/access/undo/contract.ts";
import { type Inverse, takeBack } from "../modules/access/undo/service.ts";
import { inverses as ofCommunity } from "../modules/community/undo/service.ts";
import { inverses as ofStories } from "../modules/evaluation/stories/service.ts";
import { inverses as ofInitiatives } from "../modules/initiatives/undo/service.ts";
import { inverses as ofListening } from "../modules/listening/undo/service.ts";
import { inverses as ofProfiles } from "../modules/programme/profile/service.ts";
import { readForm } from "../ui/form.ts";
import { only, routes, seeOther } from "../ui/http.ts";
import { readJson } from "../ui/json.ts";

/** Every act that can be taken back, with how; the compiler keeps it complete. */
const inverses: Record<UndoVerb, Inverse> = {
	...ofProfiles,
	...ofCommunity,
	...ofListening,
	...ofInitiatives,
	...ofStories,
};

/** The record whose latest act is to be taken back. */
export const takeBackForm = z.object({ record: id(), back: optionalText(500) });
export const takeBackBody = z.object({ record: id() });

/** «Annulla»: takes back what the actor has just done to a record. */
export const pages = routes();

pages.post("/undo", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const read = await readForm(c, takeBackForm);
	if (!read.ok) throw new Refused("invalid", read.form.errors);
	await takeBack(c.var.ground, c.var.actor, read.input.record, inverses);
	return seeOther(c, safeBack(read.input.back), "ui.undone");
});

pages.post("/api/undo", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const { record } = await readJson(c, takeBackBody);
	await takeBack(c.var.ground, c.var.actor, record, inverses);
	return c.json({ record }, 201);
});

import { version } from "../../core/version.ts";
import { idOf, only, routes } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import type { Say } from "../../ui/words.ts";
import {
	type Answer,
	type Answered,
	asideReasons,
	chosenPeople,
	newDevice,
	packQuery,
	peopleQuery,
	sentRecords,
} from "./contract.ts";
import * as devices from "./devices/service.ts";
import * as pack from "./pack/service.ts";
import * as records from "./records/service.ts";

/** `/api/notebook/…`: what the phone asks for and what it sends. */
export const api = routes();

// What a phone wrote is taken from whoever still signs in, also without the role it was written in; the rest is for those who work here.
api.use("/api/notebook/people", (c, next) => {
	only(c.var.actor, "facilitator", "coordinator");
	return next();
});

api.get("/api/notebook/devices", async (c) => {
	const { own } = await devices.devicesOf(c.var.ground, c.var.actor);
	return c.json({ items: own, next: null });
});
api.post("/api/notebook/devices", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	return c.json(await devices.registerDevice(ground, actor, await readJson(c, newDevice)), 201);
});
api.post("/api/notebook/devices/:id/wipe", async (c) => {
	await devices.askWipe(c.var.ground, c.var.actor, idOf<"device">(c));
	return c.body(null, 204);
});
api.post("/api/notebook/devices/:id/replaced", async (c) => {
	await devices.replaceDevice(c.var.ground, c.var.actor, idOf<"device">(c));
	return c.body(null, 204);
});

api.get("/api/notebook/pack", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	return c.json(await pack.packFor(ground, actor, readQuery(c, packQuery).device));
});
api.get("/api/notebook/people", async (c) =>
	c.json(await pack.findPeople(c.var.ground, c.var.actor, readQuery(c, peopleQuery))),
);
api.put("/api/notebook/people", async (c) => {
	const { ids } = await readJson(c, chosenPeople);
	return c.json(await pack.choosePeople(c.var.ground, c.var.actor, ids));
});

api.post("/api/notebook/records", async (c) => {
	const { ground, actor, view } = c.var;
	if (actor.role === "nobody") only(actor);
	const { at, answers, ...more } = await records.receive(ground, actor, await readJson(c, sentRecords));
	const server = { version, at: at.toISOString() };
	return c.json({ server, ...more, answers: answers.map((one) => inWords(view.say, one)) } satisfies Answered);
});

api.get("/api/notebook/set-aside", async (c) =>
	c.json({ items: await records.recordsAside(c.var.ground, c.var.actor), next: null }),
);
api.post("/api/notebook/set-aside/:id/again", async (c) => {
	await records.sendAgain(c.var.ground, c.var.actor, idOf<"record">(c));
	return c.body(null, 204);
});
api.post("/api/notebook/set-aside/:id/let-go", async (c) => {
	await records.letRecordGo(c.var.ground, c.var.actor, idOf<"record">(c));
	return c.body(null, 204);
});

/** An answer in the reader's language. */
function inWords(say: Say, { refusal, ...told }: records.Told): Answer {
	if (!refusal) return { ...told, refusal };
	const { code, fields } = refusal;
	const isReason = asideReasons.some((reason) => reason === code);
	const said = Object.entries(fields).map(([field, key]) => [field, say(key)] as const);
	return {
		...told,
		refusal: {
			code,
			detail: say(isReason ? `notebookdesk.reason_${code}` : `refusal.${code}`),
			...(said.length > 0 && { fields: Object.fromEntries(said) }),
		},
	};
}

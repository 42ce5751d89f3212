import { idOf, only, routes } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import * as contract from "./contract.ts";
import * as followUps from "./follow-ups/service.ts";
import * as steps from "./follow-ups/steps/service.ts";
import * as agenda from "./meetings/agenda/service.ts";
import * as meeting from "./meetings/contract.ts";
import * as promises from "./meetings/promises/service.ts";
import * as meetingReading from "./meetings/reading/service.ts";
import * as meetings from "./meetings/service.ts";
import * as answers from "./needs/answers/service.ts";
import * as reading from "./needs/reading/service.ts";
import * as needs from "./needs/service.ts";
import * as notes from "./notes/service.ts";
import * as resource from "./resources/contract.ts";
import * as resourceReading from "./resources/reading/service.ts";
import * as resources from "./resources/service.ts";

/** The listening module as JSON: the same verbs, from the same contracts. */
export const api = routes();

// Nobody but those who work here gets as far as being read.
api.use("/api/listening/*", (c, next) => {
	only(c.var.actor, "facilitator", "coordinator");
	return next();
});

api.get("/api/listening/notes", async (c) =>
	c.json(await notes.listNotes(c.var.ground, c.var.actor, readQuery(c, contract.listNotes))),
);
api.post("/api/listening/notes", async (c) =>
	c.json(await notes.recordNote(c.var.ground, c.var.actor, await readJson(c, contract.recordNote)), 201),
);
api.get("/api/listening/notes/:id", async (c) =>
	c.json(await notes.readNote(c.var.ground, c.var.actor, idOf<"note">(c))),
);
api.post("/api/listening/notes/:id/take", async (c) =>
	c.json(await notes.takeCharge(c.var.ground, c.var.actor, idOf<"note">(c)), 201),
);

api.get("/api/listening/needs", async (c) =>
	c.json(await reading.listNeeds(c.var.ground, c.var.actor, readQuery(c, contract.listNeeds))),
);
api.post("/api/listening/needs", async (c) =>
	c.json(await needs.recordNeed(c.var.ground, c.var.actor, await readJson(c, contract.recordNeed)), 201),
);
api.get("/api/listening/needs/:id", async (c) =>
	c.json(await reading.readNeed(c.var.ground, c.var.actor, idOf<"need">(c))),
);
api.post("/api/listening/needs/:id/notes", async (c) => {
	const input = await readJson(c, contract.addNotes);
	return c.json(await needs.addNotes(c.var.ground, c.var.actor, idOf<"need">(c), input.notes), 201);
});
api.post("/api/listening/needs/:id/state", async (c) => {
	const input = await readJson(c, contract.changeState);
	return c.json(await needs.changeState(c.var.ground, c.var.actor, idOf<"need">(c), input), 201);
});
api.post("/api/listening/needs/:id/offers", async (c) => {
	const input = await readJson(c, contract.matchOffer);
	return c.json(await answers.matchOffer(c.var.ground, c.var.actor, idOf<"need">(c), input), 201);
});
api.post("/api/listening/needs/:id/resources", async (c) => {
	const input = await readJson(c, resource.giveResource);
	return c.json(await answers.giveResource(c.var.ground, c.var.actor, idOf<"need">(c), input), 201);
});

api.get("/api/listening/resources", async (c) =>
	c.json(await resourceReading.listResources(c.var.ground, c.var.actor, readQuery(c, resource.listResources))),
);
api.post("/api/listening/resources", async (c) =>
	c.json(await resources.recordResource(c.var.ground, c.var.actor, await readJson(c, resource.recordResource)), 201),
);
api.get("/api/listening/resources/:id", async (c) =>
	c.json(await resourceReading.readResource(c.var.ground, c.var.actor, idOf(c))),
);
api.post("/api/listening/resources/:id/asked", async (c) => {
	const { there } = await readJson(c, resource.askResource);
	return c.json(await resources.askResource(c.var.ground, c.var.actor, idOf<"resource">(c), there === "yes"), 201);
});
api.post("/api/listening/resources/:id/uses", async (c) => {
	const input = await readJson(c, resource.useResource);
	return c.json(await resources.useResource(c.var.ground, c.var.actor, idOf<"resource">(c), input), 201);
});

api.get("/api/listening/meetings", async (c) =>
	c.json(await meetingReading.listMeetings(c.var.ground, c.var.actor, readQuery(c, meeting.listMeetings))),
);
api.post("/api/listening/meetings", async (c) =>
	c.json(await meetings.recordMeeting(c.var.ground, c.var.actor, await readJson(c, meeting.recordMeeting)), 201),
);
api.get("/api/listening/meetings/:id", async (c) =>
	c.json(await meetingReading.readMeeting(c.var.ground, c.var.actor, idOf(c))),
);
api.post("/api/listening/meetings/:id/attendees", async (c) => {
	const input = await readJson(c, meeting.addAttendee);
	return c.json(await meetings.addAttendee(c.var.ground, c.var.actor, idOf<"meeting">(c), input), 201);
});
api.post("/api/listening/meetings/:id/agenda", async (c) => {
	const input = await readJson(c, meeting.addItem);
	return c.json(await agenda.addItem(c.var.ground, c.var.actor, idOf<"meeting">(c), input), 201);
});
api.post("/api/listening/meetings/:id/agenda/:item", async (c) => {
	const input = await readJson(c, meeting.writeItem);
	return c.json(await agenda.writeItem(c.var.ground, c.var.actor, idOf<"meeting">(c), idOf(c, "item"), input), 201);
});
api.get("/api/listening/promises", async (c) =>
	c.json(await promises.listPromises(c.var.ground, c.var.actor, readQuery(c, meeting.listPromises))),
);
api.post("/api/listening/promises", async (c) =>
	c.json(await promises.recordPromise(c.var.ground, c.var.actor, await readJson(c, meeting.recordPromise)), 201),
);
api.post("/api/listening/promises/:id/steps", async (c) => {
	const input = await readJson(c, meeting.settlePromise);
	return c.json(await promises.settlePromise(c.var.ground, c.var.actor, idOf<"promise">(c), input), 201);
});

api.get("/api/listening/follow-ups", async (c) =>
	c.json(await followUps.listFollowUps(c.var.ground, c.var.actor, readQuery(c, contract.listFollowUps))),
);
api.post("/api/listening/follow-ups", async (c) =>
	c.json(await followUps.recordFollowUp(c.var.ground, c.var.actor, await readJson(c, contract.recordFollowUp)), 201),
);
api.get("/api/listening/follow-ups/:id", async (c) =>
	c.json(await steps.readFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c))),
);
api.post("/api/listening/follow-ups/:id/done", async (c) => {
	const input = await readJson(c, contract.finishFollowUp);
	return c.json(await steps.finishFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), input.outcome), 201);
});
api.post("/api/listening/follow-ups/:id/partly", async (c) => {
	const input = await readJson(c, contract.partlyDone);
	return c.json(await steps.partlyDone(c.var.ground, c.var.actor, idOf<"follow-up">(c), input), 201);
});
api.post("/api/listening/follow-ups/:id/hand-over", async (c) => {
	const input = await readJson(c, contract.giveFollowUp);
	return c.json(await steps.giveFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), input), 201);
});
api.post("/api/listening/follow-ups/:id/let-go", async (c) => {
	const input = await readJson(c, contract.letGo);
	return c.json(await steps.letFollowUpGo(c.var.ground, c.var.actor, idOf<"follow-up">(c), input.reason), 201);
});
api.post("/api/listening/follow-ups/:id/move", async (c) => {
	const input = await readJson(c, contract.moveFollowUp);
	return c.json(await steps.moveFollowUp(c.var.ground, c.var.actor, idOf<"follow-up">(c), input.dueOn), 201);
});

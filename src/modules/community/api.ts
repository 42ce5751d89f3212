import type { z } from "zod";
import { type Ctx, idOf, only, routes } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import { recordAgreement as agreementContract, jsonEnding } from "./agreements/contract.ts";
import { ending, ledger, recordAgreement } from "./agreements/service.ts";
import {
	correctParty as correctContract,
	jsonGroup,
	jsonList,
	jsonOrganisation,
	jsonPerson,
	jsonPlace,
	jsonSearch,
	type PartyKind,
	type PartyLine,
	recordTie as tieContract,
} from "./contract.ts";
import { correctParty } from "./corrections/service.ts";
import {
	partiesCopied,
	party,
	recordGroup,
	recordHousehold,
	recordOrganisation,
	recordPlace,
} from "./parties/service.ts";
import { recordPerson } from "./persons/service.ts";
import { searchParties } from "./service.ts";
import { recordTie, tieAlone, ties } from "./ties/service.ts";

export const api = routes();

api.use("/api/community/*", (c, next) => {
	only(c.var.actor, "facilitator", "coordinator");
	return next();
});

api.get("/api/community/agreements", async (c) => {
	const { neighbourhood } = readQuery(c, jsonEnding);
	return c.json({ items: await ending(c.var.ground, c.var.actor, { neighbourhood }), next: null });
});

api.get("/api/community/persons/:id/agreements", async (c) => {
	const { entries, ...about } = await ledger(c.var.ground, c.var.actor, idOf(c));
	return c.json({ ...about, items: entries, next: null });
});

api.post("/api/community/persons/:id/agreements", async (c) => {
	const personId = idOf(c);
	const { id } = await recordAgreement(c.var.ground, c.var.actor, personId, await readJson(c, agreementContract));
	const { entries } = await ledger(c.var.ground, c.var.actor, personId);
	return c.json(entries.find((entry) => entry.id === id) ?? null, 201);
});

api.get("/api/community/parties", async (c) => {
	const query = readQuery(c, jsonSearch);
	const found = await searchParties(c.var.ground, c.var.actor, query);
	return c.json({
		items: found.map(({ id, label, kind, line }) => ({ id, label, kind, line: line ?? null })),
		next: null,
	});
});

api.patch("/api/community/parties/:id", async (c) => {
	const input = await readJson(c, correctContract);
	return c.json(await correctParty(c.var.ground, c.var.actor, idOf(c), input));
});

/** List and one of a kind. Contacts are in neither: they are read on the page of whom they belong to. */
function readRoutes(noun: string, kind: PartyKind): void {
	api.get(`/api/community/${noun}`, async (c) => {
		const { limit, cursor, neighbourhood } = readQuery(c, jsonList);
		return c.json(await partiesCopied(c.var.ground, c.var.actor, { kinds: [kind], neighbourhood, cursor, limit }));
	});
	api.get(`/api/community/${noun}/:id`, async (c) => {
		const { party: line, ties: told, agreements } = await party(c.var.ground, c.var.actor, kind, idOf(c));
		const itsTies = told.map(({ oneParty: _one, otherParty: _other, recordedByName: _by, ...tie }) => tie);
		return c.json({ ...line, ...(kind === "person" && { agreements }), ties: itsTies });
	});
}

function writeRoute<Contract extends z.ZodType>(
	noun: string,
	contract: Contract,
	record: (c: Ctx, input: z.output<Contract>) => Promise<PartyLine>,
): void {
	api.post(`/api/community/${noun}`, async (c) => {
		return c.json(await record(c, await readJson(c, contract)), 201);
	});
}

readRoutes("persons", "person");
readRoutes("households", "household");
readRoutes("groups", "group");
readRoutes("organisations", "organisation");
readRoutes("places", "place");
writeRoute("persons", jsonPerson, (c, input) => recordPerson(c.var.ground, c.var.actor, input));
writeRoute("households", jsonGroup, (c, input) => recordHousehold(c.var.ground, c.var.actor, input));
writeRoute("groups", jsonGroup, (c, input) => recordGroup(c.var.ground, c.var.actor, input));
writeRoute("organisations", jsonOrganisation, (c, input) => recordOrganisation(c.var.ground, c.var.actor, input));
writeRoute("places", jsonPlace, (c, input) => recordPlace(c.var.ground, c.var.actor, input));

api.get("/api/community/ties", async (c) => {
	return c.json(await ties(c.var.ground, c.var.actor, readQuery(c, jsonList)));
});

api.get("/api/community/ties/:id", async (c) => c.json(await tieAlone(c.var.ground, c.var.actor, idOf(c))));

api.post("/api/community/ties", async (c) => {
	return c.json(await recordTie(c.var.ground, c.var.actor, await readJson(c, tieContract)), 201);
});

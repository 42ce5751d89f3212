import { only, routes } from "../../../ui/http.ts";
import { readJson } from "../../../ui/json.ts";
import { browserOf, giveToken, tokenOf } from "../cookie.ts";
import { assuredMinutes, workRoles } from "../rules.ts";
import { openSession } from "../service.ts";
import { assertion, challenge, newPasskey } from "./contract.ts";
import { addPasskey, askForNew, askWhoComes, askWhoIsThere, assureByPasskey, signInByPasskey } from "./service.ts";

/** What the script of the sign-in page and of the own passkeys asks; nothing else needs it. */
export const api = routes();

api.post("/api/access/passkeys/challenge", async (c) => {
	const { ground, actor, view } = c.var;
	const { purpose } = await readJson(c, challenge);
	if (purpose === "sign-in") return c.json(await askWhoComes(ground, view.base), 201);
	if (purpose === "register") return c.json(await askForNew(ground, actor, tokenOf(c), view.base), 201);
	return c.json(await askWhoIsThere(ground, actor, view.base), 201);
});

api.post("/api/access/passkeys/sign-in", async (c) => {
	const { ground, view } = c.var;
	const token = await signInByPasskey(ground, view.base, await readJson(c, assertion), browserOf(c));
	giveToken(c, token);
	const role = (await openSession(ground, token))?.actor.role;
	return c.json({ to: role === "facilitator" || role === "coordinator" ? "/today" : "/access/me" });
});

api.post("/api/access/passkeys/assurance", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, ...workRoles);
	giveToken(c, await assureByPasskey(ground, actor, tokenOf(c), view.base, await readJson(c, assertion)));
	return c.json({ minutes: assuredMinutes });
});

api.post("/api/access/passkeys", async (c) => {
	const { ground, actor, view } = c.var;
	only(actor, ...workRoles);
	const made = await readJson(c, newPasskey);
	return c.json(await addPasskey(ground, actor, tokenOf(c), view.base, made), 201);
});

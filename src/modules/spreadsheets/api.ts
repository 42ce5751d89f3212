import { idOf, routes, writers } from "../../ui/http.ts";
import { readJson, readQuery } from "../../ui/json.ts";
import { type Columns, chooseJson, fileOf, listImports, sentImport } from "./contract.ts";
import * as service from "./service.ts";

/** `/api/spreadsheets…`: the same verbs as JSON. */
export const api = routes();

api.use("/api/spreadsheets/*", writers("facilitator", "coordinator"));

api.get("/api/spreadsheets", async (c) =>
	c.json(await service.imports(c.var.ground, c.var.actor, readQuery(c, listImports))),
);

api.post("/api/spreadsheets/file", async (c) => {
	const { file, ...input } = await readJson(c, sentImport);
	const { id } = await service.stageImport(c.var.ground, c.var.actor, input, fileOf(file));
	return c.json(await service.importOf(c.var.ground, c.var.actor, id), 201);
});

api.get("/api/spreadsheets/:id", async (c) => c.json(await service.importOf(c.var.ground, c.var.actor, idOf(c))));

api.post("/api/spreadsheets/:id", async (c) => {
	const id = idOf(c);
	const { sheets, columns, rows, ...said } = await readJson(c, chooseJson);
	const choice = { said, sheets, ...(columns && { columns: columns as Columns }), ...(rows && { rows }) };
	await service.chooseImport(c.var.ground, c.var.actor, id, choice);
	return c.json(await service.importOf(c.var.ground, c.var.actor, id), 201);
});

for (const [act, work] of [
	["confirm", service.confirmImport],
	["undo", service.undoImport],
	["discard", service.discardImport],
] as const)
	api.post(`/api/spreadsheets/:id/${act}`, async (c) => {
		const id = idOf(c);
		await work(c.var.ground, c.var.actor, id);
		const { import: one } = await service.importOf(c.var.ground, c.var.actor, id);
		return c.json(one, 201);
	});

api.post("/api/spreadsheets/:id/count", async (c) => {
	const id = idOf(c);
	await service.countInstead(c.var.ground, c.var.actor, id, c.var.view.say);
	const { import: one } = await service.importOf(c.var.ground, c.var.actor, id);
	return c.json(one, 201);
});

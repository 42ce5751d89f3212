import { routes } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { jsonDrawing } from "./contract.ts";
import { drawingForScreen } from "./service.ts";

export const api = routes();

api.get("/api/network/drawing", async (c) =>
	c.json(await drawingForScreen(c.var.ground, c.var.actor, readQuery(c, jsonDrawing))),
);

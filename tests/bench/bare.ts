import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";
import { reachEmbedded } from "../../src/db/embedded.ts";

// What Filò is measured against: a server that says hello, and one that asks the same database one indexed question.
const [kind = "", folder = ""] = process.argv.slice(2);
const app = new Hono();
if (kind === "query") {
	const server = reachEmbedded(folder);
	if (!server) throw new Error("no database runs in this folder");
	const pool = new pg.Pool({ connectionString: server.urls.application, max: 10 });
	app.get("/", async (c) =>
		c.json(
			(await pool.query("select slug, name, phone from programme.neighbourhoods where slug = $1", ["san-vigilio"]))
				.rows[0],
		),
	);
} else {
	app.get("/", (c) => c.text("hello"));
}
const http = createAdaptorServer({ fetch: app.fetch });
http.listen(0, "127.0.0.1", () => process.send?.((http.address() as { port: number }).port));

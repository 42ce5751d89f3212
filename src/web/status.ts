import { routes } from "../ui/http.ts";

export type Health = { database: boolean; migrations: boolean };

/** `GET /status`: 200 when the database answers and is up to date, else 503 with a problem document that says what is not. */
export function statusRoom(check: () => Promise<Health>) {
	const app = routes();
	app.get("/status", async (c) => {
		const health = await check();
		const word = (ok: boolean) => (ok ? "ok" : "failing");
		const parts = { database: word(health.database), migrations: word(health.migrations) };
		if (health.database && health.migrations) return c.json({ status: "ok", ...parts });
		const problem = {
			type: "urn:filo:refusal:unavailable",
			title: "unavailable",
			status: 503,
			detail: "The database does not answer, or is not up to date.",
			...parts,
		};
		return c.body(JSON.stringify(problem), 503, { "content-type": "application/problem+json; charset=utf-8" });
	});
	return app;
}

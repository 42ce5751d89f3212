import { Refused } from "../src/core/refusal.ts";
import type { Actor } from "../src/db/actor.ts";
import { type App, type Ground, routes, type View } from "../src/ui/http.ts";
import { type Language, sayIn } from "../src/ui/words.ts";
import { testNow } from "./harness.ts";

/** Some rooms behind a door that only says who comes in, and in which language; a refusal is its code and fields. */
export function pagesFor(
	ground: Ground,
	rooms: readonly App[],
	reader: () => { actor: Actor; language?: Language; grounds?: View["grounds"]; styles?: string },
): App {
	const app = routes();
	app.use((c, next) => {
		const { actor, language = "it", grounds, styles } = reader();
		c.set("ground", ground);
		c.set("actor", actor);
		c.set("address", "192.0.2.1");
		c.set("view", {
			say: sayIn(language),
			language,
			actor,
			now: testNow,
			path: c.req.path,
			demo: false,
			ready: true,
			unusedTopics: [],
			neighbourhood: actor.neighbourhoodId ? { slug: "qui", name: "Qui" } : undefined,
			choices: 1,
			grounds,
			secure: false,
			base: "http://localhost",
			asset: (name) => `/assets/${name}`,
			styles,
		});
		return next();
	});
	for (const room of rooms) app.route("/", room);
	app.onError((error, c) => {
		if (!(error instanceof Refused)) throw error;
		return c.json({ code: error.code, fields: error.fields }, error.status);
	});
	return app;
}

/** A form as a browser sends it; a list is a name that is repeated. */
export function formOf(fields: Record<string, string | readonly string[]>): RequestInit {
	const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as string[]));
	return { method: "POST", body: new URLSearchParams(pairs) };
}

/** JSON as a client sends it. */
export function jsonOf(body: unknown, method: "POST" | "PATCH" = "POST"): RequestInit {
	return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

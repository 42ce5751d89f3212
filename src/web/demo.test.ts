import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../tests/application.ts";

let t: Awaited<ReturnType<typeof application>>;
beforeAll(async () => {
	t = await application();
}, 240_000);
afterAll(() => t?.end());

test("the demonstration shows how a desk without accounts comes in: by its link, and by the code beside it", async () => {
	const demo = await (await t.app.request("/demo")).text();
	const [, path = "", code = ""] = /href="(\/referrals\/link\/[\w-]{43})".*?(\d{6})/s.exec(demo) ?? [];
	expect(await (await t.app.request(path)).text()).not.toContain("fare la spesa da sola");
	const send = (typed: string) =>
		t.app.request(path, {
			method: "POST",
			headers: { origin: "http://localhost", "content-type": "application/x-www-form-urlencoded" },
			body: new URLSearchParams({ code: typed }).toString(),
		});
	expect((await send(code === "000000" ? "000001" : "000000")).status).toBe(422);
	const answer = await send(code);
	expect(answer.status).toBe(303);
	const cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
	expect(await (await t.app.request(path, { headers: { cookie } })).text()).toContain("fare la spesa da sola");
});

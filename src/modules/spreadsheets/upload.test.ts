import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../../tests/application.ts";

let a: Awaited<ReturnType<typeof application>>;
beforeAll(async () => {
	a = await application();
}, 120_000);
afterAll(() => a.end());

test("a hundred megabytes are refused before they are all read, by page and by JSON", { timeout: 60_000 }, async () => {
	const cookie = await a.signIn("facilitator");
	const piece = Buffer.alloc(1024 * 1024, 65);
	for (const [path, type] of [
		["/spreadsheets/file", "multipart/form-data; boundary=x"],
		["/api/spreadsheets/file", "application/json"],
	] as const) {
		let sent = 0;
		const body = new ReadableStream({
			pull(controller) {
				sent += 1;
				if (sent > 100) controller.close();
				else controller.enqueue(piece);
			},
		});
		const before = process.memoryUsage().rss;
		const headers = { cookie, "content-type": type };
		const answer = await a.app.request(path, { method: "POST", headers, body, duplex: "half" } as RequestInit);
		expect([path, answer.status]).toEqual([path, 413]);
		expect(sent).toBeLessThan(20);
		expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
		await answer.text();
	}
	expect(a.bugs).toEqual([]);
});

import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { demoAccountId } from "../../src/cli/demo/accounts.ts";
import { demoDeskLink } from "../../src/cli/demo/referrals.ts";
import type { Id } from "../../src/core/ids.ts";
import { system } from "../../src/db/actor.ts";
import { openDatabase } from "../../src/db/database.ts";
import { reachEmbedded } from "../../src/db/embedded.ts";
import { sealOf } from "../../src/db/seal.ts";
import { demoRoom } from "../../src/web/demo.tsx";
import { openDoor } from "../../src/web/door.ts";
import { rooms } from "../../src/web/rooms.ts";

// How many statements each page sends, in a process of its own on the running demonstration's database, one page after the other, after a write.
const [folder = "", ...paths] = process.argv.slice(2);
const server = reachEmbedded(folder);
if (!server) throw new Error("no database runs in this folder");
const db = openDatabase(server.urls.application, 1);
const app = openDoor({
	config: { url: undefined, port: 0, trustProxy: false, demo: true },
	ground: {
		db,
		seal: sealOf(Buffer.alloc(32), join(tmpdir(), "filo-bench-keys")),
		clock: () => new Date(),
		demo: true,
	},
	assets: { address: (name) => name, files: new Map() },
	log: { info() {}, error() {} },
	rooms: [
		demoRoom({
			accountId: (role, at) => demoAccountId(role, at) as Id<"account">,
			scenes: () => [],
			deskLink: demoDeskLink,
		}),
		...rooms,
	],
});
const signIn = await app.request("/demo/sign-in", {
	method: "POST",
	body: new URLSearchParams({ as: "facilitator", at: "san-vigilio" }),
});
const cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
const counted: Record<string, number> = {};
for (const path of paths) {
	const headers: Record<string, string> = path.startsWith("/n/") ? {} : { cookie };
	for (let round = 0; round < 2; round++) {
		await db.withActor(system("door"), (tx) => tx.rows(sql`select 1`)); // after a write nothing is kept
		const before = db.statements();
		const { status } = await app.request(path, { headers });
		if (status !== 200) throw new Error(`${path} answered ${status}`);
		counted[path] = db.statements() - before;
	}
}
await db.close();
process.send?.(counted);
process.disconnect();

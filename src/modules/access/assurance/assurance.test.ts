import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application } from "../../../../tests/application.ts";
import { SoftPasskey } from "../../../../tests/authenticator.ts";
import { actorOf, testNow } from "../../../../tests/harness.ts";
import { demoAccountId } from "../../../cli/demo/accounts.ts";
import { type Id, newId } from "../../../core/ids.ts";
import { Refused } from "../../../core/refusal.ts";
import { assured, type Ground, routes } from "../../../ui/http.ts";
import { addPasskey, askForNew, askWhoIsThere, assureByPasskey, signInByPasskey } from "../passkeys/service.ts";
import { assureByPrinted, printCodes } from "../printed/service.ts";
import { hashOf, openSession, outbox } from "../service.ts";
import { assureByCode, meansToAssure, sendCode } from "./service.ts";

const base = "https://filo.example.org";
let t: Awaited<ReturnType<typeof application>>;

beforeAll(async () => {
	t = await application();
}, 120_000);
afterAll(() => t?.end());

const code = (error: Refused) => error.code;
const later = (minutes: number): Ground => ({
	...t.ground,
	clock: () => new Date(testNow.getTime() + minutes * 60_000),
});

/** Somebody of the demonstration in a session of their own that began by letter. */
async function unassured(as: "facilitator" | "coordinator" | "officer" = "facilitator", at = "san-vigilio") {
	const cookie = await t.signIn(as, as === "officer" ? undefined : at);
	const token = cookie.split("=")[1]!;
	await t.owner.query("update access.sessions set assured_until = null where token_hash = $1", [hashOf(token)]);
	return { cookie, token, actor: (await openSession(t.ground, token))!.actor };
}

/** The code of the latest letter. The clock stands still: the latest is told by its id. */
async function codeSent(): Promise<string> {
	const letters = (await outbox(t.ground)).filter((one) => one.subject === "Il tuo codice per Filò");
	const latest = letters.sort((a, b) => (a.id < b.id ? 1 : -1))[0];
	return /^\d{4} \d{4}$/m.exec(latest?.body ?? "")![0];
}

const isAssured = async (token: string, ground = t.ground) => {
	const session = await openSession(ground, token);
	try {
		assured(ground, session!.actor);
		return true;
	} catch (error) {
		expect(error).toMatchObject({ code: "assurance_needed" });
		return false;
	}
};

/** The other digits: never the code itself. */
const wrong = (right: string) => right.replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10));

describe("what asks for it", () => {
	test("lets pass whoever has shown it within the half hour; nobody has to sign in first", () => {
		const until = (minutes: number) =>
			actorOf("facilitator", "here", { assuredUntil: new Date(testNow.getTime() + minutes * 60_000) });
		expect(() => assured(t.ground, until(1))).not.toThrow();
		expect(() => assured(t.ground, until(0))).toThrow(new Refused("assurance_needed"));
		expect(() => assured(t.ground, { role: "nobody", neighbourhoodIds: [] })).toThrow(new Refused("sign_in_first"));
	});

	test("a session of the demonstration begins assured, for half an hour", async () => {
		const token = (await t.signIn("facilitator", "san-vigilio")).split("=")[1]!;
		expect(await isAssured(token, later(29))).toBe(true);
		expect(await isAssured(token, later(30))).toBe(false);
	});
});

describe("by a code", () => {
	test("the code of the letter, typed within ten minutes, is good for half an hour, once, in the session that asked", async () => {
		const anna = await unassured();
		const elsewhere = await unassured();
		expect(await isAssured(anna.token)).toBe(false);
		await sendCode(t.ground, anna.actor, anna.token, "it");
		const sent = await codeSent();
		await expect(assureByCode(t.ground, anna.actor, elsewhere.token, sent.replace(" ", "")).catch(code)).resolves.toBe(
			"invalid",
		);
		const token = await assureByCode(t.ground, anna.actor, anna.token, sent.replace(" ", ""));
		expect(await isAssured(token, later(29))).toBe(true);
		expect(await isAssured(token, later(31))).toBe(false);
		expect(await openSession(t.ground, anna.token)).toBeUndefined();
		expect(await isAssured(elsewhere.token)).toBe(false);
		await expect(assureByCode(t.ground, anna.actor, anna.token, sent.replace(" ", "")).catch(code)).resolves.toBe(
			"invalid",
		);
	});

	test("after five wrong tries the right one is worth nothing, also where all come at once", async () => {
		const paolo = await unassured("coordinator");
		await sendCode(t.ground, paolo.actor, paolo.token, "it");
		const right = (await codeSent()).replace(" ", "");
		const tries = Array.from({ length: 5 }, () =>
			assureByCode(t.ground, paolo.actor, paolo.token, wrong(right)).catch(code),
		);
		expect(await Promise.all(tries)).toEqual(Array(5).fill("invalid"));
		await expect(assureByCode(t.ground, paolo.actor, paolo.token, right).catch(code)).resolves.toBe("invalid");
		expect(await isAssured(paolo.token)).toBe(false);
	});

	test("ten minutes later it is worth nothing; a second code ends the first; the sixth in an hour is not sent", async () => {
		const carla = await unassured("officer");
		await sendCode(t.ground, carla.actor, carla.token, "it");
		const first = (await codeSent()).replace(" ", "");
		await expect(assureByCode(later(11), carla.actor, carla.token, first).catch(code)).resolves.toBe("invalid");
		await sendCode(t.ground, carla.actor, carla.token, "it");
		await expect(assureByCode(t.ground, carla.actor, carla.token, first).catch(code)).resolves.toBe("invalid");
		for (const _ of [3, 4, 5]) await sendCode(t.ground, carla.actor, carla.token, "it");
		await expect(sendCode(t.ground, carla.actor, carla.token, "it").catch(code)).resolves.toBe("too_many");
	});

	test("neither the table nor the letter tells more than it must", async () => {
		const { rows } = await t.owner.query("select * from access.codes");
		const sent = (await codeSent()).replace(" ", "");
		expect(JSON.stringify(rows)).not.toContain(sent);
		expect(rows.every((row) => row.code_hash.length === 32)).toBe(true);
		const letter = (await outbox(t.ground)).find((one) => one.subject === "Il tuo codice per Filò")!;
		expect(letter.body).not.toMatch(/https?:|Carla|Rensi/);
	});
});

describe("by a printed code", () => {
	const at = "pradivento";
	const bruna = () => unassured("facilitator", at);
	const print = async (handedOver = true, ground: Ground = t.ground) => {
		const { actor } = await unassured("coordinator", at);
		const id = demoAccountId("facilitator", at) as Id<"account">;
		return (await printCodes(ground, actor, id, handedOver)).map((one) => one.code);
	};

	test("who prints it has them in front, and is who would replace their passkey; nobody prints their own", async () => {
		await expect(print(false)).rejects.toMatchObject({ fields: { handedOver: "assurance.error_in_person" } });
		const id = demoAccountId("facilitator", at) as Id<"account">;
		for (const [as, where, refusal] of [
			["coordinator", "san-vigilio", "not_found"],
			["facilitator", at, "not_yours"],
			["officer", undefined, "not_yours"],
		] as const) {
			const { actor } = await unassured(as, where);
			await expect((async () => printCodes(t.ground, actor, id, true))().catch(code), as).resolves.toBe(refusal);
		}
		const paolo = await unassured("coordinator", at);
		await expect(printCodes(t.ground, paolo.actor, paolo.actor.accountId!, true).catch(code)).resolves.toBe(
			"not_found",
		);
		const { rows } = await t.owner.query("select 1 from access.printed_codes");
		expect(rows).toEqual([]);
	});

	test("they are asked for in order; each is good once, for half an hour, and no letter is sent any more", async () => {
		const one = await bruna();
		expect(await meansToAssure(t.ground, one.actor)).toEqual({
			passkey: false,
			app: false,
			printed: undefined,
			letter: true,
		});
		const codes = await print();
		expect(new Set(codes).size).toBe(20);
		expect(await meansToAssure(t.ground, one.actor)).toMatchObject({ printed: { place: 1, left: 20 }, letter: false });
		await expect(sendCode(t.ground, one.actor, one.token, "it").catch(code)).resolves.toBe("not_yours");
		await expect(assureByPrinted(t.ground, one.actor, one.token, codes[1]!).catch(code)).resolves.toBe("invalid");
		const token = await assureByPrinted(t.ground, one.actor, one.token, codes[0]!);
		expect([await isAssured(token, later(29)), await isAssured(token, later(31))]).toEqual([true, false]);
		expect(await openSession(t.ground, one.token), "the token is another").toBeUndefined();
		await expect(assureByPrinted(t.ground, one.actor, token, codes[0]!).catch(code)).resolves.toBe("invalid");
		const two = [await bruna(), await bruna()];
		const tries = two.map(({ actor, token }) =>
			assureByPrinted(t.ground, actor, token, codes[1]!).then(() => "in", code),
		);
		expect((await Promise.all(tries)).sort(), "two at once").toEqual(["in", "invalid"]);
		const { rows } = await t.owner.query("select code_hash, used_at from access.printed_codes order by place");
		expect(rows.filter((row) => row.used_at)).toHaveLength(2);
		expect(rows.every((row) => row.code_hash.length === 32)).toBe(true);
		const { rows: trail } = await t.owner.query("select role from access.audit where verb = 'printCodes'");
		expect(trail).toEqual([{ role: "coordinator" }]);
	});

	test("five wrong tries cost that code and no other; another list ends the first; a list used up brings no letters back", async () => {
		const one = await bruna();
		const before = await print();
		const wrongly = () => assureByPrinted(t.ground, one.actor, one.token, wrong(before[0]!)).catch(code);
		expect(await Promise.all(Array.from({ length: 5 }, wrongly))).toEqual(Array(5).fill("invalid"));
		await expect(assureByPrinted(t.ground, one.actor, one.token, before[0]!).catch(code)).resolves.toBe("invalid");
		expect(await meansToAssure(t.ground, one.actor)).toMatchObject({ printed: { place: 2, left: 19 } });
		const after = await print();
		await expect(assureByPrinted(t.ground, one.actor, one.token, before[1]!).catch(code)).resolves.toBe("invalid");
		expect(await meansToAssure(t.ground, one.actor)).toMatchObject({ printed: { place: 1, left: 20 } });
		const token = await assureByPrinted(t.ground, one.actor, one.token, after[0]!);
		await t.owner.query("update access.printed_codes set used_at = now() where ended_at is null and used_at is null");
		const means = await meansToAssure(t.ground, one.actor);
		expect(means).toMatchObject({ printed: { place: undefined, left: 0 }, letter: false });
		await expect(assureByPrinted(t.ground, one.actor, token, after[1]!).catch(code)).resolves.toBe("invalid");
	});

	test("where the body wants a second channel no code goes by letter", async () => {
		const carla = await unassured("officer");
		const strict = { ...t.ground, codesByLetter: false };
		expect(await meansToAssure(strict, carla.actor)).toEqual({
			passkey: false,
			app: false,
			printed: undefined,
			letter: false,
		});
		await expect(sendCode(strict, carla.actor, carla.token, "it").catch(code)).resolves.toBe("not_yours");
	});

	test("on the pages: the sheet is shown once to who prints it, and the page asks for its number", async () => {
		const id = demoAccountId("facilitator", at) as Id<"account">;
		const { cookie: theirs } = await unassured("coordinator", at);
		const form = (cookie: string, path: string, fields: Record<string, string>) =>
			t.app.request(path, { method: "POST", headers: { cookie }, body: new URLSearchParams(fields) });
		expect((await form(theirs, `/access/colleagues/${id}/codes`, {})).status).toBe(422);
		const sheet = await (await form(theirs, `/access/colleagues/${id}/codes`, { handedOver: "yes" })).text();
		const codes = [...sheet.matchAll(/<code>(\d{4}) (\d{4})<\/code>/g)].map(([, a, b]) => `${a}${b}`);
		expect(codes).toHaveLength(20);
		const again = await (await t.app.request(`/access/colleagues/${id}`, { headers: { cookie: theirs } })).text();
		expect(codes.some((one) => again.includes(one.slice(0, 4) + one.slice(4)))).toBe(false);

		const one = await bruna();
		const asked = await (
			await t.app.request("/access/assurance?back=/referrals", { headers: { cookie: one.cookie } })
		).text();
		expect(asked).toContain("Il codice numero 1");
		expect(asked).not.toContain("/access/assurance/letter");
		const refused = await form(one.cookie, "/access/assurance/printed", { code: codes[3]!, back: "/referrals" });
		expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining("Il codice non va.")]);
		const passed = await form(one.cookie, "/access/assurance/printed", { code: codes[0]!, back: "/referrals" });
		expect([passed.status, passed.headers.get("location")?.split("?")[0]]).toEqual([303, "/referrals"]);
	});
});

describe("by passkey", () => {
	test("who has one is asked for it and for nothing less; it assures, and coming in by it does too", async () => {
		const anna = await unassured();
		const key = new SoftPasskey(base);
		const made = key.make(await askForNew(t.ground, anna.actor, anna.token, base), "telefono");
		await addPasskey(t.ground, anna.actor, anna.token, base, made);
		expect(await meansToAssure(t.ground, anna.actor)).toEqual({
			passkey: true,
			app: false,
			printed: undefined,
			letter: false,
		});
		await expect(sendCode(t.ground, anna.actor, anna.token, "it").catch(code)).resolves.toBe("not_yours");
		const options = await askWhoIsThere(t.ground, anna.actor, base);
		expect(options.allowCredentials.map((one) => one.id)).toEqual([key.id]);
		const token = await assureByPasskey(t.ground, anna.actor, anna.token, base, key.answer(options));
		expect(await isAssured(token, later(29))).toBe(true);
		expect(await openSession(t.ground, anna.token)).toBeUndefined();
		const { askWhoComes } = await import("../passkeys/service.ts");
		const came = await signInByPasskey(t.ground, base, key.answer(await askWhoComes(t.ground, base)));
		expect(await isAssured(came)).toBe(true);
		const paolo = await unassured("coordinator");
		const asked = await askWhoIsThere(t.ground, paolo.actor, base);
		await expect(
			assureByPasskey(t.ground, paolo.actor, paolo.token, base, key.answer(asked)).catch(code),
		).resolves.toBe("passkey_refused");
		expect(await isAssured(paolo.token)).toBe(false);
		await t.owner.query("delete from access.passkeys where account_id = $1", [
			demoAccountId("facilitator", "san-vigilio"),
		]);
	});
});

describe("at the door", () => {
	const room = () => {
		const reserved = routes();
		reserved.get("/reserved", (c) => {
			assured(c.var.ground, c.var.actor);
			return c.text("secret");
		});
		reserved.post("/reserved", (c) => {
			assured(c.var.ground, c.var.actor);
			return c.text("kept");
		});
		reserved.get("/api/reserved", (c) => {
			assured(c.var.ground, c.var.actor);
			return c.json({});
		});
		return t.open(t.ground, reserved);
	};

	test("a page leads to the code and back; JSON is a problem document", async () => {
		const { cookie } = await unassured("coordinator");
		const app = room();
		const answer = await app.request("/reserved?a=1&b=2", { headers: { cookie } });
		expect([answer.status, answer.headers.get("location")]).toEqual([
			303,
			"/access/assurance?back=%2Freserved%3Fa%3D1%26b%3D2",
		]);
		const json = await app.request("/api/reserved", { headers: { cookie } });
		expect([json.status, json.headers.get("content-type"), (await json.json()).title]).toEqual([
			403,
			"application/problem+json; charset=utf-8",
			"assurance_needed",
		]);
	});

	test("through the page: ask, type it wrong, type it right, and be back; never on another site", async () => {
		await t.owner.query("delete from access.codes");
		const { cookie } = await unassured("coordinator");
		const app = room();
		const send = (path: string, fields: Record<string, string>) =>
			app.request(path, { method: "POST", headers: { cookie }, body: new URLSearchParams(fields) });
		const asked = await send("/access/assurance/letter", { back: "/reserved?a=1" });
		expect(asked.headers.get("location")).toBe("/access/assurance?back=%2Freserved%3Fa%3D1&done=assurance.sent");
		const right = await codeSent();
		const refused = await send("/access/assurance", { code: wrong(right), back: "/reserved?a=1" });
		expect(refused.status).toBe(422);
		expect(await refused.text()).toContain('value="/reserved?a=1"');
		const elsewhere = await send("/access/assurance", { code: "12", back: "//evil.example" });
		expect(await elsewhere.text()).not.toContain("evil.example");
		const done = await send("/access/assurance", { code: right, back: "/reserved?a=1" });
		expect([done.status, done.headers.get("location")]).toEqual([303, "/reserved?a=1&done=assurance.done"]);
		const renewed = done.headers.get("set-cookie")!.split(";")[0]!;
		expect(await (await app.request("/reserved", { headers: { cookie: renewed } })).text()).toBe("secret");
		expect((await app.request("/reserved", { headers: { cookie } })).status).toBe(401);
	});

	test("what somebody was writing is kept on the page, and sent again from there", async () => {
		const { cookie } = await unassured("coordinator");
		const app = room();
		const body = new URLSearchParams({ id: newId(), text: "quello che ha detto <oggi>" });
		const refused = await app.request("/reserved", { method: "POST", headers: { cookie }, body });
		const html = await refused.text();
		expect(refused.status).toBe(403);
		expect(html).toContain('href="/access/assurance"');
		expect(html).toMatch(/<textarea name="text" hidden[^>]*>quello che ha detto &lt;oggi>?(&gt;)?<\/textarea>/);
		const empty = await app.request("/reserved", {
			method: "POST",
			headers: { cookie, referer: "http://localhost/reserved/form?x=1", host: "localhost" },
			body: new URLSearchParams({ id: newId() }),
		});
		expect(empty.headers.get("location")).toBe("/access/assurance?back=%2Freserved%2Fform%3Fx%3D1");
	});
});

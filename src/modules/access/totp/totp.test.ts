import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application } from "../../../../tests/application.ts";
import { testNow } from "../../../../tests/harness.ts";
import { assured, type Ground } from "../../../ui/http.ts";
import { meansToAssure } from "../assurance/service.ts";
import { replacePasskey } from "../passkeys/service.ts";
import { openSession } from "../service.ts";
import { hashOf } from "../token.ts";
import { base32, codeAt, stepOf, stepTyped } from "./rules.ts";
import { assureByApp, beginApp, confirmApp, ownApp, removeApp } from "./service.ts";

const secret = Buffer.from("12345678901234567890");

describe("codes", () => {
	// RFC 6238, appendix B, SHA-1.
	test.each([
		[59, "94287082"],
		[1111111109, "07081804"],
		[1111111111, "14050471"],
		[1234567890, "89005924"],
		[2000000000, "69279037"],
		[20000000000, "65353130"],
	])("of second %i are those of RFC 6238", (second, code) => {
		expect(codeAt(secret, stepOf(new Date(second * 1000)), 8)).toBe(code);
	});

	// RFC 4226, appendix D.
	test("of the first counters are those of RFC 4226", () => {
		const codes = Array.from({ length: 10 }, (_, counter) => codeAt(secret, counter));
		expect(codes.join(" ")).toBe("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489");
	});

	// RFC 4648, section 10.
	test.each([
		["f", "MY"],
		["fo", "MZXQ"],
		["foo", "MZXW6"],
		["foobar", "MZXW6YTBOI"],
	])("%s is %s for an app", (plain, typed) => {
		expect(base32(Buffer.from(plain))).toBe(typed);
	});

	test("a half minute before and after is taken, two are not, and none at or before the last that was used", () => {
		const now = new Date(59_000);
		const typed = (step: number, last = -1) => stepTyped(secret, codeAt(secret, step), now, last);
		expect([-1, 0, 1, 2, 3].map((step) => (step < 0 ? undefined : typed(step)))).toEqual([
			undefined,
			0,
			1,
			2,
			undefined,
		]);
		expect([typed(0, 1), typed(1, 1), typed(2, 1)]).toEqual([undefined, undefined, 2]);
		expect(stepTyped(secret, "28708", now, -1)).toBeUndefined();
	});
});

describe("an app", () => {
	let t: Awaited<ReturnType<typeof application>>;
	beforeAll(async () => {
		t = await application();
	}, 120_000);
	afterAll(() => t?.end());

	const base = "http://localhost";
	const at = (seconds: number): Ground => ({ ...t.ground, clock: () => new Date(testNow.getTime() + seconds * 1000) });
	const codeOf = (typed: string, seconds: number) => {
		const bits = [...typed].map((sign) =>
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"),
		);
		const bytes = (bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
		return codeAt(Buffer.from(bytes), stepOf(new Date(testNow.getTime() + seconds * 1000)));
	};

	async function signedIn(as: "facilitator" | "coordinator" | "officer") {
		const token = (await t.signIn(as, as === "officer" ? undefined : "san-vigilio")).split("=")[1]!;
		const actor = async () => (await openSession(t.ground, token))!.actor;
		return { token, actor };
	}
	const forget = (token: string) =>
		t.owner.query("update access.sessions set assured_until = null where token_hash = $1", [hashOf(token)]);

	test("is set up by whoever has shown who they are, opens what is reserved once a code, and ends", async () => {
		const { token, actor } = await signedIn("facilitator");
		const anna = await actor();
		await forget(token);
		const stranger = await actor();
		await expect(beginApp(t.ground, stranger)).rejects.toMatchObject({ code: "assurance_needed" });
		await expect(ownApp(t.ground, stranger, base)).rejects.toMatchObject({ code: "assurance_needed" });

		await beginApp(t.ground, anna);
		const begun = await ownApp(t.ground, anna, base);
		if (begun.state !== "begun") throw new Error(begun.state);
		expect(begun.uri).toContain(`secret=${begun.secret}`);
		expect(begun.uri).not.toContain(anna.name?.split(" ")[0]);
		const right = codeOf(begun.secret, 0);
		// Not confirmed it opens nothing.
		await expect(assureByApp(t.ground, stranger, token, right)).rejects.toMatchObject({ code: "invalid" });
		expect((await meansToAssure(t.ground, anna)).app).toBe(false);
		const wrong = right.replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10));
		await expect(confirmApp(t.ground, anna, wrong)).rejects.toMatchObject({ fields: { app: "totp.error_code" } });
		const { rows: refused } = await t.owner.query(
			"select role from access.audit where verb = 'refuseCode' and record_id = $1",
			[anna.accountId],
		);
		expect(refused).toEqual([{ role: "door" }, { role: "door" }]);
		await confirmApp(t.ground, anna, right);
		expect(await ownApp(t.ground, anna, base)).toEqual({ state: "set", since: testNow });
		expect(await meansToAssure(t.ground, anna)).toMatchObject({ app: true, letter: false });
		await expect(beginApp(t.ground, anna)).rejects.toMatchObject({ code: "not_in_this_state" });

		// The code that confirmed it is used; the next is good for one of two at once.
		await expect(assureByApp(t.ground, stranger, token, right)).rejects.toMatchObject({ code: "invalid" });
		const next = codeOf(begun.secret, 30);
		const both = await Promise.allSettled([1, 2].map(() => assureByApp(at(30), stranger, token, next)));
		expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		const again = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))[0]!;
		expect(() => assured(t.ground, stranger)).toThrow();
		assured(t.ground, (await openSession(t.ground, again))!.actor);

		const kept = await t.owner.query("select secret_sealed from access.totps");
		expect(kept.rows).toHaveLength(1);
		await removeApp(t.ground, anna);
		expect((await t.owner.query("select 1 from access.totps")).rows).toHaveLength(0);
		await expect(assureByApp(at(90), stranger, again, codeOf(begun.secret, 90))).rejects.toMatchObject({
			code: "invalid",
		});
	});

	test("is worth nothing after fifty wrong codes, also for the right one", async () => {
		const { token, actor } = await signedIn("coordinator");
		const owner = await actor();
		await beginApp(t.ground, owner);
		const begun = await ownApp(t.ground, owner, base);
		if (begun.state !== "begun") throw new Error(begun.state);
		await confirmApp(t.ground, owner, codeOf(begun.secret, 0));
		for (let n = 0; n < 50; n += 1)
			await expect(assureByApp(at(60), owner, token, "00000")).rejects.toMatchObject({ code: "invalid" });
		await expect(assureByApp(at(60), owner, token, codeOf(begun.secret, 60))).rejects.toMatchObject({
			code: "invalid",
		});
	});

	test("ends with the passkeys of whoever lost the phone", async () => {
		const { actor } = await signedIn("facilitator");
		const anna = await actor();
		await beginApp(t.ground, anna);
		const coordinator = await (await signedIn("coordinator")).actor();
		await replacePasskey(t.ground, coordinator, anna.accountId!, true, base);
		const left = await t.owner.query("select 1 from access.totps where account_id = $1", [anna.accountId]);
		expect(left.rows).toHaveLength(0);
	});

	test("its page leads from drawing to code and says what is wrong at the field", async () => {
		const cookie = await t.signIn("officer");
		const send = (path: string, form?: Record<string, string>) =>
			t.app.request(path, {
				method: form ? "POST" : "GET",
				headers: { cookie, origin: base, "content-type": "application/x-www-form-urlencoded" },
				body: form && new URLSearchParams(form).toString(),
			});
		expect((await send("/access/me/app", { act: "begin" })).status).toBe(303);
		const shown = await (await send("/access/me/app")).text();
		expect(shown).toContain("<svg");
		const answer = await send("/access/me/app", { act: "confirm", app: "12 34" });
		expect(answer.status).toBe(422);
		expect(await answer.text()).toContain('id="e-app"');
		const typed = /<bdi[^>]*>([A-Z2-7 ]+)<\/bdi>/.exec(shown)![1]!.replaceAll(" ", "");
		expect((await send("/access/me/app", { act: "confirm", app: codeOf(typed, 0) })).status).toBe(303);
		expect(await (await send("/access/me/app")).text()).not.toContain(typed);
		expect(await (await send("/access/assurance")).text()).toContain('action="/access/assurance/app"');
	});
});

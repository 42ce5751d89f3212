import { afterAll, beforeAll, expect, test } from "vitest";
import { actorOf, freshDatabase } from "../../../tests/harness.ts";
import { newId } from "../../core/ids.ts";
import { said } from "./contract.ts";
import { emptyPlan } from "./plan.ts";
import { forgetFile, planOnce, sheetsOnce } from "./remembered.ts";
import * as service from "./service.ts";

let t: Awaited<ReturnType<typeof freshDatabase>>;
const anna = actorOf("facilitator");
beforeAll(async () => {
	t = await freshDatabase();
});
afterAll(() => t.end());

test("a plan is taken up again only where all that it was made of is the same", async () => {
	let made = 0;
	const make = async () => {
		made += 1;
		return emptyPlan();
	};
	const known = [{ id: "ada", label: "Ada" }];
	const plan = (said: unknown, facts: unknown[]) => planOnce("one", said)([facts, []], make);
	const first = await plan({ sheets: [0] }, known);
	expect(await plan({ sheets: [0] }, [{ ...known[0] }])).toBe(first);
	expect(made).toBe(1);
	expect(await plan({ sheets: [1] }, known)).not.toBe(first);
	await plan({ sheets: [1] }, [{ id: "ada", label: "Ada Rossi" }]);
	await plan({ sheets: [1] }, [...known, { id: "bruno", label: "Bruno" }]);
	expect(made).toBe(4);
	forgetFile("one");
	await plan({ sheets: [1] }, [...known, { id: "bruno", label: "Bruno" }]);
	expect(made).toBe(5);
	const failing = planOnce("one", "other")([], () => Promise.reject(new Error("fell")));
	await expect(failing).rejects.toThrow("fell");
	expect(await planOnce("one", "other")([], make)).toEqual(emptyPlan());
});

test("a file is read once, and only the latest few are remembered", async () => {
	const read: string[] = [];
	const sheets = (id: string) =>
		sheetsOnce(id, async () => {
			read.push(id);
			return [];
		});
	for (const id of ["a", "a", "b", "c", "a", "d", "a", "b"]) await sheets(id);
	expect(read).toEqual(["a", "b", "c", "d", "b"]);
	await expect(sheetsOnce("e", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
	expect(await sheets("e")).toEqual([]);
});

test("what is confirmed is planned against what is there at that moment", async () => {
	const staged = async (text: string) => {
		const id = newId<"import">();
		await service.stageImport(t.ground, anna, { id, kind: "people", neighbourhood: "qui" }, Buffer.from(text));
		const agreed = said.parse({ basis: "agreed", agreedHow: "on_paper", agreedOn: "2026-11-01" });
		await service.chooseImport(t.ground, anna, id, { said: agreed });
		return id;
	};
	const [one, other] = [await staged("Nome\nAda Rossi\nBruno Verdi\n"), await staged("Nome\nAda Rossi\n")];
	const counts = async (id: string) => (await service.importOf(t.ground, anna, id)).preview?.counts;
	expect([await counts(one), await counts(other)]).toMatchObject([{ created: 2 }, { created: 1 }]);
	await service.confirmImport(t.ground, anna, other);
	expect(await service.confirmImport(t.ground, anna, one)).toMatchObject({ created: 1, matched: 1 });
	await service.undoImport(t.ground, anna, one);
	await service.undoImport(t.ground, anna, other);
});

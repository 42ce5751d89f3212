import type { z } from "zod";
import { isId } from "../core/ids.ts";
import { isDay } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { errorsOf } from "./form.ts";
import type { Ctx } from "./http.ts";

/** Reads a JSON body against its contract. Throws `unsupported`, `malformed` or `invalid` with its fields. */
export async function readJson<Contract extends z.ZodType>(c: Ctx, contract: Contract): Promise<z.output<Contract>> {
	return check(contract, await sentJson(c));
}

/** The JSON that was sent, whatever it says. Throws `unsupported` or `malformed`. */
export async function sentJson(c: Ctx): Promise<unknown> {
	if (!(c.req.header("content-type") ?? "").startsWith("application/json")) throw new Refused("unsupported");
	const bytes = await c.req.arrayBuffer();
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new Refused("malformed");
	}
}

/** Reads the query of an address against its contract. */
export function readQuery<Contract extends z.ZodType>(c: Ctx, contract: Contract): z.output<Contract> {
	return check(contract, c.req.query());
}

function check<Contract extends z.ZodType>(contract: Contract, value: unknown): z.output<Contract> {
	const parsed = contract.safeParse(value);
	if (!parsed.success) throw new Refused("invalid", errorsOf(parsed.error));
	return parsed.data;
}

/** An opaque cursor: where the page before ended. */
export function cursorOf(at: Date | string, id: string): string {
	return Buffer.from(`${typeof at === "string" ? at : at.toISOString()} ${id}`).toString("base64url");
}

type Row = { id: string };

/** The cursor of the page after one of at most `limit`, out of rows read one too many, in the order of `at`; null at the end. */
export function nextOf<R extends Row>(rows: readonly R[], limit: number, at: (row: R) => Date | string): string | null {
	const last = rows[limit - 1];
	return rows.length > limit && last ? cursorOf(at(last), last.id) : null;
}

/** A page of at most `limit` out of rows read one too many, and the cursor of the next. */
export function pageOf<R extends Row>(rows: readonly R[], limit: number, at: (row: R) => Date | string) {
	return { items: rows.slice(0, limit), next: nextOf(rows, limit, at) };
}

/** What a cursor says, or `invalid`. */
export function readCursor(cursor: string | undefined): { at: string; id: string } | undefined {
	if (!cursor) return undefined;
	const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
	const isInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at));
	if (!isId(id) || !(isInstant ? isDay(at.slice(0, 10)) : isDay(at))) {
		throw new Refused("invalid", { cursor: "error.cursor" });
	}
	return { at, id };
}

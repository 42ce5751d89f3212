import { createHash } from "node:crypto";
import { isId } from "../../core/ids.ts";
import { clockOffMinutes, type RecordKind } from "./contract.ts";

/** What the server decides about records of a notebook: pure, without a clock of its own. */

/** A short word for how something stands: the same for the same, another for anything else. */
function wordFor(value: unknown): string {
	return `v${createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 24)}`;
}

type SheetOf = { unnamed: number; people: readonly { personId: string; role: string }[] };

/** The version of a date's sheet: who is on it, in which part, and how many others. */
export function versionOfSheet({ unnamed, people }: SheetOf): string {
	return wordFor([unnamed, people.map((p) => `${p.personId} ${p.role}`).sort()]);
}

type FollowUpOf = {
	what: string;
	dueOn: string;
	assignedTo: string;
	doneAt: string | null;
	ending: string | null;
	outcome: string | null;
};

/** The version of a follow-up: what it says, until when, whose it is, and how it ended. */
export function versionOfFollowUp(f: FollowUpOf): string {
	return wordFor([f.what, f.dueOn, f.assignedTo, f.doneAt !== null, f.ending, f.outcome]);
}

export type Marks = { marks: Readonly<Record<string, boolean>>; unnamed?: number };

/** Whether a sheet says already what the marks say. */
export function saysSo(sheet: SheetOf, { marks, unnamed }: Marks): boolean {
	const here = new Set(sheet.people.map((p) => p.personId));
	return (
		(unnamed === undefined || unnamed === sheet.unnamed) &&
		Object.entries(marks).every(([id, present]) => here.has(id) === present)
	);
}

export type StepOf = {
	to: "done" | "partly" | "moved" | "handed_over" | "let_go";
	words?: string;
	dueOn?: string;
	remains?: string;
	assignedTo?: string;
};

/** Whether a follow-up stands already as the step would leave it. */
export function standsSo(f: FollowUpOf, step: StepOf): boolean {
	const outcome = step.words ?? null;
	switch (step.to) {
		case "done":
			return (f.ending === "done" || f.ending === "done_late") && f.outcome === outcome;
		case "let_go":
			return f.ending === "let_go" && f.outcome === outcome;
		case "moved":
			return f.doneAt === null && f.dueOn === step.dueOn;
		case "partly":
			return f.doneAt === null && f.what === step.remains && f.dueOn === step.dueOn;
		case "handed_over":
			return f.doneAt === null && f.assignedTo === step.assignedTo;
	}
}

/** By how many minutes a phone's clock is ahead of ours (negative: behind), where that is worth saying; else null. */
export function clockOff(now: Date, said: string): number | null {
	const minutes = Math.round((Date.parse(said) - now.getTime()) / 60_000);
	return Math.abs(minutes) > clockOffMinutes ? minutes : null;
}

/** Whether one version of the app comes before another: numbers, part by part; what is no version comes before all. */
export function isOlder(version: string, than: string): boolean {
	const [mine, theirs] = [partsOf(version), partsOf(than)];
	if (!mine || !theirs) return mine === undefined;
	const at = mine.findIndex((part, i) => part !== theirs[i]);
	return at >= 0 && mine[at]! < theirs[at]!;
}

function partsOf(version: string): number[] | undefined {
	return /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-.*)?$/.exec(version)?.slice(1, 4).map(Number);
}

/** Where a body names parties, by kind of record. */
const partiesAt: Record<RecordKind, readonly string[]> = {
	note: ["about", "place", "heardFromId"],
	attendance: ["marks"],
	act: ["giver", "receiver"],
	consent: ["person"],
	follow_up: ["about"],
	follow_up_step: [],
};

/** The parties a body names, at most 500; whatever is no id is passed over. */
export function partiesOf(kind: RecordKind, body: Readonly<Record<string, unknown>>): string[] {
	return partiesAt[kind].flatMap((field) => idsOf(body[field]));
}

/** Every id in a text as JSON has it, at most 500: whoever is sealed away with it is found by one of them. */
export function idsWithin(body: unknown): string[] {
	const found = JSON.stringify(body).match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi) ?? [];
	return [...new Set(found.map((id) => id.toLowerCase()))].slice(0, 500);
}

function idsOf(value: unknown): string[] {
	if (typeof value === "string") return isId(value) ? [value.toLowerCase()] : [];
	if (Array.isArray(value)) return value.slice(0, 500).flatMap((one) => (typeof one === "string" ? idsOf(one) : []));
	if (value && typeof value === "object") return Object.keys(value).slice(0, 500).flatMap(idsOf);
	return [];
}

import { type Day, dayOf } from "../../../core/period.ts";
import { type FieldErrors, Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import { audit } from "../../../db/audit.ts";
import type { Read, Tx } from "../../../db/database.ts";
import { type FormState, typedValue } from "../../../ui/form.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { requestOf, writtenBefore } from "../../../ui/request.ts";
import { type Inverse, keepUndoIn } from "../../access/undo/service.ts";
import { agreeTogether } from "../../community/agreements/service.ts";
import type { Candidate } from "../../community/contract.ts";
import { calledInIn } from "../../community/names/service.ts";
import { refuseRestricted } from "../../community/restriction/contract.ts";
import { partiesByIds, resolveParty } from "../../community/service.ts";
import { underWayIn } from "../../initiatives/figures/service.ts";
import { labelIn } from "../../initiatives/public/service.ts";
import type { Neighbourhood } from "../../programme/contract.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import { type PublishStory, type Slot, type StoriesAsked, type Story, type StoryLine, slots } from "./contract.ts";
import * as store from "./store.ts";

/**
 * Stories public now, newest first: of an objective, of a territory or a neighbourhood by its slug, from one day to
 * another, both counted, or all. The reader counts, or works there.
 */
export function storiesIn(read: Read, where: StoriesAsked): Promise<Story[]> {
	return store.readShown(read, where);
}

/** The stories where the actor works, newest first, at most 100, with whether each is read now. */
export function stories(ground: Ground, actor: Actor): Promise<StoryLine[]> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, (read) => store.readLines(read, 100));
}

/** One story with the people in it. Throws `not_found`. */
export function story(
	ground: Ground,
	actor: Actor,
	id: string,
): Promise<{ story: StoryLine; people: { id: string; label: string }[] }> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const row = await store.readStory(read, id);
		if (!row) throw new Refused("not_found");
		const { people, hash: _hash, neighbourhoodId: _place, ...story } = row;
		return { story, people: [...(await partiesByIds(read, people)).values()] };
	});
}

/** Who stands in a story being written, as far as they are chosen; what else its form offers. */
export type Writing = {
	place: Neighbourhood;
	initiatives: { id: string; title: string }[];
	chosen: Partial<Record<Slot, { id: string; label: string }>>;
	candidates: Partial<Record<Slot, Candidate[]>>;
	errors: FieldErrors;
};

/** Who is meant by what was typed in each place for a person. Nobody is guessed. Throws `choose_neighbourhood`. */
export function writing(ground: Ground, actor: Actor, form: FormState): Promise<Writing> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const place = await neighbourhoodIn(read);
		const all = await underWayIn(read);
		const initiatives = all.filter((i) => i.neighbourhood === place.slug && i.state === "open");
		const found: Writing = { place, initiatives, chosen: {}, candidates: {}, errors: {} };
		for (const slot of slots) {
			const typed = typedValue(form, `${slot}_typed`);
			const chosen = typedValue(form, slot) || undefined;
			if (!typed && !chosen) continue;
			const who = await resolveParty(read, { typed, chosen, kinds: ["person"], neighbourhoodId: place.id });
			if (who && "candidates" in who) {
				found.candidates[slot] = who.candidates;
				found.errors[slot] = who.candidates.length > 0 ? "error.which" : "error.unknown_party";
			} else if (who) found.chosen[slot] = who;
		}
		if (Object.keys(found.chosen).length + Object.keys(found.errors).length === 0)
			found.errors.person1 = "error.required";
		return found;
	});
}

/**
 * Makes a story public, with an agreement of each person in it to these words. Sent twice it is written once. Throws
 * `needs_agreement` for a story without anybody, `labels` where it names somebody's trouble, `invalid` (`text`) where
 * it names somebody who is not among those who agreed, (`responsible_…`) for a minor, (`initiative`, `people`) for what is not of this neighbourhood,
 * `id_taken`.
 */
export async function publishStory(ground: Ground, actor: Actor, input: PublishStory): Promise<string> {
	only(actor, "facilitator", "coordinator");
	if (input.people.length === 0) throw new Refused("needs_agreement", { person1: "refusal.needs_agreement" });
	for (const field of ["title", "text"] as const)
		if (labelIn(input[field])) throw new Refused("labels", { [field]: "evaluation.error_labels" });
	const now = ground.clock();
	const request = requestOf<"story">(actor, now, "story", input);
	await ground.db.withActor(actor, async (tx) => {
		const there = await store.readStory(tx, request.id);
		if (there) return void writtenBefore(there, request);
		const place = await neighbourhoodIn(tx);
		await refuseNames(tx, place.id, input);
		await initiativeHere(tx, place, input.initiative);
		const said = { purpose: "story", how: input.how, day: dayOf(now) } as const;
		const people = [...new Set(input.people)].map((personId) => ({
			...said,
			personId,
			said: input.answering?.[personId],
		}));
		const agreements = await agreeTogether(tx, ground, people);
		const row = { ...input, ...request, neighbourhoodId: place.id, publishedOn: dayOf(now), agreements };
		if (!(await store.insertStory(tx, row))) throw new Refused("id_taken");
		await audit(tx, {
			verb: "publishStory",
			kind: "story",
			id: request.id,
			neighbourhoodId: place.id,
			fields: ["title", "text", "people"],
		});
	});
	return request.id;
}

async function refuseNames(tx: Tx, neighbourhoodId: string, input: PublishStory): Promise<void> {
	const called = await calledInIn(tx, neighbourhoodId, `${input.title} ${input.text}`);
	if (called.some(({ id }) => !input.people.includes(id)))
		throw new Refused("invalid", { text: "evaluation.error_names" });
	const people = await partiesByIds(tx, input.people);
	refuseRestricted(...people.values());
	if (people.size < new Set(input.people).size) throw new Refused("invalid", { person1: "error.choice" });
}

async function initiativeHere(tx: Tx, place: Neighbourhood, initiative: string | undefined): Promise<void> {
	if (!initiative) return;
	const all = await underWayIn(tx);
	if (!all.some((one) => one.id === initiative && one.neighbourhood === place.slug))
		throw new Refused("invalid", { initiative: "error.choice" });
}

/** Takes a story down; a second time changes nothing. Throws `not_found`. */
export async function takeDownStory(ground: Ground, actor: Actor, id: string): Promise<void> {
	only(actor, "facilitator", "coordinator");
	const now = ground.clock();
	await ground.db.withActor(actor, async (tx) => {
		const row = await store.readStory(tx, id);
		if (!row) throw new Refused("not_found");
		if (!(await store.takeDown(tx, id, dayOf(now)))) return;
		const { neighbourhoodId } = row;
		await audit(tx, { verb: "takeDownStory", kind: "story", id, neighbourhoodId, fields: ["takenDownOn"] });
		const was = { takenDownOn: dayOf(now) };
		await keepUndoIn(tx, { act: "takeDownStory", kind: "story", recordId: id, neighbourhoodId, was }, now);
	});
}

/** The story is public again, as long as everybody in it still agrees. */
const publicAgain: Inverse = async (tx, { recordId, was }) => {
	if (!(await store.putUpAgain(tx, recordId, was.takenDownOn as Day))) throw new Refused("changed_meanwhile");
};

export const inverses = { takeDownStory: publicAgain };

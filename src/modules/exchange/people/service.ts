import { isId } from "../../../core/ids.ts";
import { type FieldErrors, Refused } from "../../../core/refusal.ts";
import type { Actor } from "../../../db/actor.ts";
import type { Read } from "../../../db/database.ts";
import { type FormState, typedValue, valuesOf } from "../../../ui/form.ts";
import { type Ground, only } from "../../../ui/http.ts";
import { partiesByIds, resolveParty } from "../../community/service.ts";
import { openNeedsIn } from "../../listening/service.ts";
import { neighbourhoodIn } from "../../programme/service.ts";
import type { ActLine } from "../contract.ts";
import { actsReceivedIn } from "../service.ts";

type Chosen = { id: string; label: string };

/** Who takes part in the act being written, as far as they are chosen, and what the giver received before. */
export type People = {
	place: string;
	giver?: Chosen;
	giverCandidates: Chosen[];
	receivers: Chosen[];
	receiverCandidates: Chosen[];
	received: ActLine[];
	/** The open needs of the neighbourhood, of which it may answer one. */
	openNeeds: { id: string; title: string }[];
	/** What is missing before it can be written. */
	errors: FieldErrors;
	/** The part of it that concerns what was typed. */
	looked: FieldErrors;
};

const receiverKinds = ["person", "household", "group"] as const;
const mostReceivers = 20;

/** The people a new form starts with, from its address. Staff only. Throws `choose_neighbourhood`. */
export async function startPeople(
	ground: Ground,
	actor: Actor,
	query: { giver?: string; receiver?: string },
): Promise<People> {
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id: neighbourhoodId, name } = await neighbourhoodIn(read);
		const ids = [query.giver, query.receiver].flatMap((id) => id ?? []);
		const known = ids.length > 0 ? await partiesByIds(read, ids) : new Map();
		const giver = query.giver ? known.get(query.giver) : undefined;
		const receiver = query.receiver ? known.get(query.receiver) : undefined;
		const people = await nobodyYet(read, neighbourhoodId, name);
		if (giver?.kind === "person") people.giver = giver;
		if (receiver && receiverKinds.includes(receiver.kind)) people.receivers.push(receiver);
		people.received = people.giver ? await actsReceivedIn(read, people.giver.id) : [];
		return people;
	});
}

async function nobodyYet(read: Read, neighbourhoodId: string, place: string): Promise<People> {
	const openNeeds = await openNeedsIn(read, neighbourhoodId);
	const nobody = { giverCandidates: [], receivers: [], receiverCandidates: [], received: [], errors: {}, looked: {} };
	return { place, openNeeds, ...nobody };
}

/** The people of a form that was sent: chosen, or typed and meant beyond doubt, or to be chosen from candidates. */
export async function resolvePeople(ground: Ground, actor: Actor, form: FormState): Promise<People> {
	return ground.db.readAs(actor, async (read) => {
		const { id: neighbourhoodId, name } = await neighbourhoodIn(read);
		const people = await nobodyYet(read, neighbourhoodId, name);
		await chooseGiver(read, form, neighbourhoodId, people);
		await chooseReceivers(read, form, neighbourhoodId, people);
		people.received = people.giver ? await actsReceivedIn(read, people.giver.id) : [];
		return people;
	});
}

function picked(form: FormState, name: string): { typed?: string; chosen?: string } {
	const typed = typedValue(form, `${name}_typed`).slice(0, 120).replaceAll("\0", "").toWellFormed();
	const chosen = typedValue(form, name);
	return { typed: typed || undefined, chosen: isId(chosen) ? chosen.toLowerCase() : undefined };
}

async function chooseGiver(read: Read, form: FormState, neighbourhoodId: string, people: People): Promise<void> {
	const meant = await resolveParty(read, { ...picked(form, "giver"), kinds: ["person"], neighbourhoodId });
	if (!meant) people.errors.giver = "error.required";
	else if ("id" in meant) people.giver = meant;
	else {
		people.giverCandidates = meant.candidates;
		people.errors.giver = people.looked.giver = meant.candidates.length > 0 ? "error.which" : "error.unknown_party";
	}
}

async function chooseReceivers(read: Read, form: FormState, neighbourhoodId: string, people: People): Promise<void> {
	const ids = valuesOf(form, "receivers").filter(isId).slice(0, mostReceivers);
	const known = ids.length > 0 ? await partiesByIds(read, ids) : new Map();
	people.receivers = [...new Set(ids)].flatMap((id) => known.get(id.toLowerCase()) ?? []);
	const meant = await resolveParty(read, { ...picked(form, "receiver"), kinds: [...receiverKinds], neighbourhoodId });
	if (meant && "id" in meant) {
		if (!people.receivers.some((r) => r.id === meant.id)) people.receivers.push(meant);
	} else if (meant) {
		people.receiverCandidates = meant.candidates;
		people.errors.receiver = people.looked.receiver =
			meant.candidates.length > 0 ? "error.which" : "error.unknown_party";
	} else if (people.receivers.length === 0) people.errors.receiver = "error.required";
	if (people.receivers.length > mostReceivers) throw new Refused("invalid", { receiver: "error.too_many" });
}

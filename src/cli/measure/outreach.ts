import { outreach as findInviters, type Outreach } from "../../measures/outreach.ts";
import { Ids } from "./ids.ts";
import { Numbers } from "./numbers.ts";
import type { Progress } from "./progress.ts";
import { readTable } from "./table.ts";
import { idIn, numberIn, yesIn } from "./values.ts";

export type OutreachFiles = { ties: string; people: string; inviters: number; beta?: number | undefined };

/** The answer in ids, as the files have them. */
export type InvitationFigures = Omit<Outreach, "inviters"> & {
	inviters: { id: string; gain: number; paths: string[][] }[];
};

/** `./filo measure outreach`: what measures.md §3 says of the ties and people in two files. Throws `BadInput`. */
export function outreach({ ties, people, ...options }: OutreachFiles, progress: Progress): InvitationFigures {
	const ids = new Ids();
	const { weight, canInvite } = readPeople(people, ids, progress);
	const { from, to, trust } = readTies(ties, ids, progress);
	progress(`choosing among ${ids.size} people`);
	// Whoever only has ties is nobody in particular, and nobody asked whether they would invite.
	const n = ids.size;
	const padded = (values: readonly number[]) => {
		const all = new Float64Array(n);
		all.set(values);
		return all;
	};
	const found = findInviters({ n, from, to, trust, weight: padded(weight), canInvite: padded(canInvite) }, options);
	return {
		...found,
		inviters: found.inviters.map(({ node, gain, paths }) => ({
			id: ids.text(node),
			gain,
			paths: paths.map((path) => path.map((person) => ids.text(person))),
		})),
	};
}

function readPeople(file: string, ids: Ids, progress: Progress) {
	return readTable(file, ["id", "weight", "can_invite"], progress, (table, column) => {
		const weight: number[] = [];
		const canInvite: number[] = [];
		while (table.next()) {
			if (idIn(table, column.id, ids) < weight.length) throw table.bad(column.id, "each person once");
			weight.push(numberIn(table, column.weight, Number.POSITIVE_INFINITY));
			canInvite.push(yesIn(table, column.can_invite) ? 1 : 0);
		}
		return { weight, canInvite };
	});
}

function readTies(file: string, ids: Ids, progress: Progress) {
	return readTable(file, ["source", "target", "trust"], progress, (table, column) => {
		const from = new Numbers();
		const to = new Numbers();
		const trust: number[] = [];
		while (table.next()) {
			from.push(idIn(table, column.source, ids));
			to.push(idIn(table, column.target, ids));
			trust.push(numberIn(table, column.trust, 1));
		}
		return { from: from.list(), to: to.list(), trust };
	});
}

import { sql } from "kysely";
import type { Day } from "../../../core/period.ts";
import type { Read, Tx } from "../../../db/database.ts";
import type { Level, Party, PartyKind, Tie, TieTold } from "../contract.ts";

export type TieRow = TieTold & { neighbourhoodId: string; recordedBy: string | null; hash: Buffer | null };

type Flat = Tie & {
	neighbourhoodId: string;
	recordedBy: string | null;
	hash: Buffer | null;
	oneKind: PartyKind;
	oneLabel: string;
	oneLevel: Level | null;
	otherKind: PartyKind;
	otherLabel: string;
	otherLevel: Level | null;
};

const tieColumns = sql`t.id, t.neighbourhood_id as "neighbourhoodId", t.one_id as one, t.other_id as other, t.kind, t.doing, t.since, t.until,
	t.said_by as "saidBy", t.existed_before as "existedBefore", t.met_at as "metAt", t.recorded_at as "recordedAt", t.recorded_by as "recordedBy", t.request_hash as hash,
	a.kind as "oneKind", a.label as "oneLabel", sa.level as "oneLevel", b.kind as "otherKind", b.label as "otherLabel", sb.level as "otherLevel"`;

const itsTwo = sql`join community.parties a on a.territory_id = t.territory_id and a.id = t.one_id
	join community.parties b on b.territory_id = t.territory_id and b.id = t.other_id
	left join community.persons sa on sa.territory_id = t.territory_id and sa.id = t.one_id
	left join community.persons sb on sb.territory_id = t.territory_id and sb.id = t.other_id`;

function told({ oneKind, oneLabel, oneLevel, otherKind, otherLabel, otherLevel, ...tie }: Flat): TieRow {
	const party = (id: string, kind: PartyKind, label: string, level: Level | null): Party => ({
		id,
		kind,
		label,
		...(level && { level }),
	});
	return {
		...tie,
		oneParty: party(tie.one, oneKind, oneLabel, oneLevel),
		otherParty: party(tie.other, otherKind, otherLabel, otherLevel),
	};
}

/**
 * Ties of one party, from either end: those in force first, then the latest; at most `limit`. Those of somebody
 * protected stand on their own page alone: the page of a household is looked at together with it.
 */
export async function tiesOf(read: Read, partyId: string, today: Day, limit: number): Promise<TieRow[]> {
	const territory = read.actor.territoryId ?? null;
	const rows = await read.rows<Flat>(sql`select ${tieColumns} from (
			select * from community.ties where territory_id = ${territory} and one_id = ${partyId}
			union all select * from community.ties where territory_id = ${territory} and other_id = ${partyId}) t
		${itsTwo}
		where (not a.protected or a.id = ${partyId}) and (not b.protected or b.id = ${partyId})
		order by (t.until is not null and t.until < ${today}), t.since desc, t.id desc limit ${limit}`);
	return rows.map(told);
}

export async function tieById(read: Read, id: string): Promise<TieRow | undefined> {
	const rows = await read.rows<Flat>(sql`select ${tieColumns} from community.ties t ${itsTwo}
		where t.territory_id = ${read.actor.territoryId ?? null} and t.id = ${id}`);
	return rows[0] && told(rows[0]);
}

/** Latest begun first, from where the page before ended. */
export async function tiesPage(
	read: Read,
	query: { neighbourhoodId: string; after?: { at: string; id: string }; limit: number },
): Promise<TieRow[]> {
	const { neighbourhoodId, after, limit } = query;
	const rows = await read.rows<Flat>(sql`select ${tieColumns} from community.ties t ${itsTwo}
		where t.territory_id = ${read.actor.territoryId ?? null} and t.neighbourhood_id = ${neighbourhoodId}
			${after ? sql`and (t.since, t.id) < (${after.at}::date, ${after.id}::uuid)` : sql``}
		order by t.since desc, t.id desc limit ${limit}`);
	return rows.map(told);
}

/** Gives a tie its last day; false when it has one already. */
export async function endTie(tx: Tx, id: string, until: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update community.ties set until = ${until}
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and until is null returning id`);
	return rows.length === 1;
}

/** Takes a tie's last day away again; false when it is no longer that day. */
export async function reopenTie(tx: Tx, id: string, until: Day): Promise<boolean> {
	const rows = await tx.rows(sql`update community.ties set until = null
		where territory_id = ${tx.actor.territoryId ?? null} and id = ${id} and until = ${until} returning id`);
	return rows.length === 1;
}

import type { Day } from "../../core/period.ts";
import { hashOf } from "../../modules/access/service.ts";
import { demoToken } from "../../modules/listening/partners/service.ts";
import { chanceOf } from "./chance.ts";
import type { Slug } from "./neighbourhoods.ts";
import { type Hood, tenant, type World } from "./world.ts";

type Sent = [daysAgo: number, text: string, topic: string, street?: number];
type Partner = { id: string; label: string; madeDaysAgo: number; revokedDaysAgo?: number; sent: Sent[] };

/** Who writes from outside, and what they sent. A label that is an organisation's stands for it. */
const partners: Record<Slug, Partner[]> = {
	"san-vigilio": [
		{
			id: "00000000-2017-7000-8000-000000004301",
			label: "Portinaia dei Gelsi, al mattino",
			madeDaysAgo: 60,
			sent: [
				[33, "La luce delle scale è spenta da una settimana e la sera in diversi scendono con la torcia.", "home", 0],
				[12, "Una persona anziana si ferma ogni mattina a parlare: a casa, dice, non viene nessuno.", "company", 0],
				[2, "Due famiglie nuove chiedono dove si iscrivono i bambini alla mensa.", "papers", 0],
			],
		},
		{
			id: "00000000-2017-7000-8000-000000004302",
			label: "Farmacia alla Fontana",
			madeDaysAgo: 45,
			sent: [
				[20, "In tanti, il lunedì, non riescono a prenotare le visite con il telefonino.", "papers"],
				[4, "Una persona che assiste la madre dice che non dorme da mesi.", "caring"],
			],
		},
		{
			id: "00000000-2017-7000-8000-000000004303",
			label: "Edicola dei Tigli",
			madeDaysAgo: 90,
			revokedDaysAgo: 30,
			sent: [[70, "Al mattino la panchina davanti è sempre piena: manca un posto al coperto.", "shared_spaces", 4]],
		},
	],
	pradivento: [
		{
			id: "00000000-2017-7000-8000-000000004304",
			label: "Sacrestia di San Rocco",
			madeDaysAgo: 40,
			sent: [
				[9, "Dopo la messa si fermano in cinque o sei al freddo, perché altrove non c'è nulla di aperto.", "company"],
			],
		},
	],
	valbriosa: [
		{
			id: "00000000-2017-7000-8000-000000004305",
			label: "Furgone del pane",
			madeDaysAgo: 35,
			sent: [[6, "In due frazioni mi chiedono se porto anche le medicine.", "errands"]],
		},
	],
};

/** Adds the partners of a neighbourhood. Draws from a sequence of its own, so that no other choice is moved. */
export function addPartners(world: World, hood: Hood): void {
	const chance = chanceOf(Number.parseInt(hood.outline.id.slice(-4), 10), world.chance.today);
	const staff = hood.staff[0] as string;
	for (const partner of partners[hood.outline.slug]) {
		const madeAt = chance.written(chance.back(partner.madeDaysAgo));
		const { id } = partner;
		const organisation = hood.organisations.find((one) => one.label === partner.label)?.id ?? null;
		world.rows["listening.partners"].push({
			...tenant(hood),
			id,
			label: partner.label,
			organisation_id: organisation,
			recorded_by: staff,
			recorded_at: madeAt,
		});
		world.rows["listening.partner_links"].push({
			...tenant(hood),
			token_hash: `\\x${hashOf(demoToken(world.seal, id)).toString("hex")}`,
			id: chance.id(madeAt),
			partner_id: id,
			made_by: staff,
			made_at: madeAt,
			revoked_at: partner.revokedDaysAgo ? chance.written(chance.back(partner.revokedDaysAgo)) : null,
		});
		for (const [daysAgo, text, topic, street] of partner.sent) {
			const heardOn: Day = chance.back(daysAgo);
			const at = chance.written(heardOn);
			const noteId = chance.id(at);
			world.rows["listening.notes"].push({
				...tenant(hood),
				id: noteId,
				text,
				kind: "reported",
				topic,
				place_id: street === undefined ? null : (hood.streets[street]?.id ?? null),
				about_id: null,
				heard_from_id: organisation,
				heard_from: partner.label,
				heard_on: heardOn,
				guessed: [],
				during_visit: false,
				urgent: false,
				called: null,
				taken_by: null,
				taken_at: null,
				need_id: null,
				// What came a while ago was read, and needed nothing more.
				set_aside_on: daysAgo > 14 ? chance.back(daysAgo - 3) : null,
				recorded_by: null,
				partner_id: id,
				recorded_at: at,
			});
			world.rows["listening.partner_arrivals"].push({
				...tenant(hood),
				note_id: noteId,
				partner_id: id,
				arrived_at: at,
				request_hash: "\\x00",
			});
		}
	}
}

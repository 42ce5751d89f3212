import type { Slug } from "./neighbourhoods.ts";

/** An id of a scene's record: the same on every day, so that a page can point to it. */
export function sceneId(scene: number, slot: number): string {
	return `01960000-0000-7000-8000-${String(scene).padStart(4, "0")}${String(slot).padStart(8, "0")}`;
}

/** The twelve scenes of the brief: what to look at, and where it is. */
export const scenes: readonly { number: number; title: string; where: Slug; find: string }[] = [
	{
		number: 1,
		title: "Il ragazzo delle consegne non la sente da giorni",
		where: "san-vigilio",
		find: `/listening/notes/${sceneId(1, 10)}`,
	},
	{
		number: 2,
		title: "La pausa caffè di ogni settimana",
		where: "san-vigilio",
		find: `/initiatives/${sceneId(2, 40)}`,
	},
	{ number: 3, title: "Si comincia dalle lampadine", where: "san-vigilio", find: `/exchange/acts/${sceneId(3, 20)}` },
	{
		number: 4,
		title: "Le mie persone: la vicina del piano di sotto",
		where: "valbriosa",
		find: `/network/circle/${sceneId(4, 1)}`,
	},
	{
		number: 5,
		title: "Quello che il custode ha visto",
		where: "san-vigilio",
		find: `/listening/notes/${sceneId(5, 10)}`,
	},
	{
		number: 6,
		title: "Prima la spesa, poi le cassette",
		where: "valbriosa",
		find: `/community/persons/${sceneId(6, 1)}`,
	},
	{ number: 7, title: "Il paese senza locanda", where: "pradivento", find: `/listening/needs/${sceneId(7, 30)}` },
	{ number: 8, title: "Posta elettronica e ricette", where: "san-vigilio", find: `/initiatives/${sceneId(8, 40)}` },
	{ number: 9, title: "La cena che comincia al tramonto", where: "valbriosa", find: `/initiatives/${sceneId(9, 40)}` },
	{ number: 10, title: "Quaranta, senza i nomi", where: "pradivento", find: `/listening/notes/${sceneId(10, 10)}` },
	{ number: 11, title: "La rete dei pacchi va avanti", where: "valbriosa", find: `/initiatives/${sceneId(11, 40)}` },
	{
		number: 12,
		title: "Entra grazie alla portinaia",
		where: "san-vigilio",
		find: `/listening/notes/${sceneId(12, 10)}`,
	},
];

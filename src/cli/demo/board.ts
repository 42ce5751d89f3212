import { addDays, instantOf } from "../../core/period.ts";
import type { Seal } from "../../db/seal.ts";
import { hashOf } from "../../modules/access/token.ts";
import { demoAccounts } from "./accounts.ts";
import { neighbourhoods, type Outline, type Slug } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

const idOf = (n: number) => `00000000-2017-7000-8000-00000000b${String(n).padStart(3, "0")}`;

type Said = {
	kind: "ask" | "offer";
	sort: string;
	title: string;
	words?: string;
	called: string;
	language: string;
	/** Days ago. */
	ago: number;
	/** Written by the resident of the demonstration, with an account. */
	own?: boolean;
	waits?: "code" | "words" | "care" | "handed" | "hidden";
	/** Who says «I can», and how far it has come. */
	by?: { called: string; state: "offered" | "agreed" | "done"; own?: boolean }[];
	reported?: boolean;
	blocked?: boolean;
};

/** What neighbours ask and offer: small things, in the languages people write. */
const said: Record<Slug, Said[]> = {
	"san-vigilio": [
		{
			kind: "ask",
			sort: "fix",
			title: "Cambiare la lampadina delle scale",
			called: "Elvira",
			language: "it",
			ago: 1,
			by: [{ called: "Tarek", state: "offered" }],
		},
		{
			kind: "ask",
			sort: "ride",
			title: "Un passaggio al mercato, sabato mattina",
			called: "Ornella",
			language: "it",
			ago: 2,
			own: true,
			by: [{ called: "Denis", state: "offered" }],
		},
		{
			kind: "offer",
			sort: "learn",
			title: "Insegno a fare lo strudel",
			words: "Il martedì, in tre o quattro.",
			called: "Albina",
			language: "it",
			ago: 3,
			by: [{ called: "Mirela", state: "done" }],
		},
		{
			kind: "offer",
			sort: "company",
			title: "نشرب القهوة معًا يوم الخميس",
			called: "سمير",
			language: "ar",
			ago: 4,
			reported: true,
		},
		{
			kind: "offer",
			sort: "lend",
			title: "Presto il trapano e la scala",
			called: "Bruno",
			language: "it",
			ago: 6,
			by: [{ called: "Ines", state: "offered", own: true }],
		},
		{
			kind: "ask",
			sort: "form",
			title: "Допоможіть заповнити папери для школи",
			called: "Оксана",
			language: "uk",
			ago: 2,
			waits: "code",
		},
		{
			kind: "ask",
			sort: "fix",
			title: "La caldaia fa rumore",
			called: "Sergio",
			language: "it",
			ago: 1,
			waits: "care",
		},
		{
			kind: "offer",
			sort: "other",
			title: "Guardate il mio sito www.esempio.example",
			called: "Ivo",
			language: "it",
			ago: 1,
			waits: "words",
		},
		{
			kind: "ask",
			sort: "errand",
			title: "Portarmi il pane quando c'è ghiaccio",
			called: "Lidia",
			language: "it",
			ago: 20,
			waits: "handed",
		},
		{
			kind: "offer",
			sort: "plants",
			title: "Annaffio le piante quando siete via",
			called: "Nives",
			language: "it",
			ago: 9,
			by: [{ called: "Aldo", state: "agreed" }],
			blocked: true,
		},
		{
			kind: "offer",
			sort: "other",
			title: "Compro e vendo mobili usati",
			called: "Ugo",
			language: "it",
			ago: 5,
			waits: "hidden",
		},
	],
	pradivento: [
		{ kind: "ask", sort: "ride", title: "Wer fährt am Montag ins Tal?", called: "Gerda", language: "de", ago: 2 },
		{
			kind: "offer",
			sort: "errand",
			title: "Porto su le medicine già pronte dalla farmacia",
			called: "Erminia",
			language: "it",
			ago: 5,
		},
		{
			kind: "ask",
			sort: "company",
			title: "Una partita a carte la domenica",
			called: "Tullio",
			language: "it",
			ago: 8,
			by: [{ called: "Rita", state: "done" }],
		},
		{
			kind: "ask",
			sort: "form",
			title: "Il telefono nuovo non si apre",
			called: "Ezio",
			language: "it",
			ago: 19,
			waits: "handed",
		},
	],
	valbriosa: [
		{
			kind: "offer",
			sort: "learn",
			title: "Vă ajut cu limba română și italiană",
			called: "Mirela",
			language: "ro",
			ago: 1,
		},
		{
			kind: "ask",
			sort: "lend",
			title: "Cerco una carriola per un giorno",
			called: "Pia",
			language: "it",
			ago: 3,
			by: [{ called: "Gino", state: "offered" }],
		},
		{ kind: "offer", sort: "company", title: "چائے کے ساتھ بات چیت، اتوار کو", called: "سلمیٰ", language: "ur", ago: 4 },
		{
			kind: "ask",
			sort: "plants",
			title: "Portare a spasso il cane questa settimana",
			called: "Dario",
			language: "it",
			ago: 2,
			waits: "code",
		},
	],
};

/** The key to the page of a post of the demonstration: known to whoever holds the key of the installation. */
export function demoBoardKey(seal: Seal, id: string): string {
	return seal.blind(`exchange.posts/${id}`).toString("base64url");
}

/** Posts and answers of each neighbourhood, one reported, one held, one handed over, one contact blocked. */
export function addBoard(world: World): void {
	let n = 0;
	for (const outline of neighbourhoods)
		for (const one of said[outline.slug]) {
			n += 20;
			addPost(world, outline, one, n);
		}
}

function addPost(world: World, outline: Outline, one: Said, n: number): void {
	const { rows, chance, seal } = world;
	const id = idOf(n);
	const day = chance.back(one.ago);
	const at = instantOf(day, `${String(8 + (n % 11)).padStart(2, "0")}:20`);
	const place = { territory_id: outline.territoryId, neighbourhood_id: outline.id };
	const until = addDays(day, one.kind === "ask" ? 14 : 180);
	addReach(world, outline, {
		id,
		called: one.called,
		language: one.language,
		n,
		at,
		until,
		confirmed: one.waits !== "code",
	});
	const facilitator = demoAccounts.find((account) => account.at === outline.slug && account.as === "facilitator");
	const hidden = one.waits === "hidden";
	rows["exchange.posts"].push({
		...place,
		...{ id, kind: one.kind, sort: one.sort, title: one.title, words: one.words ?? "", called: one.called },
		...{ language: one.language, state: stateOf(one), person_id: one.own ? residentOf(outline) : null, reach_id: id },
		key_hash: `\\x${hashOf(demoBoardKey(seal, id)).toString("hex")}`,
		confirmed_at: one.waits === "code" ? null : at,
		held: one.waits === "words" ? "link" : one.waits === "care" ? "care" : null,
		hidden_because: hidden ? "Qui non si compra e non si vende. Se li regali o li presti, scrivilo così." : null,
		hidden_at: hidden ? at : null,
		hidden_by: hidden ? (facilitator?.id ?? null) : null,
		...{ posted_at: at, until, handed_on: one.waits === "handed" ? addDays(until, 1) : null },
	});
	for (const [i, by] of (one.by ?? []).entries())
		addAnswer(world, outline, one, { n: n + i + 1, postId: id, day, until, by });
	if (one.reported)
		rows["exchange.reports"].push({
			...place,
			...{ id: idOf(n + 10), kind: "post", record_id: id, page: `/n/${outline.slug}/board/${id}`, why: "other" },
			...{ words: "Non capisco che cosa c'è scritto.", reported_at: instantOf(addDays(day, 1), "19:05") },
		});
}

function stateOf({ waits, kind, by }: Said): string {
	if (waits === "handed") return "handed";
	if (by?.some((one) => one.state === "agreed")) return "taken";
	return kind === "ask" && by?.some((one) => one.state === "done") ? "done" : "open";
}

type Answer = { n: number; postId: string; day: string; until: string; by: NonNullable<Said["by"]>[number] };

function addAnswer(world: World, outline: Outline, post: Said, { n, postId, day, until, by }: Answer): void {
	const { rows } = world;
	const id = idOf(n);
	const at = instantOf(day, "20:15");
	const place = { territory_id: outline.territoryId, neighbourhood_id: outline.id };
	const touched = by.state !== "offered";
	addReach(world, outline, { id, called: by.called, language: "it", n, at, until, confirmed: true });
	rows["exchange.answers"].push({
		...place,
		...{ id, post_id: postId, called: by.called, person_id: by.own ? residentOf(outline) : null, reach_id: id },
		...{ confirmed_at: at, quiet: false, state: by.state, answered_at: at, agreed_at: touched ? at : null },
		done_at: by.state === "done" ? instantOf(addDays(day, 1), "10:00") : null,
		minutes: by.state === "done" ? 60 : null,
	});
	if (post.blocked)
		rows["exchange.blocks"].push({
			...place,
			...{
				id: idOf(n + 11),
				one_reach_id: postId,
				one_called: post.called,
				other_reach_id: idOf(n + 12),
				other_called: "Remo",
			},
			made_at: at,
		});
}

function residentOf(outline: Outline): string | null {
	const here = demoAccounts.filter((account) => account.at === outline.slug && account.person);
	return here.find((account) => account.as === "resident")?.person ?? here[0]?.person ?? null;
}

type Left = { id: string; called: string; language: string; n: number; at: Date; until: string; confirmed: boolean };

function addReach({ rows, seal }: World, outline: Outline, left: Left): void {
	const { territoryId } = outline;
	const place = `community.reaches/${territoryId}/${left.id}`;
	const sealed = seal.ofTerritory(territoryId).close(`333 000 ${String(1000 + left.n)}`, place);
	rows["community.reaches"].push({
		...{ territory_id: territoryId, id: left.id, neighbourhood_id: outline.id, given_name: left.called },
		...{ language: left.language, contact_kind: "phone", contact_sealed: `\\x${sealed.toString("hex")}` },
		...{ code_tries: 0, codes_sent: 0, left_at: left.at },
		confirmed_at: left.confirmed ? left.at : null,
		confirmed_how: left.confirmed ? "desk" : null,
		...{ expires_on: left.until, kept_until: addDays(left.until, 60) },
	});
}

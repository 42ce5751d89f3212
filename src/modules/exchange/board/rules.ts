import { addDays, type Day } from "../../../core/period.ts";
import { fold } from "../../../core/text.ts";
import type { AnswerState, Care, PostKind, PostState } from "./contract.ts";

/** How somebody is called where anybody reads it: the first word, so that no surname stands there. */
export function firstName(called: string): string {
	return called.trim().split(/[\s,]+/u)[0] ?? "";
}

/** Days for which an offer stays on the board, whoever takes it. */
const offerDays = 180;

/** The last day on the board: an ask goes to whoever works there after the body's term. */
export function lastDay(kind: PostKind, today: Day, days: number): Day {
	return addDays(today, kind === "ask" ? days : offerDays);
}

/** Days for which a contact is kept after the last day of what hangs on it: the desk may still be taking care. */
export const keptDays = 60;

/**
 * Beginnings of words that may mean work for which one needs a licence, money, or care of somebody's body: a hint, in
 * each language, folded. A beginning of three letters or fewer is a whole word; Chinese ones stand anywhere.
 */
const hints: Record<Care, string> = {
	licence:
		"gas caldaia caldaie contatore fusibil elettricist idraulic antenn amianto gastherme heizkessel elektriker sicherungskasten boiler electrician plumber asbestos wiring gaz centrala electrician cazan instalator elektricist hidraulik kaldaja غاز سخان كهربائي گیس بجلی الیکٹریشن газ котел електрик сантехнік 煤气 燃气 电工 锅炉",
	money:
		"soldi denaro prestito prestiti euro bancomat bolletta bollette affitto affitti caparra geld darlehen kredit miete rechnung money loan loans rent cash bani imprumut chirie para qira hua نقود قرض ايجار مال پیسے قرض کرایہ гроші позика оренда 钱 借款 房租",
	care: "iniezion puntur medicazion catetere insulin farmaco medicin lavarla lavarlo doccia pannolon badant spritze verband katheter medikament waschen windel pflege injection catheter medicine medication bathing nappy diaper nursing injectie pansament cateter medicament scutec gjilpere ilace mjekim حقنة دواء ضمادة حفاض انجیکشن دوا پٹی укол ліки перевязк памперс 打针 吃药 洗澡 护理",
};
const stems = Object.entries(hints).map(([care, words]) => [care as Care, words.split(" ").map(stem)] as const);

function stem(word: string): { text: string; is: "sign" | "whole" | "beginning" } {
	if (/\p{Script=Han}/u.test(word)) return { text: word, is: "sign" };
	const text = fold(word);
	return { text, is: text.length <= 3 ? "whole" : "beginning" };
}

/** What a text may be about that neighbours should not do for each other. Only a hint: somebody reads it, nobody is refused. */
export function careIn(text: string): Care | undefined {
	const words = fold(text).split(" ");
	const speaks = ({ text: hint, is }: ReturnType<typeof stem>) =>
		is === "sign"
			? text.includes(hint)
			: words.some((word) => (is === "whole" ? word === hint : word.startsWith(hint)));
	return stems.find(([, all]) => all.some(speaks))?.[0];
}

/** Whether the words of a need stand in what would be public: they never may. */
export function repeatsNeed(need: string, said: string): boolean {
	const folded = fold(need);
	return folded.length > 0 && ` ${fold(said)} `.includes(` ${folded} `);
}

/** Who gives: whoever answers what was asked, whoever offered what is taken. */
export function giverIs(kind: PostKind): "poster" | "answerer" {
	return kind === "ask" ? "answerer" : "poster";
}

/** What becomes of a post when what two agreed on happened: what was asked is done, what is offered is offered again. */
export function afterDone(kind: PostKind, until: Day, today: Day): PostState {
	if (kind === "ask") return "done";
	return until >= today ? "open" : "withdrawn";
}

/** Where a post goes when what two agreed on came to nothing: back to the board, or to the desk when its time is over. */
export function afterOver(until: Day, today: Day): PostState {
	return until >= today ? "open" : "handed";
}

/** Whether one of the two may learn now whom to reach: both said yes, and they were not told on an earlier day. */
export function mayBeTold(state: AnswerState, toldOn: Day | null, today: Day): boolean {
	return state === "agreed" && (toldOn === null || toldOn === today);
}

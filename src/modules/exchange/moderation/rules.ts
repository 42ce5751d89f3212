import { fold } from "../../../core/text.ts";

/**
 * Words that hurt, a small list a language: whoever writes one is not accused of anything, somebody reads the text
 * before it is public. Folded, whole words; those of Chinese stand anywhere.
 */
const hurtful =
	"stronzo stronza stronzi bastardo bastardi puttana puttane troia troie vaffanculo frocio froci terrone terroni merda negro negri arschloch arschlocher hurensohn schlampe wichser kanake kanaken scheisse scheiße fotze fuck fucking bitch whore nigger faggot cunt asshole pula muie curva tigan tigani pizda mut kurve kurva pidhi qifsha كلب حمار عاهرة شرموطة زبالة کتا کتے حرامی کمینہ گشتی сука блядь хуй пизда шлюха підор жид сволота";
const hurtfulSigns = "操你 傻逼 妈的 混蛋 婊子 贱人 滚蛋".split(" ");
const hurtfulWords = new Set(hurtful.split(" ").map(fold));

const link =
	/\bhttps?:|\bwww\.|\b[\p{L}\p{N}-]{2,}\.(?:com|it|org|net|eu|de|at|ch|info|me|ro|al|ua|cn|pk|ru|io|app|link|shop|online|gl|ly)\b/iu;

/** Whether a text waits to be read before anybody sees it, and why. */
export function screen(text: string): { held: "words" | "link" | undefined } {
	if (link.test(text)) return { held: "link" };
	const isHurtful = fold(text)
		.split(" ")
		.some((word) => hurtfulWords.has(word));
	return { held: isHurtful || hurtfulSigns.some((sign) => text.includes(sign)) ? "words" : undefined };
}

const address = /[\p{L}\p{N}._%+-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
const dates = /\b\p{Nd}{1,2}[./-]\p{Nd}{1,2}(?:[./-](?:\p{Nd}{4}|\p{Nd}{2}))?\b|\b\p{Nd}{1,2}[:.]\p{Nd}{2}\b/gu;
const number = /(?:\+|\b)\p{Nd}(?:[\s./()-]{0,2}\p{Nd}){6,}/u;

/** Whether a text holds a telephone number or an e-mail address: those are passed on when both said yes, never before. */
export function holdsContact(text: string): boolean {
	return address.test(text) || number.test(text.replace(dates, " · "));
}

/** Someone as a block knows them: the person, where an account says who they are, and the contact they left. */
export type Blockable = { personId: string | null; contact: string | undefined };

/** Whether these are one and the same for a block: another name changes nothing. */
export function isSame(one: Blockable, other: Blockable): boolean {
	if (one.personId && other.personId) return one.personId === other.personId;
	return one.contact !== undefined && other.contact !== undefined && isSameContact(one.contact, other.contact);
}

/** Whether two contacts reach the same: figures alone, without the country in front, or an address in small letters. */
export function isSameContact(one: string, other: string): boolean {
	return bare(one) === bare(other);
}

function bare(contact: string): string {
	if (contact.includes("@")) return contact.toLowerCase();
	return contact.replace(/\D/g, "").replace(/^(?:00)?39(?=\d{8,})/, "");
}

/** Whether a block stands between the two, whichever of them it names first. */
export function isBetween(block: { one: Blockable; other: Blockable }, a: Blockable, b: Blockable): boolean {
	return (isSame(block.one, a) && isSame(block.other, b)) || (isSame(block.one, b) && isSame(block.other, a));
}

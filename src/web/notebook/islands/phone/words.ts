import { IntlMessageFormat } from "intl-messageformat";

export type Say = (key: string, values?: Record<string, string | number>) => string;

/** Says what the page brought along; the page was kept in the language of its reader. */
export function speaker(words: Record<string, string>, language: string): Say {
	const parsed = new Map<string, IntlMessageFormat>();
	return (key, values) => {
		const text = words[key];
		if (text === undefined) throw new Error(`no words for ${key}`);
		if (!/[{<']/.test(text)) return text;
		let message = parsed.get(key);
		if (!message) {
			message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
			parsed.set(key, message);
		}
		return String(message.format(values));
	};
}

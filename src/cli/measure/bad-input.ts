/** What somebody typed, or what stands in their file, that cannot be measured; its message is one line that says what to do. */
export class BadInput extends Error {
	constructor(line: string) {
		super(onOneLine(line));
	}
}

/** Control characters and line separators as escapes: whatever stands in a file name or a field, a message stays one line. */
function onOneLine(text: string): string {
	return text.replace(
		/[\p{Cc}\u2028\u2029]/gu,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/** What was found in a field, as a message tells it: shortened, in quotation marks. */
export function found(text: string): string {
	if (text === "") return "nothing";
	const characters = [...text.slice(0, 80)];
	return `"${characters.slice(0, 40).join("")}${characters.length > 40 ? "…" : ""}"`;
}

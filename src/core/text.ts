/** What a search compares: no accents, no capitals, single spaces. Source: Unicode TR15 (NFKD), combining marks removed. */
export function fold(text: string): string {
	return text
		.normalize("NFKD")
		.replace(/\p{M}+/gu, "")
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, " ")
		.trim();
}

/** True when PostgreSQL can store the text: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
	return !text.includes("\0") && text.isWellFormed();
}

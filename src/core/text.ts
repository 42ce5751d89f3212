/** What a search compares: no accents, no capitals, single spaces. Source: Unicode TR15 (NFKD), combining marks removed. */
export function fold(text: string): string {
	return text
		.normalize("NFKD")
		.replace(/\p{M}+/gu, "")
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, " ")
		.trim();
}

/** The folded words of a text: of a search, each has to stand in what is found. */
export function wordsOf(text = ""): string[] {
	return fold(text).split(" ").filter(Boolean);
}

/** True when PostgreSQL can store the text: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
	return !text.includes("\0") && text.isWellFormed();
}

/** A short name for addresses out of a name: small letters, figures and hyphens, at most 60. */
export function slugOf(name: string): string {
	return fold(name)
		.replace(/[^a-z0-9]+/g, "-")
		.replace(/^-+|-+$/g, "")
		.slice(0, 60)
		.replace(/-+$/, "");
}

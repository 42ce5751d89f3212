import { dateInWords, languageInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import type { PublicPost, Sort } from "./contract.ts";

/** Small drawings, each next to its word. */
const signs: Record<Sort, string> = {
	fix: "M9 18h6M10 21h4M12 3a6 6 0 0 1 4 10.5c-.7.7-1 1.500-1 2.500H9c0-1-.300-1.800-1-2.500A6 6 0 0 1 12 3",
	ride: "M3 16v-4l2-5h12l3 5v4zM3 12h17M7 16.500a2 2 0 1 0 .01 0M17 16.500a2 2 0 1 0 .01 0",
	form: "M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3",
	company: "M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2 2 0 0 1 0 5h-2M8 3v3M12 3v3",
	errand: "M5 8h14l-1.500 12h-11zM9 8V6a3 3 0 0 1 6 0v2",
	lend: "M14 4a5 5 0 0 0-5 7L3 17l4 4 6-6a5 5 0 0 0 7-5l-3 2-3-3 2-3z",
	plants: "M12 21v-9M12 12C7 12 5 9 5 5c4 0 7 2 7 7M12 14c0-4 3-6 7-6 0 4-3 6-7 6",
	learn: "M4 5h7a2 2 0 0 1 2 2v13a2 2 0 0 0-2-2H4zM20 5h-5a2 2 0 0 0-2 2v13a2 2 0 0 1 2-2h5z",
	other: "M6 12h.01M12 12h.01M18 12h.01M3 5h18v14H3z",
};

/** The picture of what a post is about. */
export function Sign({ sort }: { sort: Sort }) {
	return (
		<svg class="sign" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
			<path d={signs[sort]} fill="none" stroke="currentColor" stroke-width="1.6" />
		</svg>
	);
}

/** «chiede Rosa · un passaggio · 22 novembre» and, for words in another language, which. */
export function postLine(view: View, post: PublicPost): string {
	const { say, language } = view;
	return [
		say(`board.${post.kind}_of`, { name: post.called }),
		say(`board.sort_${post.sort}`),
		dateInWords(language, post.postedOn),
		post.language === language ? "" : say("board.written_in", { language: languageInWords(language, post.language) }),
	]
		.filter(Boolean)
		.join(" · ");
}

import type { ComponentChildren } from "preact";
import { languageInWords } from "./dates.ts";
import type { View } from "./http.ts";
import { directionOf, type Language } from "./words.ts";

/** What somebody wrote, in its own language, with a mark where that is not the reader's. */
export function Written({
	view,
	language,
	mark,
	children,
}: {
	view: View;
	language: Language;
	/** Another line than «written in»: who translated it. */
	mark?: string;
	children?: ComponentChildren;
}) {
	if (!children) return null;
	const isOther = language !== view.language;
	const said =
		mark ?? (isOther && view.say("square.written_in", { language: languageInWords(view.language, language) }));
	return (
		<div>
			<p lang={isOther ? language : undefined} dir={isOther ? directionOf(language) : undefined}>
				{children}
			</p>
			{said && <p class="small soft">{said}</p>}
		</div>
	);
}

/** The language of what somebody wrote, where it is not the page's own. */
export function langOf(view: View, language: string): string | undefined {
	return language === view.language ? undefined : language;
}

/** Words of another script keep their own order, and their full stop, in the middle of a line from right to left. */
export function apart(view: Pick<View, "language">, words: string): string {
	return words && directionOf(view.language) === "rtl" ? `\u2068${words}\u2069` : words;
}

import type { ComponentChildren } from "preact";
import { languageInWords } from "../ui/dates.ts";
import type { View } from "../ui/http.ts";
import { directionOf, type Language } from "../ui/words.ts";

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

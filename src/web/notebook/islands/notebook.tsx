import { render } from "preact";
import { App } from "./phone/app.tsx";
import { speaker } from "./phone/words.ts";

/**
 * The notebook that opens without coverage. The page says by itself what to do without scripts; what this needs of the
 * server's words and version stands on its element.
 */

const place = document.getElementById("notebook");
if (place) {
	const { words = "{}", questions = "{}", language = "it", version = "" } = place.dataset;
	if ("serviceWorker" in navigator)
		void navigator.serviceWorker.register("/notebook/worker.js", { scope: "/notebook" }).catch(() => undefined);
	place.replaceChildren();
	const say = speaker(JSON.parse(words), language);
	render(<App say={say} language={language} version={version} questions={JSON.parse(questions)} />, place);
}

import { createHash } from "node:crypto";
import { version } from "../../core/version.ts";
import { nobody } from "../../db/actor.ts";
import { isFromRight, isReviewed, questionIn } from "../../modules/community/agreements/asked.ts";
import { askedLanguages } from "../../modules/community/agreements/fields.ts";
import { purposes } from "../../modules/community/contract.ts";
import { only, page, routes, type View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import { type Language, messagesOf } from "../../ui/words.ts";

/** The notebook that opens without coverage: the page a phone keeps, and what makes it an app of its own there. */
export const pages = routes();

pages.get("/notebook", (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	// Only here, and only for the page itself: a voice may be turned into text by the device.
	c.header("permissions-policy", "camera=(), microphone=(self), geolocation=()");
	return page(c, <NotebookPage view={c.var.view} />);
});

/** What the phone keeps besides the page; a new file makes a new worker, and that one a new notebook. */
pages.get("/notebook/worker.js", (c) => {
	const files = [...kept.map(c.var.view.asset), manifestPath];
	const name = `filo-notebook-${createHash("sha256").update(files.join()).digest("hex").slice(0, 12)}`;
	const script = `self.kept=${JSON.stringify({ name, files })};importScripts(${JSON.stringify(c.var.view.asset("notebook-worker.js"))});`;
	return c.body(script, 200, {
		"content-type": "text/javascript; charset=utf-8",
		"cache-control": "no-cache",
		"service-worker-allowed": "/notebook",
	});
});

pages.get("/notebook/manifest.webmanifest", (c) => {
	const { asset, say, language } = c.var.view;
	const icons = [192, 512].map((side) => ({
		src: asset(`icon-${side}.png`),
		sizes: `${side}x${side}`,
		type: "image/png",
	}));
	return c.body(
		JSON.stringify({
			name: `Filò · ${say("notebook.title")}`,
			short_name: say("notebook.title"),
			lang: language,
			start_url: "/notebook",
			scope: "/notebook",
			display: "standalone",
			background_color: "#faf7f2",
			theme_color: "#faf7f2",
			icons: [...icons, { src: asset("icon.svg"), sizes: "any", type: "image/svg+xml" }],
		}),
		200,
		{ "content-type": "application/manifest+json; charset=utf-8", "cache-control": "no-cache" },
	);
});

const manifestPath = "/notebook/manifest.webmanifest";
const kept = [
	...["filo.css", "notebook.js", "enhance.js", "icon.svg", "icon-192.png"],
	...[400, 600, 700].map((weight) => `titillium-web-latin-${weight}-normal.woff2`),
];

/** Words of other places that the notebook says too. */
const borrowed =
	/^(ui\.(optional|errors_title|sign_in|sign_out)|error\.\w+|listening\.(text|kind|about|about_nobody|urgent|called|topic|topic_hint|heard_on|heard_from|heard_from_hint|during_visit|kind_\w+|topic_\w+)|exchange\.(giver|receiver|what|what_hint|day|minutes|minutes_hint|freely_tick|freely_hint|error_\w+)|ledger\.(purpose|language|language_none|unreviewed|answer|answer_\w+|band|band_\w+|how|until|until_hint|again|minor|responsible|responsible_as|as_\w+|error_\w+)|community\.(purpose_\w+|way_\w+|agreed_on))$/;

const wordsOf = new Map<Language, string>();

function wordsIn(language: Language): string {
	const known = wordsOf.get(language);
	if (known !== undefined) return known;
	const said = [...messagesOf(language)].filter(([key]) => key.startsWith("notebook.") || borrowed.test(key));
	const words = JSON.stringify(Object.fromEntries(said));
	wordsOf.set(language, words);
	return words;
}

/** In which words people are asked, in their own language: they are read out where there is no coverage too. */
const questions = JSON.stringify(
	Object.fromEntries(
		askedLanguages.map((language) => {
			const of = Object.fromEntries(purposes.map((purpose) => [purpose, questionIn(language, purpose)]));
			return [language, { isReviewed: isReviewed(language), isFromRight: isFromRight(language), of }];
		}),
	),
);

/** Ordinary pages that do the same with coverage. */
const besides = [
	["/today", "today"],
	["/listening/notes", "notes"],
	["/listening/follow-ups", "follow_ups"],
	["/initiatives", "initiatives"],
	["/exchange/acts", "acts"],
	["/community/persons", "persons"],
] as const;

/** The same for everybody: on a phone of several people nothing on it says who was here before. */
function NotebookPage({ view }: { view: View }) {
	const { say, language } = view;
	const unnamed: View = {
		...view,
		actor: nobody(),
		// Asked for again after a choice of language: the kept page is in the one before.
		path: "/notebook?again=1",
		neighbourhood: undefined,
		sessionId: undefined,
		idleMinutes: undefined,
		choices: 0,
	};
	const head = (
		<>
			<link rel="manifest" href={manifestPath} />
			<link rel="apple-touch-icon" href={view.asset("icon-192.png")} />
			<script src={view.asset("notebook.js")} defer />
		</>
	);
	return (
		<Page view={unnamed} title={say("notebook.title")} head={head} anybodys>
			<div
				id="notebook"
				class="stack"
				data-words={wordsIn(language)}
				data-questions={questions}
				data-language={language}
				data-version={version}
			>
				<noscript>
					<p>{say("notebook.no_script")}</p>
					<ul>
						{besides.map(([href, name]) => (
							<li key={href}>
								<a href={href}>{say(`notebook.besides_${name}`)}</a>
							</li>
						))}
					</ul>
				</noscript>
			</div>
		</Page>
	);
}

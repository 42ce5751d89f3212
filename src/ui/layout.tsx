import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { Once, RoutePath, type View } from "./http.ts";
import { SquareNav, type SquarePart } from "./square-nav.tsx";
import { directionOf, hasWords, isReviewed, languages, ownNames, residentLanguages } from "./words.ts";

/** Places of the staff's frame, in their order. */
const places = [
	{ id: "today", access: "1", href: "/today" },
	{ id: "listening", access: "2", href: "/listening/notes" },
	{ id: "community", access: "3", href: "/community/persons" },
	{ id: "initiatives", access: "4", href: "/initiatives" },
	{ id: "exchange", access: "5", href: "/exchange/acts" },
] as const;
export type Place = (typeof places)[number]["id"] | "search";

type PageProps = {
	view: View;
	title: string;
	/** The place of the frame that is current, for staff. */
	place?: Place;
	/** A line under the title. */
	lead?: ComponentChildren;
	/** A public page of a neighbourhood: no frame, the place as the head. */
	square?: { name: string; slug: string };
	/** The part of the square it belongs to: brings the links to the others. */
	part?: SquarePart;
	/** The same page for whoever holds the device: it neither says who is signed in nor asks anybody to. */
	anybodys?: boolean;
	/** What only this page has in its head. */
	head?: ComponentChildren;
	children?: ComponentChildren;
};

/** Staff who have the quiet column: those who work in a territory. */
function isStaff(view: View): boolean {
	return view.actor.role === "facilitator" || view.actor.role === "coordinator";
}

/** A whole document. Staff get the column of places, everybody else a head; the demonstration its strip. */
export function Page({ view, title, place, lead, square, part, anybodys, head, children }: PageProps) {
	const { say } = view;
	const staff = isStaff(view) && !square;
	return (
		<html lang={view.language} dir={directionOf(view.language)}>
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<meta name="theme-color" content={square ? "#074a53" : "#faf7f2"} media="(prefers-color-scheme: light)" />
				<meta name="theme-color" content={square ? "#0b2d33" : "#141a20"} media="(prefers-color-scheme: dark)" />
				<title>{`${title} · ${square ? square.name : "Filò"}`}</title>
				<link rel="icon" href={view.asset("icon.svg")} type="image/svg+xml" />
				<link rel="stylesheet" href={view.asset("filo.css")} />
				<script src={view.asset("enhance.js")} defer />
				{view.actor.accountId && <script src={view.asset("signing-out.js")} defer />}
				{head}
			</head>
			<body
				class={staff ? "staff" : square ? "square" : "plain"}
				data-idle={view.idleMinutes}
				data-account={view.idleMinutes && view.actor.accountId}
			>
				<a class="skip" href="#content">
					{say("ui.skip")}
				</a>
				{(view.demo || !view.ready) && (
					<aside class="demo-strip">
						<p>
							{say(view.demo ? "ui.demo" : "ui.not_ready")}{" "}
							{!view.ready && view.actor.role === "administrator" && (
								<a href="/programme/setup">{say("setup.not_ready_go")}</a>
							)}
						</p>
					</aside>
				)}
				{!isReviewed(view.language) && (
					<aside class="demo-strip" aria-label={say("ui.language")}>
						<p>{say("ui.not_reviewed")}</p>
					</aside>
				)}
				{staff ? <StaffFrame view={view} place={place} /> : <Head view={view} square={square} anybodys={anybodys} />}
				<main id="content" tabIndex={-1}>
					{view.done && <Done view={view} said={view.done} />}
					<h1>{title}</h1>
					{lead && <p class="lead">{lead}</p>}
					{square && <ReadAloud view={view} />}
					{staff && <Help view={view} />}
					{children}
				</main>
				{square && part && <SquareNav view={view} slug={square.slug} part={part} />}
				<Foot view={view} />
				{view.idleMinutes !== undefined && <Cover view={view} />}
			</body>
		</html>
	);
}

/**
 * What lies over a page on a shared phone that nobody has used for a while, put there by the script; without scripts
 * the server alone lets nobody on. What was typed stays on the page below.
 */
function Cover({ view: { say } }: { view: View }) {
	return (
		<section class="card" id="cover" aria-labelledby="cover-title" tabIndex={-1} hidden>
			<h2 id="cover-title">{say("sessions.cover_title")}</h2>
			<p>{say("sessions.cover_lead")}</p>
			<p class="error" role="alert" hidden>
				{say("sessions.cover_not_yet")}
			</p>
			<p class="row">
				<a class="button" href="/access/sign-in" target="_blank" rel="noopener">
					{say("sessions.cover_sign_in")}
				</a>
				<button type="button" class="button button-quiet">
					{say("sessions.cover_open")}
				</button>
			</p>
		</section>
	);
}

/** One button, hidden until a script has found that the device has a voice. */
function ReadAloud({ view: { say, asset } }: { view: View }) {
	return (
		<>
			<button type="button" class="link screen-only" data-aloud={say("square.stop_reading")} hidden>
				{say("square.read_aloud")}
			</button>
			<script src={asset("aloud.js")} defer />
		</>
	);
}

/** What was just done, said once; for a minute it can be taken back, also without scripts. */
function Done({ view, said }: { view: View; said: string }) {
	const { say, undo } = view;
	const back = new URL(view.path, view.base);
	for (const name of ["done", "undo"]) back.searchParams.delete(name);
	return (
		<div class="done spread">
			<p role="status">{say(said)}</p>
			{undo && isStaff(view) && (
				<form method="post" action="/undo">
					<input type="hidden" name="record" value={undo} />
					<input type="hidden" name="back" value={`${back.pathname}${back.search}`} />
					<button type="submit" class="link">
						{say("ui.undo")}
					</button>
				</form>
			)}
		</div>
	);
}

/** The paragraph of help of a page, folded: its key is the page's address, without what makes it one record's. */
function Help({ view }: { view: View }) {
	const key = helpKeyOf(useContext(RoutePath));
	if (!hasWords(key)) return null;
	return (
		<details class="help">
			<summary>{view.say("ui.help")}</summary>
			<p>{view.say(key)}</p>
		</details>
	);
}

/** `/listening/notes/:id` → `help.listening_notes_id`. */
function helpKeyOf(path: string): string {
	return `help.${path.replace(/[^a-z]+/g, "_").replace(/^_|_$/g, "")}`;
}

function Mark() {
	return (
		<svg class="mark" viewBox="0 0 34 28" width="34" height="28" aria-hidden="true">
			<path
				class="stroke-thread"
				d="M2 25 C10 25 9 5 17 5 s7 20 15 20 M11 14 a6 4 0 1 1 11 1 a6 4 0 0 1 -11 -1"
				fill="none"
				stroke-width="2.5"
				stroke-linecap="round"
			/>
		</svg>
	);
}

/** Small drawings for the bar on a phone: each says the place again, next to its word. */
const signs: Record<(typeof places)[number]["id"], string> = {
	today: "M12 2v5M12 17v5M12 7a5 5 0 1 0 0 10a5 5 0 0 0 0-10",
	listening: "M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12h5",
	community:
		"M6.5 4.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5M17.5 4.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5M12 15a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5M9 7h6M8 9.5l2.7 5.8M16 9.5l-2.7 5.8",
	initiatives: "M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4M9 15h.01M12 15h.01M15 15h.01",
	exchange: "M4 9h13l-3.5-3.5M20 15H7l3.5 3.5",
};

/** The quiet column of places. The brand leads home; the current place is marked for eye and ear. */
function StaffFrame({ view, place }: { view: View; place?: Place }) {
	const { say } = view;
	return (
		<header class="frame">
			<a class="brand" href="/today">
				<Mark />
				<span>Filò</span>
			</a>
			<Once of={["places", view.language, place]} draw={() => <Places view={view} place={place} />} />
			<div class="where">
				<a href="/search" accesskey="c" aria-current={place === "search" ? "page" : undefined}>
					{say("ui.search")}
				</a>
				<a href="/pacts">{say("pacts.title")}</a>
				<a href={view.actor.role === "facilitator" ? "/referrals" : "/referrals/measures"}>{say("referrals.place")}</a>
				{view.neighbourhood && <a href={`/n/${view.neighbourhood.slug}`}>{view.neighbourhood.name}</a>}
				{view.choices > 1 && <a href="/access/choose">{say("ui.change_neighbourhood")}</a>}
				<div class="wide">
					<SignOut view={view} />
				</div>
			</div>
		</header>
	);
}

/** The places of work, alike for all who work here. */
function Places({ view, place }: { view: View; place?: Place }) {
	return (
		<nav aria-label={view.say("ui.places")}>
			<ul>
				{places.map((p) => (
					<li key={p.id}>
						<a href={p.href} accesskey={p.access} aria-current={p.id === place ? "page" : undefined}>
							<svg class="sign" viewBox="0 0 24 24" aria-hidden="true">
								<path d={signs[p.id]} />
							</svg>
							<PlaceName view={view} id={p.id} />
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
}

/** A place's name, with a shorter one where the bar of a phone has no room; only one of the two is ever shown or read. */
function PlaceName({ view, id }: { view: View; id: (typeof places)[number]["id"] }) {
	const name = view.say(`ui.place_${id}`);
	if (id !== "community") return <span>{name}</span>;
	return (
		<>
			<span class="wide">{name}</span>
			<span class="narrow">{view.say("ui.place_community_short")}</span>
		</>
	);
}

function SignOut({ view }: { view: View }) {
	return (
		<form method="post" action="/access/sign-out">
			<button type="submit" class="link">
				{view.say("ui.sign_out")}
			</button>
		</form>
	);
}

/** The head of pages without a frame: the neighbourhood's name on its own pages, the brand elsewhere. */
function Head({ view, square, anybodys }: Pick<PageProps, "view" | "square" | "anybodys">) {
	return (
		<header class="head">
			{square ? (
				<a class="brand" href={`/n/${square.slug}`}>
					{square.name}
				</a>
			) : (
				<a class="brand" href="/">
					<Mark />
					<span>Filò</span>
				</a>
			)}
			<div class="head-links">
				{!anybodys && <OwnDoor view={view} onSquare={square !== undefined} />}
				<details class="languages">
					<summary>
						<span class="visually-hidden">{view.say("ui.language")}: </span>
						{ownNames[view.language]}
					</summary>
					<LanguageChoice view={view} />
				</details>
			</div>
		</header>
	);
}

/** Where the reader's own things are: residents on a public page are asked for nothing. */
function OwnDoor({ view, onSquare }: { view: View; onSquare: boolean }) {
	const { say, actor } = view;
	if (isStaff(view)) return <a href="/today">{say("ui.place_today")}</a>;
	if (actor.role !== "nobody") return <a href="/access/me">{actor.name}</a>;
	return onSquare ? null : <a href="/access/sign-in">{say("ui.sign_in")}</a>;
}

/** The languages, as a form that works without scripts and comes back to the same page. */
function LanguageChoice({ view }: { view: View }) {
	return (
		<form method="post" action="/access/language" aria-label={view.say("ui.language")}>
			<input type="hidden" name="back" value={view.path} />
			{(isStaff(view) ? languages : residentLanguages).map((language) => (
				<button
					key={language}
					type="submit"
					name="language"
					value={language}
					lang={language}
					dir={directionOf(language)}
					aria-current={language === view.language ? "true" : undefined}
				>
					{ownNames[language]}
				</button>
			))}
		</form>
	);
}

function Foot({ view }: { view: View }) {
	const { say, actor } = view;
	return (
		<footer class="foot">
			<ul>
				<li>
					<a href="/programme">{say("ui.foot_programme")}</a>
				</li>
				<li>
					<a href="/access/privacy">{say("ui.foot_privacy")}</a>
				</li>
				{actor.role !== "nobody" && (
					<li>
						<a href="/access/me">{say("ui.foot_me")}</a>
					</li>
				)}
				{actor.role !== "nobody" && (
					<li class="narrow">
						<SignOut view={view} />
					</li>
				)}
			</ul>
			{isStaff(view) && (
				<div class="languages">
					<LanguageChoice view={view} />
				</div>
			)}
		</footer>
	);
}

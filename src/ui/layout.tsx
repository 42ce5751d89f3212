import type { ComponentChildren } from "preact";
import type { View } from "./http.ts";
import { languages } from "./words.ts";

/** Places of the staff's frame, in their order. */
const places = [
	{ id: "today", href: "/today" },
	{ id: "listening", href: "/listening/notes" },
	{ id: "community", href: "/community/persons" },
	{ id: "initiatives", href: "/initiatives" },
	{ id: "exchange", href: "/exchange/acts" },
] as const;
export type Place = (typeof places)[number]["id"];

type PageProps = {
	view: View;
	title: string;
	/** The place of the frame that is current, for staff. */
	place?: Place;
	/** A line under the title. */
	lead?: ComponentChildren;
	/** A public page of a neighbourhood: no frame, the place as the head. */
	square?: { name: string; slug: string };
	children?: ComponentChildren;
};

/** Staff who have the quiet column: those who work in a territory. */
function isStaff(view: View): boolean {
	return view.actor.role === "facilitator" || view.actor.role === "coordinator";
}

/** A whole document. Staff get the column of places, everybody else a head; the demonstration its strip. */
export function Page({ view, title, place, lead, square, children }: PageProps) {
	const { say } = view;
	const staff = isStaff(view) && !square;
	return (
		<html lang={view.language}>
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<title>{`${title} · ${square ? square.name : "Filò"}`}</title>
				<link rel="icon" href={view.asset("icon.svg")} type="image/svg+xml" />
				<link rel="stylesheet" href={view.asset("filo.css")} />
				<script src={view.asset("enhance.js")} defer />
			</head>
			<body class={staff ? "staff" : square ? "square" : "plain"}>
				<a class="skip" href="#content">
					{say("ui.skip")}
				</a>
				{view.demo && <p class="demo-strip">{say("ui.demo")}</p>}
				{staff ? <StaffFrame view={view} place={place} /> : <Head view={view} square={square} />}
				<main id="content" tabIndex={-1}>
					{view.done && (
						<p class="done" role="status">
							{say(view.done)}
						</p>
					)}
					<h1>{title}</h1>
					{lead && <p class="lead">{lead}</p>}
					{children}
				</main>
				<Foot view={view} />
			</body>
		</html>
	);
}

function Mark() {
	return (
		<svg class="mark" viewBox="0 0 34 28" width="34" height="28" aria-hidden="true">
			<path d="M2 25 C10 25 9 5 17 5 s7 20 15 20 M11 14 a6 4 0 1 1 11 1 a6 4 0 0 1 -11 -1" fill="none" stroke="#c8553d" stroke-width="2.5" stroke-linecap="round" />
		</svg>
	);
}

function StaffFrame({ view, place }: { view: View; place?: Place }) {
	const { say } = view;
	return (
		<header class="frame">
			<a class="brand" href="/today">
				<Mark />
				<span>Filò</span>
			</a>
			<nav aria-label={say("ui.places")}>
				<ul>
					{places.map((p) => (
						<li key={p.id}>
							<a href={p.href} aria-current={p.id === place ? "page" : undefined}>
								{say(`ui.place_${p.id}`)}
							</a>
						</li>
					))}
				</ul>
			</nav>
			<div class="where">
				{view.neighbourhood && <a href={`/n/${view.neighbourhood.slug}`}>{view.neighbourhood.name}</a>}
				{view.choices > 1 && <a href="/access/choose">{say("ui.change_neighbourhood")}</a>}
				<SignOut view={view} />
			</div>
		</header>
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

function Head({ view, square }: { view: View; square?: PageProps["square"] }) {
	const { say, actor } = view;
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
				{actor.role === "nobody" ? !square && <a href="/access/sign-in">{say("ui.sign_in")}</a> : <a href="/access/me">{actor.name}</a>}
				<Languages view={view} />
			</div>
		</header>
	);
}

/** The language, as links that work without scripts and come back to the same page. */
function Languages({ view }: { view: View }) {
	return (
		<form method="post" action="/access/language" class="languages" aria-label={view.say("ui.language")}>
			<input type="hidden" name="back" value={view.path} />
			{languages.map((language) => (
				<button key={language} type="submit" name="language" value={language} lang={language} aria-pressed={language === view.language}>
					{view.say(`ui.language_${language}`)}
				</button>
			))}
		</form>
	);
}

function Foot({ view }: { view: View }) {
	const { say } = view;
	return (
		<footer class="foot">
			{isStaff(view) && <Languages view={view} />}
			<p>
				<a href="/programme">{say("ui.foot_programme")}</a> · <a href="/access/privacy">{say("ui.foot_privacy")}</a>
				{view.actor.role !== "nobody" && (
					<>
						{" "}
						· <a href="/access/me">{say("ui.foot_me")}</a>
					</>
				)}
			</p>
		</footer>
	);
}

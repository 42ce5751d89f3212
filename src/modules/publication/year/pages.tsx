import { Refused } from "../../../core/refusal.ts";
import { Empty, LinkButton, Table } from "../../../ui/components.tsx";
import { dateInWords, numberInWords } from "../../../ui/dates.ts";
import { type Ctx, publicPage, routes, slugIn, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { answerPdf } from "../../../ui/print/answer.tsx";
import { langOf, Written } from "../../../ui/written.tsx";
import type { Neighbourhood } from "../../programme/contract.ts";
import { spanOf } from "./rules.ts";
import { sentencesOf } from "./sentences.ts";
import { countedYears, type ShownYear, yearOf } from "./service.ts";
import { yearSheet } from "./sheet.ts";

/** `/n/<slug>/year`: what the neighbourhood did in a calendar year, for anybody. */
export const pages = routes();

pages.get("/n/:slug/year", async (c) => {
	const { place, years } = await countedYears(c.var.ground, slugIn(c));
	if (years[0] !== undefined) return c.redirect(`/n/${place.slug}/year/${years[0]}`, 303);
	return publicPage(c, place, () => <NonePage view={c.var.view} place={place} />);
});

function shownYear(c: Ctx, file = ""): Promise<ShownYear> {
	const asked = (c.req.param("year") ?? "").slice(0, -file.length || undefined);
	if (!/^(19|20|21)\d\d$/.test(asked)) throw new Refused("not_found");
	return yearOf(c.var.ground, slugIn(c), Number(asked));
}

pages.get("/n/:slug/year/:year{\\d+\\.pdf}", async (c) => {
	const shown = await shownYear(c, ".pdf");
	const path = `/n/${shown.place.slug}/year/${shown.year.year}`;
	return answerPdf(
		c,
		{ name: `${shown.place.slug}-${shown.year.year}`, printable: path },
		yearSheet(c.var.view, shown, path),
	);
});

pages.get("/n/:slug/year/:year", async (c) => {
	const shown = await shownYear(c);
	return publicPage(c, shown, () => <YearPage view={c.var.view} {...shown} />);
});

pages.get("/api/n/:slug/year/:year", async (c) => {
	const { place, year, initiatives } = await shownYear(c);
	const { slug, name, fictional } = place;
	return c.json({ neighbourhood: { slug, name, fictional }, ...spanOf(year.year), ...year, open: initiatives });
});

function NonePage({ view, place }: { view: View; place: Neighbourhood }) {
	const { say } = view;
	return (
		<Page view={view} square={place} part="year" title={say("year.none_title")}>
			<Empty>
				<p>{say("year.none")}</p>
			</Empty>
		</Page>
	);
}

function YearPage({ view, place, year, years, initiatives, stories }: { view: View } & ShownYear) {
	const { say, language } = view;
	const { first, rest } = sentencesOf(view, year);
	const { from, to } = spanOf(year.year);
	const path = `/n/${place.slug}/year`;
	return (
		<Page
			view={view}
			square={place}
			part="year"
			title={say("year.title", { year: String(year.year) })}
			lead={say("year.lead")}
		>
			<p class="sentence">{first}</p>
			<ul>
				{rest.map((line) => (
					<li key={line}>{line}</li>
				))}
			</ul>
			<p class="soft">
				{say("year.period", {
					from: dateInWords(language, from),
					to: dateInWords(language, to),
					day: dateInWords(language, year.countedOn),
				})}
			</p>
			{initiatives.length > 0 && (
				<Table
					caption={say("year.what")}
					head={[say("year.what_name"), say("year.what_times")]}
					figures={[1]}
					rows={initiatives.map((i) => [
						<a key={i.id} href={`/n/${place.slug}/initiatives/${i.id}`} lang={langOf(view, i.language)} dir="auto">
							{i.title}
						</a>,
						numberInWords(language, i.sessions),
					])}
				/>
			)}
			{stories.length > 0 && (
				<section>
					<h2>{say("year.stories")}</h2>
					<p>{say("year.stories_lead")}</p>
					{stories.map((story) => (
						<article key={story.id}>
							<h3 lang={langOf(view, story.language)} dir="auto">
								{story.title}
							</h3>
							<Written view={view} language={story.language}>
								{story.text}
							</Written>
						</article>
					))}
				</section>
			)}
			<p>
				<a class="button button-quiet" href={`${path}/${year.year}.pdf`} download>
					{say("year.sheet")}
				</a>
			</p>
			{years.length > 1 && (
				<section>
					<h2>{say("year.others")}</h2>
					<p class="row">
						{years
							.filter((other) => other !== year.year)
							.map((other) => (
								<LinkButton key={other} href={`${path}/${other}`} quiet>
									{String(other)}
								</LinkButton>
							))}
					</p>
				</section>
			)}
		</Page>
	);
}

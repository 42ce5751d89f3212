import { addDays, dayOf, nextMonthStart, weekStart } from "../../core/period.ts";
import { publicDatesIn, publicInitiativeIn, publicWeekIn } from "../../modules/initiatives/service.ts";
import type { Neighbourhood } from "../../modules/programme/contract.ts";
import { inOrder, outsideDatesIn } from "../../modules/publication/outside/service.ts";
import { Actions, Button, Chips, LanguageField, Tick } from "../../ui/components.tsx";
import { monthInWords } from "../../ui/dates.ts";
import { emptyForm } from "../../ui/form.ts";
import { type Ctx, idOf, publicPage, routes, slugIn, type View } from "../../ui/http.ts";
import { readQuery } from "../../ui/json.ts";
import { Page } from "../../ui/layout.tsx";
import { answerPdf } from "../../ui/print/answer.tsx";
import { pdf } from "../../ui/print/typst.ts";
import { type Language, ownNames } from "../../ui/words.ts";
import { langOf } from "../../ui/written.tsx";
import { readPublicly } from "../square-parts.tsx";
import { type Choice, choice, choiceOfDays, sizes } from "./contract.ts";
import { cardSheet, daysSheet, mostDates, posterSheet, type Span, spanOf } from "./sheets.ts";
import { viewOf } from "./wall.ts";

/** `/n/<slug>/paper` and the sheets it leads to: the square for walls, notice boards and stairs. Open to anybody. */
export const pages = routes();

pages.get("/n/:slug/paper", async (c) => {
	const chosen = readQuery(c, choice);
	const { view } = c.var;
	const { place, found } = await readPublicly(c, (read) => publicWeekIn(read, slugIn(c), dayOf(view.now)));
	const shown = { place, chosen, open: found.open };
	pdf.getReady();
	return publicPage(c, shown, () => <PaperPage view={view} {...shown} />);
});

function PaperPage({
	view,
	place,
	chosen,
	open,
}: {
	view: View;
	place: Neighbourhood;
	chosen: Choice;
	open: readonly { id: string; title: string; language: Language }[];
}) {
	const { say } = view;
	const { language = view.language, size = "a4", large } = chosen;
	const base = `/n/${place.slug}`;
	const how = new URLSearchParams({ language, size, ...(large && { large: "1" }) });
	const today = dayOf(view.now);
	const next = nextMonthStart(today);
	const of = (path: string, from?: string) => `${base}/${path}?${how}${from ? `&from=${from}` : ""}`;
	return (
		<Page view={view} square={place} part="paper" title={say("paper.title")} lead={say("paper.lead")}>
			<form method="get" action={`${base}/paper`} class="form" aria-label={say("paper.choose_title")}>
				<LanguageField view={view} form={emptyForm} label={say("paper.language")} value={language} />
				<Chips
					view={view}
					form={emptyForm}
					name="size"
					label={say("paper.size")}
					options={sizes.map((value) => ({ value, label: say(`paper.size_${value}`) }))}
					value={size}
				/>
				<Tick view={view} form={emptyForm} name="large" label={say("paper.large")} checked={large} />
				<Actions>
					<Button>{say("paper.choose")}</Button>
				</Actions>
			</form>
			<section>
				<h2>{say("paper.sheets")}</h2>
				<p>{say("paper.sheets_lead", { language: ownNames[language], size: say(`paper.size_${size}`) })}</p>
				<ul>
					<Sheet href={of("week.pdf")}>{say("square.title")}</Sheet>
					<Sheet href={of("week.pdf", addDays(weekStart(today), 7))}>{say("paper.next_week")}</Sheet>
					<Sheet href={of("month.pdf")}>{monthInWords(view.language, today)}</Sheet>
					<Sheet href={of("month.pdf", next)}>{monthInWords(view.language, next)}</Sheet>
					<Sheet href={of("card.pdf")}>{say("paper.card")}</Sheet>
				</ul>
			</section>
			{open.length > 0 && (
				<section>
					<h2>{say("paper.posters")}</h2>
					<ul>
						{open.map((i) => (
							<Sheet key={i.id} href={of(`initiatives/${i.id}/poster.pdf`)} lang={langOf(view, i.language)}>
								{i.title}
							</Sheet>
						))}
					</ul>
				</section>
			)}
		</Page>
	);
}

function Sheet({ href, lang, children }: { href: string; lang?: string; children: string }) {
	return (
		<li>
			<a href={href} download lang={lang} dir="auto">
				{children}
			</a>{" "}
			(PDF)
		</li>
	);
}

for (const kind of ["week", "month"] as const)
	pages.get(`/n/:slug/${kind}.pdf`, async (c) => {
		const { from, ...chosen } = readQuery(c, choiceOfDays);
		const span = spanOf(kind, dayOf(c.var.view.now), from);
		return daysAnswer(c, span, chosen);
	});

async function daysAnswer(c: Ctx, span: Span, chosen: Choice): Promise<Response> {
	const { place, found: dates } = await readPublicly(c, async (read, n) => {
		const [own, outside] = await Promise.all([
			publicDatesIn(read, n, span, mostDates + 1),
			outsideDatesIn(read, n.slug, span, mostDates + 1),
		]);
		return inOrder(own, outside).slice(0, mostDates + 1);
	});
	const view = viewOf(c.var.view, chosen);
	const file = { name: `${place.slug}-${span.from}`, printable: `/n/${place.slug}` };
	return answerPdf(c, file, daysSheet(view, chosen, { place, span, dates }));
}

pages.get("/n/:slug/card.pdf", async (c) => {
	const chosen = readQuery(c, choice);
	const { place } = await readPublicly(c, async () => undefined);
	const file = { name: place.slug, printable: `/n/${place.slug}/numbers` };
	return answerPdf(c, file, cardSheet(viewOf(c.var.view, chosen), chosen, place));
});

pages.get("/n/:slug/initiatives/:id/poster.pdf", async (c) => {
	const chosen = readQuery(c, choice);
	const id = idOf(c);
	const { place, found } = await readPublicly(c, (read, n) => publicInitiativeIn(read, n, id, dayOf(c.var.view.now)));
	const file = { name: `${place.slug}-${id.slice(-6)}`, printable: `/n/${place.slug}/initiatives/${id}` };
	return answerPdf(c, file, posterSheet(viewOf(c.var.view, chosen), chosen, { place, ...found }));
});

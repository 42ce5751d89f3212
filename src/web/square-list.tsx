import { addDays, type Day, dayOf } from "../core/period.ts";
import type { PublicSearch } from "../modules/initiatives/contract.ts";
import { publicSearch } from "../modules/initiatives/contract.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { everyDateIn } from "../modules/publication/outside/service.ts";
import { Button, LinkButton, Select, TextField, Thread, Tick } from "../ui/components.tsx";
import { languageInWords, monthInWords } from "../ui/dates.ts";
import { Desk } from "../ui/desk.tsx";
import { emptyForm, type FormState } from "../ui/form.ts";
import { type Ctx, publicPage, routes, type View } from "../ui/http.ts";
import { readQuery } from "../ui/json.ts";
import { Page } from "../ui/layout.tsx";
import { residentLanguages } from "../ui/words.ts";
import { knots, publicPlace, readPublicly } from "./square-parts.tsx";

/** `/n/<slug>/list`: every date to come, by month, word, language spoken there, and without steps. */
export const pages = routes();

type Found = Awaited<ReturnType<typeof everyDateIn>>;

async function search(c: Ctx): Promise<{ place: Neighbourhood; found: Found; wanted: PublicSearch }> {
	const wanted = readQuery(c, publicSearch);
	const today = dayOf(c.var.view.now);
	return { ...(await readPublicly(c, (read, place) => everyDateIn(read, place, wanted, today))), wanted };
}

pages.get("/n/:slug/list", async (c) => {
	const shown = await search(c);
	return publicPage(c, shown, () => <ListPage view={c.var.view} {...shown} />);
});

pages.get("/api/n/:slug/list", async (c) => {
	const { place, found } = await search(c);
	return c.json({ neighbourhood: publicPlace(place), ...found });
});

/** The months one can choose: this one and eleven more. */
function months(today: Day): Day[] {
	const all: Day[] = [];
	for (let day = `${today.slice(0, 7)}-01` as Day; all.length < 12; day = `${addDays(day, 31).slice(0, 7)}-01` as Day)
		all.push(day);
	return all;
}

function ListPage({
	view,
	place,
	found,
	wanted,
}: {
	view: View;
	place: Neighbourhood;
	found: Found;
	wanted: PublicSearch;
}) {
	const { say } = view;
	const isWhole = !found.next && !wanted.cursor;
	return (
		<Page view={view} square={place} part="list" title={say("square.list_title")} lead={say("square.list_lead")}>
			<Search view={view} place={place} wanted={wanted} />
			<p class="sentence">{isWhole ? say("square.found", { n: found.items.length }) : say("square.found_many")}</p>
			{found.items.length > 0 && <Thread label={say("square.list_title")} knots={knots(view, place, found.items)} />}
			{found.next && (
				<p>
					<LinkButton href={`/n/${place.slug}/list?${queryOf(wanted, found.next)}`} quiet>
						{say("square.later")}
					</LinkButton>
				</p>
			)}
			<Desk view={view} place={place} />
		</Page>
	);
}

/** The search again, from a place in its list on. */
function queryOf({ month, q, language, stepFree }: PublicSearch, cursor: string): URLSearchParams {
	const given = Object.entries({ month, q, language, stepFree: stepFree ? "yes" : undefined, cursor });
	return new URLSearchParams(given.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])));
}

function Search({ view, place, wanted }: { view: View; place: Neighbourhood; wanted: PublicSearch }) {
	const { say, language } = view;
	const form: FormState = emptyForm;
	return (
		<search>
			<form class="form" action={`/n/${place.slug}/list`}>
				<TextField
					view={view}
					form={form}
					name="q"
					type="search"
					label={say("square.q")}
					value={wanted.q}
					maxLength={60}
				/>
				<Select
					view={view}
					form={form}
					name="month"
					label={say("square.month")}
					empty={say("square.any_month")}
					value={wanted.month}
					options={months(dayOf(view.now)).map((day) => ({
						value: day.slice(0, 7),
						label: monthInWords(language, day),
					}))}
				/>
				<Select
					view={view}
					form={form}
					name="language"
					label={say("square.spoken_in")}
					empty={say("square.any_language")}
					value={wanted.language}
					options={residentLanguages.map((value) => ({ value, label: languageInWords(language, value) }))}
				/>
				<Tick view={view} form={form} name="stepFree" label={say("square.only_step_free")} checked={wanted.stepFree} />
				<p class="row">
					<Button>{say("square.search")}</Button>
				</p>
			</form>
		</search>
	);
}

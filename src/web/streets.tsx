import { idFromContent } from "../core/ids.ts";
import { dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { fold } from "../core/text.ts";
import { recordPlace } from "../modules/community/parties/service.ts";
import { placesOf } from "../modules/community/service.ts";
import { drawingIn } from "../modules/programme/body/service.ts";
import { neighbourhoodIn } from "../modules/programme/service.ts";
import { Actions, Button, Empty, Form, Readers } from "../ui/components.tsx";
import { type Ctx, only, page, routes, seeOther } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** The streets by which a neighbourhood was drawn, to be added to its places all at once by who works there. */
export const pages = routes();

const path = "/community/places/streets";

/** Streets written at the start that are no place yet. */
function missingStreets(c: Ctx): Promise<{ neighbourhoodId: string; streets: string[] }> {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	return ground.db.readAs(actor, async (read) => {
		const { id } = await neighbourhoodIn(read);
		const [{ streets }, places] = await Promise.all([drawingIn(read, id), placesOf(read, id)]);
		const known = new Set(places.map((place) => place.folded));
		return { neighbourhoodId: id, streets: streets.filter((street) => !known.has(fold(street))) };
	});
}

pages.get(path, async (c) => {
	const { view } = c.var;
	const { say } = view;
	const { streets } = await missingStreets(c);
	return page(
		c,
		<Page view={view} place="community" title={say("setup.streets_title")}>
			{streets.length === 0 ? (
				<Empty>
					<p>{say("setup.streets_none")}</p>
				</Empty>
			) : (
				<Form action={path} label={say("setup.streets_title")}>
					<p>{say("setup.streets_lead", { n: streets.length, streets: streets.join(", ") })}</p>
					<Readers>{say("setup.streets_readers")}</Readers>
					<Actions>
						<Button>{say("setup.streets_add")}</Button>
					</Actions>
				</Form>
			)}
			<p>
				<a href="/community/places">{say("setup.streets_back")}</a>
			</p>
		</Page>,
	);
});

pages.post(path, async (c) => {
	const { ground, actor } = c.var;
	const { neighbourhoodId, streets } = await missingStreets(c);
	for (const label of streets) {
		// Made from the name: two who press the button at once write each street once.
		const id = idFromContent<"party">(new Date(dayOf(ground.clock())), [neighbourhoodId, "street", fold(label)]);
		await recordPlace(ground, actor, { id, label, sort: "street", existedBefore: true, another: false }).catch(
			(error) => {
				if (!(error instanceof Refused)) throw error;
			},
		);
	}
	return seeOther(c, "/community/places", "setup.streets_added");
});

import { Refused } from "../core/refusal.ts";
import { type Assignment, choice } from "../modules/access/contract.ts";
import { tokenOf } from "../modules/access/cookie.ts";
import { choosePlace, placesHeld } from "../modules/access/service.ts";
import type { Neighbourhood } from "../modules/programme/contract.ts";
import { Button, Entries, Form } from "../ui/components.tsx";
import { readForm } from "../ui/form.ts";
import { page, routes, seeOther } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { type Places, placeOf, placesOf } from "./places.ts";

/** The role and the neighbourhood on screen, chosen among those held. */
export const pages = routes();

pages.get("/access/choose", async (c) => {
	const { view, ground, actor } = c.var;
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	const { say } = view;
	const held = await placesHeld(ground, actor);
	const places = await placesOf(c);
	const options = held.flatMap((a) => screensOf(a, places).map((n) => ({ a, n })));
	const nameOf = (a: Assignment, n?: Neighbourhood) =>
		n?.name ?? places.territories.find((t) => t.id === a.territoryId)?.name ?? say("access.choose_everywhere");
	return page(
		c,
		<Page view={view} title={say("access.choose_title")}>
			<Entries
				items={options.map(({ a, n }) => ({
					key: `${a.role} ${n?.slug ?? a.territoryId}`,
					title: nameOf(a, n),
					line: say(`access.role_${a.role}`),
					actions: (
						<Form action="/access/choose" label={nameOf(a, n)}>
							<input type="hidden" name="role" value={a.role} />
							<input
								type="hidden"
								name="territory"
								value={places.territories.find((t) => t.id === a.territoryId)?.slug ?? ""}
							/>
							<input type="hidden" name="neighbourhood" value={n?.slug ?? ""} />
							<Button quiet>
								{say("access.choose_this")} <span class="visually-hidden">{nameOf(a, n)}</span>
							</Button>
						</Form>
					),
				}))}
			/>
		</Page>,
	);
});

/** What a role can put on screen: its neighbourhood, for a coordinator each of the territory's, else nothing. */
function screensOf(a: Assignment, places: Places): (Neighbourhood | undefined)[] {
	if (a.neighbourhoodId) return places.neighbourhoods.filter((n) => n.id === a.neighbourhoodId);
	const inTerritory =
		a.role === "coordinator" ? places.neighbourhoods.filter((n) => n.territoryId === a.territoryId) : [];
	return inTerritory.length > 0 ? inTerritory : [undefined];
}

pages.post("/access/choose", async (c) => {
	const { ground, actor } = c.var;
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	const parsed = await readForm(c, choice);
	if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
	const { role, territory, neighbourhood } = parsed.input;
	const places = await placesOf(c);
	const onScreen = places.neighbourhoods.find((n) => n.slug === neighbourhood);
	const wanted = placeOf(places, role, territory, neighbourhood);
	const place = { ...wanted, neighbourhoodId: onScreen?.id ?? wanted.neighbourhoodId };
	await choosePlace(ground, actor, tokenOf(c), place, onScreen);
	return seeOther(c, role === "facilitator" || role === "coordinator" ? "/today" : "/access/me");
});

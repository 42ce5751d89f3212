import { Refused } from "../../../../core/refusal.ts";
import { readForm } from "../../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, slugIn, type View } from "../../../../ui/http.ts";
import { Page } from "../../../../ui/layout.tsx";
import { sayIn } from "../../../../ui/words.ts";
import type { Space } from "../../../spaces/contract.ts";
import { changeCalendar } from "../contract.ts";
import { busyText } from "../ical.ts";
import { SecretCalendar, sendCalendar } from "../parts.tsx";
import { closeSpaceCalendar, openSpaceCalendar, spaceCalendar, spaceFeed } from "./service.ts";

/** `/publication/spaces/<id>`: the calendar of a room for whoever else looks after it, and its secret address. */
export const pages = routes();

pages.get("/publication/spaces/:id", async (c) => {
	const { space, isOpen } = await spaceCalendar(c.var.ground, c.var.actor, idOf(c));
	return page(c, <SpaceCalendarPage view={c.var.view} space={space} isOpen={isOpen} />);
});

/** No redirect after the address is made: it would keep the secret in the browser's history. */
pages.post("/publication/spaces/:id", async (c: Ctx) => {
	const { ground, actor, view } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const { space, slug, isOpen } = await spaceCalendar(ground, actor, id);
	const parsed = await readForm(c, changeCalendar);
	if (!parsed.ok) return page(c, <SpaceCalendarPage view={view} space={space} isOpen={isOpen} />, 422);
	if (parsed.input.do === "close") {
		await closeSpaceCalendar(ground, actor, id);
		return seeOther(c, `/publication/spaces/${id}`, "spacestaff.calendar_closed");
	}
	const path = `/n/${slug}/spaces/${id}/calendar/${await openSpaceCalendar(ground, actor, id)}.ics`;
	return page(c, <SpaceCalendarPage view={view} space={space} isOpen path={path} />);
});

type Props = { view: View; space: Space; isOpen: boolean; path?: string };

function SpaceCalendarPage({ view, space, isOpen, path }: Props) {
	const { say } = view;
	return (
		<Page view={view} title={say("spacestaff.calendar")} lead={space.name}>
			<SecretCalendar
				view={view}
				action={`/publication/spaces/${space.id}`}
				isOpen={isOpen}
				state={say(isOpen ? "spacestaff.calendar_open" : "spacestaff.calendar_none")}
				says={say("spacestaff.calendar_says")}
				path={path}
			/>
			<p>
				<a href={`/spaces/${space.id}`}>{space.name}</a>
			</p>
		</Page>
	);
}

pages.get("/n/:slug/spaces/:id/calendar/:file", async (c) => {
	const [, token] = /^([A-Za-z0-9_-]{43})\.ics$/.exec(c.req.param("file") ?? "") ?? [];
	if (!token) throw new Refused("not_found");
	const { space, slug, times } = await spaceFeed(c.var.ground, slugIn(c), idOf(c), token);
	const say = sayIn(space.language);
	const head = { name: space.name, url: `${c.var.view.base}/n/${slug}/spaces/${space.id}` };
	const taken = times.map(({ id, agreed, ...time }) => ({
		...{ ...time, uid: id, isSure: agreed },
		words: say(agreed ? "calendar.taken" : "calendar.asked"),
	}));
	return sendCalendar(c, busyText(head, taken), "filo.ics");
});

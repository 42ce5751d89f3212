import { Refused } from "../core/refusal.ts";
import { keptDays, type Opened, type OpenedOf } from "../modules/access/readings/contract.ts";
import { openedOfIn } from "../modules/access/readings/service.ts";
import { calledIn, pathOf } from "../modules/community/contract.ts";
import { openPersonIn } from "../modules/community/readings/service.ts";
import { Actions, Empty, LinkButton } from "../ui/components.tsx";
import { dateInWords } from "../ui/dates.ts";
import { type Ctx, idOf, only, page, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

/** Who has read what is written of somebody: for themselves, and to print for them at the desk. */
export const pages = routes();

/** What the person themselves sees; undefined for an account that belongs to nobody known here. */
async function mine(c: Ctx): Promise<OpenedOf | undefined> {
	const { actor, ground } = c.var;
	only(actor, "resident", "citizen");
	const { personId, neighbourhoodIds } = actor;
	if (!personId) return undefined;
	return ground.db.readAs(actor, (read) => openedOfIn(read, { personId, neighbourhoodId: neighbourhoodIds[0] }));
}

pages.get("/community/me/readings", async (c) => {
	const { view } = c.var;
	const { say } = view;
	const found = await mine(c);
	return page(
		c,
		<Page view={view} title={say("readings.mine_title")} lead={say("readings.mine_lead")}>
			<p>
				<a href="/community/me">{say("me.community")}</a>
			</p>
			{found ? (
				<Lists view={view} found={found} />
			) : (
				<Empty>
					<p>{say("readings.unknown")}</p>
				</Empty>
			)}
		</Page>,
	);
});

pages.get("/api/community/me/readings", async (c) => {
	const found = await mine(c);
	if (!found) throw new Refused("not_found");
	return c.json(found);
});

pages.get("/community/persons/:id/readings", async (c) => {
	const { actor, ground, view } = c.var;
	const { say } = view;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	// That it is printed stands in it already.
	const { person, found } = await ground.db.noteReading(actor, async (tx) => {
		const { person, neighbourhoodId } = await openPersonIn(tx, id);
		return { person, found: await openedOfIn(tx, { personId: id, neighbourhoodId }) };
	});
	return page(
		c,
		<Page
			view={view}
			place="community"
			title={say("readings.print_title", { label: calledIn(person) })}
			lead={say("readings.print_lead")}
		>
			<p class="screen-only">
				<a href={pathOf(person)}>{say("community.back_to", { label: calledIn(person) })}</a>
			</p>
			<Lists view={view} found={found} />
			<p>{say("readings.print_reserved")}</p>
			<Actions>
				<p class="soft screen-only">{say("readings.how_to_print")}</p>
				<LinkButton href={pathOf(person)} quiet>
					{say("readings.back")}
				</LinkButton>
			</Actions>
		</Page>,
	);
});

function Lists({ view, found: { opened, copies } }: { view: View; found: OpenedOf }) {
	const { say } = view;
	return (
		<>
			{opened.length === 0 ? (
				<Empty>
					<p>{say("readings.nobody")}</p>
				</Empty>
			) : (
				<Lines view={view} lines={opened} />
			)}
			{copies.length > 0 && (
				<section>
					<h2>{say("readings.copies_title")}</h2>
					<p>{say("readings.copies_lead")}</p>
					<Lines view={view} lines={copies} />
				</section>
			)}
			<p class="soft">{say("readings.kept", { months: Math.floor(keptDays / 30.4) })}</p>
		</>
	);
}

function Lines({ view, lines }: { view: View; lines: readonly Opened[] }) {
	return (
		<ul>
			{lines.map((line) => (
				<li key={`${line.day} ${line.kind} ${line.role} ${line.name}`}>{inWords(view, line)}</li>
			))}
		</ul>
	);
}

/** «Il 3 marzo 2026 Anna Zeni, del punto di comunità, ha aperto la tua pagina (2 volte).» */
function inWords({ say, language }: View, { day, kind, role, name, times }: Opened): string {
	const who = say("readings.who", {
		name: name ?? say(role === "desk" ? "readings.no_account" : "readings.gone"),
		role: say(`readings.role_${roles.includes(role) ? role : "other"}`),
	});
	return say("readings.line", { day: dateInWords(language, day), who, what: say(`readings.kind_${kind}`), times });
}

const roles = ["facilitator", "coordinator", "social-worker", "desk", "citizen", "resident"];

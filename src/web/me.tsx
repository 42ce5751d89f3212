import { dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { providerName } from "../modules/access/openid/service.ts";
import { workRoles } from "../modules/access/rules.ts";
import { timesOf } from "../modules/spaces/public.page.tsx";
import { Button, Entries, Form, LinkButton } from "../ui/components.tsx";
import { clockInWords, dayInWords } from "../ui/dates.ts";
import { page, routes, type View } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";
import { type Mine, readMine } from "./me.read.ts";

/** `/access/me`: whoever is signed in, what waits for them and where everything of theirs is. */
export const pages = routes();

type Item = { key: string; href: string; title: string; language?: string; line: string };

function itemsOfDays(view: View, { comes }: Mine): Item[] {
	const { say, language } = view;
	return comes.map((one) => {
		if ("booking" in one) {
			const { id, slug, space } = one.booking;
			const line = timesOf(view, one.booking);
			return { key: id, href: `/n/${slug}/bookings/${id}`, title: space, line };
		}
		const { id, slug, title, startsAt, isOff, state } = one.joining;
		const day = dayInWords(language, dayOf(startsAt));
		const more = isOff ? say("joining.off_title") : state === "waits" && say("joining.waits");
		const line = [say("joining.at", { day, time: clockInWords(language, startsAt) }), more].filter(Boolean).join(" · ");
		return { key: id, href: `/n/${slug}/join/${id}`, title, line };
	});
}

function itemsOfBoard({ say }: View, { posts }: Mine): Item[] {
	return posts.map(({ id, kind, title, language, answers }) => ({
		...{ key: id, href: "/exchange/mine", title, language },
		line: answers > 0 ? say("me.answers", { n: answers }) : say(`board.kind_${kind}`),
	}));
}

function itemsOfIdeas({ say }: View, { ideas, pacts }: Mine): Item[] {
	const ofPacts = pacts.map(({ id, title, language, state, waitsForMe }) => ({
		...{ key: id, href: `/pacts/${id}`, title, language },
		line: waitsForMe ? say("me.sign") : say(`pacts.state_${state}`),
	}));
	const ofIdeas = ideas.map(({ id, title, language, answer, became }) => ({
		...{ key: id, href: "/pacts/ideas/mine", title, language },
		line: became ? say(`ideas.became_${became}`) : say(answer ? `ideas.answer_${answer}` : "ideas.waits_title"),
	}));
	return [...ofPacts, ...ofIdeas];
}

/** A short list with its heading, or a word on how to begin and where. */
function Short({ view, name, items, begin }: { view: View; name: string; items: readonly Item[]; begin?: string }) {
	const { say } = view;
	return (
		<section aria-labelledby={`me-${name}`}>
			<h2 id={`me-${name}`}>{say(`me.${name}_title`)}</h2>
			{items.length === 0 && <p>{say(`me.${name}_none`)}</p>}
			{items.length > 0 && (
				<Entries
					items={items.map(({ key, href, title, language, line }) => ({
						key,
						title: (
							<a href={href} lang={language}>
								{title}
							</a>
						),
						line,
					}))}
				/>
			)}
			{items.length === 0 && begin && (
				<p>
					<a href={begin}>{say(`me.${name}_look`)}</a>
				</p>
			)}
		</section>
	);
}

function Waiting({ view, mine }: { view: View; mine: Mine }) {
	const at = view.neighbourhood && `/n/${view.neighbourhood.slug}`;
	return (
		<>
			<Short view={view} name="next" items={itemsOfDays(view, mine)} begin={at} />
			<Short view={view} name="asks" items={itemsOfBoard(view, mine)} begin={at && `${at}/board`} />
			<Short view={view} name="ideas" items={itemsOfIdeas(view, mine)} begin={at && `${at}/ideas/new`} />
			<h2>{view.say("me.more_title")}</h2>
		</>
	);
}

pages.get("/access/me", async (c) => {
	const { view, ground } = c.var;
	const { say, actor } = view;
	if (actor.role === "nobody") throw new Refused("sign_in_first");
	const provider = await providerName(ground);
	const resides = actor.role === "resident" || actor.role === "citizen";
	const mine = resides ? await readMine(ground, actor) : undefined;
	const things: { key: string; href: string; show: boolean; name?: string }[] = [
		{ key: "access.me_choose", href: "/access/choose", show: view.choices > 1 || actor.role === "coordinator" },
		{ key: "me.joined", href: "/initiatives/joined", show: resides },
		{ key: "me.calendar", href: "/access/me/calendar", show: resides },
		{ key: "round.title", href: "/access/me/mail", show: resides },
		{ key: "me.circle", href: "/network/circle", show: resides },
		{ key: "me.consents", href: "/community/me/agreements", show: resides },
		{ key: "me.community", href: "/community/me", show: resides },
		{ key: "me.readings", href: "/community/me/readings", show: resides },
		{ key: "access.me_unusual", href: "/access/unusual", show: actor.role === "data-protection-officer" },
		{ key: "access.me_erasures", href: "/rights/erasures", show: actor.role === "data-protection-officer" },
		{ key: "me.hours", href: "/access/me/hours", show: resides },
		{ key: "me.acts", href: "/exchange/mine", show: resides },
		{ key: "access.me_desk", href: "/referrals", show: actor.role === "social-worker" },
		{ key: "access.me_path", href: "/referrals/measures", show: actor.role === "officer" },
		{ key: "me.pacts", href: "/pacts", show: resides },
		{ key: "behalf.title", href: "/community/behalf", show: mine?.speaks ?? false },
		{ key: "behalfdesk.trust_title", href: "/access/speaking", show: actor.role === "coordinator" },
		{ key: "me.initiatives", href: "/initiatives", show: actor.role === "citizen" },
		{ key: "access.me_setup", href: "/programme/setup", show: actor.role === "administrator" },
		{ key: "access.me_account", href: "/access/me/account", show: actor.role === "administrator" },
		{
			key: "access.me_passkeys",
			href: "/access/me/passkeys",
			show: (workRoles as readonly string[]).includes(actor.role),
		},
		{ key: "totp.me", href: "/access/me/app", show: (workRoles as readonly string[]).includes(actor.role) },
		{ key: "me.sessions", href: "/access/me/sessions", show: true },
		{ key: "openid.me", href: "/access/me/openid", show: provider !== undefined, name: provider },
		{
			key: "access.me_rules",
			href: "/access/unusual/rules",
			show: (workRoles as readonly string[]).includes(actor.role),
		},
		{ key: "access.me_colleagues", href: "/access/colleagues", show: actor.role === "coordinator" },
		{ key: "access.me_openid", href: "/access/openid", show: actor.role === "administrator" },
		{ key: "access.me_accounts", href: "/access/accounts", show: actor.role === "administrator" },
		{ key: "access.me_neighbourhoods", href: "/programme/neighbourhoods", show: actor.role === "administrator" },
		{
			key: "access.me_audit",
			href: "/access/audit",
			show: actor.role === "administrator" || actor.role === "coordinator",
		},
	];
	return page(
		c,
		<Page
			view={view}
			title={say("me.title", { name: actor.name ?? "" })}
			lead={resides ? undefined : say("access.me_role", { role: say(`access.role_${actor.role}`) })}
		>
			{mine && <Waiting view={view} mine={mine} />}
			<Entries
				items={things
					.filter((t) => t.show)
					.map((t) => ({
						key: t.key,
						title: <a href={t.href}>{say(t.key, t.name ? { name: t.name } : undefined)}</a>,
					}))}
			/>
			<Form action="/access/sign-out">
				<Button quiet>{say("ui.sign_out")}</Button>
			</Form>
			<Form action="/access/sign-out-everywhere">
				<Button quiet>{say("me.sign_out_everywhere")}</Button>
			</Form>
			<p>
				<LinkButton href="/access/privacy" quiet>
					{say("ui.foot_privacy")}
				</LinkButton>
			</p>
		</Page>,
	);
});

import type { ComponentChildren } from "preact";
import { type Id, newId } from "../core/ids.ts";
import { dayOf } from "../core/period.ts";
import {
	becauses,
	handOver as contract,
	type HandedKind,
	type Handover,
	handoverOf,
	isReserved,
} from "../modules/access/handovers/contract.ts";
import {
	Actions,
	Button,
	Card,
	Chips,
	Empty,
	Entries,
	ErrorSummary,
	Form,
	Readers,
	Select,
	TextArea,
	TextField,
} from "../ui/components.tsx";
import { clockInWords, dateInWords, dayInWords } from "../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState, readForm, typedValue } from "../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../ui/http.ts";
import { readJson, readQuery } from "../ui/json.ts";
import { Page } from "../ui/layout.tsx";
import * as service from "./handover.read.ts";

/** `/handover`: what goes over when somebody is away or leaves, the act, the way back, and what stays with nobody. */
export const pages = routes();

const paths: Record<HandedKind | "desk", string> = {
	"follow-up": "/listening/follow-ups",
	promise: "/listening/promises",
	meeting: "/listening/meetings",
	initiative: "/initiatives",
	note: "/listening/notes",
	referral: "/referrals",
	mediation: "/mediations",
	desk: "/referrals/desks",
};

async function before(c: Ctx, form: FormState, of: Id<"account"> | undefined, status: 200 | 422 = 200) {
	const shown = await service.handoverPage(c.var.ground, c.var.actor, of);
	return page(c, <BeforePage view={c.var.view} form={form} {...shown} />, status);
}

pages.get("/handover", (c) => before(c, emptyForm, readQuery(c, handoverOf).of));

pages.post("/handover", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const read = await readForm(c, contract);
	const of = handoverOf.safeParse({ of: typedValue(read.form, "from") }).data?.of;
	if (!read.ok) return before(c, read.form, of, 422);
	try {
		const { id } = await service.handOver(c.var.ground, c.var.actor, read.input);
		return seeOther(c, `/handover/${id}`, "handover.done");
	} catch (error) {
		return before(c, afterRefusal(read.form, error), of, 422);
	}
});

pages.get("/handover/nobody", async (c) => {
	const shown = await service.nobodysPage(c.var.ground, c.var.actor);
	return page(c, <NobodyPage view={c.var.view} {...shown} />);
});

pages.get("/handover/:id", async (c) => {
	const told = await service.readHandover(c.var.ground, c.var.actor, idOf(c));
	return page(c, <HandoverPage view={c.var.view} told={told} />);
});

pages.post("/handover/:id/back", async (c) => {
	const { id } = await service.handBack(c.var.ground, c.var.actor, idOf(c));
	return seeOther(c, `/handover/${id}`, "handover.back_done");
});

pages.get("/api/handover", async (c) => {
	const { of } = readQuery(c, handoverOf);
	const { hand, handovers } = await service.handoverPage(c.var.ground, c.var.actor, of);
	return c.json({ ...hand, handovers });
});
pages.post("/api/handover", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	return c.json(await service.handOver(c.var.ground, c.var.actor, await readJson(c, contract)), 201);
});
pages.get("/api/handover/nobody", async (c) => {
	const { items } = await service.nobodysPage(c.var.ground, c.var.actor);
	return c.json({ items, next: null });
});
pages.get("/api/handover/:id", async (c) => c.json(await service.readHandover(c.var.ground, c.var.actor, idOf(c))));
pages.post("/api/handover/:id/back", async (c) =>
	c.json(await service.handBack(c.var.ground, c.var.actor, idOf(c)), 201),
);

type Line = { key: string; title: ComponentChildren; line?: ComponentChildren };

/** One kind of thing that somebody has in hand; nothing where there is none. */
function Part({ view, name, items }: { view: View; name: string; items: readonly Line[] }) {
	if (items.length === 0) return null;
	const title = view.say(`handover.${name}`, { n: items.length });
	return (
		<section aria-labelledby={name}>
			<h2 id={name}>{title}</h2>
			<Entries items={items} />
		</section>
	);
}

function linked(kind: HandedKind | "desk", id: string, words: string): ComponentChildren {
	const line = words.replace(/\s+/g, " ");
	return <a href={`${paths[kind]}/${id}`}>{line.length > 140 ? `${line.slice(0, 139)}…` : line}</a>;
}

type Before = service.HandoverPage & { view: View; form: FormState };

/** Everything that goes over, in plain words, and the act under it. */
function BeforePage({ view, form, hand, receivers, handovers, names }: Before) {
	const { say, language } = view;
	const mine = hand.of === view.actor.accountId;
	const due = (day: string) => say("handover.by", { day: dayInWords(language, day) });
	const who = (accounts: readonly string[]) =>
		accounts.map((one) => names.get(one) ?? say("ui.unknown_account")).join(", ");
	const { followUps, promises, meetings, urgent, initiatives, sessions, reserved } = hand;
	const nothing =
		[followUps, promises, meetings, urgent, initiatives].every((list) => list.length === 0) &&
		Object.values(reserved).every(({ open, ended }) => open + ended === 0);
	return (
		<Page
			view={view}
			place="today"
			title={say("handover.title")}
			lead={mine ? say("handover.lead_mine") : say("handover.lead_of", { who: hand.ofName ?? "" })}
		>
			<ErrorSummary view={view} form={form} />
			{nothing && (
				<Empty>
					<p>{say("handover.nothing")}</p>
				</Empty>
			)}
			<Part view={view} name="urgent" items={urgent.map((n) => ({ key: n.id, title: linked("note", n.id, n.text) }))} />
			<Part
				view={view}
				name="follow_ups"
				items={followUps.map((f) => ({
					key: f.id,
					title: linked("follow-up", f.id, f.what),
					line: [f.dueOn < dayOf(view.now) && say("listening.due_late"), due(f.dueOn), f.about]
						.filter(Boolean)
						.join(" · "),
				}))}
			/>
			<Part
				view={view}
				name="promises"
				items={promises.map((p) => ({ key: p.id, title: linked("promise", p.id, p.what), line: due(p.dueOn) }))}
			/>
			<Part
				view={view}
				name="meetings"
				items={meetings.map((m) => ({
					key: m.id,
					title: linked("meeting", m.id, m.title),
					line: dayInWords(language, m.heldOn),
				}))}
			/>
			<Part
				view={view}
				name="initiatives"
				items={initiatives.map((i) => ({
					key: i.id,
					title: linked("initiative", i.id, i.title),
					line: `${say(`initiatives.state_${i.state}`)} · ${who(i.organisers)}`,
				}))}
			/>
			<Part
				view={view}
				name="sessions"
				items={sessions.map((s) => {
					const at = new Date(s.startsAt);
					const when = `${dayInWords(language, dayOf(at))}, ${clockInWords(language, at)}`;
					return {
						key: s.id,
						title: <a href={`/initiatives/${s.initiativeId}/sessions/${s.id}`}>{s.title}</a>,
						line: [when, s.placeWords, who(s.organisers)].filter(Boolean).join(" · "),
					};
				})}
			/>
			<ReservedPart view={view} reserved={reserved} />
			<Besides view={view} needs={hand.needs} people={hand.people} />
			<Card labelledBy="act">
				<h2 id="act">{say("handover.act")}</h2>
				<Form action="/handover" id={typedValue(form, "id") || newId()}>
					{!mine && <input type="hidden" name="from" value={hand.of} />}
					<Select
						view={view}
						form={form}
						name="to"
						label={say("handover.to")}
						hint={say("handover.to_hint")}
						options={receivers.map((one) => ({ value: one.id, label: one.name }))}
						empty="–"
						required
					/>
					<Chips
						view={view}
						form={form}
						name="because"
						label={say("handover.because")}
						options={becauses.map((value) => ({ value, label: say(`handover.because_${value}`) }))}
						required
					/>
					<TextField
						view={view}
						form={form}
						name="backOn"
						type="date"
						min={dayOf(view.now)}
						label={say("handover.back_on")}
					/>
					<TextArea view={view} form={form} name="words" label={say("handover.words")} rows={4} maxLength={1000} />
					<Readers>{say("handover.readers")}</Readers>
					<Actions>
						<Button>{say("handover.save")}</Button>
					</Actions>
				</Form>
			</Card>
			<Past view={view} handovers={handovers} names={names} />
		</Page>
	);
}

/** What is reserved: how many, and nothing of them; who hands them on reads none. */
function ReservedPart({ view: { say }, reserved }: { view: View; reserved: service.InHand["reserved"] }) {
	const { referral, mediation } = reserved;
	if (referral.open + referral.ended + mediation.open + mediation.ended === 0) return null;
	return (
		<section aria-labelledby="reserved">
			<h2 id="reserved">{say("handover.reserved")}</h2>
			<ul>
				{referral.open + referral.ended > 0 && <li>{say("handover.reserved_referral", referral)}</li>}
				{mediation.open + mediation.ended > 0 && <li>{say("handover.reserved_mediation", mediation)}</li>}
			</ul>
			<p class="soft">{say("handover.reserved_why")}</p>
		</section>
	);
}

/** What a thing is called, and where it leads; what is reserved leads only whoever has it now. */
function titleOf({ say, actor }: View, told: service.HandoverTold, item: service.HandoverTold["items"][number]) {
	if (item.words) return linked(item.kind, item.id, item.words);
	const has = item.returned ? told.giver : told.receiver;
	if (isReserved(item.kind) && has === actor.accountId)
		return linked(item.kind, item.id, say(`handover.open_${item.kind}`));
	return say("handover.out_of_sight");
}

/** What passes to nobody, and the receiver should know: needs being answered, and people only the giver wrote of. */
function Besides({ view, needs, people }: { view: View } & Pick<service.InHand, "needs" | "people">) {
	const { say } = view;
	return (
		<>
			<Part
				view={view}
				name="needs"
				items={needs.map((d) => ({ key: d.id, title: <a href={`/listening/needs/${d.id}`}>{d.title}</a> }))}
			/>
			{people.length > 0 && (
				<section aria-labelledby="people">
					<h2 id="people">{say("handover.people", { n: people.length })}</h2>
					<p class="soft">{say("handover.people_why")}</p>
					<ul>
						{people.map((p) => (
							<li key={p.id}>
								<a href={`/community/persons/${p.id}`}>{p.label}</a>
							</li>
						))}
					</ul>
				</section>
			)}
		</>
	);
}

function Past({
	view,
	handovers,
	names,
}: {
	view: View;
	handovers: readonly Handover[];
	names: ReadonlyMap<string, string>;
}) {
	const { say, language } = view;
	const name = (account: string) => names.get(account) ?? say("ui.unknown_account");
	return (
		<Part
			view={view}
			name="past"
			items={handovers.map((h) => ({
				key: h.id,
				title: (
					<a href={`/handover/${h.id}`}>{say("handover.from_to", { from: name(h.giver), to: name(h.receiver) })}</a>
				),
				line: [
					dateInWords(language, dayOf(new Date(h.recordedAt))),
					say(`handover.because_${h.because}`),
					h.endedAt && say("handover.ended"),
				]
					.filter(Boolean)
					.join(" · "),
			}))}
		/>
	);
}

/** One handover: who, to whom, when, what, and the way back. */
function HandoverPage({ view, told }: { view: View; told: service.HandoverTold }) {
	const { say, language } = view;
	const from = told.giverName ?? say("ui.unknown_account");
	const to = told.receiverName ?? say("ui.unknown_account");
	const lead = [
		dateInWords(language, dayOf(new Date(told.recordedAt))),
		say(`handover.because_${told.because}`),
		told.backOn && say("handover.back_by", { day: dateInWords(language, told.backOn) }),
		told.endedAt && say("handover.ended_on", { day: dateInWords(language, dayOf(new Date(told.endedAt))) }),
	];
	return (
		<Page
			view={view}
			place="today"
			title={say("handover.from_to", { from, to })}
			lead={lead.filter(Boolean).join(" · ")}
		>
			{told.words && <p class="sentence">{told.words}</p>}
			{told.items.length === 0 && <p>{say("handover.nothing_passed")}</p>}
			<Part
				view={view}
				name="passed"
				items={told.items.map((item) => ({
					key: `${item.kind}-${item.id}`,
					title: titleOf(view, told, item),
					line: [say(`handover.kind_${item.kind}`), item.returned && say("handover.returned")]
						.filter(Boolean)
						.join(" · "),
				}))}
			/>
			{told.rest && !told.endedAt && (
				<p>
					{told.giver === view.actor.accountId || view.actor.role === "coordinator" ? (
						<a href={`/handover?of=${told.giver}`}>{say("handover.rest", { who: from })}</a>
					) : (
						say("handover.rest", { who: from })
					)}
				</p>
			)}
			{!told.endedAt && <Besides view={view} needs={told.needs} people={told.people} />}
			{!told.endedAt && (
				<Form action={`/handover/${told.id}/back`} label={say("handover.back")}>
					<Button quiet>{say("handover.back_button", { who: from })}</Button>
				</Form>
			)}
		</Page>
	);
}

/** What is open and whose holder does not work there any more, by who had it. */
function NobodyPage({ view, items, names }: { view: View } & Awaited<ReturnType<typeof service.nobodysPage>>) {
	const { say, language } = view;
	const holders = [...new Set(items.map((item) => item.account))];
	return (
		<Page view={view} place="today" title={say("handover.nobody_title")} lead={say("handover.nobody_lead")}>
			{items.length === 0 && (
				<Empty>
					<p>{say("handover.nobody_none")}</p>
				</Empty>
			)}
			{holders.map((account) => (
				<section key={account} aria-labelledby={`of-${account}`}>
					<h2 id={`of-${account}`}>
						{account
							? say("handover.nobody_of", { who: names.get(account) ?? say("ui.unknown_account") })
							: say("handover.nobody_ever")}
					</h2>
					<Entries
						items={items
							.filter((item) => item.account === account)
							.map((item) => ({
								key: `${item.kind}-${item.id}`,
								title: item.words ? linked(item.kind, item.id, item.words) : say("handover.out_of_sight"),
								line: [say(`handover.kind_${item.kind}`), item.dueOn && dateInWords(language, item.dueOn)]
									.filter(Boolean)
									.join(" · "),
							}))}
					/>
					{account && (
						<p>
							<a href={`/handover?of=${account}`}>{say("handover.nobody_give")}</a>
						</p>
					)}
				</section>
			))}
		</Page>
	);
}

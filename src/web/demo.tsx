import { z } from "zod";
import type { Id } from "../core/ids.ts";
import { oneOf, optionalText } from "../core/input.ts";
import { dayOf } from "../core/period.ts";
import { Refused } from "../core/refusal.ts";
import { type Role, roles } from "../core/roles.ts";
import type { Seal } from "../db/seal.ts";
import { browserOf, giveToken } from "../modules/access/cookie.ts";
import { beginDemoSession, outbox } from "../modules/access/service.ts";
import { neighbourhoodsIn } from "../modules/programme/service.ts";
import { Actions, Button, Card, Empty, Entries, Form, Select } from "../ui/components.tsx";
import { clockInWords, dateInWords } from "../ui/dates.ts";
import { emptyForm, readForm } from "../ui/form.ts";
import { page, routes, seeOther } from "../ui/http.ts";
import { Page } from "../ui/layout.tsx";

export type Scene = { number: number; title: string; where: string; find: string };
export type DemoCast = {
	accountId: (role: Role, at?: string) => Id<"account"> | undefined;
	scenes: () => readonly Scene[];
	/** Where a desk without accounts comes in, and by which code. */
	deskLink: (seal: Seal) => { path: string; code: string };
};

const signIn = z.object({ as: oneOf(roles), at: optionalText(60) });

/** The demonstration's own pages: whom to come in as, the twelve scenes, the outbox. Without a demonstration they do not exist. */
export function demoRoom(cast: DemoCast) {
	const pages = routes();

	pages.get("/demo", async (c) => {
		const { view, ground, actor } = c.var;
		const { say } = view;
		const all = await ground.db.readAs(actor, (read) => neighbourhoodsIn(read));
		const desk = cast.deskLink(ground.seal);
		return page(
			c,
			<Page view={view} title={say("demo.title")} lead={say("demo.lead")}>
				<Card>
					<Form action="/demo/sign-in">
						<Select
							view={view}
							form={emptyForm}
							name="as"
							label={say("demo.as")}
							required
							value="facilitator"
							options={roles.map((role) => ({ value: role, label: say(`access.role_${role}`) }))}
						/>
						<Select
							view={view}
							form={emptyForm}
							name="at"
							label={say("demo.at")}
							required
							options={all.map((n) => ({ value: n.slug, label: n.name }))}
						/>
						<Actions>
							<Button>{say("demo.go")}</Button>
						</Actions>
					</Form>
				</Card>
				<section>
					<h2>{say("demo.scenes")}</h2>
					<p class="soft">{say("demo.scenes_lead")}</p>
					<ol class="entries">
						{cast.scenes().map((s) => (
							<li key={s.number} lang="it">
								<p class="entry-title">
									<a href={s.find}>{s.title}</a>
								</p>
								<p class="entry-line">{all.find((n) => n.slug === s.where)?.name}</p>
							</li>
						))}
					</ol>
				</section>
				<section>
					<h2>{say("demo.desk")}</h2>
					<p>{say("demo.desk_lead")}</p>
					<p>
						<a href={desk.path}>{say("demo.desk_link")}</a> · {say("demo.desk_code", { code: desk.code })}
					</p>
				</section>
				<p>
					<a href="/demo/outbox">{say("demo.outbox")}</a>
				</p>
			</Page>,
		);
	});

	pages.post("/demo/sign-in", async (c) => {
		const parsed = await readForm(c, signIn);
		if (!parsed.ok) throw new Refused("invalid", parsed.form.errors);
		const { as, at } = parsed.input;
		const accountId = cast.accountId(as, at);
		if (!accountId) throw new Refused("invalid", { at: "error.choice" });
		giveToken(c, await beginDemoSession(c.var.ground, accountId, as, browserOf(c)));
		return seeOther(c, startOf(as));
	});

	pages.get("/demo/outbox", async (c) => {
		const { view, ground } = c.var;
		const { say, language } = view;
		const letters = await outbox(ground);
		return page(
			c,
			<Page view={view} title={say("demo.outbox")} lead={say("demo.outbox_lead")}>
				{letters.length === 0 && (
					<Empty>
						<p>{say("demo.outbox_empty")}</p>
					</Empty>
				)}
				<Entries
					items={letters.map((letter) => ({
						key: letter.id,
						title: letter.subject,
						line: (
							<>
								{say("demo.mail_to", { to: letter.to })} · {dateInWords(language, dayOf(letter.createdAt))},{" "}
								{clockInWords(language, letter.createdAt)}
							</>
						),
						actions: <div class="letter">{linked(letter.body)}</div>,
					}))}
				/>
			</Page>,
		);
	});

	return pages;
}

/** Where somebody of a role begins. */
function startOf(role: Role): string {
	if (role === "data-protection-officer") return "/access/unusual";
	return role === "facilitator" || role === "coordinator" ? "/today" : "/access/me";
}

/** The text of a letter with its addresses as links. */
function linked(text: string) {
	return text.split(/(https?:\/\/\S+)/).map((part, i) =>
		i % 2 === 1 ? (
			<a key={part} href={new URL(part).pathname}>
				{part}
			</a>
		) : (
			part
		),
	);
}

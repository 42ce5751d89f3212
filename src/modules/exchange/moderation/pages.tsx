import { Button, Card, Empty, Entries, ErrorSummary, Form } from "../../../ui/components.tsx";
import { dateInWords } from "../../../ui/dates.ts";
import { emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { HideForm } from "../../../ui/report-fields.tsx";
import type { DeskPostLine } from "../board/contract.ts";
import { PostWords } from "../board/desk/pages.tsx";
import { deskBoard } from "../board/desk/service.ts";
import { judge, newBlock, type ReportLine } from "./contract.ts";
import * as service from "./desk/service.ts";

/** `/exchange/moderation`: what was reported, held or taken off, and blocked contact, for those who work here. */
export const pages = routes();

pages.get("/exchange/moderation", (c) => show(c, emptyForm, 200));

async function show(c: Ctx, form: FormState, status: 200 | 422): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await service.moderation(ground, actor);
	const { held, hidden } = await deskBoard(ground, actor);
	return page(c, <ModerationPage view={view} form={form} {...shown} held={held} hidden={hidden} />, status);
}

type Props = service.Moderation & { view: View; form: FormState; held: DeskPostLine[]; hidden: DeskPostLine[] };

function ModerationPage({ view, form, reports, blocks, held, hidden }: Props) {
	const { say, language } = view;
	const nothing = reports.length + held.length + hidden.length === 0;
	return (
		<Page view={view} place="exchange" title={say("moderation.title")} lead={say("moderation.lead")}>
			<ErrorSummary view={view} form={form} />
			{nothing && (
				<Empty>
					<p>{say("moderation.empty")}</p>
				</Empty>
			)}
			{reports.map((report) => (
				<Report key={report.id} view={view} report={report} />
			))}
			{[...held, ...hidden].map((post) => (
				<Held key={post.id} view={view} post={post} />
			))}
			<section>
				<h2>{say("moderation.blocks")}</h2>
				<p>{say("moderation.blocks_lead")}</p>
				<Entries
					label={say("moderation.blocks")}
					items={blocks.map((block) => ({
						key: block.id,
						title: say("moderation.block_of", { one: block.one, other: block.other }),
						line: dateInWords(language, block.madeOn),
						actions: (
							<Form action={`/exchange/moderation/blocks/${block.id}`}>
								<Button quiet>{say("moderation.end_block")}</Button>
							</Form>
						),
					}))}
				/>
			</section>
		</Page>
	);
}

function Report({ view, report }: { view: View; report: ReportLine }) {
	const { say, language } = view;
	const name = `report-${report.id}`;
	return (
		<Card labelledBy={name}>
			<h2 id={name}>{say(`moderation.reported_${report.kind}`)}</h2>
			<p>
				{say(`rules.why_${report.why}`)} · {dateInWords(language, report.reportedOn)} ·{" "}
				<a href={report.page}>{say("moderation.look")}</a>
			</p>
			{report.words && <p>{report.words}</p>}
			<Form action={`/exchange/moderation/reports/${report.id}`}>
				<Button quiet>{say("moderation.keep")}</Button>
			</Form>
			{report.kind === "post" && <Hide view={view} id={report.recordId} />}
		</Card>
	);
}

function Held({ view, post }: { view: View; post: DeskPostLine }) {
	const { say } = view;
	const name = `held-${post.id}`;
	return (
		<Card labelledBy={name}>
			<h2 id={name}>{post.title}</h2>
			<p>
				<PostWords view={view} post={post} />
			</p>
			<Form action={`/exchange/moderation/posts/${post.id}`}>
				<Button name="act" value="show">
					{say("moderation.show")}
				</Button>
			</Form>
			{!post.hiddenBecause && <Hide view={view} id={post.id} />}
		</Card>
	);
}

function Hide({ view, id }: { view: View; id: string }) {
	const action = `/exchange/moderation/posts/${id}`;
	return <HideForm view={view} form={emptyForm} action={action} summary={view.say("moderation.hide_summary")} />;
}

pages.post("/exchange/moderation/posts/:id", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, judge);
	if (!parsed.ok) return show(c, parsed.form, 422);
	await service.judgePost(ground, actor, id, parsed.input);
	return seeOther(c, "/exchange/moderation", "moderation.did");
});

pages.post("/exchange/moderation/reports/:id", async (c: Ctx) => {
	const { ground, actor } = c.var;
	await service.keepReported(ground, actor, idOf(c));
	return seeOther(c, "/exchange/moderation", "moderation.did");
});

pages.post("/exchange/moderation/blocks", async (c: Ctx) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const parsed = await readForm(c, newBlock);
	if (!parsed.ok) return show(c, parsed.form, 422);
	await service.blockPair(ground, actor, parsed.input);
	return seeOther(c, "/exchange/moderation", "moderation.did");
});

pages.post("/exchange/moderation/blocks/:id", async (c: Ctx) => {
	const { ground, actor } = c.var;
	await service.endBlock(ground, actor, idOf(c));
	return seeOther(c, "/exchange/moderation", "moderation.did");
});

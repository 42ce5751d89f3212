import { dayOf } from "../../core/period.ts";
import { Refused } from "../../core/refusal.ts";
import { Button, Card, Empty, Entries, ErrorSummary, Form, LinkButton, Readers } from "../../ui/components.tsx";
import { clockInWords, dateInWords } from "../../ui/dates.ts";
import { afterRefusal, emptyForm, type FormState } from "../../ui/form.ts";
import { type Ctx, idOf, page, routes, seeOther, type View } from "../../ui/http.ts";
import { Page } from "../../ui/layout.tsx";
import type { Device, SetAside } from "./contract.ts";
import { askWipe, devicesOf, replaceDevice } from "./devices/service.ts";
import { letRecordGo, recordsAside, sendAgain } from "./records/service.ts";

/** `/notebook/devices`: which phones carry the notebook, wiping one from afar, and what was set aside of what they sent. */
export const pages = routes();

const path = "/notebook/devices";

pages.get(path, (c) => show(c, emptyForm));

pages.post(`${path}/:id/wipe`, async (c) => {
	await askWipe(c.var.ground, c.var.actor, idOf<"device">(c));
	return seeOther(c, path, "notebookdesk.wipe_asked");
});

pages.post(`${path}/:id/replaced`, async (c) => {
	await replaceDevice(c.var.ground, c.var.actor, idOf<"device">(c));
	return seeOther(c, path, "notebookdesk.marked_replaced");
});

pages.post(`${path}/aside/:id/again`, async (c) => {
	const { ground, actor } = c.var;
	try {
		await sendAgain(ground, actor, idOf<"record">(c));
	} catch (error) {
		if (error instanceof Refused && error.code === "not_yours")
			return show(c, { values: {}, errors: { form: "notebookdesk.error_still" } }, 409);
		return show(c, afterRefusal(emptyForm, error), 409);
	}
	return seeOther(c, path, "notebookdesk.sent");
});

pages.post(`${path}/aside/:id/let-go`, async (c) => {
	await letRecordGo(c.var.ground, c.var.actor, idOf<"record">(c));
	return seeOther(c, path, "notebookdesk.gone");
});

async function show(c: Ctx, form: FormState, status: 200 | 409 = 200): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { say } = view;
	const { own, others } = await devicesOf(ground, actor);
	const aside = await recordsAside(ground, actor);
	return page(
		c,
		<Page view={view} title={say("notebookdesk.title")} lead={say("notebookdesk.lead", { n: own.length })}>
			<ErrorSummary view={view} form={form} />
			{aside.length > 0 && (
				<section aria-labelledby="aside">
					<h2 id="aside">{say("notebookdesk.aside_title", { n: aside.length })}</h2>
					<p>{say("notebookdesk.aside_lead")}</p>
					{aside.map((record) => (
						<AsideCard key={record.id} view={view} record={record} />
					))}
					<Readers>{say("notebookdesk.aside_readers")}</Readers>
				</section>
			)}
			<section aria-labelledby="own">
				<h2 id="own">{say("notebookdesk.own_title")}</h2>
				{own.length === 0 ? (
					<Empty>
						<p>{say("notebookdesk.none")}</p>
						<p>
							<LinkButton href="/notebook">{say("notebookdesk.open")}</LinkButton>
						</p>
					</Empty>
				) : (
					<Entries
						items={own.map((device) => ({
							key: device.id,
							title: device.name,
							line: lineOf(view, device),
							actions: <DeviceActions view={view} device={device} isOwn />,
						}))}
					/>
				)}
			</section>
			{others.length > 0 && (
				<section aria-labelledby="others">
					<h2 id="others">{say("notebookdesk.others_title")}</h2>
					<p>{say("notebookdesk.others_lead")}</p>
					<Entries
						items={others.map((device) => ({
							key: device.id,
							title: say("notebookdesk.of", { name: device.name, owner: device.owner }),
							line: lineOf(view, device),
							actions: <DeviceActions view={view} device={device} />,
						}))}
					/>
				</section>
			)}
		</Page>,
		status,
	);
}

function atInWords(language: View["language"], instant: string): string {
	const at = new Date(instant);
	return `${dateInWords(language, dayOf(at))}, ${clockInWords(language, at)}`;
}

/** When it was last in touch, and what it was told. */
function lineOf({ say, language }: View, device: Device): string {
	const { lastSeenAt, wipeAskedAt, wipeToldAt, replacedAt } = device;
	const at = (instant: string) => atInWords(language, instant);
	return [
		say("notebookdesk.seen", { at: at(lastSeenAt) }),
		wipeToldAt
			? say("notebookdesk.wipe_told", { at: at(wipeToldAt) })
			: wipeAskedAt && say("notebookdesk.wipe_waits", { at: at(wipeAskedAt) }),
		replacedAt && say("notebookdesk.replaced_on", { at: at(replacedAt) }),
	]
		.filter(Boolean)
		.join(" · ");
}

function DeviceActions({ view, device, isOwn }: { view: View; device: Device; isOwn?: boolean }) {
	const { say } = view;
	const which = <span class="visually-hidden">{device.name}</span>;
	return (
		<div class="row">
			{!device.wipeAskedAt && (
				<Form action={`${path}/${device.id}/wipe`}>
					<Button quiet>
						{say("notebookdesk.wipe")} {which}
					</Button>
				</Form>
			)}
			{isOwn && !device.replacedAt && (
				<Form action={`${path}/${device.id}/replaced`}>
					<Button quiet>
						{say("notebookdesk.replace")} {which}
					</Button>
				</Form>
			)}
		</div>
	);
}

/** What its writer reads again of a record: its words, whatever of the fields holds some. */
const wordFields = ["text", "what", "words", "remains", "called", "heardFrom", "heardOn", "at", "day", "dueOn"];

function AsideCard({ view, record }: { view: View; record: SetAside }) {
	const { say, language } = view;
	const heading = `aside-${record.id}`;
	const kind = say(`notebookdesk.kind_${record.kind}`);
	const written = atInWords(language, record.at);
	const words = wordFields.flatMap((field) => {
		const value = record.body[field];
		return typeof value === "string" && value !== "" ? [value] : [];
	});
	return (
		<Card labelledBy={heading}>
			<h3 id={heading}>{say("notebookdesk.aside_one", { kind, at: written })}</h3>
			<p class="soft">{say("notebookdesk.aside_from", { device: record.deviceName || "–" })}</p>
			{words.length > 0 && <blockquote>{words.join(" · ")}</blockquote>}
			{record.hasPhoto && <p>{say("notebookdesk.with_photo")}</p>}
			<p>{say(`notebookdesk.reason_${record.reason}`)}</p>
			<div class="row">
				<Form action={`${path}/aside/${record.id}/again`}>
					<Button>
						{say("notebookdesk.again")} <span class="visually-hidden">{`${kind}, ${written}`}</span>
					</Button>
				</Form>
				<Form action={`${path}/aside/${record.id}/let-go`}>
					<Button quiet>
						{say("notebookdesk.let_go")} <span class="visually-hidden">{`${kind}, ${written}`}</span>
					</Button>
				</Form>
			</div>
		</Card>
	);
}

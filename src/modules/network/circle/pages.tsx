import { Refused } from "../../../core/refusal.ts";
import {
	afterRefusal,
	emptyForm,
	type FormState,
	type Parsed,
	readFields,
	readForm,
	typedValue,
} from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther } from "../../../ui/http.ts";
import { readQuery } from "../../../ui/json.ts";
import { readTextFile } from "../../../ui/upload.ts";
import { CirclePage, type Sent, UnknownPage } from "./circle.page.tsx";
import {
	addEntryForm,
	changeEntryForm,
	compareQuery,
	drawForm,
	drawOwnForm,
	householdForm,
	matchForm,
	needsForm,
} from "./contract.ts";
import { EntryPage } from "./entry.page.tsx";
import { fileOf, readFile, sheetOf, tableOf } from "./file.tsx";
import { HouseholdPage } from "./household.page.tsx";
import * as service from "./service.ts";

/** `/network/circle`: «my people», one's own, or, for staff and while the person wants it, somebody's. */
export const pages = routes();

/** Where the person themselves is, and where staff are with somebody. */
const own = { base: "/network/circle", whose: () => undefined } as const;
const somebodys = { base: "/network/circle/:person", whose: (c: Ctx) => idOf<"party">(c, "person") } as const;
type Where = typeof own | typeof somebodys;

function back(c: Ctx, whose: string | undefined, hash = ""): string {
	const isStaff = c.var.actor.role === "facilitator" || c.var.actor.role === "coordinator";
	return `/network/circle${isStaff && whose ? `/${whose}` : ""}${hash}`;
}

async function showCircle(c: Ctx, whose: string | undefined, sent?: Sent): Promise<Response> {
	const { ground, actor, view } = c.var;
	const compare = readQuery(c, compareQuery);
	const whole = await service.circle(ground, actor, whose);
	if (!whole) return page(c, <UnknownPage view={view} />);
	const tree = <CirclePage view={view} whole={whole} isOwn={whose === undefined} sent={sent} compare={compare} />;
	return page(c, tree, sent ? 422 : 200);
}

/** Sends on what was done, or shows the circle again with the form that was sent. */
async function answer<Input>(
	c: Ctx,
	whose: string | undefined,
	name: Sent["name"],
	parsed: Parsed<Input>,
	act: (input: Input) => Promise<unknown>,
	hash = "",
): Promise<Response> {
	if (!parsed.ok) return showCircle(c, whose, { name, form: parsed.form });
	try {
		await act(parsed.input);
	} catch (error) {
		return showCircle(c, whose, { name, form: afterRefusal(parsed.form, error) });
	}
	return seeOther(c, back(c, whose, hash), "circle.saved");
}

function fileRoutes({ base, whose }: Where): void {
	pages.get(`${base}/file.json`, async (c) => {
		const file = await wholeFor(c, whose(c));
		return fileAnswer(c, JSON.stringify(fileOf(file), null, "\t"), "json", "application/json; charset=utf-8");
	});
	pages.get(`${base}/file.csv`, async (c) => {
		const file = await wholeFor(c, whose(c));
		return fileAnswer(c, tableOf(file) ?? "", "csv", "text/csv; charset=utf-8; header=present");
	});
	pages.get(`${base}/file.html`, async (c) => {
		const file = await wholeFor(c, whose(c));
		return fileAnswer(c, sheetOf(c.var.view, file) ?? "", "html", "text/html; charset=utf-8");
	});
}

async function wholeFor(c: Ctx, whose: string | undefined): Promise<service.Whole> {
	const whole = await service.circle(c.var.ground, c.var.actor, whose, "export");
	if (!whole?.circle) throw new Refused("not_found");
	return whole;
}

function fileAnswer(c: Ctx, body: string, ending: string, type: string): Response {
	const name = `${c.var.view.say("circle.file_name")}.${ending}`;
	return c.body(body, 200, { "content-type": type, "content-disposition": `attachment; filename="${name}"` });
}

function circleRoutes(where: Where): void {
	const { base, whose } = where;
	pages.get(base, (c) => showCircle(c, whose(c)));
	pages.post(`${base}/entries`, async (c) => {
		only(c.var.actor, "resident", "citizen", "facilitator", "coordinator");
		const parsed = await readForm(c, addEntryForm);
		return answer(
			c,
			whose(c),
			"entry",
			parsed,
			(input) => service.addEntry(c.var.ground, c.var.actor, input, whose(c)),
			"#add",
		);
	});
	pages.post(`${base}/file`, async (c) => {
		only(c.var.actor, "resident", "citizen", "facilitator", "coordinator");
		await readFields(c);
		try {
			const file = readFile(await readTextFile(c, "file", 100_000, "circle.file"));
			await service.takeInFile(c.var.ground, c.var.actor, file, whose(c));
		} catch (error) {
			return showCircle(c, whose(c), { name: "file", form: afterRefusal(emptyForm, error) });
		}
		return seeOther(c, back(c, whose(c), "#list"), "circle.saved");
	});
	pages.post(`${base}/needs`, async (c) => {
		only(c.var.actor, "resident", "citizen", "facilitator", "coordinator");
		const parsed = await readForm(c, needsForm);
		const act = (input: { ownNeeds?: string }) => service.sayOwnNeeds(c.var.ground, c.var.actor, input, whose(c));
		return answer(c, whose(c), "needs", parsed, act, "#needs");
	});
	pages.post(`${base}/household`, async (c) => {
		only(c.var.actor, "resident", "citizen", "facilitator", "coordinator");
		const parsed = await readForm(c, householdForm);
		if (!parsed.ok) return showCircle(c, whose(c));
		await service.readAtHome(c.var.ground, c.var.actor, parsed.input, whose(c));
		return seeOther(c, back(c, whose(c), "#home"), "circle.saved");
	});
	pages.post(`${base}/withdraw`, async (c) => {
		await service.withdrawCircle(c.var.ground, c.var.actor, whose(c));
		return seeOther(c, back(c, whose(c)), "circle.withdrawn");
	});
	fileRoutes(where);
}

circleRoutes(own);

pages.post("/network/circle/draw", async (c) => {
	only(c.var.actor, "resident", "citizen");
	const parsed = await readForm(c, drawOwnForm);
	return answer(c, undefined, "draw", parsed, ({ id }) =>
		service.drawCircle(c.var.ground, c.var.actor, { id, how: "online" }),
	);
});

pages.get("/network/circle/household/:household", async (c) => {
	const home = await service.circlesAtHome(c.var.ground, c.var.actor, idOf(c, "household"));
	return page(c, <HouseholdPage view={c.var.view} home={home} />);
});

async function showEntry(c: Ctx, forms: { form?: FormState; match?: FormState } = {}): Promise<Response> {
	const { ground, actor, view } = c.var;
	const { form = emptyForm, match = emptyForm } = forms;
	const { entry, person } = await service.entry(ground, actor, idOf(c, "entry"));
	const typed = typedValue(match, "party_typed");
	const candidates = match.errors.party ? await service.whoIsMeant(ground, actor, entry.id, typed) : [];
	const isOwn = actor.personId === person.id && actor.role !== "facilitator" && actor.role !== "coordinator";
	const tree = <EntryPage {...{ view, entry, person, isOwn, form, match, candidates }} />;
	return page(c, tree, forms.form || forms.match ? 422 : 200);
}

pages.get("/network/circle/entries/:entry", (c) => showEntry(c));

pages.post("/network/circle/entries/:entry", async (c) => {
	only(c.var.actor, "resident", "citizen", "facilitator", "coordinator");
	const parsed = await readForm(c, changeEntryForm);
	if (!parsed.ok) return showEntry(c, { form: parsed.form });
	try {
		const { personId } = await service.changeEntry(c.var.ground, c.var.actor, idOf(c, "entry"), parsed.input);
		return seeOther(c, back(c, personId, "#list"), "circle.saved");
	} catch (error) {
		return showEntry(c, { form: afterRefusal(parsed.form, error) });
	}
});

pages.post("/network/circle/entries/:entry/remove", async (c) => {
	const { personId } = await service.removeEntry(c.var.ground, c.var.actor, idOf(c, "entry"));
	return seeOther(c, back(c, personId, "#list"), "circle.saved");
});

pages.post("/network/circle/entries/:entry/match", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const parsed = await readForm(c, matchForm);
	if (!parsed.ok) return showEntry(c, { match: parsed.form });
	try {
		const { personId } = await service.matchEntry(c.var.ground, c.var.actor, idOf(c, "entry"), parsed.input);
		return seeOther(c, back(c, personId, "#list"), "circle.saved");
	} catch (error) {
		return showEntry(c, { match: afterRefusal(parsed.form, error) });
	}
});

circleRoutes(somebodys);

pages.post("/network/circle/:person/draw", async (c) => {
	only(c.var.actor, "facilitator", "coordinator");
	const whose = somebodys.whose(c);
	const parsed = await readForm(c, drawForm);
	return answer(c, whose, "draw", parsed, (input) => service.drawCircle(c.var.ground, c.var.actor, input, whose));
});

pages.get("/api/network/circle", async (c) => {
	only(c.var.actor, "resident", "citizen");
	return c.json(fileOf(await wholeFor(c, undefined)));
});

pages.delete("/api/network/circle", async (c) => {
	only(c.var.actor, "resident", "citizen");
	await service.withdrawCircle(c.var.ground, c.var.actor);
	return c.body(null, 204);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { application, sanVigilio } from "../../../tests/application.ts";
import { actorOf } from "../../../tests/harness.ts";
import { packed, readPdf } from "../../../tests/pdf.ts";
import { type Id, newId } from "../../core/ids.ts";
import * as rights from "./service.ts";

let filo: Awaited<ReturnType<typeof application>>;
let copy: { id: string; person_id: string };
let cookie: string;

beforeAll(async () => {
	filo = await application();
	const { rows } = await filo.owner.query(
		`select p.id as person_id from community.persons p join listening.notes n on n.about_id = p.id
		where p.neighbourhood_id = $1 and not p.protected group by 1 order by count(*) desc, 1 limit 1`,
		[sanVigilio.id],
	);
	const { person_id } = rows[0];
	const neighbourhoodId = sanVigilio.id as Id<"neighbourhood">;
	const facilitator = actorOf("facilitator", "here", { neighbourhoodId, neighbourhoodIds: [neighbourhoodId] });
	const asked = { id: newId<"copy">(), how: "in_person" as const, day: undefined };
	const { id } = await rights.askForCopy(filo.ground, facilitator, asked, person_id);
	const { whole } = await rights.draft(filo.ground, facilitator, id);
	await rights.releaseCopy(filo.ground, facilitator, id, { version: whole.version, hidden: [] });
	copy = { id, person_id };
	cookie = await filo.signIn("facilitator");
});
afterAll(() => filo.end());

async function get(path: string, language = "it"): Promise<Response> {
	return filo.app.request(`/rights/copies/${copy.id}${path}`, {
		headers: { cookie: `${cookie}; filo-language=${language}`, "accept-language": language },
	});
}

/** What a page says in its main part, without what is only on screen, and its title. */
function saidBy(html: string): { title: string; words: string } {
	const main = /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? "";
	const told = main.slice(main.indexOf("<section"), main.lastIndexOf("</section>"));
	return { title: plain(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? ""), words: plain(told) };
}

function plain(html: string): string {
	return html
		.replaceAll(/<[^>]+>/g, " ")
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&quot;", '"')
		.replaceAll("&amp;", "&")
		.normalize("NFC");
}

test("the copy on paper says what its page says, word by word, and is tagged in its language", async () => {
	for (const language of ["it", "de", "en"]) {
		const { title, words } = saidBy(await (await get("", language)).text());
		const answer = await get("/file.pdf", language);
		expect(answer.status).toBe(200);
		expect(answer.headers.get("content-type")).toBe("application/pdf");
		expect(answer.headers.get("cache-control")).toBe("no-store");
		const sheet = await readPdf(new Uint8Array(await answer.arrayBuffer()));
		expect(sheet).toMatchObject({ title, language, isTagged: true });
		const told = packed(sheet.pages.join("")).replaceAll("•", "");
		expect(packed(words).length).toBeGreaterThan(500);
		expect(told.slice(told.indexOf(packed(words).slice(0, 12)))).toBe(packed(words));
		expect(sheet.roles.filter((role) => role === "H1")).toHaveLength(1);
		expect(sheet.roles).toContain("H2");
		expect(sheet.roles).toContain("Lbl");
	}
});

test("no other person's name stands on it, and who took it is written down", async () => {
	const before = await readings();
	const sheet = await readPdf(new Uint8Array(await (await get("/file.pdf")).arrayBuffer()));
	expect(await readings()).toBe(before + 1);
	const { rows } = await filo.owner.query(
		"select label from community.parties where kind = 'person' and territory_id = $1 and id <> $2 and label ~ ' '",
		[sanVigilio.territoryId, copy.person_id],
	);
	expect(rows.length).toBeGreaterThan(50);
	const words = sheet.pages.join(" ");
	for (const { label } of rows) expect(words).not.toContain(label);
});

async function readings(): Promise<number> {
	const { rows } = await filo.owner.query(
		"select count(*)::int n from access.readings where record_id = $1 and kind = 'export'",
		[copy.id],
	);
	return rows[0].n;
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { application } from "../../../../tests/application.ts";
import { fold } from "../../../core/text.ts";
import type { Meeting } from "./contract.ts";

let t: Awaited<ReturnType<typeof application>>;
beforeAll(async () => {
	t = await application();
}, 120_000);
afterAll(() => t?.end());

/** What is read on the page, without marks and addresses. */
function read(html: string): string {
	const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
	return ` ${fold(main.replace(/<[^>]*>/g, " ").replaceAll("&#39;", "'"))} `;
}

test.each(["san-vigilio", "pradivento", "valbriosa"])(
	"nobody known in %s is named on an agenda or in minutes of the demonstration",
	async (slug) => {
		const cookie = await t.signIn("facilitator", slug);
		const ask = (path: string) => t.app.request(path, { headers: { cookie } });
		const { items } = (await (await ask(`/api/listening/meetings?neighbourhood=${slug}`)).json()) as {
			items: Meeting[];
		};
		expect(items.length).toBeGreaterThan(1);
		const { rows } = await t.owner.query<{ folded: string }>(
			`select p.folded from community.parties p join programme.neighbourhoods n on n.id = p.neighbourhood_id
			where n.slug = $1 and p.kind in ('person', 'household')`,
			[slug],
		);
		expect(rows.length).toBeGreaterThan(50);
		for (const { id } of items)
			for (const sheet of ["sheet", "minutes"]) {
				const answer = await ask(`/listening/meetings/${id}/${sheet}`);
				expect(answer.status).toBe(200);
				const words = read(await answer.text());
				expect(words.length).toBeGreaterThan(200);
				expect(rows.filter((row) => words.includes(` ${row.folded} `))).toEqual([]);
			}
		// The reading itself finds what is there: the staff's page of the same meeting names who came.
		const page = read(await (await ask(`/listening/meetings/${items.at(-1)?.id}`)).text());
		expect(rows.some((row) => page.includes(` ${row.folded} `))).toBe(true);
	},
);

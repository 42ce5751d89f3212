import { LinkButton } from "../components.tsx";
import { type Ctx, page } from "../http.ts";
import { Page } from "../layout.tsx";
import { NoTypesetter } from "./typst.ts";

/**
 * Answers with a sheet to keep, `name` being its file's name without the ending. Where this machine sets none, a page
 * (503) leads to the one at `printable`, which any browser prints.
 */
export async function answerPdf(
	c: Ctx,
	{ name, printable }: { name: string; printable: string },
	setting: Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
	try {
		return c.body(await setting, 200, {
			"content-type": "application/pdf",
			"content-disposition": `attachment; filename="${name}.pdf"`,
			"cache-control": "no-store",
		});
	} catch (error) {
		if (!(error instanceof NoTypesetter)) throw error;
		const { view } = c.var;
		return page(
			c,
			<Page view={view} title={view.say("paper.no_pdf")} lead={view.say("paper.no_pdf_lead")}>
				<LinkButton href={printable}>{view.say("paper.no_pdf_go")}</LinkButton>
			</Page>,
			503,
		);
	}
}

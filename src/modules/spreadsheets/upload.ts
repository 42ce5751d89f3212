import { Refused } from "../../core/refusal.ts";
import { sentFields } from "../../ui/form.ts";
import type { Ctx } from "../../ui/http.ts";

/** The one file of a form's field. Throws `invalid` (`file`) for none, and for several. */
export async function readSheetFile(c: Ctx): Promise<Buffer> {
	const files: File[] = [];
	for (const [name, value] of await sentFields(c)) if (name === "file" && typeof value !== "string") files.push(value);
	const [file, ...more] = files.filter(({ size, name }) => size > 0 || name !== "");
	if (!file || more.length > 0)
		throw new Refused("invalid", { file: more.length > 0 ? "spreadsheets.file_one" : "spreadsheets.file_none" });
	return Buffer.from(await file.arrayBuffer());
}

import { idFromContent } from "../../core/ids.ts";
import { instantOf } from "../../core/period.ts";
import { sayIn } from "../../ui/words.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import type { World } from "./world.ts";

/** What the desk finds where no letter reaches: somebody without e-mail to call, and a code that came back. */
export function addLetters({ rows, seal, chance }: World): void {
	const at = instantOf(chance.today, "08:10");
	for (const { id: neighbourhood_id, territoryId: territory_id, slug } of neighbourhoods) {
		const here = { territory_id, neighbourhood_id };
		const reaches = rows["community.reaches"].filter((row) => row.neighbourhood_id === neighbourhood_id);
		const noMail = new Set(reaches.filter((row) => row.contact_kind === "phone").map((row) => row.id));
		const joining = rows["initiatives.joinings"].find(
			(row) => noMail.has(row.reach_id as string) && row.neighbourhood_id === neighbourhood_id,
		);
		if (joining) rows["publication.to_tell"].push({ ...here, joining_id: joining.id, what: "changed", since: at });
		const byMail = reaches.find((row) => row.contact_kind === "email");
		if (!byMail) continue;
		const id = idFromContent(at, ["letter", String(byMail.id)]);
		const sealed = (part: string, plain: string) =>
			`\\x${seal.close(plain, `access.mails/${id}/${part}`).toString("hex")}`;
		const say = sayIn(byMail.language as Parameters<typeof sayIn>[0]);
		rows["access.mails"].push({
			...{
				id,
				...here,
				reach_id: byMail.id,
				tries: 1,
				created_at: byMail.left_at,
				failed_at: at,
				failed_code: "550 5.1.1",
			},
			recipient_sealed: sealed("recipient", `${slug}@esempio.filo.example`),
			subject_sealed: sealed("subject", say("reach.mail_subject")),
			body_sealed: sealed("body", say("reach.mail_body", { code: "0000 0000", hours: 24, link: `/n/${slug}` })),
		});
	}
}

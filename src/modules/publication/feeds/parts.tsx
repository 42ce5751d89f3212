import { LinkButton } from "../../../ui/components.tsx";
import type { Ctx, View } from "../../../ui/http.ts";

/** A calendar's address: a button for programs that subscribe, and what to copy where it does nothing. */
export function Address({ view, path }: { view: View; path: string }) {
	const { say } = view;
	const url = `${view.base}${path}`;
	return (
		<>
			<p>
				<LinkButton href={url.replace(/^https?:/, "webcal:")}>{say("calendar.subscribe_button")}</LinkButton>
			</p>
			<p>{say("calendar.by_hand")}</p>
			<p>
				<code dir="ltr">{url}</code>
			</p>
		</>
	);
}

/** A calendar as programs ask for it. */
export function sendCalendar(c: Ctx, text: string, file: string): Response {
	return c.body(text, 200, {
		"content-type": "text/calendar; charset=utf-8",
		"content-disposition": `inline; filename="${file}"`,
	});
}

import { Actions, Button, Card, Form, LinkButton } from "../../../ui/components.tsx";
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

type Secret = {
	view: View;
	/** Where it is made anew or taken back. */
	action: string;
	isOpen: boolean;
	/** Whether there is an address, and what it says to whoever has it, in the words of the page. */
	state: string;
	says: string;
	/** The address just made. */
	path?: string | undefined;
};

/** A calendar at a secret address, which is said once, made anew, or taken back. */
export function SecretCalendar({ view, action, isOpen, state, says, path }: Secret) {
	const { say } = view;
	return (
		<>
			{path && (
				<Card>
					<h2>{say("calendar.own_once")}</h2>
					<Address view={view} path={path} />
				</Card>
			)}
			<Card>
				<p>{state}</p>
				<p>{says}</p>
				<Form action={action}>
					<Actions>
						<Button name="do" value="open" quiet={isOpen}>
							{say(isOpen ? "calendar.own_renew" : "calendar.own_make")}
						</Button>
						{isOpen && (
							<Button name="do" value="close" quiet>
								{say("calendar.own_close")}
							</Button>
						)}
					</Actions>
				</Form>
			</Card>
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

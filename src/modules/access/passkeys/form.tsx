import type { ComponentChildren } from "preact";
import type { View } from "../../../ui/http.ts";
import { relyingParty } from "./rules.ts";

/**
 * A form that only a script can send, hidden until that script runs; the line below it says what to do without. On an
 * address without a host name only that line stands there.
 */
export function PasskeyForm({
	view,
	what,
	children,
}: {
	view: View;
	what: "sign-in" | "register";
	children: ComponentChildren;
}) {
	const { say } = view;
	if (!relyingParty(view.base)) return <p>{say("passkeys.no_host_name")}</p>;
	return (
		<>
			<div hidden>
				<form
					class="form"
					method="post"
					action="/access/me/passkeys?done=passkeys.added"
					data-passkey={what}
					data-failed={say(what === "sign-in" ? "passkeys.failed_sign_in" : "passkeys.failed_register")}
					data-unsupported={say("passkeys.unsupported")}
				>
					<p class="error" role="alert" hidden />
					{children}
				</form>
			</div>
			<p class="hint">{say(what === "sign-in" ? "passkeys.needs_script" : "passkeys.needs_script_own")}</p>
			<script src={view.asset("passkey.js")} defer />
		</>
	);
}

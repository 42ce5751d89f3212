import type { ComponentChildren } from "preact";
import type { View } from "../../../ui/http.ts";
import { relyingParty } from "./rules.ts";

/** Which line says that this needs a script, and what to do without. */
const scriptLine = {
	"sign-in": "signin.needs_script",
	register: "passkeys.needs_script_own",
	assurance: "passkeys.needs_script_assurance",
} as const;

/**
 * A form that only a script can send, hidden until that script runs; the line below it says what to do without. On an
 * address without a host name only that line stands there.
 */
export function PasskeyForm({
	view,
	what,
	next = "/access/me/passkeys?done=passkeys.added",
	children,
}: {
	view: View;
	what: "sign-in" | "register" | "assurance";
	/** Where to go on to afterwards; who comes in is told by the answer. */
	next?: string;
	children: ComponentChildren;
}) {
	const { say } = view;
	if (!relyingParty(view.base)) return <p>{say("signin.no_host_name")}</p>;
	return (
		<>
			<div hidden>
				<form
					class="form"
					method="post"
					action={next}
					data-passkey={what}
					data-failed={say(what === "register" ? "passkeys.failed_register" : "signin.failed")}
					data-unsupported={say("signin.unsupported")}
				>
					<p class="error" role="alert" hidden />
					{children}
				</form>
			</div>
			<p class="hint">{say(scriptLine[what])}</p>
			<script src={view.asset("passkey.js")} defer />
		</>
	);
}

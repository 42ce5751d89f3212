/**
 * Comes in by passkey, shows who is there, or makes one, on the pages that ask for it; elsewhere it is not loaded. The
 * page says by itself that this needs scripts, until this one hides that line and shows the form.
 */

type Descriptor = { type: "public-key"; id: string };
type Creation = {
	challenge: string;
	user: { id: string; name: string; displayName: string };
	excludeCredentials: Descriptor[];
	[more: string]: unknown;
};
type Asked = { challenge: string; allowCredentials?: Descriptor[]; [more: string]: unknown };

/** What the server said, in the reader's language. */
class Said extends Error {}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) prepare(form);

function prepare(form: HTMLFormElement): void {
	const box = form.parentElement as HTMLElement;
	const note = box.nextElementSibling as HTMLElement;
	if (!window.PublicKeyCredential) {
		note.textContent = form.dataset.unsupported ?? "";
		return;
	}
	note.hidden = true;
	box.hidden = false;
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		if (form.dataset.busy) return;
		form.dataset.busy = "yes";
		const work = form.dataset.passkey === "register" ? register(form) : answer(form);
		work
			.then((to) => location.assign(to))
			.catch((error: unknown) => tell(form, error instanceof Said ? error.message : (form.dataset.failed ?? "")))
			.finally(() => delete form.dataset.busy);
	});
}

function tell(form: HTMLFormElement, words: string): void {
	const alert = form.querySelector<HTMLElement>("[role=alert]");
	if (!alert) return;
	alert.textContent = words;
	alert.hidden = false;
}

/** Comes in, or shows who is there: one passkey answers, and the address to go on to is returned. */
async function answer(form: HTMLFormElement): Promise<string> {
	const purpose = form.dataset.passkey ?? "";
	const options = await send<Asked>("challenge", { purpose });
	const publicKey = {
		...options,
		challenge: bytesOf(options.challenge),
		allowCredentials: options.allowCredentials?.map((key) => ({ ...key, id: bytesOf(key.id) })),
	};
	const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
	const { clientDataJSON, authenticatorData, signature, userHandle } =
		credential.response as AuthenticatorAssertionResponse;
	const { to } = await send<{ to?: string }>(purpose, {
		id: credential.id,
		type: credential.type,
		response: {
			clientDataJSON: textOf(clientDataJSON),
			authenticatorData: textOf(authenticatorData),
			signature: textOf(signature),
			userHandle: userHandle ? textOf(userHandle) : "",
		},
	});
	return to ?? form.action;
}

async function register(form: HTMLFormElement): Promise<string> {
	const options = await send<Creation>("challenge", { purpose: "register" });
	const publicKey = {
		...options,
		challenge: bytesOf(options.challenge),
		user: { ...options.user, id: bytesOf(options.user.id) },
		excludeCredentials: options.excludeCredentials.map((key) => ({ ...key, id: bytesOf(key.id) })),
	} as unknown as PublicKeyCredentialCreationOptions;
	const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
	const response = credential.response as AuthenticatorAttestationResponse;
	await send("", {
		name: new FormData(form).get("name"),
		id: credential.id,
		type: credential.type,
		response: {
			clientDataJSON: textOf(response.clientDataJSON),
			attestationObject: textOf(response.attestationObject),
			transports: response.getTransports?.() ?? [],
		},
	});
	return form.action;
}

async function send<Answer>(verb: string, body: unknown): Promise<Answer> {
	const answer = await fetch(`/api/access/passkeys${verb && `/${verb}`}`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	const said = await answer.json();
	if (!answer.ok) throw new Said(said.errors?.[0]?.detail ?? said.detail);
	return said as Answer;
}

// By hand, although recent browsers know parseCreationOptionsFromJSON: one way for all of them.
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
	const plain = btoa(String.fromCharCode(...new Uint8Array(bytes)));
	return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Makes pages a little kinder where scripts run; nothing depends on it. Every form is still sent in the ordinary way.
 * Loaded with `defer`: the document is there when it runs.
 */

type Suggestion = { id: string; label: string; line?: string | null };

const patienceMs = 200;
const atMost = 8;

focusOnErrors();
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", forgetWhatWasSent);
document.addEventListener("keydown", foldOnEscape);
document.addEventListener("click", foldOnClickOutside);
document.addEventListener("click", leadToField);
if (document.body.dataset.idle) coverWhenIdle(Number(document.body.dataset.idle) * 60_000);
for (const picker of document.querySelectorAll<HTMLElement>("[data-suggest]")) suggestIn(picker);

/** A form that came back says what is wrong first, also to those who do not see the page. */
function focusOnErrors(): void {
	document.getElementById("errors")?.focus();
}

/** An error's link leads into what it speaks of, also where that is made of several parts. */
function leadToField(event: MouseEvent): void {
	const link = (event.target as Element).closest<HTMLAnchorElement>(".error-summary a");
	const target = link && document.getElementById(link.hash.slice(1));
	const field = target?.matches("div") && target.querySelector<HTMLElement>("input, select, textarea");
	if (field) {
		event.preventDefault();
		field.focus();
	}
}

/** A second tap while the first is on its way does nothing. The button stays enabled, or its name would not be sent. */
function sendOnce(event: SubmitEvent): void {
	const form = event.target;
	if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
	if (form.dataset.sent) {
		event.preventDefault();
		return;
	}
	form.dataset.sent = "yes";
	event.submitter?.setAttribute("aria-disabled", "true");
}

/** The page comes back from the browser's memory with the back button: its forms may be sent again. */
function forgetWhatWasSent(): void {
	for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
		delete form.dataset.sent;
		for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
	}
}

function foldOnEscape(event: KeyboardEvent): void {
	if (event.key !== "Escape") return;
	const open = document.querySelector<HTMLDetailsElement>("details.languages[open]");
	if (!open) return;
	open.open = false;
	open.querySelector("summary")?.focus();
}

function foldOnClickOutside(event: MouseEvent): void {
	const open = document.querySelector<HTMLDetailsElement>("details.languages[open]");
	if (open && !open.contains(event.target as Node)) open.open = false;
}

/**
 * Candidates while somebody types a name. Nobody is ever chosen by the machine, and who types another name has
 * not chosen any more. When the search does not answer, the form works as without scripts.
 */
function suggestIn(picker: HTMLElement): void {
	const field = picker.querySelector<HTMLInputElement>("input[type=text]");
	const candidates = picker.querySelector<HTMLFieldSetElement>(".candidates");
	const row = candidates?.querySelector<HTMLElement>(".chip-row");
	const status = picker.querySelector<HTMLElement>("[role=status]");
	const { suggest, name, found = "", none = "" } = picker.dataset;
	if (!field || !candidates || !row || !suggest || !name) return;
	const isRequired = field.required;
	let waiting = 0;
	let running: AbortController | undefined;

	field.addEventListener("input", () => {
		for (const chosen of row.querySelectorAll<HTMLInputElement>("input:checked")) chosen.checked = false;
		field.required = isRequired;
		window.clearTimeout(waiting);
		running?.abort();
		waiting = window.setTimeout(() => void search(field.value.trim()), patienceMs);
	});
	// What was chosen is what is typed: the two never contradict each other.
	row.addEventListener("change", (event) => {
		const label = (event.target as HTMLInputElement).dataset.label;
		if (label) field.value = label;
		field.required = false;
	});

	async function search(typed: string): Promise<void> {
		if (!candidates || !row) return;
		if (typed.length < 2) {
			show([], "");
			return;
		}
		running = new AbortController();
		try {
			const address = new URL(suggest ?? "", location.href);
			address.searchParams.set("q", typed);
			address.searchParams.set("limit", String(atMost));
			const answer = await fetch(address, { signal: running.signal, headers: { accept: "application/json" } });
			if (!answer.ok) return;
			const { items } = (await answer.json()) as { items: Suggestion[] };
			show(items.slice(0, atMost), items.length === 0 ? none : found.replace("#", String(items.length)));
		} catch {
			// Offline, or another letter was typed: what was typed is looked up when the form is sent.
		}
	}

	function show(items: Suggestion[], said: string): void {
		if (!candidates || !row) return;
		const chips = items.map((item) => chip(item.id, item.label, item.line));
		row.replaceChildren(...chips);
		candidates.hidden = chips.length === 0;
		if (status) status.textContent = said;
	}

	function chip(value: string, label: string, line: string | null | undefined): HTMLElement {
		const radio = element("input", { type: "radio", name: name ?? "", value });
		radio.dataset.label = label;
		const words = element("span", { textContent: label });
		if (line) words.append(element("small", { textContent: ` ${line}` }));
		const whole = element("label", { className: "chip" });
		whole.append(radio, words);
		return whole;
	}
}

/**
 * On a shared phone: hides the page when nobody has used it for so long, and shows it again only to the account it was
 * made for. While somebody types, the server hears of it in time, so that the session does not end under their hands.
 */
function coverWhenIdle(afterMs: number): void {
	const cover = document.getElementById("cover");
	const alert = cover?.querySelector<HTMLElement>("[role=alert]");
	if (!cover || !alert) return;
	let used = Date.now();
	let told = used;
	const use = () => {
		if (!cover.hidden) return;
		used = Date.now();
		if (used - told < afterMs / 2) return;
		told = used;
		void isStillOurs();
	};
	for (const sign of ["keydown", "pointerdown", "scroll"]) document.addEventListener(sign, use, { passive: true });
	const look = () => {
		if (Date.now() - used >= afterMs) show(true);
	};
	window.setInterval(look, Math.min(afterMs / 10, 10_000));
	// A phone that slept has run no timer.
	document.addEventListener("visibilitychange", look);
	window.addEventListener("pageshow", look);
	cover.querySelector("button")?.addEventListener("click", async () => {
		const ours = await isStillOurs();
		alert.hidden = ours;
		if (!ours) return;
		used = told = Date.now();
		show(false);
	});

	function show(covered: boolean): void {
		if (!cover || cover.hidden !== covered) return;
		cover.hidden = !covered;
		document.body.toggleAttribute("data-covered", covered);
		if (covered) cover.focus();
	}
}

async function isStillOurs(): Promise<boolean> {
	const answer = await fetch("/api/access/here", { headers: { accept: "application/json" } }).catch(() => undefined);
	return answer?.ok === true && (await answer.json()).account === document.body.dataset.account;
}

function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
	return Object.assign(document.createElement(name), properties);
}

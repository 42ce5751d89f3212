/** Reads a page aloud with the device's own voice. Its button is there only where the device has one. */
const button = document.querySelector<HTMLButtonElement>("[data-aloud]");
const voice = window.speechSynthesis;
const words = button?.textContent ?? "";

function offer(): void {
	if (button && voice.getVoices().length > 0) button.hidden = false;
}

function stop(): void {
	voice.cancel();
	if (button) button.textContent = words;
}

function read(): void {
	const blocks = [...document.querySelectorAll<HTMLElement>("main :is(h1, h2, p, li)")].filter(
		(block) => !block.querySelector("p, li") && block.checkVisibility(),
	);
	for (const block of blocks) {
		const said = new SpeechSynthesisUtterance(block.textContent);
		said.lang = block.closest<HTMLElement>("[lang]")?.lang ?? "";
		if (block === blocks.at(-1)) said.onend = stop;
		voice.speak(said);
	}
	if (button) button.textContent = button.dataset.aloud ?? "";
}

if (voice && button) {
	offer();
	voice.addEventListener?.("voiceschanged", offer);
	button.onclick = () => (voice.speaking ? stop() : read());
	window.addEventListener("pagehide", stop);
}

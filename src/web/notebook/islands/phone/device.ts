/** What the device can do besides: a small photo of a sheet, its voice, how much room is left. */

const longestSidePx = 1600;

/** A photo as a JPEG small enough to travel, as a data address. */
export async function smallPhoto(file: Blob): Promise<string> {
	const picture = await createImageBitmap(file);
	const scale = Math.min(1, longestSidePx / Math.max(picture.width, picture.height));
	const canvas = document.createElement("canvas");
	canvas.width = Math.round(picture.width * scale);
	canvas.height = Math.round(picture.height * scale);
	canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
	picture.close();
	return canvas.toDataURL("image/jpeg", 0.75);
}

type Heard = { results: ArrayLike<ArrayLike<{ transcript: string }>> };
type Listener = {
	lang: string;
	processLocally: boolean;
	start(): void;
	stop(): void;
	onresult: ((heard: Heard) => void) | null;
	onend: (() => void) | null;
	onerror: (() => void) | null;
};
type Listening = {
	new (): Listener;
	available?(asked: { langs: string[]; processLocally: boolean }): Promise<string>;
};

/**
 * Whether the device itself turns voice into text. A voice that would travel to somebody else's machine is not offered:
 * then the keyboard's own microphone remains.
 */
export async function hears(language: string): Promise<boolean> {
	const asked = { langs: [language], processLocally: true };
	const said = await recognition()
		?.available?.(asked)
		.catch(() => "unavailable");
	return said === "available";
}

/** Listens once and says what was heard; the returned function stops it. */
export function listen(language: string, heard: (words: string) => void, ended: () => void): () => void {
	const Listener = recognition();
	if (!Listener) return () => ended();
	const listener = new Listener();
	listener.lang = language;
	listener.processLocally = true;
	listener.onresult = ({ results }) => {
		for (const result of Array.from(results)) if (result[0]) heard(result[0].transcript);
	};
	listener.onend = ended;
	listener.onerror = ended;
	listener.start();
	return () => listener.stop();
}

function recognition(): Listening | undefined {
	return (window as unknown as { SpeechRecognition?: Listening }).SpeechRecognition;
}

const mostOfRoom = 0.8;

/** Whether there is still room: `full` above four fifths, `fleeting` where the browser may clear it by itself. */
export async function roomLeft(): Promise<"enough" | "full" | "fleeting"> {
	const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
	if (quota > 0 && usage / quota > mostOfRoom) return "full";
	return (await navigator.storage?.persisted?.()) ? "enough" : "fleeting";
}

/** Hands a text to the browser as a file to save. */
export function saveAs(name: string, text: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

import type { VNode } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { v7 } from "uuid";
import type { Pack, RecordKind } from "../../../../modules/notebook/contract.ts";
import { AttendanceForm } from "./attendance.tsx";
import { type Contact, type Desk, inState } from "./desk.ts";
import { roomLeft } from "./device.ts";
import { Door } from "./door.tsx";
import { RecordForm } from "./form.tsx";
import { type Questions, valuesOf } from "./forms.ts";
import { Home } from "./home.tsx";
import { type Entry, isUnsent, isWaiting } from "./outbox.ts";
import { People } from "./people.tsx";
import { Leave, Phone } from "./phone.tsx";
import { Outbox, Settle } from "./sending.tsx";
import { entriesIn, keep, metaOf, openStore, readPack, type Store, setMeta, wipeAll } from "./store.ts";
import { signOut, synchronise } from "./sync.ts";
import { dayOf, howLong } from "./time.ts";
import type { Say } from "./words.ts";

type Open = { account: string; key: CryptoKey; store: Store };
type AppProps = { say: Say; language: string; version: string; questions: Questions };

/** The notebook: closed until its PIN opens it, closed again when nobody uses it. */
export function App(props: AppProps) {
	const { say } = props;
	const [open, setOpen] = useState<Open | null>(null);
	const [line, setLine] = useState<string>();
	if (!open)
		return (
			<>
				{line && (
					<p class="done" role="status">
						{say(line)}
					</p>
				)}
				<Door
					say={say}
					onOpen={(account, key) => {
						setLine(undefined);
						const gone = () => {
							setLine("notebook.left_elsewhere");
							setOpen(null);
						};
						void openStore(account, gone).then((store) => setOpen({ account, key, store }));
					}}
					onLeft={setLine}
				/>
			</>
		);
	const close = (said?: string) => {
		open.store.close();
		setLine(said);
		setOpen(null);
	};
	return <Notebook {...props} open={open} onClose={close} />;
}

const idleMs = 10 * 60_000;
const soonestMs = 1000;
const latestMs = 60_000;

function pageNow(): string {
	return location.hash.slice(1);
}

function Notebook({
	say,
	language,
	version,
	questions,
	open,
	onClose,
}: AppProps & { open: Open; onClose: (said?: string) => void }) {
	const { store, key, account } = open;
	const [pack, setPack] = useState<Pack | null>(null);
	const [entries, setEntries] = useState<readonly Entry[] | null>(null);
	const [page, setPage] = useState(pageNow);
	const [line, setLine] = useState<string>();
	const [contact, setContact] = useState<Contact>("never");
	const [clockOff, setClockOff] = useState<number | null>(null);
	const [room, setRoom] = useState<Desk["room"]>("enough");
	const [trouble, setTrouble] = useState<string>();
	const channel = useRef<BroadcastChannel>(null);
	const pace = useRef({ waitMs: soonestMs, timer: 0, running: false });
	const closed = useRef(false);
	/** What this phone could not keep: still on the screen, and in the file that can be saved. */
	const unkept = useRef(new Map<string, Entry>());
	/** The page that is shown: where one was led, its address says so afterwards. */
	const shown = useRef(pageNow());

	const show = useCallback((kept: readonly Entry[]) => {
		const apart = unkept.current;
		setEntries(apart.size === 0 ? kept : [...kept.filter(({ id }) => !apart.has(id)), ...apart.values()]);
	}, []);

	const reload = useCallback(async () => {
		if (closed.current) return;
		const [nextPack, nextEntries] = await Promise.all([readPack(store, key), entriesIn(store, key)]);
		setPack(nextPack);
		show(nextEntries);
	}, [store, key, show]);

	/** Shows the page the address names; a line is said once. */
	const arrive = useCallback(
		(said?: string) => {
			shown.current = pageNow();
			setPage(shown.current);
			setLine(said);
			if (!shown.current.startsWith("draft/")) void setMeta(store, "open", "");
		},
		[store],
	);

	const send = useCallback(async () => {
		const paced = pace.current;
		window.clearTimeout(paced.timer);
		if (paced.running || closed.current) return;
		paced.running = true;
		setContact("sending");
		const notebook = { store, key, account, version, deviceName: deviceName() };
		const round = await synchronise(notebook, () => {
			channel.current?.postMessage("changed");
			void reload().catch(() => undefined);
		}).catch(() => ({ kind: "later" }) as const);
		paced.running = false;
		if (closed.current) return;
		setContact(round.kind);
		if (round.kind === "done") {
			setClockOff(round.clockOffMinutes);
			if (round.wiped) setTrouble("notebook.wiped");
		}
		await reload();
		const again = round.kind === "offline" || round.kind === "later" || (await hasWaiting(store, key));
		paced.waitMs = round.kind === "done" ? soonestMs * 30 : Math.min(paced.waitMs * 2, latestMs);
		if (again) paced.timer = window.setTimeout(() => void send(), paced.waitMs);
	}, [store, key, account, version, reload]);

	const sendNow = useCallback(() => {
		pace.current.waitMs = soonestMs;
		void send();
	}, [send]);

	const close = useCallback(
		(said?: string) => {
			closed.current = true;
			window.clearTimeout(pace.current.timer);
			onClose(said);
		},
		[onClose],
	);

	useEffect(() => {
		channel.current = new BroadcastChannel(`filo-notebook-${account}`);
		channel.current.onmessage = () => void reload().catch(() => undefined);
		void begin();
		const onHash = () => pageNow() !== shown.current && arrive();
		const onSight = () => document.visibilityState === "visible" && sendNow();
		window.addEventListener("hashchange", onHash);
		window.addEventListener("online", sendNow);
		document.addEventListener("visibilitychange", onSight);
		const idle = lockWhenIdle(() => close());
		return () => {
			channel.current?.close();
			window.removeEventListener("hashchange", onHash);
			window.removeEventListener("online", sendNow);
			document.removeEventListener("visibilitychange", onSight);
			idle();
		};

		async function begin(): Promise<void> {
			await reload();
			const unfinished = await metaOf(store, "open");
			// Whoever came to sign out is asked about it there.
			if (unfinished && pageNow() !== "leave" && (await store.getKey("records", unfinished)))
				location.hash = `draft/${unfinished}`;
			setRoom(await roomLeft());
			sendNow();
		}
	}, [store]);

	useEffect(() => {
		const title = document.getElementById("page");
		// A form leads into its own field; every other page begins with its title.
		if (page !== "" && page !== "home" && !document.activeElement?.closest("#notebook form")) title?.focus();
	}, [page]);

	if (entries === null) return <p role="status">{say("notebook.opening")}</p>;
	const desk: Desk = {
		...{ say, language, questions, store, key, account, pack, entries, contact, clockOff, room },
		// The day as the server has it, where this phone's clock is known to be wrong.
		today: dayOf(new Date(Date.now() - (clockOff ?? 0) * 60_000)),
		keep: async (changed, { gone, onKept } = {}) => {
			try {
				const kept = await keep(store, key, changed, gone);
				for (const { id } of changed) unkept.current.delete(id);
				channel.current?.postMessage("changed");
				if (!kept) {
					setTrouble("notebook.elsewhere");
					await reload();
					return false;
				}
				show(kept);
				onKept?.();
				return true;
			} catch {
				for (const entry of changed) unkept.current.set(entry.id, entry);
				await reload().catch(() => undefined);
				setRoom("full");
				setTrouble("notebook.not_kept");
				return false;
			}
		},
		send: sendNow,
		go: (to, said) => {
			setTrouble(undefined);
			if (pageNow() === to) return setLine(said);
			location.hash = to;
			arrive(said);
		},
		lock: close,
		leave: async () => {
			closed.current = true;
			const isOut = await signOut();
			await wipeAll(store, account);
			location.hash = "";
			close(isOut ? "notebook.left" : "notebook.left_offline");
		},
	};
	return (
		<div class="stack">
			{writing.test(page) ? <Line desk={desk} /> : <Standing desk={desk} />}
			{line && (
				<p class="done" role="status">
					{say(line)}
				</p>
			)}
			{trouble && (
				<p class="error" role="alert">
					{say(trouble)}
				</p>
			)}
			<Shown desk={desk} page={page} />
		</div>
	);
}

async function hasWaiting(store: Store, key: CryptoKey): Promise<boolean> {
	return (await entriesIn(store, key, "ready")).length + (await entriesIn(store, key, "sending")).length > 0;
}

/** «Android», «iPhone»: enough to tell one's own devices apart. */
function deviceName(): string {
	return /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0] ?? "Browser";
}

function lockWhenIdle(lock: () => void): () => void {
	let used = Date.now();
	const use = () => {
		used = Date.now();
	};
	const look = () => Date.now() - used >= idleMs && lock();
	const timer = window.setInterval(look, 10_000);
	for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, use, { passive: true });
	return () => {
		window.clearInterval(timer);
		for (const sign of ["keydown", "pointerdown"]) document.removeEventListener(sign, use);
	};
}

/** Where somebody writes: the page is theirs, and what else is to be said waits. */
const writing = /^(note|act|consent|follow_up|step|attendance|draft|settle|people)(\/|$)/;

function Sentence({ desk: { say, entries, contact }, soft }: { desk: Desk; soft?: boolean }) {
	const waiting = entries.filter(isWaiting).length;
	return (
		<p
			role="status"
			id="standing"
			class={soft ? "small soft" : undefined}
			data-waiting={waiting}
			data-contact={contact}
		>
			{waiting === 0 ? say("notebook.all_sent") : say("notebook.waiting", { n: waiting })}
		</p>
	);
}

/** How things stand, in one line; a memory that is full is said everywhere. */
function Line({ desk }: { desk: Desk }) {
	const { say, room } = desk;
	return (
		<>
			<Sentence desk={desk} soft />
			{room === "full" && (
				<p>
					{say("notebook.room_full")} <a href="#phone">{say("notebook.file_save")}</a>
				</p>
			)}
		</>
	);
}

/** How things stand, in a sentence, and what can be done about it. */
function Standing({ desk }: { desk: Desk }) {
	const { say, language, entries, contact, clockOff, room } = desk;
	const waiting = entries.filter(isWaiting).length;
	const asking = inState(entries, "needs_you").length;
	const setAside = inState(entries, "set_aside").length;
	return (
		<section class="card stack" aria-label={say("notebook.standing")}>
			<div class="spread">
				<Sentence desk={desk} />
				<p class="row">
					{waiting > 0 && (
						<button type="button" class="button button-quiet" onClick={desk.send}>
							{say("notebook.send_now")}
						</button>
					)}
					<a href="#outbox">{say("notebook.outbox")}</a>
					<a href="#phone">{say("notebook.phone")}</a>
				</p>
			</div>
			{contact === "sign_in" && (
				<p>
					{say("notebook.sign_in_lead")} <a href="/access/sign-in">{say("ui.sign_in")}</a>
				</p>
			)}
			{contact === "other_account" && <p>{say("notebook.other_account")}</p>}
			{contact === "too_old" && <p>{say("notebook.too_old")}</p>}
			{contact === "offline" && <p class="soft">{say("notebook.offline")}</p>}
			{contact === "later" && <p class="soft">{say("notebook.later")}</p>}
			{clockOff !== null && <p>{say("notebook.clock_off", { howLong: howLong(language, Math.abs(clockOff)) })}</p>}
			{(room === "full" || (room === "fleeting" && entries.some(isUnsent))) && (
				<p>
					{say(`notebook.room_${room}`)} <a href="#phone">{say("notebook.file_save")}</a>
				</p>
			)}
			{asking > 0 && (
				<p>
					<a href="#outbox">{say("notebook.asking", { n: asking })}</a>
				</p>
			)}
			{setAside > 0 && (
				<p>
					<a href="#outbox">{say("notebook.aside", { n: setAside })}</a>
				</p>
			)}
		</section>
	);
}

const forms = ["note", "act", "consent", "follow_up"] as const;

/** The page an address names, with its title and the way back. */
function Shown({ desk, page }: { desk: Desk; page: string }) {
	const { say, entries, pack } = desk;
	const [where = "", id = ""] = page.split("/");
	const entry = entries.find((one) => one.id === id);
	const framed = (title: string, content: VNode) => (
		<section class="stack" aria-labelledby="page" key={page}>
			<p>
				<a href="#home">{say("notebook.back")}</a>
			</p>
			<h2 id="page" tabIndex={-1}>
				{title}
			</h2>
			{content}
		</section>
	);
	const form = forms.find((kind) => kind === where);
	if (form) return framed(say(`notebook.new_${form}`), <Begin desk={desk} kind={form} on={null} />);
	if (where === "step" && pack?.followUps.some((f) => f.id === id))
		return framed(say("notebook.new_follow_up_step"), <Begin desk={desk} kind="follow_up_step" on={id} />);
	const session = where === "attendance" && pack?.sessions.find((one) => one.id === id);
	if (session) {
		const title = say("notebook.attendance_of", { title: session.title });
		return framed(title, <Begin desk={desk} kind="attendance" on={id} />);
	}
	if (where === "draft" && entry?.state === "draft")
		return framed(say(`notebook.new_${entry.kind}`), <Written desk={desk} draft={entry} />);
	if (where === "settle" && entry?.state === "needs_you")
		return framed(say("notebook.settle_title"), <Settle desk={desk} entry={entry} />);
	if (where === "outbox") return framed(say("notebook.outbox"), <Outbox desk={desk} />);
	if (where === "people") return framed(say("notebook.choose_people"), <People desk={desk} />);
	if (where === "phone") return framed(say("notebook.phone"), <Phone desk={desk} />);
	if (where === "leave") return framed(say("notebook.leave_title"), <Leave desk={desk} />);
	return (
		<section class="stack" aria-labelledby="page" key="home">
			<h2 id="page" tabIndex={-1}>
				{say("notebook.home_title")}
			</h2>
			<Home desk={desk} />
		</section>
	);
}

/** A new form, or the one of its kind that was not finished. */
function Begin({ desk, kind, on }: { desk: Desk; kind: RecordKind; on: string | null }) {
	const { pack, entries, today, language } = desk;
	const [draft] = useState<Entry>(() => {
		const unfinished = inState(entries, "draft").find((one) => one.kind === kind && one.on === on);
		const of = [...(pack?.sessions ?? []), ...(pack?.followUps ?? [])].find((one) => one.id === on);
		return (
			unfinished ?? {
				...{ id: v7(), seq: 0, state: "draft", kind, on, base: null, at: new Date().toISOString() },
				neighbourhoodId: of?.neighbourhoodId ?? pack?.neighbourhoods[0]?.id ?? "",
				values: valuesOf(kind, today, language),
			}
		);
	});
	return <Written desk={desk} draft={draft} />;
}

function Written({ desk, draft: given }: { desk: Desk; draft: Entry }) {
	const { say, pack } = desk;
	// The form has its own copy from here on: what it keeps comes back through the list, and must not draw it anew.
	const [draft] = useState(given);
	const session = pack?.sessions.find(({ id }) => id === draft.on);
	if (draft.kind === "attendance")
		return session ? (
			<AttendanceForm desk={desk} draft={draft} session={session} />
		) : (
			<p>{say("notebook.session_gone")}</p>
		);
	const followUp = pack?.followUps.find(({ id }) => id === draft.on);
	return <RecordForm desk={desk} draft={draft} version={followUp?.version ?? null} lead={followUp?.what} />;
}

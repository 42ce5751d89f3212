import { useEffect, useState } from "preact/hooks";
import { v7 } from "uuid";
import { leastPinLength, WrongPin } from "./crypto.ts";
import { Line } from "./fields.tsx";
import { isStale } from "./pack.ts";
import { hasPasskeys, secretOf } from "./passkey.ts";
import {
	countUnsent,
	createStore,
	enter,
	enterWithPasskey,
	metaOf,
	type Owner,
	openStore,
	ownersHere,
	type Store,
	triesLeft,
	Wiped,
	wipeCached,
} from "./store.ts";
import { obeyWipe, signOut } from "./sync.ts";
import type { Say } from "./words.ts";

/** Before the notebook opens: a PIN is chosen, or asked for. */

type Props = { say: Say; onOpen: (account: string, key: CryptoKey) => void };
type Signed = string | "nobody" | "unknown";
type Stand = { owners: Owner[]; signedIn: Signed };

/** Who is signed in; without coverage nobody knows. */
async function whoIsHere(): Promise<Signed> {
	try {
		const answer = await fetch("/api/access/here", { signal: AbortSignal.timeout(4000) });
		if (answer.ok) return ((await answer.json()) as { account: string }).account;
		return answer.status === 401 ? "nobody" : "unknown";
	} catch {
		return "unknown";
	}
}

/** What waited too long without contact, or is to go, is wiped before anybody opens anything. */
async function tidy(owners: readonly Owner[]): Promise<void> {
	for (const { account } of owners) {
		const store = await openStore(account);
		if (isStale((await metaOf(store, "contact")) ?? 0, Date.now())) await wipeCached(store);
		store.close();
	}
}

export function Door({ say, onOpen, onLeft }: Props & { onLeft: (line: string) => void }) {
	const [stand, setStand] = useState<Stand | "refused" | null>(null);
	const [chosen, setChosen] = useState<string | null>(null);
	const look = async () => {
		try {
			const owners = await ownersHere();
			await tidy(owners);
			setStand({ owners, signedIn: owners.length > 0 ? "unknown" : await whoIsHere() });
			if (owners.length === 0) return;
			const signedIn = await whoIsHere();
			setStand({ owners, signedIn });
			const own = owners.find(({ account }) => account === signedIn);
			if (!own) return;
			const store = await openStore(own.account);
			await obeyWipe(store);
			store.close();
		} catch {
			setStand("refused");
		}
	};
	useEffect(() => void look(), []);
	if (stand === null) return <p role="status">{say("notebook.opening")}</p>;
	if (stand === "refused") return <p role="alert">{say("notebook.refused_storage")}</p>;
	return (
		<>
			<p class="lead">{say("notebook.lead")}</p>
			<Threshold {...{ say, onOpen, onLeft, look, chosen, setChosen }} {...stand} />
		</>
	);
}

type ThresholdProps = Props &
	Stand & {
		onLeft: (line: string) => void;
		look: () => Promise<void>;
		chosen: string | null;
		setChosen: (account: string | null) => void;
	};

/** Whose notebook is to be opened, or made. */
function Threshold({ say, onOpen, onLeft, look, chosen, setChosen, owners, signedIn }: ThresholdProps) {
	const isKnown = (account: string) => owners.some((one) => one.account === account);
	const isNew = signedIn !== "nobody" && signedIn !== "unknown" && !isKnown(signedIn);
	if (isNew && (chosen === null || chosen === signedIn))
		return (
			<>
				<ChoosePin say={say} account={signedIn} next={String(owners.length + 1)} onOpen={onOpen} />
				{owners.length > 0 && (
					<p>
						<button type="button" class="link" onClick={() => setChosen(owners[0]?.account ?? null)}>
							{say("notebook.other_notebook")}
						</button>
					</p>
				)}
			</>
		);
	const owner =
		owners.find(({ account }) => account === chosen) ?? owners.find(({ account }) => account === signedIn) ?? owners[0];
	if (!owner) return <FirstTime say={say} />;
	return (
		<>
			<AskPin key={owner.account} say={say} owner={owner} onOpen={onOpen} onWiped={() => void look()} />
			{owner.account === signedIn && location.hash === "#leave" && (
				<LeaveClosed
					say={say}
					owner={owner}
					onLeft={(line) => {
						onLeft(line);
						location.hash = "";
						void look();
					}}
				/>
			)}
			{owners.length > 1 && <Others say={say} owners={owners} owner={owner} onChoose={setChosen} />}
		</>
	);
}

/** Nobody is signed in, or there is no coverage: a new notebook needs both once. */
function FirstTime({ say }: { say: Say }) {
	return (
		<section class="card" aria-labelledby="first">
			<h2 id="first">{say("notebook.first_title")}</h2>
			<p>{say("notebook.first_lead")}</p>
			<p>
				<a class="button" href="/access/sign-in">
					{say("ui.sign_in")}
				</a>
			</p>
		</section>
	);
}

function Others({
	say,
	owners,
	owner,
	onChoose,
}: {
	say: Say;
	owners: Owner[];
	owner: Owner;
	onChoose: (a: string) => void;
}) {
	return (
		<section aria-labelledby="others">
			<h2 id="others">{say("notebook.others_title")}</h2>
			<p class="row">
				{owners
					.filter(({ account }) => account !== owner.account)
					.map(({ account, label }) => (
						<button key={account} type="button" class="button button-quiet" onClick={() => onChoose(account)}>
							{label}
						</button>
					))}
			</p>
		</section>
	);
}

/** A first PIN: twice, because nobody but its owner can ever say it again. */
function ChoosePin({ say, account, next, onOpen }: Props & { account: string; next: string }) {
	const [label, setLabel] = useState("");
	const [pin, setPin] = useState("");
	const [again, setAgain] = useState("");
	const [error, setError] = useState<Record<string, string>>({});
	const [busy, setBusy] = useState(false);
	const choose = async (event: Event) => {
		event.preventDefault();
		const wrong: Record<string, string> = {};
		if (pin.length < leastPinLength) wrong.pin = "notebook.pin_short";
		else if (pin !== again) wrong.again = "notebook.pin_differs";
		setError(wrong);
		if (Object.keys(wrong).length > 0 || busy) return;
		setBusy(true);
		try {
			await navigator.storage?.persist?.();
			const key = await createStore(account, label.trim().slice(0, 20) || next, pin, v7());
			onOpen(account, key);
		} catch {
			setError({ pin: "notebook.refused_storage" });
			setBusy(false);
		}
	};
	return (
		<form autocomplete="off" class="form card" aria-labelledby="choose" onSubmit={(event) => void choose(event)}>
			<h2 id="choose">{say("notebook.choose_pin_title")}</h2>
			<p>{say("notebook.choose_pin_lead")}</p>
			<Line
				say={say}
				name="label"
				label={say("notebook.label")}
				hint={say("notebook.label_hint")}
				value={label}
				onType={setLabel}
			/>
			<Line
				say={say}
				name="pin"
				type="password"
				autocomplete="new-password"
				label={say("notebook.pin")}
				hint={say("notebook.pin_hint")}
				value={pin}
				onType={setPin}
				required
				error={error.pin}
			/>
			<Line
				say={say}
				name="again"
				type="password"
				autocomplete="new-password"
				label={say("notebook.pin_again")}
				value={again}
				onType={setAgain}
				required
				error={error.again}
			/>
			<p class="readers">{say("notebook.pin_warning")}</p>
			<div class="actions">
				<button type="submit" class="button">
					{say("notebook.choose_pin")}
				</button>
			</div>
		</form>
	);
}

function AskPin({ say, owner, onOpen, onWiped }: Props & { owner: Owner; onWiped: () => void }) {
	const [pin, setPin] = useState("");
	const [error, setError] = useState<string>();
	const [busy, setBusy] = useState(false);
	const [hasPasskey, setHasPasskey] = useState(false);
	useEffect(() => {
		document.getElementById("f-pin")?.focus();
		void opensByPasskey(owner.account).then(setHasPasskey);
	}, []);
	/** Opens in one of the two ways; a failure is said where it happened. */
	const opening = async (way: (store: Store) => Promise<CryptoKey>, failed: (failure: unknown) => string) => {
		if (busy) return;
		setBusy(true);
		const store = await openStore(owner.account);
		try {
			onOpen(owner.account, await way(store));
		} catch (failure) {
			setPin("");
			setBusy(false);
			if (failure instanceof WrongPin) setError(say("notebook.pin_wrong", { n: await triesLeft(store) }));
			else setError(say(failed(failure)));
			if (failure instanceof Wiped) onWiped();
		} finally {
			store.close();
		}
	};
	const open = async (event: Event) => {
		event.preventDefault();
		if (pin === "") return;
		await opening(
			(store) => enter(store, owner, pin),
			(failure) => (failure instanceof Wiped ? "notebook.pin_wiped" : "notebook.refused_storage"),
		);
	};
	const openByPasskey = () =>
		opening(
			(store) => enterWithPasskey(store, owner, secretOf),
			() => "notebook.passkey_failed",
		);
	return (
		<form autocomplete="off" class="form card" aria-labelledby="ask" onSubmit={(event) => void open(event)}>
			<h2 id="ask">{say("notebook.ask_pin_title", { label: owner.label })}</h2>
			<Line
				say={say}
				name="pin"
				type="password"
				autocomplete="current-password"
				label={say("notebook.pin")}
				hint={say("notebook.ask_pin_hint")}
				value={pin}
				onType={setPin}
				required
				error={error}
			/>
			<div class="actions">
				{hasPasskey && (
					<button type="button" class="button button-quiet" onClick={() => void openByPasskey()}>
						{say("notebook.passkey_open")}
					</button>
				)}
				<button type="submit" class="button">
					{say("notebook.open")}
				</button>
			</div>
		</form>
	);
}

async function opensByPasskey(account: string): Promise<boolean> {
	const store = await openStore(account);
	const lock = await metaOf(store, "passkey");
	store.close();
	return lock !== undefined && (await hasPasskeys());
}

/** Somebody signs out, and something was not sent: the PIN leads to what becomes of it; without it, it stays closed. */
function LeaveClosed({ say, owner, onLeft }: { say: Say; owner: Owner; onLeft: (line: string) => void }) {
	const [unsent, setUnsent] = useState(0);
	const [error, setError] = useState<string>();
	useEffect(() => {
		void openStore(owner.account).then(async (store) => {
			setUnsent(await countUnsent(store));
			store.close();
		});
	}, []);
	const leave = async () => {
		if (!(await signOut())) return setError("notebook.leave_closed_offline");
		const store = await openStore(owner.account);
		await wipeCached(store);
		store.close();
		onLeft("notebook.left_closed");
	};
	return (
		<section aria-labelledby="leaving">
			<h2 id="leaving">{say("notebook.leave_closed_title")}</h2>
			<p>{say("notebook.leave_closed_lead", { n: unsent })}</p>
			<p>
				<button type="button" class="button button-quiet" onClick={() => void leave()}>
					{say("notebook.leave_closed")}
				</button>
			</p>
			<p class="hint">{say("notebook.leave_closed_hint")}</p>
			{error && (
				<p class="error" role="alert">
					{say(error)}
				</p>
			)}
		</section>
	);
}

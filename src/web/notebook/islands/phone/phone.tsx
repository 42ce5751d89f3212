import { useEffect, useState } from "preact/hooks";
import { WrongPin } from "./crypto.ts";
import type { Desk } from "./desk.ts";
import { saveAs } from "./device.ts";
import { Line, Tick } from "./fields.tsx";
import { readFile, takenIn, writeFile } from "./file.ts";
import { titleOf } from "./forms.ts";
import { isUnsent } from "./outbox.ts";
import { hasPasskeys, makePasskey } from "./passkey.ts";
import { addPasskey, metaOf, removePasskey, triesLeft, Wiped } from "./store.ts";

/** Saves what was not sent as a file that the PIN opens. Returns which records are in it. */
async function saveFile({ store, account, key, entries, today }: Desk): Promise<string[]> {
	const lock = await metaOf(store, "lock");
	if (!lock) return [];
	saveAs(`filo-${today}.json`, await writeFile(account, lock.wrapped, key, entries));
	return entries.filter(isUnsent).map(({ id }) => id);
}

/** What lies on this phone: the file, the PIN, the way out. */
export function Phone({ desk }: { desk: Desk }) {
	const { say, entries } = desk;
	const unsent = entries.filter(isUnsent);
	return (
		<>
			<section aria-labelledby="file">
				<h3 id="file">{say("notebook.file_title")}</h3>
				<p>{say("notebook.file_lead", { n: unsent.length })}</p>
				{unsent.length > 0 && (
					<p>
						<button type="button" class="button button-quiet" onClick={() => void saveFile(desk)}>
							{say("notebook.file_save")}
						</button>
					</p>
				)}
			</section>
			<TakeIn desk={desk} />
			<ByPasskey desk={desk} />
			<section aria-labelledby="out">
				<h3 id="out">{say("notebook.out_title")}</h3>
				<p>{say("notebook.out_lead")}</p>
				<p class="row">
					<button type="button" class="button button-quiet" onClick={() => desk.lock()}>
						{say("notebook.lock")}
					</button>
					<a class="button button-quiet" href="#leave">
						{say("ui.sign_out")}
					</a>
					<a href="/notebook/devices">{say("notebook.devices")}</a>
				</p>
			</section>
		</>
	);
}

/** What this phone recognises its owner by, as a second way in; shown where it can be one. */
function ByPasskey({ desk }: { desk: Desk }) {
	const { say, store, account } = desk;
	const [stand, setStand] = useState<"unknown" | "none" | "there">("unknown");
	const [pin, setPin] = useState("");
	const [error, setError] = useState<string>();
	const look = async () => {
		if (!(await hasPasskeys())) return;
		setStand((await metaOf(store, "passkey")) ? "there" : "none");
	};
	useEffect(() => void look(), []);
	const add = async (event: Event) => {
		event.preventDefault();
		try {
			await addPasskey(store, account, pin, () => makePasskey(say("notebook.title")));
			setError(undefined);
			await look();
		} catch (failure) {
			if (failure instanceof Wiped) return desk.lock("notebook.pin_wiped");
			if (!(failure instanceof WrongPin)) return setError(say("notebook.passkey_not"));
			setError(say("notebook.pin_wrong", { n: await triesLeft(store) }));
		} finally {
			setPin("");
		}
	};
	const remove = async () => {
		await removePasskey(store);
		await look();
	};
	if (stand === "unknown") return null;
	return (
		<section aria-labelledby="passkey">
			<h3 id="passkey">{say("notebook.passkey_title")}</h3>
			<p role="status">{say(stand === "there" ? "notebook.passkey_there" : "notebook.passkey_lead")}</p>
			{stand === "there" ? (
				<p>
					<button type="button" class="button button-quiet" onClick={() => void remove()}>
						{say("notebook.passkey_remove")}
					</button>
				</p>
			) : (
				<form autocomplete="off" class="form" aria-labelledby="passkey" onSubmit={(event) => void add(event)}>
					<Line
						say={say}
						name="passkeyPin"
						type="password"
						label={say("notebook.pin")}
						value={pin}
						onType={setPin}
						required
						error={error}
					/>
					<p>
						<button type="submit" class="button button-quiet">
							{say("notebook.passkey_add")}
						</button>
					</p>
				</form>
			)}
		</section>
	);
}

/** A file saved on another phone: what is not here yet comes in, nothing twice. */
function TakeIn({ desk }: { desk: Desk }) {
	const { say } = desk;
	const [file, setFile] = useState<File>();
	const [pin, setPin] = useState("");
	const [error, setError] = useState<Record<string, string>>({});
	const take = async (event: Event) => {
		event.preventDefault();
		if (!file) return setError({ file: "notebook.file_none" });
		try {
			const from = await readFile(await file.text(), desk.account, pin);
			const taken = takenIn(desk.entries, from);
			const onKept = () => desk.go("outbox", taken.length > 0 ? "notebook.file_taken" : "notebook.file_known");
			if (await desk.keep(taken, { onKept })) desk.send();
		} catch (failure) {
			setError(
				failure instanceof WrongPin ? { filePin: "notebook.file_pin_wrong" } : { file: "notebook.file_foreign" },
			);
		}
	};
	return (
		<form autocomplete="off" class="form" aria-labelledby="take" noValidate onSubmit={(event) => void take(event)}>
			<h3 id="take">{say("notebook.take_title")}</h3>
			<div class={error.file ? "field field-wrong" : "field"}>
				<label for="f-file">{say("notebook.take_file")}</label>
				<input
					id="f-file"
					name="file"
					type="file"
					accept="application/json,.json"
					onChange={(event) => setFile(event.currentTarget.files?.[0])}
				/>
				{error.file && (
					<p class="error" role="alert">
						{say(error.file)}
					</p>
				)}
			</div>
			<Line
				say={say}
				name="filePin"
				type="password"
				label={say("notebook.take_pin")}
				value={pin}
				onType={setPin}
				required
				error={error.filePin}
			/>
			<p>
				<button type="submit" class="button button-quiet">
					{say("notebook.take")}
				</button>
			</p>
		</form>
	);
}

/** Signing out empties this phone: what was not sent is asked about first, one by one. */
export function Leave({ desk }: { desk: Desk }) {
	const { say, pack, entries } = desk;
	const [saved, setSaved] = useState<readonly string[]>([]);
	const [givenUp, setGivenUp] = useState<readonly string[]>([]);
	const unsent = entries.filter(isUnsent);
	const open = unsent.filter(({ id }) => !saved.includes(id) && !givenUp.includes(id));
	return (
		<>
			<p class="lead">{say("notebook.leave_lead")}</p>
			{unsent.length > 0 && (
				<section aria-labelledby="unsent">
					<h3 id="unsent">{say("notebook.leave_unsent", { n: unsent.length })}</h3>
					<p class="row">
						<button type="button" class="button" onClick={desk.send}>
							{say("notebook.send_now")}
						</button>
						<button type="button" class="button button-quiet" onClick={() => void saveFile(desk).then(setSaved)}>
							{say("notebook.file_save")}
						</button>
					</p>
					<ul class="entries">
						{unsent.map((entry) => (
							<li key={entry.id}>
								<p class="entry-title">{titleOf(say, pack, entry)}</p>
								<p class="entry-line">
									{say(`notebook.kind_${entry.kind}`)}
									{saved.includes(entry.id) && ` · ${say("notebook.in_file")}`}
								</p>
								<div class="entry-actions">
									<Tick
										say={say}
										name={`lose-${entry.id}`}
										label={say("notebook.give_up")}
										checked={givenUp.includes(entry.id)}
										onTick={(isLost) =>
											setGivenUp(isLost ? [...givenUp, entry.id] : givenUp.filter((id) => id !== entry.id))
										}
									/>
								</div>
							</li>
						))}
					</ul>
				</section>
			)}
			<p role="status">
				{open.length > 0 ? say("notebook.leave_open", { n: open.length }) : say("notebook.leave_ready")}
			</p>
			{open.length === 0 && (
				<div class="actions">
					<button type="button" class="button" onClick={() => void desk.leave()}>
						{say("notebook.leave")}
					</button>
				</div>
			)}
		</>
	);
}

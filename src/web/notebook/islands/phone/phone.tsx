import { useState } from "preact/hooks";
import { WrongPin } from "./crypto.ts";
import type { Desk } from "./desk.ts";
import { saveAs } from "./device.ts";
import { Line } from "./fields.tsx";
import { readFile, takenIn, writeFile } from "./file.ts";
import { titleOf } from "./forms.ts";
import { isUnsent } from "./outbox.ts";
import { metaOf } from "./store.ts";

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
			<section aria-labelledby="out">
				<h3 id="out">{say("notebook.out_title")}</h3>
				<p>{say("notebook.out_lead")}</p>
				<p class="row">
					<button type="button" class="button button-quiet" onClick={desk.lock}>
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
			await desk.keep(taken);
			desk.go("outbox", taken.length > 0 ? "notebook.file_taken" : "notebook.file_known");
			desk.send();
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
									<label>
										<input
											type="checkbox"
											checked={givenUp.includes(entry.id)}
											onChange={(event) =>
												setGivenUp(
													event.currentTarget.checked
														? [...givenUp, entry.id]
														: givenUp.filter((id) => id !== entry.id),
												)
											}
										/>{" "}
										{say("notebook.give_up")}
									</label>
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

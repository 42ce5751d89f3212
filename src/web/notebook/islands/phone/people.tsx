import { useState } from "preact/hooks";
import type { FoundPeople, Person } from "../../../../modules/notebook/contract.ts";
import type { Desk } from "./desk.ts";
import { Line } from "./fields.tsx";

const mostPeople = 200;

/** Whom to take along: chosen with coverage, name by name. */
export function People({ desk }: { desk: Desk }) {
	const { say, pack } = desk;
	const [chosen, setChosen] = useState<readonly Person[]>(pack?.people ?? []);
	const [typed, setTyped] = useState("");
	const [found, setFound] = useState<readonly Person[]>([]);
	const [line, setLine] = useState<string>();
	const isChosen = (id: string) => chosen.some((one) => one.id === id);
	const look = async (event: Event) => {
		event.preventDefault();
		const answer = await fetch(`/api/notebook/people?q=${encodeURIComponent(typed.trim())}`).catch(() => undefined);
		if (!answer?.ok) return setLine(say("notebook.people_offline"));
		const { items } = (await answer.json()) as FoundPeople;
		setFound(items);
		setLine(say("notebook.found", { n: items.length }));
	};
	const keep = async () => {
		const answer = await fetch("/api/notebook/people", {
			method: "PUT",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ ids: chosen.map(({ id }) => id) }),
		}).catch(() => undefined);
		if (!answer?.ok) return setLine(say("notebook.people_offline"));
		desk.go("", "notebook.people_kept");
		desk.send();
	};
	return (
		<>
			<p class="lead">{say("notebook.people_lead", { most: mostPeople })}</p>
			<form
				autocomplete="off"
				class="form"
				aria-label={say("notebook.people_search")}
				onSubmit={(event) => void look(event)}
			>
				<Line
					say={say}
					name="people"
					type="search"
					label={say("notebook.people_search")}
					value={typed}
					onType={setTyped}
					required
				/>
				<p>
					<button type="submit" class="button button-quiet">
						{say("notebook.people_look")}
					</button>
				</p>
				<p class="hint" role="status">
					{line}
				</p>
			</form>
			<ul class="entries" aria-label={say("notebook.people_search")}>
				{found
					.filter(({ id }) => !isChosen(id))
					.map((person) => (
						<li key={person.id}>
							<p class="entry-title">{person.label}</p>
							<div class="entry-actions">
								<button
									type="button"
									class="button button-quiet"
									disabled={chosen.length >= mostPeople}
									onClick={() => setChosen([...chosen, person])}
								>
									{say("notebook.people_take", { label: person.label })}
								</button>
							</div>
						</li>
					))}
			</ul>
			<section aria-labelledby="chosen">
				<h3 id="chosen">{say("notebook.along_people", { n: chosen.length })}</h3>
				<ul class="entries">
					{chosen.map((person) => (
						<li key={person.id}>
							<p class="entry-title">{person.label}</p>
							<div class="entry-actions">
								<button
									type="button"
									class="link"
									onClick={() => setChosen(chosen.filter(({ id }) => id !== person.id))}
								>
									{say("notebook.people_leave", { label: person.label })}
								</button>
							</div>
						</li>
					))}
				</ul>
			</section>
			<div class="actions">
				<button type="button" class="button" onClick={() => void keep()}>
					{say("notebook.people_keep")}
				</button>
			</div>
		</>
	);
}

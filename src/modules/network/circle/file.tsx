import { renderToString } from "preact-render-to-string";
import { dayOf } from "../../../core/period.ts";
import { dateInWords } from "../../../ui/dates.ts";
import type { View } from "../../../ui/http.ts";
import { calledIn } from "../../community/contract.ts";
import type { Circle } from "./contract.ts";
import { Lists } from "./drawing.tsx";
import type { Whole } from "./service.ts";

/** A circle as a file: everything the person said, and no id of ours. */
export type CircleFile = { person: string } & Omit<Circle, "entries"> & {
		entries: Omit<Circle["entries"][number], "id">[];
	};

/** What a circle's file says, for programs. */
export function fileOf({ person, circle }: Whole): CircleFile | undefined {
	if (!circle) return undefined;
	const entries = circle.entries.map(({ id: _id, party: _who, ...said }) => said);
	return { person: person.label, ...circle, entries };
}

/** The same as a sheet to read and print; it needs nothing beside itself. */
export function sheetOf(view: View, { person, circle }: Whole): string | undefined {
	if (!circle) return undefined;
	const { say, language } = view;
	const tree = (
		<html lang={language}>
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>{say("circle.title")}</title>
			</head>
			<body>
				<h1>{say("circle.title")}</h1>
				<p>{say("circle.file_lead", { label: calledIn(person), day: dateInWords(language, dayOf(view.now)) })}</p>
				<Lists view={view} entries={circle.entries} />
				{circle.ownNeeds && (
					<>
						<h2>{say("circle.needs")}</h2>
						<p>{circle.ownNeeds}</p>
					</>
				)}
			</body>
		</html>
	);
	return `<!doctype html>${renderToString(tree)}`;
}

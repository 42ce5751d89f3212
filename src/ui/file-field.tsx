import type { FormState } from "./form.ts";
import type { View } from "./http.ts";
import { acceptedFiles } from "./upload.ts";

type Props = {
	view: View;
	form: FormState;
	name: string;
	label: string;
	/** What the field offers to choose from, and what is said about it; without them, a photo or a PDF. */
	accept?: string;
	hint?: string;
};

/** A form that takes a file. Its address ends in `/file`. */
export function FileForm({
	view,
	form,
	name,
	label,
	action,
	id,
	save,
	accept = acceptedFiles,
	hint = view.say("ui.file_hint"),
}: Props & { action: string; id?: string; save: string }) {
	const error = form.errors[name];
	return (
		<form method="post" action={action} enctype="multipart/form-data" class="form" aria-label={label}>
			{id && <input type="hidden" name="id" value={id} />}
			<div class={error ? "field field-wrong" : "field"}>
				<label for={`f-${name}`}>{label}</label>
				<p class="hint" id={`h-${name}`}>
					{hint}
				</p>
				<input
					type="file"
					id={`f-${name}`}
					name={name}
					accept={accept}
					required
					aria-invalid={error ? "true" : undefined}
					aria-describedby={error ? `h-${name} e-${name}` : `h-${name}`}
				/>
				{error && (
					<p class="error" id={`e-${name}`}>
						{view.say(error)}
					</p>
				)}
			</div>
			<button type="submit" class="button button-quiet">
				{save}
			</button>
		</form>
	);
}

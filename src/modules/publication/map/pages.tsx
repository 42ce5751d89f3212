import { Actions, Button, ErrorSummary, Form, Readers, Select, TextField, Tick } from "../../../ui/components.tsx";
import { afterRefusal, emptyForm, type FormState, readForm } from "../../../ui/form.ts";
import { type Ctx, idOf, only, page, routes, seeOther, type View } from "../../../ui/http.ts";
import { Page } from "../../../ui/layout.tsx";
import { pathOf } from "../../community/contract.ts";
import { type Pin, setPin } from "./contract.ts";
import { PlacesMap } from "./drawing.tsx";
import { pinFrom, placeToPin, putOnMap, type ToPin, takeOffMap } from "./service.ts";

/** `/publication/places/:id/map`: where a place stands on the map of the square, shown before it is kept. */
export const pages = routes();

async function pinPage(c: Ctx, form: FormState, status: 200 | 422 = 200, seen?: Pin): Promise<Response> {
	const { ground, actor, view } = c.var;
	const shown = await placeToPin(ground, actor, idOf(c));
	return page(c, <PinPage view={view} form={form} seen={seen} {...shown} />, status);
}

pages.get("/publication/places/:id/map", (c) => pinPage(c, emptyForm));

pages.post("/publication/places/:id/map", async (c) => {
	const { ground, actor } = c.var;
	only(actor, "facilitator", "coordinator");
	const id = idOf(c);
	const parsed = await readForm(c, setPin);
	if (!parsed.ok) return pinPage(c, parsed.form, 422);
	const { input, form } = parsed;
	try {
		if (input.do === "remove") {
			await takeOffMap(ground, actor, id);
			return seeOther(c, `/publication/places/${id}/map`, "pins.removed");
		}
		if (input.do === "look") {
			const { place } = await placeToPin(ground, actor, id);
			return await pinPage(c, form, 200, pinFrom(place, input));
		}
		await putOnMap(ground, actor, id, input);
	} catch (error) {
		return pinPage(c, afterRefusal(form, error), 422);
	}
	return seeOther(c, `/publication/places/${id}/map`, "ui.saved");
});

function PinPage({
	view,
	form,
	seen,
	place,
	may,
	pin,
	pins,
	names,
	boundary,
}: ToPin & { view: View; form: FormState; seen?: Pin }) {
	const { say } = view;
	const shown = seen ?? pin;
	const action = `/publication/places/${place.id}/map`;
	return (
		<Page view={view} place="community" title={say("pins.title", { label: place.label })} lead={say("pins.lead")}>
			<ErrorSummary view={view} form={form} />
			{shown && (
				<figure class="picture">
					<PlacesMap
						view={view}
						boundary={boundary}
						pins={[shown, ...pins.filter((one) => one.placeId !== place.id)]}
					/>
					<figcaption>{say(seen ? "pins.seen" : "pins.now", { blurred: String(shown.blurred) })}</figcaption>
				</figure>
			)}
			{may === "never" ? (
				<p class="empty">{say("pins.home")}</p>
			) : (
				<Form action={action} label={say("pins.form")}>
					<TextField
						view={view}
						form={form}
						name="where"
						label={say("pins.where")}
						hint={say("pins.where_hint")}
						value={pin && `${pin.latitude.toFixed(5)}, ${pin.longitude.toFixed(5)}`}
						maxLength={500}
						required
					/>
					<Select
						view={view}
						form={form}
						name="name"
						label={say("pins.name")}
						hint={say("pins.name_hint")}
						options={names.map((value) => ({ value, label: value }))}
						value={pin?.name ?? place.label}
						required
					/>
					{may === "blurred" ? (
						<p>{say("pins.must_blur")}</p>
					) : (
						<Tick
							view={view}
							form={form}
							name="blurred"
							label={say("pins.blurred")}
							hint={say("pins.blurred_hint")}
							checked={pin?.blurred}
						/>
					)}
					<Readers>{say("pins.readers")}</Readers>
					<Actions>
						<Button name="do" value="look" quiet={seen !== undefined}>
							{say("pins.look")}
						</Button>
						{seen && (
							<Button name="do" value="save">
								{say("pins.save")}
							</Button>
						)}
					</Actions>
				</Form>
			)}
			{pin && (
				<Form action={action} label={say("pins.remove_form")}>
					<Button name="do" value="remove" quiet>
						{say("pins.remove")}
					</Button>
				</Form>
			)}
			<p>
				<a href={pathOf({ kind: "place", id: place.id })}>{say("pins.back")}</a>
			</p>
		</Page>
	);
}

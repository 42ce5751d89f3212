import { only, routes } from "../../ui/http.ts";
import { pages as followUps } from "./follow-ups/pages.tsx";
import { pages as meetings } from "./meetings/pages.tsx";
import { pages as needs } from "./needs/pages.tsx";
import { pages as notes } from "./notes/pages.tsx";
import { pages as partners } from "./partners/pages.tsx";
import { pages as resources } from "./resources/pages.tsx";

/** The form that writes a note, for pages above that want it among other things. */
export { NoteForm } from "./notes/form.tsx";
export { pathOf as pathOfOffer } from "./resources/list.page.tsx";
export { underNote } from "./words.tsx";

export const pages = routes();

// Nobody but those who work here gets as far as being read.
pages.use("/listening/*", (c, next) => {
	only(c.var.actor, "facilitator", "coordinator");
	return next();
});
pages.route("/", notes);
pages.route("/", needs);
pages.route("/", meetings);
pages.route("/", followUps);
pages.route("/", resources);
pages.route("/", partners);

import { z } from "zod";
import { isId } from "../core/ids.ts";
import { isDay } from "../core/period.ts";
import { refusalStatus } from "../core/refusal.ts";
import { listTrail } from "../modules/access/audit/contract.ts";
import * as handovers from "../modules/access/handovers/contract.ts";
import * as passkeys from "../modules/access/passkeys/contract.ts";
import * as ledger from "../modules/community/agreements/contract.ts";
import * as behalf from "../modules/community/behalf/contract.ts";
import * as community from "../modules/community/contract.ts";
import * as erasing from "../modules/community/erasing/contract.ts";
import * as same from "../modules/community/same/contract.ts";
import * as board from "../modules/exchange/board/contract.ts";
import * as exchange from "../modules/exchange/contract.ts";
import * as initiatives from "../modules/initiatives/contract.ts";
import { joinForSomebody, joinWithout } from "../modules/initiatives/joining/contract.ts";
import * as models from "../modules/initiatives/models/contract.ts";
import * as listening from "../modules/listening/contract.ts";
import * as meeting from "../modules/listening/meetings/contract.ts";
import * as resources from "../modules/listening/resources/contract.ts";
import * as mediations from "../modules/mediations/contract.ts";
import * as drawing from "../modules/network/drawing/contract.ts";
import { jsonGenerativity } from "../modules/network/generativity/contract.ts";
import * as measured from "../modules/network/measured/contract.ts";
import * as notebook from "../modules/notebook/contract.ts";
import * as pacts from "../modules/pacts/contract.ts";
import * as ideas from "../modules/pacts/ideas/contract.ts";
import { setGround } from "../modules/programme/purposes/contract.ts";
import { whichTerritory } from "../modules/programme/retention/contract.ts";
import * as referrals from "../modules/referrals/contract.ts";
import * as desks from "../modules/referrals/desks/contract.ts";
import * as referralsMeasured from "../modules/referrals/measured/contract.ts";
import * as spreadsheets from "../modules/spreadsheets/contract.ts";
import { routes } from "../ui/http.ts";
import * as search from "./search.tsx";
import { takeBackBody } from "./undo.ts";

/** One route of the JSON interface: what it does, and the contract its query or body is parsed with. */
export type Described = {
	method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	/** As Hono spells it: `/api/listening/notes/:id`. */
	path: string;
	summary: string;
	answers: string;
	status: 200 | 201 | 204;
	query?: z.ZodObject;
	body?: z.ZodType;
	/** Whether nobody needs to sign in for it. */
	open?: true;
};

const get = (path: string, summary: string, answers: string, query?: z.ZodObject): Described => ({
	method: "GET",
	path,
	summary,
	answers,
	status: 200,
	...(query && { query }),
});
const page = (path: string, summary: string, query: z.ZodObject) =>
	get(path, summary, "`{items, next}`, newest first; `next` is null at the end.", query);
const post = (
	path: string,
	summary: string,
	answers: string,
	body: z.ZodType | undefined,
	status: 200 | 201 = 201,
): Described => ({ method: "POST", path, summary, answers, status, ...(body && { body }) });

const { jsonGroup, jsonList, jsonOrganisation, jsonPerson, jsonPlace, jsonSearch, recordTie } = community;

const parties = [
	{ noun: "persons", one: "person", contract: jsonPerson },
	{ noun: "households", one: "household", contract: jsonGroup },
	{ noun: "groups", one: "group", contract: jsonGroup },
	{ noun: "organisations", one: "organisation", contract: jsonOrganisation },
	{ noun: "places", one: "place", contract: jsonPlace },
].flatMap(({ noun, one, contract }) => [
	page(`/api/community/${noun}`, `Lists the ${noun} of a neighbourhood.`, jsonList),
	get(`/api/community/${noun}/:id`, `One ${one} with its ties; contacts are not in it.`, `The ${one}.`),
	post(`/api/community/${noun}`, `Writes down a ${one}.`, `The ${one}.`, contract),
]);

const notes = "/api/listening/notes";
const needs = "/api/listening/needs";
const followUps = "/api/listening/follow-ups";
const resourcesPath = "/api/listening/resources";
const meetings = "/api/listening/meetings";
const promises = "/api/listening/promises";
const acts = "/api/exchange/acts";
const initiative = "/api/initiatives/:id";
const session = `${initiative}/sessions/:session`;

/** Every route under `/api/`. A test compares it with the routes the server really has. */
export const described: readonly Described[] = [
	{
		...get(
			"/api/programme",
			"What the source states, the objectives and how many initiatives serve each.",
			"The programme.",
		),
		open: true,
	},
	{
		...get(
			"/api/programme/objectives",
			"The nine objectives with what is under way and what was counted in the last twelve months, by territory; small cells are null.",
			"The figures, and the stories public now.",
		),
		open: true,
	},
	{
		...get("/api/n/:slug", "The public page of a neighbourhood: its desk and what is on.", "What anybody may read."),
		open: true,
	},
	{
		...get(
			"/api/n/:slug/list",
			"Every date to come in a neighbourhood, by month, word, language spoken there, and without steps.",
			"`{neighbourhood, items, next}`: twenty dates, and the cursor of the next.",
			initiatives.publicSearch,
		),
		open: true,
	},
	{
		...get(
			"/api/n/:slug/map",
			"Where people meet in a neighbourhood; a position that is blurred is the middle of a square of 250 metres.",
			"`{neighbourhood, places}`: `id`, `name`, `sessions`, `stepFree`, `position`.",
		),
		open: true,
	},
	{
		...get(
			"/api/n/:slug/outside/:id",
			"A date that an organisation holds by itself, from its own calendar.",
			"`{neighbourhood, event}`.",
		),
		open: true,
	},
	{
		...get(
			"/api/n/:slug/year/:year",
			"What a neighbourhood did in a calendar year, counted; a count behind which fewer than five people stand is null.",
			"`initiatives`, `sessions`, `presences`, `people`, `firstMeetings`, `acts`, `countedOn`, `open`.",
		),
		open: true,
	},
	{
		...get(
			"/api/n/:slug/board",
			"What neighbours ask and offer, newest first, by kind, sort and words: nobody's contact, and one name each.",
			"`{items, next}`: `id`, `kind`, `sort`, `title`, `words`, `called`, `language`, `postedOn`.",
			board.boardQuery,
		),
		open: true,
	},
	{
		...get(
			"/api/n/:slug/initiatives/:id/join",
			"The coming dates of an initiative that one can join, and how many places are free.",
			"`{initiative, dates}`: of each date `id`, `startsAt`, `placeWords`, `free` (null where there is room for all), `mine`.",
		),
		open: true,
	},
	{
		...post(
			"/api/n/:slug/initiatives/:id/join",
			"Joins a date: with one name and one contact, or with an account and the date alone.",
			"The joining: `id`, by which it is found again, `state` (`joins`, or `waits` for a place), `startsAt`, `placeWords`.",
			joinWithout,
		),
		open: true,
	},
	get(
		"/api/initiatives/joined",
		"What whoever is signed in means to come to, the next first.",
		"`{items, next}`: as joined.",
	),
	get(
		"/api/exchange/board",
		"What waits on the board of a neighbourhood, for those who work there: with contacts.",
		"`{days, handed, toConfirm, held, hidden, answers}`.",
		board.deskQuery,
	),
	post(
		"/api/exchange/board",
		"Writes an ask or an offer for somebody at the desk, with their yes.",
		"`{id, state}`: shown, held, or at the desk.",
		board.deskPost,
	),
	{
		...get(
			"/api/n/:slug/pacts",
			"Pacts that are or were in force: those in force first.",
			"`{items, next}`: `id`, `state`, `since`, `endedOn`, `title`, `language`, `where`, `until`.",
		),
		open: true,
	},
	get(
		"/api/pacts",
		"Pacts, what moved last first: for staff those of the neighbourhood, for others those they are party to.",
		"`{items, next}`: `id`, `state`, `title`, `until`, `parties`, `signed`, `of`.",
		pacts.jsonPacts,
	),
	post(
		"/api/pacts",
		"Begins a pact with its first version, from an idea where it has one.",
		"The pact.",
		pacts.newPact,
	),
	get(
		"/api/pacts/:id",
		"A pact whole: its parties, the versions that count, signatures and diary.",
		"The pact, each state with its own fields.",
	),
	post(
		"/api/pacts/:id/versions",
		"Saves what a pact says as its next version, on top of version `base`; refused where somebody saved in between.",
		"The pact.",
		pacts.jsonVersion,
	),
	{
		...get(
			"/api/n/:slug/ideas",
			"What neighbours would like to see, newest first, by where it stands and by words: nobody's contact, and a given name only where its owner ticked so.",
			"`{items, next}`: `id`, `title`, `words`, `language`, `called`, `proposedOn`, `joined`, `stands` (each state with its own fields).",
			ideas.ideasQuery,
		),
		open: true,
	},
	get(
		"/api/pacts/ideas",
		"The ideas of a neighbourhood, for those who work there: also those held, hidden, withdrawn or overdue.",
		"`{items, next}`.",
		ideas.deskQuery,
	),
	post(
		"/api/pacts/ideas",
		"Writes an idea for somebody at the desk, with their yes.",
		"`{id, state}`: shown, or held.",
		ideas.deskIdea,
	),
	get(
		"/api/community/behalf",
		"What was entered for somebody: for a citizen who is trusted with it the own, for those who work there all of the neighbourhood.",
		"`{items, next}`: for whom, what, until when it waits for their yes, and what became of it.",
	),
	post(
		"/api/community/behalf/posts",
		"Enters an ask or an offer for somebody who wants it.",
		"`{id, state}`: it waits for their yes.",
		board.postForSomebody,
	),
	post(
		"/api/community/behalf/joinings",
		"Says for somebody that they come to a date.",
		"`{id}`: it waits for their yes.",
		joinForSomebody,
	),
	{
		...post(
			"/api/community/behalf/:id/withdraw",
			"Takes back what was entered, before they said yes.",
			"Nothing.",
			undefined,
		),
		status: 204,
	},
	{
		...post(
			"/api/community/behalf/:id/confirm",
			"The person said yes: at a meeting, or on the slip.",
			"Nothing.",
			behalf.confirmedHow,
		),
		status: 204,
	},
	{
		...get("/api/n/:slug/initiatives/:id", "The public page of an initiative.", "What anybody may read."),
		open: true,
	},
	get(
		"/api/notebook/devices",
		"The phones and tablets that carry the notebook of whoever is signed in.",
		"`{items, next}`: `id`, `name`, `lastSeenAt`, since when it is to wipe itself and when it was told, since when it was replaced.",
	),
	post("/api/notebook/devices", "Registers a phone or tablet.", "The device.", notebook.newDevice),
	{
		...post(
			"/api/notebook/devices/:id/wipe",
			"Asks that a device wipes what it keeps at its next contact; what was not sent is spared. For its owner, and for the coordinator.",
			"Nothing.",
			undefined,
		),
		status: 204,
	},
	{
		...post(
			"/api/notebook/devices/:id/replaced",
			"Says that a device was replaced: what still arrives from it is set aside.",
			"Nothing.",
			undefined,
		),
		status: 204,
	},
	get(
		"/api/notebook/pack",
		"What a phone takes along for the day: plan, places, follow-ups, dates with their sheets, the chosen names.",
		"`{server, oldest, wipe, account, neighbourhoods, plan, places, followUps, people, sessions}`.",
		notebook.packQuery,
	),
	get(
		"/api/notebook/people",
		"Whose names can be taken along, by what they are called; without a word, whose are.",
		"`{items, next}`: `id`, `neighbourhoodId`, `label`, `chosen`.",
		notebook.peopleQuery,
	),
	{
		method: "PUT",
		path: "/api/notebook/people",
		summary: "Chooses whose names are taken along, at most 200.",
		answers: "`{items, next}`.",
		status: 200,
		body: notebook.chosenPeople,
	},
	post(
		"/api/notebook/records",
		"Takes in what was written without coverage, at most 50 records and 12 MB a call; each is written once, by itself, and answered the same when it comes again.",
		"`{server, wipe, clockOffMinutes, answers}`: one answer a record, in their order.",
		notebook.sentRecords,
		200,
	),
	get(
		"/api/notebook/set-aside",
		"What was set aside of what one's own devices sent, with the reason.",
		"`{items, next}`.",
	),
	{
		...post("/api/notebook/set-aside/:id/again", "Writes a record that was set aside.", "Nothing.", undefined),
		status: 204,
	},
	{
		...post("/api/notebook/set-aside/:id/let-go", "Lets a record go that was set aside.", "Nothing.", undefined),
		status: 204,
	},
	get(
		"/api/spreadsheets",
		"The spreadsheets brought into a neighbourhood, the latest first.",
		"`{items, next}`: `id`, `kind`, `state`, how many rows came to what, how far a writing has come.",
		spreadsheets.listImports,
	),
	post(
		"/api/spreadsheets/file",
		"Keeps a file for looking at, sealed, for a day; nothing of it is written.",
		"`{import, chosen, preview}`: what was recognised, what would become of every row, and why.",
		spreadsheets.sentImport,
	),
	get(
		"/api/spreadsheets/:id",
		"One spreadsheet; while it is looked at, with what would become of every row.",
		"`{import, chosen, preview}`.",
	),
	post(
		"/api/spreadsheets/:id",
		"Says what the columns say, on what the list stands, and who the rows are that are asked about.",
		"`{import, chosen, preview}`.",
		spreadsheets.chooseJson,
	),
	post(
		"/api/spreadsheets/:id/confirm",
		"Writes what the preview shows, whole or not at all; a long file in the background.",
		"The import.",
		undefined,
	),
	post("/api/spreadsheets/:id/undo", "Takes away exactly what an import wrote.", "The import.", undefined),
	post("/api/spreadsheets/:id/discard", "Lets a file go that was looked at.", "The import.", undefined),
	post(
		"/api/spreadsheets/:id/count",
		"Keeps the count of a list of names in the place of the names.",
		"The import.",
		undefined,
	),
	get(
		"/api/today",
		"The first page of the day, for the neighbourhood on screen.",
		"Its lists and the figures of the month.",
	),
	get(
		"/api/retention",
		"How long each kind of record is kept in a territory, what goes on which day within the next two weeks, and what went.",
		"`{territory, aheadDays, terms, going, gone}`: kinds, days and counts.",
		whichTerritory,
	),
	get(
		"/api/search",
		"Everything one may see that holds every word: at most six of each kind, or fifty of the one asked for.",
		"`{items, next}`: `kind`, `id`, `title`, `neighbourhoodId`, `day`; `next` is always null.",
		search.query,
	),

	{
		...post(
			"/api/access/passkeys/challenge",
			"What a browser needs to ask a passkey who comes in, or to make one for whoever works here.",
			"Options of WebAuthn, as JSON.",
			passkeys.challenge,
		),
		open: true,
	},
	{
		...post(
			"/api/access/passkeys/sign-in",
			"Comes in with the answer of a passkey; sets the cookie of the session.",
			"`to`: the page to go on to.",
			passkeys.assertion,
			200,
		),
		open: true,
	},
	get(
		"/api/access/here",
		"Who is signed in here now: what the page of a shared phone asks before it shows itself again.",
		"`account`: the id of one's own account.",
	),
	post(
		"/api/access/passkeys/assurance",
		"Shows with the answer of a passkey that whoever is signed in is still there, before reserved content.",
		"`minutes`: how long it is not asked again.",
		passkeys.assertion,
		200,
	),
	post(
		"/api/access/passkeys",
		"Registers a passkey for whoever asks and works here.",
		"Its id and name.",
		passkeys.newPasskey,
	),
	page(
		"/api/access/audit",
		"The trail of every change: for the administrator all of it, for a coordinator that of the own territory.",
		listTrail,
	),
	get(
		"/api/access/seals",
		"The end of each territory's chain that seals the trail, to be kept by somebody outside: for administrators.",
		"`{seal, at, chains: [{chain, position, hash, sealedAt}]}`, as `./filo verify audit --seal` reads it.",
	),

	get(
		"/api/community/me/readings",
		"Who has opened what is written of oneself, by day, and who took copies of the neighbourhood: for residents and citizens.",
		"`{opened, copies}`, each a list of `{day, kind, role, name, times}`, the latest first.",
	),
	get(
		"/api/community/parties",
		"Searches people, groups, organisations and places; forgives slips.",
		"`{items, next}`, likest first.",
		jsonSearch,
	),
	{
		...post(
			"/api/community/parties/:id",
			"Corrects how one of the five is called, where it is, and what belongs to its kind; what is left out stays.",
			"It, corrected.",
			community.correctParty,
			200,
		),
		method: "PATCH",
	},
	...parties,
	page("/api/community/same", "Pairs that may be the same, each with its reasons; nothing is merged.", same.jsonSame),
	post(
		"/api/community/same",
		"Says that two are one: everything that points at the one gone points at the one kept.",
		"The one kept.",
		same.mergeParties,
	),
	post("/api/community/same/:id/separate", "Separates two that were said to be one.", "The one kept.", undefined, 200),
	page(
		"/api/community/forgetting",
		"Who does not know of being here, and from which day only a count remains of them.",
		same.jsonSame,
	),
	get(
		"/api/community/persons/:id/erasure",
		"What erasing a person would do: rows by table, what the law keeps, words of others in which they may be named.",
		"The plan; nothing is changed.",
	),
	post(
		"/api/community/persons/:id/erasure",
		"Erases a person who asked for it; afterwards their keys are destroyed.",
		"`{id}` of the erasure.",
		erasing.erasePerson,
	),
	page("/api/community/erasures", "Who asked to be erased, and which erasures were done.", same.jsonSame),
	get(
		"/api/programme/purposes",
		"The legal ground of each purpose, as the body set it.",
		"`{items}`, the latest first.",
	),
	post("/api/programme/purposes", "Sets the legal ground of a purpose, from a day on.", "What was set.", setGround),
	get(
		"/api/community/agreements",
		"Agreements of a neighbourhood that end within thirty days.",
		"`{items}`, the next first.",
		ledger.jsonEnding,
	),
	get(
		"/api/community/persons/:id/agreements",
		"A person's ledger: every answer with its words, language, legal ground, day, way, last day and sheets; that it was opened is written down.",
		"`{person, minor, ageBand, items}`, newest first.",
	),
	post(
		"/api/community/persons/:id/agreements",
		"Writes down what somebody answered: a yes to what is agreed here, or a no to anything.",
		"The entry.",
		ledger.recordAgreement,
	),
	page("/api/community/ties", "Lists ties.", jsonList),
	get("/api/community/ties/:id", "One tie.", "The tie."),
	post("/api/community/ties", "Writes down a tie between two.", "The tie.", recordTie),

	page(notes, "Lists notes.", listening.listNotes),
	post(notes, "Records a note.", "The note.", listening.recordNote),
	get(`${notes}/:id`, "One note.", "The note."),
	post(`${notes}/:id/take`, "Takes charge of an urgent note.", "The note.", undefined),
	page(needs, "Lists needs.", listening.listNeeds),
	post(needs, "Makes a need of notes.", "The need.", listening.recordNeed),
	get(`${needs}/:id`, "One need with its notes, answers and history.", "The need."),
	post(`${needs}/:id/notes`, "Adds notes to a need.", "The need.", listening.addNotes),
	post(`${needs}/:id/state`, "Moves a need to another state.", "The need.", listening.changeState),
	post(`${needs}/:id/offers`, "Answers a need with an offer.", "The need.", listening.matchOffer),
	page(meetings, "Lists network meetings, the latest day first.", meeting.listMeetings),
	post(meetings, "Calls a network meeting, with the needs on its agenda.", "The meeting.", meeting.recordMeeting),
	get(`${meetings}/:id`, "One meeting with who was there, its agenda and its promises.", "The meeting."),
	post(`${meetings}/:id/attendees`, "Writes who was there.", "Who was there.", meeting.addAttendee),
	post(`${meetings}/:id/agenda`, "Brings a need, or a line of its own, on the agenda.", "The point.", meeting.addItem),
	post(
		`${meetings}/:id/agenda/:item`,
		"Writes the printed line of a point, and what was decided. A text that says the name of somebody known is refused.",
		"The point.",
		meeting.writeItem,
	),
	page(promises, "Lists promises; the open ones by the day they are due.", meeting.listPromises),
	post(promises, "Writes who promised what by when, at a meeting.", "The promise.", meeting.recordPromise),
	post(
		`${promises}/:id/steps`,
		"Says that a promise is kept, let go, or still open.",
		"The promise.",
		meeting.settlePromise,
	),
	post(`${needs}/:id/resources`, "Answers a need with a resource.", "The need.", resources.giveResource),
	page(resourcesPath, "Lists what the neighbourhood can give.", resources.listResources),
	post(
		resourcesPath,
		"Describes a resource; with a note and no title, from what the offered note says.",
		"The resource.",
		resources.recordResource,
	),
	get(`${resourcesPath}/:id`, "One resource.", "The resource."),
	post(
		`${resourcesPath}/:id/asked`,
		"Says that somebody asked whether it is still there.",
		"The resource.",
		resources.askResource,
	),
	post(`${resourcesPath}/:id/uses`, "Says that it was used, and for what.", "The resource.", resources.useResource),
	page(followUps, "Lists what is to come back to.", listening.listFollowUps),
	post(followUps, "Records something to come back to on a day.", "The follow-up.", listening.recordFollowUp),
	get(`${followUps}/:id`, "One follow-up with its history.", "The follow-up, with `steps`."),
	post(
		`${followUps}/:id/done`,
		"Writes how it went; late where its day has gone by.",
		"The follow-up.",
		listening.finishFollowUp,
	),
	post(
		`${followUps}/:id/partly`,
		"Done in part: what remains gets a day of its own.",
		"The follow-up.",
		listening.partlyDone,
	),
	post(
		`${followUps}/:id/hand-over`,
		"Gives it to a colleague who works there.",
		"The follow-up.",
		listening.giveFollowUp,
	),
	post(`${followUps}/:id/let-go`, "Lets it go, with the reason.", "The follow-up.", listening.letGo),
	post(`${followUps}/:id/move`, "Moves it to another day.", "The follow-up.", listening.moveFollowUp),
	post("/api/undo", "Takes back the latest act on a record, within a minute.", "The record.", takeBackBody),
	get(
		"/api/handover",
		"What somebody has in hand, oneself or, for a coordinator, `of` an account: what would go over.",
		"Lists by kind, and the latest `handovers`.",
		handovers.handoverOf,
	),
	post(
		"/api/handover",
		"Hands over everything open of somebody, in one act.",
		"The handover with its `items`.",
		handovers.handOver,
	),
	get("/api/handover/nobody", "What is open and whose holder does not work there any more.", "`{items, next}`."),
	get("/api/handover/:id", "One handover with what it holds.", "The handover with its `items`."),
	post("/api/handover/:id/back", "Hands back what is still open of it.", "The handover with its `items`.", undefined),

	page(acts, "Lists acts of help.", exchange.listActs),
	post(
		acts,
		"Records an act of help. For several receivers at once the answer is `{items, next}`.",
		"The act.",
		exchange.recordAct,
	),
	get(`${acts}/:id`, "One act, and the ids of those it moved.", "The act."),
	post(
		`${acts}/:id/moved-by`,
		"Writes down what moved an act, in the giver's words.",
		"The act.",
		exchange.answerMovedBy,
		200,
	),

	page(
		"/api/initiatives",
		"Lists initiatives: for staff those of a neighbourhood, for a citizen the own ones.",
		initiatives.listInitiatives,
	),
	post(
		"/api/initiatives",
		"Starts an initiative: from a need, from a model, or from nothing.",
		"The initiative.",
		initiatives.newInitiative,
	),
	{
		...get("/api/initiatives/models", "The models of relation.", "`{items, next}`, in the reader's language."),
		open: true,
	},
	post(
		"/api/initiatives/models",
		"Writes a model of the territory: adapted from another, from a concluded initiative, or from nothing.",
		"The model.",
		models.newModel,
	),
	get(
		"/api/initiatives/models/:model",
		"One model, and how many needs initiatives from it have answered.",
		"`{model, answered}`: by neighbourhood and topic in the own territory, by topic in the others.",
	),
	post(
		"/api/initiatives/models/:model/share",
		"Lets the other territories read an own model, or no longer.",
		"The model.",
		models.shareModel,
	),
	post(`${initiative}/steps`, "Ticks steps of its model that it took.", "`{items, next}`.", models.takeSteps),
	get(initiative, "One initiative with its sessions; for staff also its working side.", "The initiative."),
	post(`${initiative}/state`, "Moves an initiative to another state.", "The initiative.", initiatives.changeState),
	post(`${initiative}/needs`, "Says which need it answers.", "The ids of both.", initiatives.linkNeed),
	get(
		`${initiative}/organisers`,
		"Who organises it, by name and role.",
		"`{items, next}`; `name` is null for an account out of sight.",
	),
	post(
		`${initiative}/organisers`,
		"Lets a colleague or an active citizen of the territory organise it.",
		"The ids of both.",
		initiatives.organiser,
	),
	post(
		`${initiative}/organisers/remove`,
		"Takes somebody out of those who organise it.",
		"The ids of both.",
		initiatives.organiser,
	),
	post(`${initiative}/sessions`, "Plans a session, or a series.", "`{items, next}`.", initiatives.newSessions),
	get(session, "One session and who was there.", "The session."),
	post(
		`${session}/attendance`,
		"Writes down who was there, by name or as a count.",
		"The session.",
		initiatives.attendance,
	),
	post(
		`${session}/met`,
		"Two who met there know each other, says one of them.",
		"The id of the tie.",
		initiatives.metHere,
	),

	get(
		"/api/network",
		"The figures of a neighbourhood's network: since the first of January as last counted, or of a period.",
		"The figures with the day, the moment, the size and the version they were counted by; no id, nothing of one person.",
		measured.chosenPeriod,
	),
	get(
		"/api/network/circle",
		"One's own people, as the file one takes along.",
		"What the person said, and whether somebody known here is meant; 404 where nothing is drawn.",
	),
	{
		method: "DELETE",
		path: "/api/network/circle",
		summary: "Takes one's own people back: everything is deleted, and the agreement ends. Twice is once.",
		answers: "Nothing is left.",
		status: 204,
	},
	get(
		"/api/network/drawing",
		"The drawing of a neighbourhood's network, for a screen: at most 5,000 nodes.",
		"`{nodes, ties, of}`: nodes with x and y, ties as pairs of places in `nodes`, and how many nodes there are in all.",
		drawing.jsonDrawing,
	),
	get(
		"/api/network/generativity",
		"What help generates in a neighbourhood or, for a coordinator, `of=territory`: by docs/measures.md, of no single person.",
		"`{place, of, since, today, receipts, year, all, quarters, drawn}`; figures are null below twenty receipts.",
		jsonGenerativity,
	),
	get(
		"/api/referrals/desks",
		"The desks of services to choose from, with hours, capacity and how many referrals wait there.",
		"`{items, next}`; `next` is always null.",
		desks.chooseDesk,
	),
	page(
		"/api/mediations",
		"Mediations between neighbours on which the reader is named. After showing again who one is.",
		mediations.jsonMediations,
	),
	get(
		"/api/mediations/:id",
		"One mediation, for those named on it; that it was read is written down.",
		"The mediation.",
	),
	post(
		"/api/mediations",
		"Begins to mediate; the sender is its only reader.",
		"The mediation.",
		mediations.jsonMediation,
	),
	post("/api/mediations/:id/steps", "Takes a step in a mediation.", "The mediation.", mediations.takeStep),
	get("/api/referrals/desks/:id", "One desk, with the names of its members.", "The desk."),
	post("/api/referrals/desks", "Adds a desk. For coordinators.", "The desk.", desks.makeDesk),
	post(
		"/api/referrals/desks/:id",
		"Changes a desk: whoever is no longer a member reads nothing of it any more.",
		"The desk.",
		desks.changeDesk,
	),
	get(
		"/api/referrals",
		"The referrals one hands over, or those at one's desks; what is urgent first. At most 100.",
		"`{items, next}`; `next` is always null. A desk's lines name nobody they are about.",
		referrals.listQuery,
	),
	get(
		"/api/referrals/mine",
		"What was handed to the services about oneself.",
		"`{items, next}`: the fields, how far it is, what was answered; `next` is always null.",
	),
	get(
		"/api/referrals/measures",
		"The path measured: to a coordinator by desk, to an officer by territory.",
		"Days to received and to answered (median, quartiles), the share closed with an answer; null below five people.",
		referralsMeasured.period,
	),
	get(
		"/api/referrals/:id",
		"One referral, to whoever is named on it. That it was opened is written down first.",
		"The referral in its state, with what the reader may read of it.",
	),
	post("/api/referrals", "Begins a referral, empty.", "The referral.", referrals.beginReferral),
	post(
		"/api/referrals/:id/fields",
		"Writes one field, or writes it anew, and whether it may go to the desk.",
		"The referral as one reads it.",
		referrals.writeField,
	),
	post(
		"/api/referrals/:id/steps",
		"Takes a step: `version` is the one decided on. A revocation names none and wins until acceptance.",
		"The referral after it.",
		referrals.stepBody,
	),
	post("/api/referrals/desks/:id/close", "Closes a desk: nothing more is sent to it.", "The desk.", undefined),
	post("/api/referrals/desks/:id/reopen", "Opens a closed desk again.", "The desk.", undefined),
];

type Json = Record<string, unknown>;
type Check = { _zod: { def: { fn?: unknown } } };

/** What a contract accepts, as JSON Schema. Beyond what zod says: ids and days by their checks, bounds behind a transform, and which fields may really be left out. */
function schemaOf(contract: z.ZodType): Json {
	const { $schema: _, ...schema } = z.toJSONSchema(contract, {
		io: "input",
		unrepresentable: "any",
		override: ({ zodSchema, jsonSchema }) => {
			const def = zodSchema._zod.def as {
				type: string;
				checks?: Check[];
				out?: z.ZodType;
				shape?: Record<string, z.ZodType>;
			};
			if (def.type === "string") {
				const fns = (def.checks ?? []).map((check) => check._zod.def.fn);
				if (fns.includes(isId)) jsonSchema.format = "uuid";
				if (fns.includes(isDay)) jsonSchema.format = "date";
			}
			if (def.type === "pipe" && jsonSchema.type === "string" && def.out) Object.assign(jsonSchema, lengthsOf(def.out));
			if (def.type === "object") {
				const required = Object.entries(def.shape ?? {}).filter(([, field]) => !field.safeParse(undefined).success);
				delete jsonSchema.required;
				if (required.length > 0) jsonSchema.required = required.map(([name]) => name);
			}
		},
	}) as Json;
	return schema;
}

function lengthsOf(contract: z.ZodType): Json {
	const { minLength, maxLength } = z.toJSONSchema(contract, { io: "input", unrepresentable: "any" });
	return { ...(minLength !== undefined && { minLength }), ...(maxLength !== undefined && { maxLength }) };
}

const problem = { $ref: "#/components/schemas/Problem" };
const json = (schema: Json) => ({ "application/json": { schema } });

function operationOf(route: Described): Json {
	const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
		name,
		in: "path",
		required: true,
		schema: name === "slug" ? { type: "string" } : { type: "string", format: "uuid" },
	}));
	const query = route.query ? schemaOf(route.query) : {};
	const required = (query.required ?? []) as string[];
	const inQuery = Object.entries((query.properties ?? {}) as Json).map(([name, schema]) => ({
		name,
		in: "query",
		required: required.includes(name),
		schema,
	}));
	return {
		summary: route.summary,
		tags: [route.path.split("/")[2]],
		...(route.open && { security: [] }),
		...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
		...(route.body && { requestBody: { required: true, content: json(schemaOf(route.body)) } }),
		responses: {
			[route.status]: {
				description: route.answers,
				...(route.status !== 204 && { content: json({ type: "object" }) }),
			},
			default: { description: "A refusal.", content: { "application/problem+json": { schema: problem } } },
		},
	};
}

const problemSchema = {
	type: "object",
	description: "RFC 9457. What each code means stands in docs/refusals.md.",
	required: ["type", "title", "status", "detail"],
	properties: {
		type: { type: "string", enum: Object.keys(refusalStatus).map((code) => `urn:filo:refusal:${code}`) },
		title: { type: "string", enum: Object.keys(refusalStatus) },
		status: { type: "integer", enum: [...new Set(Object.values(refusalStatus))].sort() },
		detail: { type: "string", description: "What to do, in the reader's language." },
		errors: {
			type: "array",
			items: {
				type: "object",
				required: ["field", "detail"],
				properties: { field: { type: "string" }, detail: { type: "string" } },
			},
		},
	},
};

/** The description of the JSON interface, OpenAPI 3.1. */
export function openApi(): Json {
	const paths: Record<string, Json> = {};
	for (const route of described) {
		const path = route.path.replace(/:(\w+)/g, "{$1}");
		paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
	}
	return {
		openapi: "3.1.0",
		info: {
			title: "Filò",
			version: "0.1.0",
			description:
				"The same verbs as the pages, from the same contracts. A request with a client-made `id` sent twice is written once; without one, the same request of the same account on the same day is.",
			license: { name: "EUPL-1.2", identifier: "EUPL-1.2" },
		},
		security: [{ session: [] }],
		paths,
		components: {
			securitySchemes: {
				session: { type: "apiKey", in: "cookie", name: "__Host-filo", description: "Over plain http: `filo`." },
			},
			schemas: { Problem: problemSchema },
		},
	};
}

/** `GET /openapi.json`. */
export const pages = routes();
let text: string | undefined;
pages.get("/openapi.json", (c) => {
	text ??= JSON.stringify(openApi());
	return c.body(text, 200, { "content-type": "application/json; charset=utf-8" });
});

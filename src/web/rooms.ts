import { pages as assurance } from "../modules/access/assurance/pages.tsx";
import { pages as openid } from "../modules/access/openid/pages.tsx";
import { pages as ownAccount } from "../modules/access/own/pages.tsx";
import { pages as access } from "../modules/access/pages.tsx";
import { api as passkeysApi } from "../modules/access/passkeys/api.ts";
import { pages as passkeys } from "../modules/access/passkeys/pages.tsx";
import { api as sessionsApi } from "../modules/access/sessions/api.ts";
import { pages as sessions } from "../modules/access/sessions/pages.tsx";
import { pages as totp } from "../modules/access/totp/pages.tsx";
import { api as communityApi } from "../modules/community/api.ts";
import { pages as community } from "../modules/community/pages.tsx";
import { pages as stories } from "../modules/evaluation/stories/pages.tsx";
import { api as exchangeApi } from "../modules/exchange/api.ts";
import { api as boardApi } from "../modules/exchange/board/api.ts";
import { pages as boardDesk } from "../modules/exchange/board/desk/pages.tsx";
import { pages as boardOwn } from "../modules/exchange/board/own/pages.tsx";
import { pages as board } from "../modules/exchange/board/pages.tsx";
import { pages as moderation } from "../modules/exchange/moderation/pages.tsx";
import { pages as exchange } from "../modules/exchange/pages.tsx";
import { api as initiativesApi } from "../modules/initiatives/api.ts";
import { api as joiningApi } from "../modules/initiatives/joining/api.ts";
import { pages as initiatives } from "../modules/initiatives/pages.tsx";
import { api as listeningApi } from "../modules/listening/api.ts";
import { pages as listening } from "../modules/listening/pages.tsx";
import { pages as letterbox } from "../modules/listening/partners/letterbox/pages.tsx";
import { api as mediationsApi } from "../modules/mediations/api.ts";
import { pages as mediations } from "../modules/mediations/pages.tsx";
import { api as drawingApi } from "../modules/network/drawing/api.ts";
import { api as generativityApi } from "../modules/network/generativity/api.ts";
import { api as measuredApi } from "../modules/network/measured/api.ts";
import { pages as network } from "../modules/network/pages.tsx";
import { api as notebookApi } from "../modules/notebook/api.ts";
import { pages as notebook } from "../modules/notebook/pages.tsx";
import { api as pactsApi } from "../modules/pacts/api.ts";
import { api as ideasApi } from "../modules/pacts/ideas/api.ts";
import { pages as ideasDesk } from "../modules/pacts/ideas/desk/pages.tsx";
import { pages as ideasOwn } from "../modules/pacts/ideas/own/pages.tsx";
import { pages as ideas } from "../modules/pacts/ideas/pages.tsx";
import { pages as pacts } from "../modules/pacts/pages.tsx";
import { pages as numbers } from "../modules/programme/numbers/pages.tsx";
import { pages as profile } from "../modules/programme/profile/pages.tsx";
import { pages as purposes } from "../modules/programme/purposes/pages.tsx";
import { pages as feeds } from "../modules/publication/feeds/pages.tsx";
import { pages as spaceFeeds } from "../modules/publication/feeds/spaces/pages.tsx";
import { pages as hours } from "../modules/publication/hours/pages.tsx";
import { pages as pins } from "../modules/publication/map/pages.tsx";
import { pages as outside } from "../modules/publication/outside/pages.tsx";
import { pages as round } from "../modules/publication/round/pages.tsx";
import { pages as year } from "../modules/publication/year/pages.tsx";
import { api as referralsApi } from "../modules/referrals/api.ts";
import { api as desksApi } from "../modules/referrals/desks/api.ts";
import { pages as desks } from "../modules/referrals/desks/pages.tsx";
import { pages as deskDoor } from "../modules/referrals/links/door/pages.tsx";
import { pages as deskLinks } from "../modules/referrals/links/pages.tsx";
import { pages as referrals } from "../modules/referrals/pages.tsx";
import { pages as spaces } from "../modules/spaces/pages.tsx";
import { api as spreadsheetsApi } from "../modules/spreadsheets/api.ts";
import { pages as spreadsheets } from "../modules/spreadsheets/pages.tsx";
import { pages as accounts } from "./accounts.tsx";
import { pages as audit } from "./audit.tsx";
import { pages as baseline } from "./baseline.tsx";
import { api as behalfApi } from "./behalf/api.ts";
import { pages as behalf } from "./behalf/pages.tsx";
import { pages as choose } from "./choose.tsx";
import { pages as erasure } from "./erasure/pages.tsx";
import { pages as forgetting } from "./forgetting.tsx";
import { pages as handover } from "./handover.tsx";
import { pages as leaving } from "./leaving.tsx";
import { pages as me } from "./me.tsx";
import { pages as neighbourhoods } from "./neighbourhoods.tsx";
import { pages as notebookOnPhone } from "./notebook/pages.tsx";
import { pages as objectives } from "./objectives.tsx";
import { pages as openapi } from "./openapi.ts";
import { pages as paper } from "./paper/pages.tsx";
import { pages as programme } from "./programme.tsx";
import { pages as readings } from "./readings.tsx";
import { pages as retention } from "./retention/pages.tsx";
import { pages as rights } from "./rights/pages.tsx";
import { pages as same } from "./same.tsx";
import { pages as seals } from "./seals.tsx";
import { pages as search } from "./search.tsx";
import { pages as setup } from "./setup/pages.tsx";
import { pages as square } from "./square.tsx";
import { pages as squareList } from "./square-list.tsx";
import { pages as squareMap } from "./square-map.tsx";
import { pages as squareOutside } from "./square-outside.tsx";
import { pages as squarePlaces } from "./square-places.tsx";
import { pages as streets } from "./streets.tsx";
import { pages as today } from "./today.tsx";
import { pages as undo } from "./undo.ts";
import { pages as unusual } from "./unusual.tsx";

/** Every room with routes. */
export const rooms = [
	programme,
	square,
	squareList,
	squareMap,
	squareOutside,
	squarePlaces,
	paper,
	feeds,
	spaceFeeds,
	round,
	pins,
	outside,
	hours,
	year,
	spaces,
	spreadsheets,
	spreadsheetsApi,
	today,
	notebookOnPhone,
	notebook,
	notebookApi,
	undo,
	handover,
	me,
	access,
	assurance,
	ownAccount,
	openid,
	passkeys,
	passkeysApi,
	totp,
	sessions,
	sessionsApi,
	choose,
	accounts,
	leaving,
	audit,
	seals,
	unusual,
	neighbourhoods,
	search,
	setup,
	streets,
	profile,
	numbers,
	purposes,
	objectives,
	baseline,
	stories,
	same,
	forgetting,
	erasure,
	readings,
	rights,
	retention,
	// Before the community: nothing of it is the id of somebody.
	behalf,
	behalfApi,
	community,
	communityApi,
	// Before listening: nobody signs in to write to the desk.
	letterbox,
	listening,
	listeningApi,
	exchange,
	exchangeApi,
	board,
	boardOwn,
	boardDesk,
	boardApi,
	moderation,
	// Own ones first: neither «own» nor «mine» is an id.
	ideasOwn,
	ideas,
	ideasDesk,
	ideasApi,
	// After the ideas: none of their addresses is the id of a pact.
	pacts,
	pactsApi,
	initiatives,
	// Before the initiatives: what one joined is the id of none.
	joiningApi,
	initiativesApi,
	mediations,
	mediationsApi,
	network,
	drawingApi,
	generativityApi,
	measuredApi,
	// Before the referrals themselves: neither a desk nor a link is an id of one.
	deskDoor,
	deskLinks,
	desks,
	desksApi,
	referrals,
	referralsApi,
	openapi,
];

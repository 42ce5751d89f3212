import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Id, newId } from "../src/core/ids.ts";
import { correctParty } from "../src/modules/community/corrections/service.ts";
import { markLeft } from "../src/modules/community/parties/service.ts";
import { lift, restrict } from "../src/modules/community/restriction/service.ts";
import { addPersonIn, agreeIn, standingAgreementsIn } from "../src/modules/community/service.ts";
import { recordAct as writeAct } from "../src/modules/exchange/service.ts";
import { recordFollowUp as followUp, recordNote as note } from "../src/modules/listening/contract.ts";
import { recordFollowUp } from "../src/modules/listening/follow-ups/service.ts";
import { finishFollowUp, letFollowUpGo, moveFollowUp } from "../src/modules/listening/follow-ups/steps/service.ts";
import { addNotes, recordNeed } from "../src/modules/listening/needs/service.ts";
import { changeNote, recordNote } from "../src/modules/listening/notes/service.ts";
import { addCompanion, recordCall } from "../src/modules/referrals/beside/service.ts";
import { writeField } from "../src/modules/referrals/fields/service.ts";
import {
	agreeToReferral,
	beginReferral,
	chooseDesk,
	closeReferral,
	offerReferral,
	sendReferral,
} from "../src/modules/referrals/service.ts";
import { holders } from "../src/web/same/holders.ts";
import { actorOf, freshDatabase, places } from "./harness.ts";

// While what is here of somebody is only kept, nothing new is written about them. Read out of the code itself: every
// verb of a service that can write a row in which a person stands looks whether it may, or says why it need not.

const root = join(import.meta.dirname, "../src");

type Fn = { uses: Set<string>; writes: Set<string>; guards: boolean; isVerb: boolean };

/** Tables in which a person stands, by the holders of each module. What follows is no writing about somebody. */
const beside = new Set([
	"access.readings", // who has read what
	"access.undoables", // how the last act is taken back
	"community.erasures", // the list of those erased
	"rights.copies", // that a copy was handed out
	"network.positions", // where a node was drawn
]);
const tables = holders.filter((h) => h.people && !beside.has(h.table)).map((h) => h.table);

/** Every function at the top of a file: which others it names, which of these tables it writes, whether it guards. */
function functionsOf(file: string): Map<string, Fn> {
	const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
	const named = new Map<string, string>();
	for (const one of source.statements) {
		if (!ts.isImportDeclaration(one) || !ts.isStringLiteral(one.moduleSpecifier)) continue;
		if (!one.moduleSpecifier.text.startsWith(".")) continue;
		const from = resolve(dirname(file), one.moduleSpecifier.text);
		const bindings = one.importClause?.namedBindings;
		if (bindings && ts.isNamespaceImport(bindings)) named.set(bindings.name.text, `${from}#*`);
		if (bindings && ts.isNamedImports(bindings))
			for (const { name, propertyName } of bindings.elements)
				named.set(name.text, `${from}#${(propertyName ?? name).text}`);
	}
	const found = new Map<string, Fn>();
	const read = (name: string, node: ts.Node, isVerb: boolean) => {
		const fn: Fn = { uses: new Set(), writes: new Set(), guards: false, isVerb };
		const visit = (at: ts.Node): void => {
			// Whoever looks a place up has looked nobody up.
			const [, asked] = ts.isCallExpression(at) ? at.arguments : [];
			if (asked && ts.isObjectLiteralExpression(asked) && asked.getText().includes('kinds: ["place"]')) return;
			if (ts.isPropertyAccessExpression(at) && ts.isIdentifier(at.expression)) {
				const whole = named.get(at.expression.text);
				if (whole?.endsWith("#*")) fn.uses.add(whole.replace(/\*$/, at.name.text));
			}
			if (ts.isIdentifier(at)) fn.uses.add(named.get(at.text) ?? `${file}#${at.text}`);
			ts.forEachChild(at, visit);
		};
		visit(node);
		const words = node.getText();
		for (const [, table] of words.matchAll(/\b(?:insert\s+into|update)\s+([a-z_]+\.[a-z_]+)/g))
			if (tables.includes(table!)) fn.writes.add(table!);
		found.set(`${file}#${name}`, fn);
	};
	for (const one of source.statements) {
		const exported =
			ts.canHaveModifiers(one) && ts.getModifiers(one)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
		if (ts.isFunctionDeclaration(one) && one.name) {
			const first = one.parameters[0]?.name.getText();
			read(one.name.text, one, exported === true && first === "ground");
		}
		if (ts.isVariableStatement(one))
			for (const declared of one.declarationList.declarations)
				if (ts.isIdentifier(declared.name)) read(declared.name.text, declared, false);
	}
	return found;
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
	.filter((file) => /\.tsx?$/.test(file) && !file.includes(".test.") && !file.startsWith("cli"))
	.map((file) => join(root, file));
const functions = new Map(files.flatMap((file) => [...functionsOf(file)]));
const guard = `${join(root, "modules/community/restriction/contract.ts")}#refuseRestricted`;

const mail = "says what comes by e-mail, nothing of anybody";
const phone = "is about a phone of somebody who works here";
const ends = "ends or takes back what was there";
const answers = "a desk to which it went before answers: no answer is lost";
const moves = "changes who works with it, not what is said";
const unguarded: Record<string, string> = {
	"spreadsheets/service.ts#confirmImport":
		"each row about somebody only kept is refused where it is planned (spreadsheets/plans)",
	"spreadsheets/file.ts#importFile":
		"each row about somebody only kept is refused where it is planned (spreadsheets/plans)",
	"spreadsheets/writing.ts#writeImport":
		"each row about somebody only kept is refused where it is planned (spreadsheets/plans)",
	"spreadsheets/service.ts#countInstead": "writes a count about nobody",
	"web/handover.read.ts#handOver": moves,
	"web/handover.read.ts#handBack": moves,
	"web/rights/corrections.ts#sayIsWrong": "is a right of the person",
	"web/rights/corrections.ts#answerCorrection": "answers a right of the person",
	"community/agreements/service.ts#endByTime": ends,
	"community/erasing/service.ts#eraseAgain": ends,
	"initiatives/service.ts#changeInitiative": moves,
	"initiatives/joining/service.ts#joinWithout": "of somebody without an account, tied to no person",
	"initiatives/joining/service.ts#joinAtDesk": "of somebody without an account, tied to no person",
	"initiatives/joining/behalf/service.ts#joinForSomebody": "of somebody without an account, tied to no person",
	"initiatives/joining/behalf/service.ts#takeBackJoining": ends,
	"initiatives/joining/service.ts#joinIn": "inside verbs that look themselves, or of somebody without an account",
	"initiatives/joining/service.ts#leaveIn": ends,
	"initiatives/joining/service.ts#leave": ends,
	"initiatives/joining/service.ts#leaveAtDesk": ends,
	"initiatives/joining/service.ts#moveUpAtDatesIn": moves,
	"initiatives/joining/service.ts#markTold": ends,
	"initiatives/joining/service.ts#endJoinings": ends,
	"community/forgetting/service.ts#endLegalGround": ends,
	"exchange/board/service.ts#handOverAsks": moves,
	"exchange/board/desk/service.ts#actOnPost": ends,
	"exchange/board/own/service.ts#blockPairIn": "keeps two apart",
	"exchange/moderation/service.ts#blockIn": "keeps two apart",
	"exchange/moderation/desk/service.ts#blockPair": "keeps two apart",
	"exchange/moderation/desk/service.ts#judgePost": "says whether everybody may read what somebody wrote",
	"exchange/moderation/desk/service.ts#endBlock": ends,
	"pacts/ideas/service.ts#endForsaken": ends,
	"pacts/ideas/service.ts#proposeIn": "whoever calls it has looked",
	"pacts/ideas/desk/service.ts#proposeAtDesk": "knows no person behind it",
	"pacts/ideas/desk/service.ts#judgeIdea": "says whether everybody may read what somebody wrote",
	"pacts/ideas/desk/service.ts#answerIdea": "answers what somebody asked for",
	"pacts/ideas/desk/service.ts#becameInitiative": "of an idea alone",
	"pacts/ideas/desk/service.ts#withdrawAtDesk": ends,
	"pacts/ideas/own/service.ts#withdrawIn": ends,
	"pacts/find.ts#write": "of a pact alone; whoever calls it has looked",
	"pacts/service.ts#writeVersion": "of a pact alone; whoever calls it has looked",
	"pacts/service.ts#removeParty": ends,
	"pacts/service.ts#dropPact": ends,
	"pacts/living/service.ts#keepPact": ends,
	"pacts/living/service.ts#concludePact": ends,
	"pacts/living/service.ts#endPact": ends,
	"spaces/bookings/service.ts#withdrawBooking": ends,
	"spaces/bookings/service.ts#answerBooking": "answers what somebody asked for",
	"spaces/keys/service.ts#returnKey": ends,
	"community/parties/service.ts#recordGroup": "is no person",
	"community/parties/service.ts#recordHousehold": "is no person; who lives there is a tie",
	"community/parties/service.ts#recordOrganisation": "is no person",
	"community/parties/service.ts#recordPlace": "is no person",
	"community/persons/service.ts#withdrawAgreement": ends,
	"community/persons/service.ts#endContact": ends,
	"community/safe/service.ts#saySafely": "keeps the person safe",
	"community/safe/service.ts#protectPerson": "keeps the person safe",
	"community/same/service.ts#separateParties": ends,
	"community/ties/service.ts#endTie": ends,
	"evaluation/stories/service.ts#takeDownStory": ends,
	"listening/follow-ups/steps/service.ts#letFollowUpGo": ends,
	"listening/meetings/service.ts#takeOffAttendee": ends,
	"listening/needs/service.ts#removeNote": ends,
	"listening/notes/service.ts#noteOnPage": "marks it as read",
	"listening/notes/reading/service.ts#markReadTo": "marks it as read",
	"listening/notes/service.ts#takeCharge": "an emergency is somebody's",
	"listening/partners/service.ts#raiseNote": "an emergency is somebody's",
	"listening/notes/service.ts#setAside": ends,
	"listening/partners/letterbox/service.ts#takeNote": "names no person known here",
	"network/circle/service.ts#withdrawCircle": ends,
	"notebook/devices/service.ts#registerDevice": phone,
	"notebook/devices/service.ts#seenDevice": phone,
	"notebook/devices/service.ts#askWipe": phone,
	"notebook/devices/service.ts#replaceDevice": phone,
	"notebook/pack/service.ts#packFor": "writes that names left the house; nobody restricted is among them",
	"notebook/pack/service.ts#choosePeople": "refuses whoever is restricted, with whoever is protected",
	"notebook/records/answers.ts#keepConflict": "shows its writer what stands, and changes nothing of it",
	"notebook/records/service.ts#letRecordGo": ends,
	"publication/round/digests.ts#writeDigests": mail,
	"publication/round/letters.ts#choicesIn": mail,
	"publication/round/service.ts#chooseMail": mail,
	"publication/round/service.ts#wantNews": mail,
	"publication/round/service.ts#endMail": mail,
	"publication/round/tell.ts#remindJoined": mail,
	"publication/round/tell.ts#tellPlaces": mail,
	"referrals/beside/service.ts#writeDeskNote": answers,
	"referrals/desks/service.ts#changeDesk": moves,
	"referrals/fields/service.ts#removeField": ends,
	"referrals/links/service.ts#endLink": ends,
	"referrals/links/service.ts#endExpiredLinks": ends,
	"referrals/reminders/service.ts#endLinks": ends,
	"referrals/links/door/service.ts#enterCode": answers,
};

/** Everything a function comes to, through whatever it names. */
function reached(from: string): Set<string> {
	const seen = new Set([from]);
	for (const name of seen) for (const next of functions.get(name)?.uses ?? []) if (functions.has(next)) seen.add(next);
	return seen;
}

const verbs = [...functions].filter(([, fn]) => fn.isVerb);
const writing = verbs
	.map(([name]) => ({ name: name.slice(root.length + 1).replace("modules/", ""), all: reached(name) }))
	.map(({ name, all }) => ({
		name,
		guards: all.has(guard),
		writes: [...new Set([...all].flatMap((one) => [...functions.get(one)!.writes]))].sort(),
	}))
	.filter(({ writes }) => writes.length > 0);

test("every verb that writes about somebody looks whether it may, or says why it need not", () => {
	expect(writing.length).toBeGreaterThan(80);
	expect(tables.length).toBeGreaterThan(20);
	const without = writing.filter(({ guards }) => !guards);
	expect(without.map(({ name }) => name).filter((name) => !unguarded[name])).toEqual([]);
	expect(Object.keys(unguarded).filter((name) => !without.some((one) => one.name === name))).toEqual([]);
});

describe("somebody of whom everything is only kept", () => {
	let t: Awaited<ReturnType<typeof freshDatabase>>;
	const anna = actorOf("facilitator");
	const here = places.here;
	let rosa: Id<"party">;
	let bruno: Id<"party">;
	let verbs: Record<string, () => Promise<unknown>>;
	let freeing: Record<string, () => Promise<unknown>>;

	beforeAll(async () => {
		t = await freshDatabase();
		await t.owner.query("insert into access.accounts (id, name, staff_of) values ($1, 'Anna', array[$2]::uuid[])", [
			anna.accountId,
			places.territory,
		]);
		const desk = newId<"desk">();
		await t.owner.query(
			`insert into referrals.desks (territory_id, id, name, hours, phones, members, recorded_by)
				values ($1, $2, 'Servizio sociale', 'sempre', '{0461 000 009}', array[$3]::uuid[], $3)`,
			[places.territory, desk, anna.accountId],
		);
		const person = (label: string) =>
			t.db.withActor(anna, async (tx) => {
				const row = { neighbourhoodId: here, label, level: "name" as const, agreedHow: "in_person" as const };
				const { id } = await addPersonIn(tx, { ...row, knownSince: "2026-01-01" });
				await agreeIn(tx, { personId: id, purpose: "invite", how: "in_person", day: "2026-11-01" });
				return id as Id<"party">;
			});
		[rosa, bruno] = [await person("Rosa"), await person("Bruno")];
		const heard = async () =>
			(
				await recordNote(
					t.ground,
					anna,
					note.parse({ id: newId(), text: "Chiede una mano", kind: "asked", about: rosa }),
				)
			).id;
		const [first, second] = [await heard(), await heard()];
		const need = await recordNeed(t.ground, anna, { id: newId(), notes: [await heard()] });
		const todo = async () =>
			(
				await recordFollowUp(
					t.ground,
					anna,
					followUp.parse({ id: newId(), what: "Passo da lei", dueOn: "2026-12-01", about: rosa }),
				)
			).id;
		const [one, two] = [await todo(), await todo()];
		const ready = async () => {
			const { id } = await beginReferral(t.ground, anna, { id: newId(), person: rosa, urgent: false });
			await chooseDesk(t.ground, anna, id, { desk, version: 1 });
			await writeField(t.ground, anna, id, { key: "asks", text: "Un colloquio", shared: true, version: 2 });
			return id;
		};
		const draft = await ready();
		const [offered, agreed] = [await ready(), await ready()];
		await offerReferral(t.ground, anna, agreed, { version: 3 });
		const { version } = await agreeToReferral(t.ground, anna, agreed, { how: "in_person", version: 4 } as never);
		const act = (giver: Id<"party">, receiver: Id<"party">) => {
			const what = "Le porta il pane";
			const when = { day: "2026-11-20" };
			const said = { giver, receivers: [receiver], what, when, freely: true, paid: false };
			return writeAct(t.ground, anna, { id: newId(), ...said, movedBy: { state: "not_asked" } });
		};
		verbs = {
			correctParty: () => correctParty(t.ground, anna, rosa, { label: "Rosina" } as never),
			markLeft: () => markLeft(t.ground, anna, "person", rosa, { leftOn: "2026-11-20" }),
			"recordAct, giving": () => act(rosa, bruno),
			"recordAct, receiving": () => act(bruno, rosa),
			changeNote: () => changeNote(t.ground, anna, first, { topic: "company" } as never),
			addNotes: () => addNotes(t.ground, anna, need.id, [second]),
			"recordFollowUp, of a note": () =>
				recordFollowUp(
					t.ground,
					anna,
					followUp.parse({ id: newId(), what: "Torno", dueOn: "2026-12-01", note: first }),
				),
			moveFollowUp: () => moveFollowUp(t.ground, anna, one, "2026-12-03"),
			finishFollowUp: () => finishFollowUp(t.ground, anna, one, "È andata bene"),
			writeField: () => writeField(t.ground, anna, draft, { key: "phone", text: "0461", shared: false, version: 3 }),
			recordCall: () => recordCall(t.ground, anna, draft, { id: newId(), who: "Il servizio", reached: "yes" } as never),
			addCompanion: () => addCompanion(t.ground, anna, draft, { id: newId(), kind: "volunteer", name: "Ugo" } as never),
			offerReferral: () => offerReferral(t.ground, anna, offered, { version: 3 }),
			sendReferral: () => sendReferral(t.ground, anna, agreed, { version }),
		};
		freeing = {
			letFollowUpGo: () => letFollowUpGo(t.ground, anna, two, "Ci pensa lei"),
			closeReferral: () => closeReferral(t.ground, anna, draft, {} as never),
		};
		await restrict(t.ground, anna, rosa, { by: "person" });
	});
	afterAll(() => t.end());

	test("is written about and used by none of these; what ends something passes; lifted, all pass", async () => {
		expect(Object.keys(verbs).length).toBeGreaterThan(10);
		const invited = () => t.db.readAs(anna, (read) => standingAgreementsIn(read, [rosa, bruno], "invite"));
		expect(await invited()).toEqual(new Set([bruno]));
		for (const [name, verb] of Object.entries(verbs))
			await expect(verb(), name).rejects.toMatchObject({ code: "restricted", status: 409 });
		await freeing.letFollowUpGo!();
		await lift(t.ground, anna, rosa);
		expect(await invited()).toEqual(new Set([rosa, bruno]));
		for (const verb of Object.values(verbs)) await verb();
		await restrict(t.ground, anna, rosa, { by: "body" });
		await freeing.closeReferral!();
	});
});

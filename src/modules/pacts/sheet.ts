import { dateInWords } from "../../ui/dates.ts";
import type { View } from "../../ui/http.ts";
import { runsOf } from "../../ui/print/qr.ts";
import { pdf } from "../../ui/print/typst.ts";
import { apart } from "../../ui/written.tsx";
import type { Pact } from "./contract.ts";
import { linesOf, nameOf } from "./parts.tsx";

/** A pact on paper, with a line to sign for each party: the version that is fixed, else in force, else the latest. */
export function pactSheet(view: View, pact: Pact): Promise<Buffer<ArrayBuffer>> {
	const { say, language } = view;
	const no = "fixedNo" in pact ? pact.fixedNo : "inForceNo" in pact ? pact.inForceNo : pact.latestNo;
	const version = pact.versions.find((one) => one.no === no) ?? pact.versions[0]!;
	const parties = new Map(pact.parties.map((party) => [party.id as string, party]));
	const signed = new Map(pact.signatures.filter((one) => one.no === no).map((one) => [one.party, one.signedOn]));
	const address = `${view.base}/n/${pact.slug}/pacts/${pact.id}`;
	const isPublic = "inForceNo" in pact;
	const data = {
		kind: say(`pacts.name_${pact.word}`),
		version: say("pacts.version_no", { no }),
		draft: pact.state === "draft" ? say("pacts.state_draft") : "",
		strips: [view.demo ? say("ui.demo") : ""].filter(Boolean),
		language: version.language,
		lines: linesOf(view, version, parties).slice(1),
		signatures: version.promises.map(({ party, kind }) => {
			const on = signed.get(party);
			return {
				name: apart(view, nameOf(view, parties.get(party) ?? { kind, called: null })),
				line: on ? say("pacts.signed_on", { day: dateInWords(language, on) }) : say("pacts.signature_line"),
			};
		}),
		qr: isPublic ? { ...runsOf(address), alt: say("paper.qr", { address }), line: say("paper.scan") } : null,
	};
	return pdf("pact", data, { language, title: version.title });
}

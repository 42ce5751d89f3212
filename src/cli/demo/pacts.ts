import { addDays, type Day, instantOf } from "../../core/period.ts";
import { demoAccounts } from "./accounts.ts";
import { neighbourhoods, type Slug } from "./neighbourhoods.ts";
import { emptyHood, type World } from "./world.ts";

let made = 0;
const newIdOf = () => `00000000-2017-7000-8000-0000000e${String(++made).padStart(4, "0")}`;

type Party = {
	kind: "citizen" | "group" | "organisation" | "body";
	called: string;
	through?: string;
	promises: string;
	named?: boolean;
};
type Invented = {
	state: "draft" | "proposed" | "in_force" | "concluded" | "ended";
	title: string;
	about: string;
	where: string;
	/** From how many days ago, until in how many days. */
	days: [since: number, until: number];
	checking: string;
	space?: string;
	materials?: string;
	insurance?: string;
	training?: string;
	cents?: number;
	/** The neighbourhood's citizen with an account comes first. */
	parties: Party[];
	diary?: [ago: number, words: string, minutes: number | null, shown: boolean][];
	/** What was learnt, or why it ended. */
	end?: string;
};

const body: Record<Slug, string> = {
	"san-vigilio": "Comune di San Vigilio",
	pradivento: "Comune di Pradivento",
	valbriosa: "Comune di Valbriosa",
};

const invented: Record<Slug, Invented[]> = {
	"san-vigilio": [
		{
			state: "in_force",
			title: "Il corso di italiano dei pacchi",
			about: "La rete che portava i pacchi nei mesi difficili va avanti con un corso di italiano, il giovedì.",
			where: "Sala del quartiere, via dei Gelsi 2",
			days: [120, 245],
			checking: "Ci troviamo una volta ogni tre mesi e ci raccontiamo com'è andata.",
			space: "La sala del quartiere, il giovedì dalle 17 alle 19.",
			insurance: "Quella del Comune per chi dà una mano.",
			training: "Due serate con la biblioteca.",
			cents: 25_000,
			parties: [
				{ kind: "citizen", called: "", promises: "Apre e chiude la sala, prepara la lavagna.", named: true },
				{
					kind: "group",
					called: "La rete dei pacchi",
					through: "Zefirina",
					named: true,
					promises: "Fa due ore di italiano ogni giovedì.",
				},
				{ kind: "body", called: "", promises: "Dà la sala, le luci e i quaderni." },
			],
			diary: [
				[90, "Prima lezione: sedici sedie non bastavano.", 120, true],
				[48, "Abbiamo letto insieme le bollette.", 120, true],
				[13, "Manca una stufa vicino alla porta.", null, false],
			],
		},
		{
			state: "proposed",
			title: "L'aiuola davanti alla farmacia",
			about: "Fiori e una panca dove adesso c'è ghiaia.",
			where: "Via dei Gelsi, davanti alla farmacia",
			days: [10, 355],
			checking: "Un giro insieme in primavera e uno in autunno.",
			materials: "Terra, bulbi e una canna per l'acqua.",
			cents: 12_000,
			parties: [
				{ kind: "citizen", called: "", promises: "Bagna l'aiuola la sera." },
				{ kind: "organisation", called: "Associazione Il Gelso", promises: "Pianta due volte l'anno." },
				{ kind: "body", called: "", promises: "Porta la terra e l'acqua." },
			],
		},
		{
			state: "draft",
			title: "La biblioteca sulle scale",
			about: "Uno scaffale per piano: si prende un libro, se ne lascia uno.",
			where: "Via delle Acacie 3",
			days: [5, 360],
			checking: "",
			parties: [
				{ kind: "citizen", called: "", promises: "Tiene in ordine lo scaffale." },
				{ kind: "body", called: "", promises: "" },
			],
		},
		{
			state: "concluded",
			title: "Il murale del sottopasso",
			about: "Dipingere insieme il sottopasso della stazione.",
			where: "Sottopasso della stazione",
			days: [420, -60],
			checking: "Una festa alla fine dei lavori.",
			materials: "Colori e pennelli.",
			cents: 80_000,
			parties: [
				{ kind: "citizen", called: "", promises: "Disegna e tiene il calendario.", named: true },
				{ kind: "body", called: "", promises: "Paga i colori e chiude il passaggio due domeniche." },
			],
			diary: [[200, "La prima parete è finita.", 300, true]],
			end: "In due domeniche si fa più che in dieci riunioni.",
		},
		{
			state: "ended",
			title: "Le panche del cortile",
			about: "Rimettere a posto le panche.",
			where: "Cortile delle Acacie",
			days: [300, 60],
			checking: "Un giro ogni mese.",
			parties: [
				{ kind: "citizen", called: "", promises: "Carteggia e vernicia." },
				{ kind: "body", called: "", promises: "Dà il legno." },
			],
			end: "Il legno non è arrivato, e nel frattempo il cortile è cambiato.",
		},
	],
	pradivento: fourOf("la stufa della vecchia scuola", "Vecchia scuola, piazza della Chiesa 1", "Pro Loco Pradivento"),
	valbriosa: fourOf("la stanza sopra il bar", "Via Maggiore 10", "Gruppo Alpini Valbriosa"),
};

/** Smaller places have the same four moments of a pact: begun, lived, concluded, ended early. */
function fourOf(what: string, where: string, organisation: string): Invented[] {
	const base = { where, checking: "Ci vediamo in primavera e guardiamo insieme." };
	const citizen = (promises: string): Party => ({ kind: "citizen", called: "", promises, named: true });
	const town = (promises: string): Party => ({ kind: "body", called: "", promises });
	const others = (promises: string): Party => ({ kind: "organisation", called: organisation, promises });
	return [
		{
			...base,
			state: "in_force",
			title: `Aperta per tutti: ${what}`,
			about: `Tenere viva ${what} due pomeriggi la settimana.`,
			days: [100, 265],
			space: "Due pomeriggi la settimana.",
			parties: [citizen("Apre e chiude."), others("Tiene in ordine."), town("Paga la legna e la luce.")],
			diary: [[60, "Primo pomeriggio: quattordici persone e una torta.", 180, true]],
		},
		{
			...base,
			state: "draft",
			title: "Il sentiero della fontana",
			about: "Pulire il sentiero prima dell'estate.",
			days: [6, 300],
			checking: "",
			parties: [citizen("Taglia l'erba."), town("")],
		},
		{
			...base,
			state: "concluded",
			title: "I sacchi di sabbia",
			about: "Tenere pronti i sacchi per il torrente.",
			days: [400, -30],
			parties: [others("Riempie i sacchi."), town("Porta la sabbia.")],
			end: "Chi li ha riempiti sa anche dove servono.",
		},
		{
			...base,
			state: "ended",
			title: "L'orto dietro il forno",
			about: "Un orto di tutti.",
			days: [280, 85],
			parties: [citizen("Zappa e semina."), town("Dà la terra.")],
			end: "Il terreno è stato venduto.",
		},
	];
}

/** A sheet with nothing on it, in the place of the one that was signed. */
const signedSheet = Buffer.from("%PDF-1.7\nstartxref\n0\n%%EOF\n");

/** In every neighbourhood a pact that is begun, one that is lived, one concluded and one ended early. */
export function addPacts({ rows, chance, seal }: World): void {
	made = 0;
	for (const outline of neighbourhoods) {
		const { slug, territoryId: territory_id, id: neighbourhood_id } = outline;
		const tenant = { territory_id, neighbourhood_id };
		const staff = emptyHood(outline).staff[0] ?? null;
		const coordinator = demoAccounts.find((one) => one.as === "coordinator" && one.at === slug);
		const citizen = demoAccounts.find((one) => one.as === "citizen" && one.at === slug);
		for (const pact of invented[slug]) {
			const pact_id = newIdOf();
			const [ago, inDays] = pact.days;
			const since = chance.back(ago);
			const isConcluded = pact.state === "concluded";
			const isEnded = pact.state === "ended";
			const isOver = isConcluded || isEnded;
			const isSigned = pact.state === "in_force" || isOver;
			const over: Day | null = isOver ? chance.back(pact.state === "ended" ? 40 : Math.max(1, -inDays)) : null;
			const at = instantOf(over ?? since, "18:00");
			const isTheirs = pact.parties[0]?.kind === "citizen";
			const readers = isTheirs && citizen ? [citizen.id] : [];
			const beside = { ...tenant, pact_id, readers };
			const parties = pact.parties.map((party) => ({ ...party, id: newIdOf() }));
			rows["pacts.pacts"].push({
				...{ ...tenant, id: pact_id, state: pact.state, latest_no: 2, readers, moved_at: at, recorded_by: staff },
				...{ fixed_no: pact.state === "proposed" ? 2 : null, in_force_no: isSigned ? 2 : null },
				...{ in_force_on: isSigned ? since : null, recorded_at: instantOf(addDays(since, -20), "10:00") },
				...{ concluded_on: isConcluded ? over : null, learnt: isConcluded ? pact.end : null },
				...{ ended_on: isEnded ? over : null, ended_by: isEnded ? parties[0]?.id : null },
				ended_because: isEnded ? pact.end : null,
			});
			for (const [i, party] of parties.entries()) {
				const own = party.kind === "citizen" ? citizen : undefined;
				const town = party.kind === "body" ? body[slug] : "";
				rows["pacts.parties"].push({
					...{ ...beside, id: party.id, place: i + 1, kind: party.kind, called: own?.name || party.called || town },
					...{ through: party.through ?? "", party_id: own?.person ?? null, account_id: own?.id ?? null },
					...{ named: party.named ?? false, published: isSigned, recorded_by: staff },
					recorded_at: instantOf(addDays(since, -20), "10:30"),
				});
			}
			for (const no of [1, 2]) {
				const version_id = newIdOf();
				const isLast = no === 2;
				rows["pacts.versions"].push({
					...{
						...beside,
						id: version_id,
						no,
						title: pact.title,
						about: pact.about,
						place_words: isLast ? pact.where : "",
					},
					until: isLast ? addDays(chance.today, inDays) : null,
					...{ space: pact.space ?? "", materials: pact.materials ?? "", insurance: pact.insurance ?? "" },
					...{ training: pact.training ?? "", budget_cents: isLast ? (pact.cents ?? 0) : 0 },
					...{ checking: isLast ? pact.checking : "", language: "it", in_force_on: isSigned && isLast ? since : null },
					...{
						written_by: isLast && readers[0] ? readers[0] : staff,
						written_at: instantOf(addDays(since, no * 3 - 20), "11:00"),
					},
				});
				for (const party of parties)
					rows["pacts.promises"].push({
						...{ ...beside, version_id, party_id: party.id, kind: party.kind, words: isLast ? party.promises : "" },
						published: isSigned && isLast,
					});
			}
			for (const [i, party] of parties.entries()) {
				if (!isSigned && !(pact.state === "proposed" && i === 0)) continue;
				const account = party.kind === "citizen" ? citizen?.id : party.kind === "body" ? coordinator?.id : undefined;
				const id = newIdOf();
				const person_id = party.kind === "citizen" ? (citizen?.person ?? null) : null;
				const key = person_id ? seal.ofPerson(territory_id, person_id) : seal.ofTerritory(territory_id);
				const sealed = key.close(signedSheet, `pacts.signatures/${territory_id}/${id}`);
				const sheet = account ? null : `\\x${sealed.toString("hex")}`;
				rows["pacts.signatures"].push({
					...{ ...beside, id, version_no: 2, party_id: party.id, how: account ? "code" : "paper", signed_on: since },
					...{ account_id: account ?? null, person_id, sheet, sheet_type: sheet ? "application/pdf" : null },
					...{ recorded_by: account ? null : staff, recorded_at: instantOf(since, "12:00") },
				});
			}
			for (const [daysAgo, words, minutes, shown] of pact.diary ?? [])
				rows["pacts.entries"].push({
					...{ ...beside, id: newIdOf(), happened_on: chance.back(daysAgo), words, language: "it", minutes, shown },
					...{
						photo_agreed: false,
						recorded_by: readers[0] ?? staff,
						recorded_at: instantOf(chance.back(daysAgo), "20:00"),
					},
				});
		}
	}
}

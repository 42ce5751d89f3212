/** The three invented neighbourhoods, one a territory. None is, or is called like, a municipality of the region. */
export type Slug = "san-vigilio" | "pradivento" | "valbriosa";
export type Sector = "public" | "private" | "third_sector" | "shop";

export type Outline = {
	slug: Slug;
	id: string;
	territoryId: string;
	name: string;
	kind: "quarter" | "village" | "hamlets";
	residents: number;
	deskPlace: string;
	deskHours: string;
	phone: string;
	/** Beginning of every invented number here. */
	prefix: string;
	urgentPhones: { label: string; phone: string }[];
	at: [longitude: number, latitude: number];
	/** How many of everything. */
	people: number;
	ties: number;
	notes: number;
	needs: number;
	acts: number;
	/** Hamlets with their streets; a quarter has one nameless hamlet. */
	parts: { hamlet?: string; streets: { label: string; blocks: number; stairs: number }[] }[];
	squares: string[];
	rooms: string[];
	/** Name, sector, member of a family district. */
	/** What each is called, of which sort it is, whether it is in the family district, and what it does here. */
	organisations: [label: string, sector: Sector, familyDistrict?: boolean, doing?: string][];
	groups: string[];
};

export const neighbourhoods: readonly Outline[] = [
	{
		slug: "san-vigilio",
		id: "00000000-2017-7000-8000-000000000101",
		territoryId: "00000000-2017-7000-8000-000000000001",
		name: "San Vigilio",
		kind: "quarter",
		residents: 4200,
		deskPlace: "Punto di comunità, via dei Gelsi 2, accanto alla portineria",
		deskHours: "martedì e giovedì 9–12, mercoledì 15–18",
		phone: "0461 000 010",
		prefix: "0461 000",
		urgentPhones: [
			{ label: "Guardia medica", phone: "116117" },
			{ label: "Servizio sociale di turno (numero dimostrativo)", phone: "0461 000 001" },
			{ label: "Polizia locale (numero dimostrativo)", phone: "0461 000 002" },
		],
		at: [11.1262, 46.0748],
		people: 640,
		ties: 1600,
		notes: 180,
		needs: 26,
		acts: 430,
		parts: [
			{
				streets: [
					{ label: "via dei Gelsi", blocks: 5, stairs: 3 },
					{ label: "via delle Acacie", blocks: 4, stairs: 2 },
					{ label: "via Fontana Nuova", blocks: 4, stairs: 2 },
					{ label: "via del Mulino Vecchio", blocks: 3, stairs: 0 },
					{ label: "via dei Tigli", blocks: 4, stairs: 2 },
					{ label: "vicolo delle Rogge", blocks: 3, stairs: 0 },
					{ label: "via dell'Orologio", blocks: 3, stairs: 0 },
				],
			},
		],
		squares: ["piazza della Fontana", "parco delle Altalene"],
		rooms: ["Sala del quartiere", "Portineria di via dei Gelsi", "Oratorio", "Biblioteca di quartiere"],
		organisations: [
			["Scuola primaria Le Rogge", "public", true],
			["Biblioteca di San Vigilio", "public", true, "apre la sala il sabato mattina"],
			["Servizio sociale, polo di San Vigilio", "public"],
			["Circoscrizione di San Vigilio", "public", true],
			["Ambulatorio di piazza della Fontana", "public"],
			["Associazione Il Cortile", "third_sector", true, "tiene il cortile e la merenda del venerdì"],
			["Cooperativa Passo Lento", "third_sector", true],
			["Circolo della Fontana", "third_sector"],
			["Parrocchia di San Vigilio", "third_sector", false, "presta la canonica e le sedie"],
			["Banco Alimentare di quartiere", "third_sector"],
			["Coro delle Acacie", "third_sector"],
			["Polisportiva Rogge", "third_sector", true],
			["Associazione Mille Lingue", "third_sector"],
			["Custodi dei Gelsi", "private"],
			["Farmacia alla Fontana", "shop", true],
			["Panificio Due Forni", "shop", true],
			["Bar Orologio", "shop"],
			["Ferramenta Bulloni", "shop"],
			["Mercato del mercoledì", "shop"],
			["Edicola dei Tigli", "shop"],
			["Parrucchiera Onda", "shop"],
		],
		groups: [
			"Genitori delle Rogge",
			"Gruppo orto dei Gelsi",
			"Portinaie e portinai",
			"Camminatori lenti",
			"Amici del libro",
			"Comitato piazza della Fontana",
			"Squadra delle lampadine",
			"Cuoche e cuochi del cortile",
			"Mani in pasta",
			"Gruppo compiti",
			"Coro senza spartito",
			"Vicine di scala",
		],
	},
	{
		slug: "pradivento",
		id: "00000000-2017-7000-8000-000000000201",
		territoryId: "00000000-2017-7000-8000-000000000002",
		name: "Pradivento",
		kind: "village",
		residents: 390,
		deskPlace: "Punto di comunità, ex scuola, piazza San Rocco",
		deskHours: "lunedì 9–12, giovedì 14–17",
		phone: "0463 000 010",
		prefix: "0463 000",
		urgentPhones: [
			{ label: "Guardia medica", phone: "116117" },
			{ label: "Servizio sociale di turno (numero dimostrativo)", phone: "0463 000 001" },
			{ label: "Vigili del fuoco volontari (numero dimostrativo)", phone: "0463 000 002" },
		],
		at: [11.0462, 46.3655],
		people: 215,
		ties: 600,
		notes: 100,
		needs: 15,
		acts: 200,
		parts: [
			{
				streets: [
					{ label: "via di Sopra", blocks: 3, stairs: 0 },
					{ label: "via alla Chiesa", blocks: 3, stairs: 0 },
					{ label: "via dei Meleti", blocks: 3, stairs: 0 },
					{ label: "via del Caseificio", blocks: 2, stairs: 2 },
					{ label: "via ai Masi", blocks: 2, stairs: 0 },
				],
			},
		],
		squares: ["piazza San Rocco"],
		rooms: ["Sala dell'ex scuola", "Canonica", "Locanda Alla Rosa"],
		organisations: [
			["Municipio, sportello di Pradivento", "public"],
			["Ambulatorio di Pradivento", "public"],
			["Servizio sociale, sportello di valle", "public"],
			["Pro Loco Pradivento", "third_sector", true, "organizza la festa e presta i tavoli"],
			["Parrocchia di San Rocco", "third_sector"],
			["Vigili del fuoco volontari di Pradivento", "third_sector"],
			["Banda di Pradivento", "third_sector", true],
			["Consorzio Meleti", "private"],
			["Bottega di Pradivento", "shop", true],
			["Locanda Alla Rosa", "shop"],
			["Farmacia di valle", "shop", false, "tiene da parte le medicine per chi non può scendere"],
		],
		groups: [
			"Donne della canonica",
			"Gruppo locanda",
			"Squadra dei sentieri",
			"Giocatori di carte",
			"Mamme e papà dell'ex scuola",
			"Amici della banda",
		],
	},
	{
		slug: "valbriosa",
		id: "00000000-2017-7000-8000-000000000301",
		territoryId: "00000000-2017-7000-8000-000000000003",
		name: "Valbriosa",
		kind: "hamlets",
		residents: 1150,
		deskPlace: "Punto di comunità, sala civica di Briosa di Sotto",
		deskHours: "mercoledì 9–12, venerdì 15–18; il primo sabato del mese ai Masi Alti",
		phone: "0461 000 310",
		prefix: "0461 000",
		urgentPhones: [
			{ label: "Guardia medica", phone: "116117" },
			{ label: "Servizio sociale di turno (numero dimostrativo)", phone: "0461 000 301" },
			{ label: "Vigili del fuoco volontari (numero dimostrativo)", phone: "0461 000 302" },
		],
		at: [11.4705, 46.0562],
		people: 345,
		ties: 800,
		notes: 120,
		needs: 19,
		acts: 270,
		parts: [
			{
				hamlet: "Briosa di Sotto",
				streets: [
					{ label: "via del Ponte", blocks: 3, stairs: 2 },
					{ label: "via della Segheria", blocks: 2, stairs: 0 },
				],
			},
			{
				hamlet: "Briosa di Sopra",
				streets: [
					{ label: "via dei Castagni", blocks: 3, stairs: 0 },
					{ label: "via del Capitello", blocks: 2, stairs: 0 },
				],
			},
			{ hamlet: "Masi Alti", streets: [{ label: "via dei Masi", blocks: 3, stairs: 0 }] },
			{ hamlet: "Pontesecco", streets: [{ label: "via della Roggia", blocks: 3, stairs: 0 }] },
			{ hamlet: "Le Coste", streets: [{ label: "via delle Coste", blocks: 2, stairs: 0 }] },
		],
		squares: ["piazza del Lavatoio"],
		rooms: ["Sala civica di Briosa", "Vecchio fienile ai Masi Alti", "Magazzino dei pacchi"],
		organisations: [
			["Scuola di Briosa", "public", true],
			["Sportello comunale di Briosa", "public"],
			["Servizio sociale, sportello di Briosa", "public"],
			["Ambulatorio di Briosa", "public"],
			["Pro Loco Valbriosa", "third_sector", true],
			["Associazione Fienile Aperto", "third_sector", true],
			["Parrocchia di Briosa", "third_sector"],
			["Vigili del fuoco volontari di Briosa", "third_sector"],
			["Segheria Tre Abeti", "private"],
			["Bottega del Ponte", "shop", true, "porta la spesa a casa il martedì"],
			["Bar Lavatoio", "shop"],
			["Farmacia di Briosa", "shop"],
			["Mercato di Briosa", "shop"],
		],
		groups: [
			"Rete dei pacchi",
			"Gruppo del fienile",
			"Volontari del furgone",
			"Famiglie di Pontesecco",
			"Musicanti dei Masi",
			"Orto delle Coste",
			"Squadra del lavatoio",
			"Tè e lingue",
		],
	},
];

// Arrows point down only. The floors are those of the modules: a module sees what stands below it, through its door.
const FLOORS = [
	["access"],
	["programme"],
	["community"],
	["listening"],
	["exchange"],
	["initiatives"],
	["pacts", "spaces", "referrals", "mediations", "surveys", "funds"],
	["network", "evaluation"],
	["publication", "spreadsheets"],
	["notebook"],
];

const TESTS = "\\.test\\.tsx?$";
const own = (names) => `^src/modules/(${names.join("|")})/`;

/** What each room may import, besides itself and packages. Whatever is missing here is refused. */
const ROOMS = {
	core: [],
	measures: ["core"],
	db: ["core"],
	ui: ["core", "db"],
	modules: ["core", "measures", "db", "ui"],
	web: ["core", "measures", "db", "ui", "modules"],
	jobs: ["core", "measures", "db", "ui", "modules"],
	cli: ["core", "measures", "db", "ui", "modules"],
};

const rooms = Object.entries(ROOMS).map(([room, below]) => ({
	name: `${room}-looks-down`,
	comment: `src/${room} imports only ${below.map((name) => `src/${name}`).join(", ") || "packages"}.`,
	severity: "error",
	from: { path: `^src/${room}/`, pathNot: [TESTS] },
	// The demonstration's rows of a noun that lives in web are written by its contract.
	to: {
		path: "^src/",
		pathNot: [
			`^src/(${[room, ...below].join("|")})/`,
			"^src/config\\.ts$",
			...(room === "cli" ? ["^src/web/[^/]+/contract\\.ts$"] : []),
		],
	},
}));

const floors = FLOORS.map((names, floor) => ({
	name: `floor-${floor}-looks-down`,
	comment: `${names.join(", ")} import no module of the same floor or above.`,
	severity: "error",
	from: { path: `^src/modules/(${names.join("|")})/`, pathNot: [TESTS] },
	to: { path: own(FLOORS.slice(floor).flat()), pathNot: ["^src/modules/$1/"] },
}));

module.exports = {
	forbidden: [
		...rooms,
		...floors,
		{
			name: "every-module-has-a-floor",
			severity: "error",
			from: {},
			to: { path: "^src/modules/[^/]+/", pathNot: [own(FLOORS.flat())] },
		},
		{
			name: "no-cycles",
			severity: "error",
			from: {},
			to: { circular: true },
		},
		{
			name: "modules-through-their-door",
			comment: "Another module is reached through its service or its contract.",
			severity: "error",
			from: { path: "^src/modules/([^/]+)/", pathNot: [TESTS] },
			to: { path: "^src/modules/", pathNot: ["^src/modules/$1/", "/(service|contract)\\.tsx?$"] },
		},
		{
			name: "store-is-private",
			severity: "error",
			from: { path: "^src/", pathNot: ["^src/modules/", TESTS] },
			to: { path: "^src/modules/[^/]+/store\\.ts$" },
		},
		{
			name: "pages-call-services",
			comment: "Pages and interfaces hold no SQL and decide nothing.",
			severity: "error",
			from: { path: "^src/modules/([^/]+)/(pages|api)\\.tsx?$" },
			to: {
				path: "^src/(db|measures)/|/store\\.ts$",
				dependencyTypesNot: ["type-only"],
			},
		},
		{
			name: "contract-stands-alone",
			severity: "error",
			from: { path: "^src/modules/([^/]+)/contract\\.ts$" },
			to: { path: "^src/", pathNot: ["^src/core/", "/contract\\.ts$", "^src/modules/$1/[^/]+/fields\\.ts$"] },
		},
		{
			name: "rules-are-pure",
			severity: "error",
			from: { path: "^src/modules/([^/]+)/rules\\.ts$" },
			to: { path: "^src/", pathNot: ["^src/core/", "^src/measures/", "/(contract|rules)\\.ts$"] },
		},
		{
			name: "islands-stay-small",
			comment: "A contract brings zod, which weighs more than every island together; its types weigh nothing.",
			severity: "error",
			from: { path: "/islands/", pathNot: [TESTS] },
			to: { path: "(/contract\\.ts$|node_modules/zod/)", dependencyTypesNot: ["type-only"] },
		},
		{
			name: "only-main-puts-together",
			severity: "error",
			from: { path: "^src/", pathNot: [TESTS] },
			to: { path: "^src/main\\.ts$" },
		},
		{
			name: "settings-are-handed-down",
			comment: "Settings are read once: rooms get them as arguments.",
			severity: "error",
			from: { path: "^src/(core|measures|db|ui|modules)/", pathNot: [TESTS] },
			to: { path: "^src/config\\.ts$" },
		},
		{
			name: "everything-resolves",
			severity: "error",
			from: { pathNot: [TESTS] },
			to: { couldNotResolve: true },
		},
	],
	options: {
		tsConfig: { fileName: "tsconfig.json" },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
			exportsFields: ["exports"],
			conditionNames: ["import", "node", "default", "types"],
		},
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^build/" },
	},
};

/**
 * All of a large neighbourhood on one screen, to move about in. Loaded on the page of a drawing too large for a sheet;
 * where it cannot run, the page says so and has the same as sheets and as a list.
 */
import Graph from "graphology";
import Sigma from "sigma";

type Shape = "person" | "gathering" | "organisation" | "service";
type Drawn = {
	nodes: { id: string; shape: Shape; label: string; x: number; y: number; new: boolean }[];
	ties: { one: number; other: number; double: boolean; new: boolean }[];
};

const colours: Record<Shape, string> = {
	person: "--teal",
	gathering: "--soft",
	organisation: "--ochre",
	service: "--violet",
};
/** Said before the name, since here everybody is a dot: shape before colour. */
const signs: Record<Shape, string> = { person: "", gathering: "■ ", organisation: "◆ ", service: "▲ " };
const sizes: Record<Shape, number> = { person: 4, gathering: 4.5, organisation: 6, service: 6 };

for (const screen of document.querySelectorAll<HTMLElement>("[data-network]")) void show(screen);

async function show(screen: HTMLElement): Promise<void> {
	const note = screen.parentElement?.querySelector<HTMLElement>("[role=status]");
	try {
		const answer = await fetch(screen.dataset.network ?? "", { headers: { accept: "application/json" } });
		if (!answer.ok) throw new Error(String(answer.status));
		const drawn = (await answer.json()) as Drawn;
		screen.hidden = false;
		draw(screen, drawn);
		if (note) note.hidden = true;
	} catch {
		screen.hidden = true;
		if (note) note.textContent = screen.dataset.failed ?? "";
	}
}

function draw(screen: HTMLElement, drawn: Drawn): void {
	const colour = (name: string) => getComputedStyle(screen).getPropertyValue(name).trim();
	const sigma = new Sigma(graphOf(drawn, colour), screen, {
		labelColor: { color: colour("--ink") },
		labelFont: getComputedStyle(screen).fontFamily,
		labelSize: 13,
		labelRenderedSizeThreshold: 7,
		labelDensity: 0.6,
		defaultEdgeColor: colour("--sand"),
		hideEdgesOnMove: drawn.ties.length > 20_000,
		zIndex: true,
	});
	screen.setAttribute("role", "img");
	screen.setAttribute("aria-label", screen.dataset.label ?? "");
	sigma.on("clickNode", ({ node }) => location.assign(`${screen.dataset.address}?at=${node}#near`));
	zooms(screen, sigma);
	// The colours follow the device; so does the drawing, without being made anew.
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => location.reload());
}

function graphOf({ nodes, ties }: Drawn, colour: (name: string) => string): Graph {
	const graph = new Graph({ type: "undirected" });
	for (const { id, shape, label, x, y, new: isNew } of nodes)
		graph.addNode(id, {
			x,
			y: -y,
			label: signs[shape] + label,
			size: sizes[shape] + (isNew ? 1 : 0),
			color: colour(isNew ? "--thread" : colours[shape]),
			zIndex: shape === "person" ? 0 : 1,
		});
	for (const { one, other, double, new: isNew } of ties)
		graph.addEdge(nodes[one]!.id, nodes[other]!.id, {
			size: double ? 2.5 : 0.6,
			// Thin enough to see through: the two last digits are how opaque it is.
			...(isNew && { color: `${colour("--thread")}50`, zIndex: 1 }),
		});
	return graph;
}

/** Buttons for whoever has no wheel and no two fingers. Nothing glides where less motion is asked for. */
function zooms(screen: HTMLElement, sigma: Sigma): void {
	const box = screen.parentElement?.querySelector<HTMLElement>("[data-zooms]");
	if (!box) return;
	box.hidden = false;
	const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120;
	box.addEventListener("click", (event) => {
		const zoom = (event.target as HTMLElement).dataset.zoom;
		const camera = sigma.getCamera();
		if (zoom === "in") void camera.animatedZoom({ duration, factor: 1.6 });
		if (zoom === "out") void camera.animatedUnzoom({ duration, factor: 1.6 });
		if (zoom === "all") void camera.animatedReset({ duration });
	});
}

import { geoMercator } from "d3-geo";
import { scaleSqrt } from "d3-scale";
import type { Municipality, Territory } from "./contract.ts";

const width = 640;
const height = 520;
const classes = ["fill-teal", "fill-ochre", "fill-violet"];

type Placed = Municipality & { longitude: number; latitude: number };

function hasPlace(m: Municipality): m is Placed {
	return m.longitude !== null && m.latitude !== null;
}

/**
 * A map of circles: each municipality at its centroid (Mercator, WGS 84), area proportional to residents
 * (so radius by the square root). Drawn on the server from the figures alone: no tiles, no boundaries.
 */
export function TerritoryMap({
	territories,
	members: all,
	title,
}: {
	territories: readonly Territory[];
	members: readonly Municipality[];
	title: string;
}) {
	const members = all.filter(hasPlace);
	const points = { type: "MultiPoint" as const, coordinates: members.map((m) => [m.longitude, m.latitude]) };
	const project = geoMercator().fitExtent(
		[
			[48, 48],
			[width - 48, height - 48],
		],
		points,
	);
	const radius = scaleSqrt([0, Math.max(1, ...members.map((m) => m.residents))], [2, 42]);
	const order = new Map(territories.map((t, i) => [t.id, i]));
	return (
		<svg class="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
			{[...members]
				.sort((a, b) => b.residents - a.residents)
				.map((m) => {
					const [x, y] = project([m.longitude, m.latitude])!;
					return (
						<circle
							key={m.istatCode}
							class={classes[(order.get(m.territoryId) ?? 0) % 3]}
							cx={x.toFixed(1)}
							cy={y.toFixed(1)}
							r={radius(m.residents).toFixed(1)}
						>
							<title>{m.name}</title>
						</circle>
					);
				})}
			{territories.map((t) => {
				const own = members.filter((m) => m.territoryId === t.id);
				const edges = own.map((m) => {
					const [x, y] = project([m.longitude, m.latitude])!;
					return [x, y - radius(m.residents)] as const;
				});
				const [top] = edges.sort((a, b) => a[1] - b[1]);
				return (
					top && (
						<text
							key={t.id}
							x={Math.min(Math.max(top[0], 130), width - 130).toFixed(0)}
							y={Math.max(20, top[1] - 10).toFixed(0)}
							text-anchor="middle"
						>
							{t.name}
						</text>
					)
				);
			})}
		</svg>
	);
}

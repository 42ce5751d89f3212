/** Degrees in WGS 84: longitude, then latitude. */
export type Position = [longitude: number, latitude: number];
export type Ring = Position[];

/** A GeoJSON MultiPolygon (RFC 7946): the first ring of each polygon is its edge, the others are holes in it. */
export type Outline = { type: "MultiPolygon"; coordinates: Ring[][] };

/** Twice the area a ring goes around, in square degrees: more than nothing where it goes against the clock. */
export function twiceAround(ring: Ring): number {
	const [[west, south] = [0, 0]] = ring;
	return ring.reduce((sum, [x, y], i) => {
		const [nextX, nextY] = ring[(i + 1) % ring.length]!;
		return sum + (x - west) * (nextY - south) - (nextX - west) * (y - south);
	}, 0);
}

/** How a point is written for people, and for a map to be asked for it: latitude first. */
export function pointInWords([longitude, latitude]: Position): string {
	return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** Kilometres of a degree of latitude, and of longitude at the equator. */
const kmOfDegree = 111.32;

/** How large an outline is, in square kilometres, on the plane that touches the earth there: near enough for a municipality. */
export function squareKm({ coordinates }: Outline): number {
	return coordinates.flat().reduce((sum, ring) => {
		const narrower = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
		return sum + (twiceAround(ring) / 2) * kmOfDegree * kmOfDegree * narrower;
	}, 0);
}

/** The middle of the box around outlines. Undefined where there are none. */
export function middleOf(outlines: readonly Outline[]): Position | undefined {
	const box = boxOf(outlines.flatMap(({ coordinates }) => coordinates.flat(2)));
	return box && [(box.west + box.east) / 2, (box.south + box.north) / 2];
}

type Box = { west: number; south: number; east: number; north: number };

/** The box around points. Undefined where there are none. */
export function boxOf(points: readonly Position[]): Box | undefined {
	if (points.length === 0) return undefined;
	const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
	for (const [x, y] of points) {
		box.west = Math.min(box.west, x);
		box.east = Math.max(box.east, x);
		box.south = Math.min(box.south, y);
		box.north = Math.max(box.north, y);
	}
	return box;
}

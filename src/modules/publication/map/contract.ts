import { z } from "zod";
import { oneOf, optionalText, tick } from "../../../core/input.ts";

/** WGS 84, degrees. */
export type Point = { longitude: number; latitude: number };

/** A public place on the map: of a blurred one only the square of 250 metres is known in which it lies. */
export type Pin = Point & { placeId: string; name: string; blurred: boolean };

/** Shows where a place would stand, keeps it, or takes it off the map. */
export const setPin = z.object({
	do: oneOf(["look", "save", "remove"]),
	where: optionalText(500),
	name: optionalText(200),
	blurred: tick(),
});
export type SetPin = z.output<typeof setPin>;

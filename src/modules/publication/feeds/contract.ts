import { z } from "zod";
import { oneOf } from "../../../core/input.ts";

/** Make the own calendar's address (anew), or take it back. */
export const changeCalendar = z.object({ do: oneOf(["open", "close"]) });

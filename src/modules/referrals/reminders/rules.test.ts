import { expect, test } from "vitest";
import { isLate, isWorkingDay, workingDaysBefore } from "./rules.ts";

test("working days are those on which services work: no weekend, no holiday, no Easter Monday", () => {
	expect(["2026-11-20", "2026-11-23"].map(isWorkingDay)).toEqual([true, true]);
	expect(["2026-11-21", "2026-11-22", "2026-12-08", "2026-12-25"].map(isWorkingDay)).toEqual(Array(4).fill(false));
	// Easter as the almanacs have it.
	expect(["2024-04-01", "2025-04-21", "2026-04-06", "2027-03-29", "2038-04-26"].map(isWorkingDay)).toEqual(
		Array(5).fill(false),
	);
	expect(["2024-04-02", "2025-04-22", "2026-04-07", "2027-03-30", "2038-04-27"].map(isWorkingDay)).toEqual(
		Array(5).fill(true),
	);
});

test("working days are counted back over weekends and holidays", () => {
	expect(workingDaysBefore("2026-11-23", 1)).toBe("2026-11-20");
	expect(workingDaysBefore("2026-11-25", 3)).toBe("2026-11-20");
	expect(workingDaysBefore("2026-12-09", 1)).toBe("2026-12-07");
	expect(workingDaysBefore("2026-12-28", 1)).toBe("2026-12-24");
});

const terms = { receiveDays: 3, answerDays: 10 };

test("what was sent is late when the desk's term is over, and no day before", () => {
	const sent = { ...terms, state: "sent", sentOn: "2026-11-20", receivedOn: null } as const;
	expect(isLate(sent, "2026-11-24")).toBe(false);
	expect(isLate(sent, "2026-11-25")).toBe(true);
});

test("what was received has the term of the answer, from when it was received, taken on or not", () => {
	for (const state of ["received", "accepted", "in_progress"] as const) {
		const there = { ...terms, state, sentOn: "2026-11-02", receivedOn: "2026-11-09" };
		expect(isLate(there, "2026-11-20"), state).toBe(false);
		expect(isLate(there, "2026-11-23"), state).toBe(true);
	}
});

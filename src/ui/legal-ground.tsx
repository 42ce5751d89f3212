import type { View } from "./http.ts";

/** On which legal ground data are asked for here, as the body set it: nothing where it has set none. The person's agreement is another thing. */
export function LegalGround({ view, purpose }: { view: View; purpose: string }) {
	const { say, grounds } = view;
	const set = grounds?.[purpose];
	if (!set) return null;
	return (
		<p class="readers">{say("purposes.here", { ground: say(`purposes.ground_${set.ground}`), norm: set.norm })}</p>
	);
}

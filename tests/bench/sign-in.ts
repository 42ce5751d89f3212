import { demoAccounts } from "../../src/cli/demo/accounts.ts";

// How long the sign-in form takes to answer for addresses that are known and for others, on a running demonstration:
// node_modules/.bin/tsx tests/bench/sign-in.ts http://localhost:3000 [pairs]. Not part of the bench: docs/security.md
// says what it measured.

const [url = "http://localhost:3000", pairs = "100"] = process.argv.slice(2);

async function timed(email: string): Promise<number> {
	const began = performance.now();
	const answer = await fetch(`${url}/access/sign-in`, {
		method: "POST",
		body: new URLSearchParams({ email }),
		redirect: "manual",
	});
	await answer.arrayBuffer();
	if (answer.status !== 303)
		throw new Error(`answered ${answer.status}: the limit of the demonstration is 300 in ten minutes`);
	return performance.now() - began;
}

/** Quantiles of times, in milliseconds. */
function quantiles(times: readonly number[]): string {
	const sorted = [...times].sort((a, b) => a - b);
	return [0.1, 0.5, 0.9].map((q) => sorted[Math.floor(q * (sorted.length - 1))]!.toFixed(2)).join(" / ");
}

/** Mann–Whitney's U as a normal score: how far the two differ in rank; beyond ±1.96 one time in twenty by chance. */
function score(a: readonly number[], b: readonly number[]): number {
	let u = 0;
	for (const x of a) for (const y of b) u += x < y ? 1 : x === y ? 0.5 : 0;
	const [n, m] = [a.length, b.length];
	return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

const known: number[] = [];
const unknown: number[] = [];
for (let n = 0; n < 10; n += 1) await timed(`warm${n}@example.org`);
for (let n = 0; n < Number(pairs); n += 1) {
	// By turns, and whose turn is first by turns: what the machine does besides falls on both alike.
	const ask = {
		known: async () => known.push(await timed(demoAccounts[n % demoAccounts.length]!.email)),
		unknown: async () => unknown.push(await timed(`nessuno${n}.di.quelli.qui@esempio.example`)),
	};
	for (const which of n % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const))
		await ask[which]();
}
process.stdout.write(
	`n = ${pairs} each; 10 % / median / 90 % in ms: known ${quantiles(known)}, unknown ${quantiles(unknown)}; z = ${score(known, unknown).toFixed(2)}\n`,
);

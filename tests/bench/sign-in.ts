import { demoAccounts } from "../../src/cli/demo/accounts.ts";
import { random } from "../../src/core/random.ts";

// How long the sign-in form takes to answer for addresses that are known and for others, on a running demonstration:
// node_modules/.bin/tsx tests/bench/sign-in.ts http://localhost:3000 [pairs] [seed]. Not part of the bench: docs/security.md
// says what it measured.

const [url = "http://localhost:3000", pairs = "100", seed = "1"] = process.argv.slice(2);

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
// In an order of chance: by turns, the letter that a job writes for the one would fall on the time of the other.
const next = random(Number(seed));
const order = Array.from({ length: 2 * Number(pairs) }, (_, n) => ({ n, isKnown: n % 2 === 0, at: next() }));
for (const { n, isKnown } of order.sort((a, b) => a.at - b.at)) {
	if (isKnown) known.push(await timed(demoAccounts[n % demoAccounts.length]!.email));
	else unknown.push(await timed(`nessuno${n}.di.quelli.qui@esempio.example`));
}
process.stdout.write(
	`n = ${pairs} each; 10 % / median / 90 % in ms: known ${quantiles(known)}, unknown ${quantiles(unknown)}; z = ${score(known, unknown).toFixed(2)}\n`,
);

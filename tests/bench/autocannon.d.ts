/** The little of autocannon that the bench uses; the package brings no types. */
declare module "autocannon" {
	type Found = { "2xx": number; non2xx: number; errors: number; duration: number };
	type Firing = Promise<Found> & {
		on(event: "response", told: (client: unknown, status: number, bytes: number, ms: number) => void): void;
	};
	export default function autocannon(options: {
		url: string;
		headers: Record<string, string>;
		connections: number;
		duration: number;
	}): Firing;
}

import { resolve } from "node:path";

/** The settings of one running Filò. Parsed once, here; nothing else reads the environment. */
export type Config = {
	port: number;
	host: string;
	/** Address people use, without a slash at the end; `undefined` = whatever host they asked for. */
	url: string | undefined;
	dataFolder: string;
	databaseUrls: { application: string; jobs: string; owner: string } | undefined;
	smtpUrl: string | undefined;
	keyFile: string;
	trustProxy: boolean;
	/** A fixed clock, for tests. */
	now: Date | undefined;
	demo: boolean;
	/** Whether whoever has no second channel yet shows again who they are by a code sent to their address. */
	codesByLetter: boolean;
	/** After how many minutes without use a session of somebody who works here ends; undefined where the body wants no such end. */
	idleMinutes: number | undefined;
};

/** A setting that cannot be used; its message says which, and what is expected. */
export class BadSetting extends Error {}

/** Reads the settings from an environment. Throws `BadSetting`. */
export function readConfig(env: Record<string, string | undefined>): Config {
	const dataFolder = resolve(env.FILO_DATA || ".filo");
	return {
		port: wholeNumber(env, "PORT", 3000, 65535),
		host: env.HOST || "127.0.0.1",
		url: address(env.FILO_URL),
		dataFolder,
		databaseUrls: databaseUrls(env),
		smtpUrl: env.SMTP_URL || undefined,
		keyFile: resolve(env.FILO_KEY_FILE || `${dataFolder}/key`),
		trustProxy: flag(env, "FILO_TRUST_PROXY", false),
		now: instant(env.FILO_NOW),
		demo: flag(env, "FILO_DEMO", true),
		codesByLetter: flag(env, "FILO_CODES_BY_LETTER", true),
		// A working day is within it, a night is not.
		idleMinutes: wholeNumber(env, "FILO_IDLE_MINUTES", 480, 20_160) || undefined,
	};
}

function wholeNumber(env: Record<string, string | undefined>, name: string, otherwise: number, most: number): number {
	const value = env[name];
	if (!value) return otherwise;
	const n = Number(value);
	if (!Number.isInteger(n) || n < 0 || n > most)
		throw new BadSetting(`${name} must be a whole number from 0 to ${most}, not "${value}".`);
	return n;
}

function flag(env: Record<string, string | undefined>, name: string, otherwise: boolean): boolean {
	const value = env[name];
	if (!value) return otherwise;
	if (value !== "0" && value !== "1") throw new BadSetting(`${name} must be 0 or 1, not "${value}".`);
	return value === "1";
}

function address(value: string | undefined): string | undefined {
	if (!value) return undefined;
	if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
		throw new BadSetting(`FILO_URL must be an http(s) address, not "${value}".`);
	return value.replace(/\/+$/, "");
}

function instant(value: string | undefined): Date | undefined {
	if (!value) return undefined;
	const at = new Date(value);
	if (Number.isNaN(at.getTime()))
		throw new BadSetting(`FILO_NOW must be a date or a date and time (ISO 8601), not "${value}".`);
	return at;
}

function databaseUrls(env: Record<string, string | undefined>): Config["databaseUrls"] {
	if (!env.DATABASE_URL) return undefined;
	const jobs = env.DATABASE_JOBS_URL;
	const owner = env.DATABASE_OWNER_URL;
	if (!jobs || !owner)
		throw new BadSetting(
			"DATABASE_URL needs DATABASE_JOBS_URL and DATABASE_OWNER_URL beside it: Filò signs in to the database with three roles.",
		);
	return { application: env.DATABASE_URL, jobs, owner };
}

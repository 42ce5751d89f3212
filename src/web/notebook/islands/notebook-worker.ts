/**
 * Keeps the notebook's page and what it loads, so that it opens without coverage. It keeps no answer of the server
 * beside: what people wrote lies sealed elsewhere. `/notebook/worker.js` says which files there are, and loads this.
 */

type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
const worker = self as unknown as {
	kept: { name: string; files: string[] };
	skipWaiting(): Promise<void>;
	clients: { claim(): Promise<void> };
	addEventListener(name: "install" | "activate", listen: (event: Lasting) => void): void;
	addEventListener(name: "fetch", listen: (event: Fetching) => void): void;
};
const page = "/notebook";
const { name: own, files } = worker.kept;
/** What the page of this version loads: a page of a later one waits for the worker that brings its files. */
const script = files.find((file) => /\/notebook\.\w+\.js$/.test(file)) ?? "";

worker.addEventListener("install", (event) => {
	event.waitUntil(install());
});
worker.addEventListener("activate", (event) => {
	event.waitUntil(clean());
});
worker.addEventListener("fetch", (event) => {
	const { request } = event;
	const { origin, pathname, search } = new URL(request.url);
	if (request.method !== "GET" || origin !== location.origin) return;
	if (request.mode === "navigate" && pathname === page) event.respondWith(search ? freshPage() : keptPage());
	else if (files.includes(pathname)) event.respondWith(keptFile(request));
});

/** All of it or nothing: an older notebook goes on until a newer one is whole. */
async function install(): Promise<void> {
	const cache = await caches.open(own);
	await cache.addAll([page, ...files]);
	await worker.skipWaiting();
}

async function clean(): Promise<void> {
	for (const other of await caches.keys())
		if (other.startsWith("filo-notebook-") && other !== own) await caches.delete(other);
	await worker.clients.claim();
}

/** The page as it was kept, at once; it is asked for again meanwhile, for the next time. */
async function keptPage(): Promise<Response> {
	const kept = await caches.match(page);
	const fresh = freshPage();
	if (!kept) return fresh;
	fresh.catch(() => undefined);
	return kept;
}

/** The page from the server, kept when it is the notebook and not a door before it; without coverage the kept one. */
async function freshPage(): Promise<Response> {
	try {
		const answer = await fetch(page);
		const isOurs = answer.ok && !answer.redirected && (await answer.clone().text()).includes(script);
		if (isOurs) await (await caches.open(own)).put(page, answer.clone());
		return answer;
	} catch {
		return (await caches.match(page)) ?? Response.error();
	}
}

async function keptFile(request: Request): Promise<Response> {
	return (await caches.match(request)) ?? fetch(request);
}

import { countUnsent, openStore, ownersHere, wipeAll } from "./phone/store.ts";

/**
 * Signing out empties the notebook of whoever signs out, on the device it is done on. With something in it that was not
 * sent the notebook itself asks first what becomes of it; without a notebook, or without scripts, the form is just sent.
 */

document.addEventListener("submit", (event) => {
	const form = event.target;
	if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
	if (!form.action.includes("/access/sign-out")) return;
	event.preventDefault();
	void isEmptied()
		// A browser that keeps nothing has nothing to empty.
		.catch(() => true)
		.then((emptied) => (emptied ? form.submit() : location.assign("/notebook#leave")));
});

async function isEmptied(): Promise<boolean> {
	const owners = await ownersHere();
	if (owners.length === 0) return true;
	const { account } = (await (await fetch("/api/access/here")).json()) as { account: string };
	if (!owners.some((owner) => owner.account === account)) return true;
	const store = await openStore(account);
	if ((await countUnsent(store)) > 0) {
		store.close();
		return false;
	}
	await wipeAll(store, account);
	return true;
}

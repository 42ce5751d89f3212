import { startEmbedded } from "../src/db/embedded.ts";

// A Filò that can be killed: it starts the server, tells where, and waits.
const { urls } = await startEmbedded(process.argv[2] as string, () => {});
process.stdout.write(`${JSON.stringify(urls)}\n`);
setInterval(() => {}, 60_000);

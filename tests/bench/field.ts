import { onThePhone } from "./field-phone.ts";
import { atTheServer } from "./field-server.ts";
import { machine, tableOf } from "./load.ts";
import { writeSection } from "./section.ts";

// `./filo bench field`: the notebook with many records on a slow phone, and many phones that are first sent at once.

const only = process.argv[2];
const parts = [...(only === "server" ? [] : [await onThePhone()]), ...(only === "phone" ? [] : [await atTheServer()])];
const table = tableOf(
	["", "p50", "p95", "most", "at most, p95", ""],
	parts.flatMap(({ rows }) => rows),
);
const text = `Written by \`npm run bench -- field\`. ${parts.map(({ what }) => what).join("\n\n")}

Machine: ${machine}.

${table}`;
// One half alone is for looking: the chapter has both.
if (!only) writeSection("The notebook in the field", text);
process.stdout.write(`${text}\n`);

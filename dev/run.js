/** Runs a program on a Node that can: `node dev/run.js FILE [ARGUMENT…]`. */
import "../infra/require-node.cjs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// The program finds its own name and arguments, as if it was started without this file.
process.argv.splice(1, 2, resolve(process.argv[2]));
await import(pathToFileURL(process.argv[1]).href);

/** SES as a process, with an inbox at `/` and the e-mails as JSON at `/store`. Argument: port. */
import { startSes } from "./ses-server.ts";

const server = await startSes(Number(process.argv[2] ?? 0));
process.once("SIGTERM", () => process.exit(0));
process.send?.({ ready: true, port: server.port });

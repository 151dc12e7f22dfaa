/** SQS as a process of its own. What is in it is lost with it; the tasks table holds the truth. Argument: port. */
import { startSqs } from "./sqs-server.ts";

const server = await startSqs(Number(process.argv[2] ?? 0));
process.once("SIGTERM", () => process.exit(0));
process.send?.({ ready: true, port: server.port });

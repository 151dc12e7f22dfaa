/** SQS as a process. Its messages are lost when it ends; the relay publishes them again. Argument: port. */
import { startSqs } from "./sqs-server.ts";

const server = await startSqs(Number(process.argv[2] ?? 0));
process.once("SIGTERM", () => process.exit(0));
process.send?.({ ready: true, port: server.port });

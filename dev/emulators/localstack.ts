/** LocalStack without Docker: SQS, SES and CloudFormation, but no Lambda. */
import { type Emulator, startEmulator } from "./emulator.ts";
import type { ReportLine } from "../report-line.ts";

export const LOCALSTACK_NAME = "LocalStack 4.13.1 from PyPI";

export const startLocalStack = (dataDir: string, report: ReportLine, port?: number): Promise<Emulator> =>
  startEmulator(
    {
      program: "localstack",
      name: LOCALSTACK_NAME,
      healthPath: "/_localstack/health",
      environment: (port, folder) => ({
        GATEWAY_LISTEN: `127.0.0.1:${port}`,
        // A queue's URL is http://sqs.us-east-1.<this>/…, which must be a host name.
        LOCALSTACK_HOST: `localhost:${port}`,
        FILESYSTEM_ROOT: folder,
        DISABLE_EVENTS: "1",
        SKIP_SSL_CERT_DOWNLOAD: "1",
        // Its DNS server would want port 53.
        DNS_ADDRESS: "0",
      }),
    },
    dataDir,
    report,
    port,
  );

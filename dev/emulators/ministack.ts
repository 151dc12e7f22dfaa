/** MiniStack: API Gateway, Lambda, SQS, SES, EventBridge and CloudFormation in one process, no Docker. */
import { dirname, join } from "node:path";
import { type Emulator, startEmulator } from "./emulator.ts";
import type { ReportLine } from "../report-line.ts";

/** A request of a deployed function to an emulated service: the function, the IAM action, and the queue if any. */
export type ObservedCall = readonly [functionName: string, action: string, queue: string];

export const startMiniStack = (dataDir: string, report: ReportLine): Promise<Emulator> =>
  startEmulator(
    {
      program: "ministack",
      name: "MiniStack 1.4.21",
      healthPath: "/_ministack/health",
      environment: (port, folder) => ({
        GATEWAY_PORT: String(port),
        BIND_HOST: "127.0.0.1",
        MINISTACK_HOST: "127.0.0.1",
        // Its broker would take a port on every interface.
        IOT_MTLS_ENABLED: "0",
        TMPDIR: folder,
        S3_DATA_DIR: join(folder, "s3"),
        STATE_DIR: join(folder, "state"),
        // Functions are run by the first `node` of the path: the one that runs us, which is the deployed runtime's.
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      }),
    },
    dataDir,
    report,
  );

/** Every distinct call of a deployed function so far. */
export const observedCalls = async ({ url }: Pick<Emulator, "url">): Promise<ObservedCall[]> => {
  const response = await fetch(`${url}/_despacho/calls`);
  const { calls } = (await response.json()) as { calls: ObservedCall[] };
  // Powertools appends its own name to the function's.
  return calls.map(([name, action, queue]) => [name.replace(/-PT-.*$/, ""), action, queue]);
};

/** A stack of its own whose functions reach Postgres, SQS and SES through proxies. */
import { join } from "node:path";
import type { ReportLine } from "../../../dev/report-line.ts";
import type { Stack } from "../../../dev/stack.ts";
import { startTemporaryStack } from "../../../dev/temporary-stack.ts";
import { type SilentProxy, startSilentProxy } from "../../support/silent-proxy.ts";
import type { AcceptedMail } from "../recorded.ts";
import { type AwsProxy, startAwsProxy } from "./aws-proxy.ts";
import { type ClockControl, clockControl } from "./clock-control.ts";
import { type Owner, ownerOf } from "./owner.ts";
import { type ChaosReceiver, startChaosReceiver } from "./receiver.ts";

export type ChaosStack = {
  readonly api: Stack;
  readonly database: SilentProxy;
  readonly owner: Owner;
  /** Of the processes that carry out functions. */
  readonly clock: ClockControl;
  readonly sqs: AwsProxy;
  readonly ses: AwsProxy;
  readonly receiver: ChaosReceiver;
  /** The mails that the emulator accepted. It forgets them itself when it is killed. */
  readonly mails: readonly AcceptedMail[];
  stop(): Promise<void>;
};

const throughPort = (url: string, port: number): string => {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
};

/** @param stopping aborted when the start is to be abandoned */
export const startChaosStack = async (report: ReportLine, stopping?: AbortSignal): Promise<ChaosStack> => {
  const mails: AcceptedMail[] = [];
  const onAccepted = (action: string, body: string) => {
    if (action === "SendEmail") mails.push({ parameters: Object.fromEntries(new URLSearchParams(body)) });
  };
  const receiver = await startChaosReceiver();
  const clock = clockControl();
  let proxies: { database: SilentProxy; sqs: AwsProxy; ses: AwsProxy } | undefined;
  const stopProxies = async () => {
    clock.remove();
    await receiver.stop();
    await Promise.all([proxies?.database.stop(), proxies?.sqs.stop(), proxies?.ses.stop()]);
  };
  const changeEnvironment = async (env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => {
    const { DATABASE_URL, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL_SES } = env;
    const database = await startSilentProxy(Number(new URL(DATABASE_URL!).port));
    const sqs = await startAwsProxy(AWS_ENDPOINT_URL_SQS!);
    const ses = await startAwsProxy(AWS_ENDPOINT_URL_SES!, onAccepted);
    proxies = { database, sqs, ses };
    return {
      ...env,
      ...clock.environment,
      DATABASE_URL: throughPort(DATABASE_URL!, database.port),
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ENDPOINT_URL_SES: ses.endpoint,
    };
  };
  try {
    const api = await startTemporaryStack("chaos", {}, report, stopping, changeEnvironment);
    const owner = ownerOf(api.databaseUrl, join(api.dataDir, "logs", "postgres.log"));
    const stop = async () => {
      await api.stop();
      await stopProxies();
    };
    return { api, owner, clock, ...proxies!, receiver, mails, stop };
  } catch (error) {
    await stopProxies();
    throw error;
  }
};

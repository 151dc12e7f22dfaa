/** Detects the emulator of AWS at an endpoint, and what differs between emulators. */

export type EmulatorKind = "localstack" | "ministack" | "aws-ses-v2-local";

const TIMEOUT_MS = 5_000;

const MAILBOXES: Readonly<Record<EmulatorKind, string>> = {
  localstack: "/_aws/ses",
  ministack: "/_ministack/ses/messages",
  "aws-ses-v2-local": "/store",
};

const isHealthy = async (path: string, endpoint: string): Promise<boolean> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL(path, endpoint), { signal }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok ?? false;
};

/** @returns undefined when no known emulator responds */
export const detectEmulatorKind = async (endpoint: string): Promise<EmulatorKind | undefined> => {
  // First, because MiniStack responds to the path of LocalStack too.
  if (await isHealthy("/_ministack/health", endpoint)) return "ministack";
  if (await isHealthy("/_localstack/health", endpoint)) return "localstack";
  return (await isHealthy(MAILBOXES["aws-ses-v2-local"], endpoint)) ? "aws-ses-v2-local" : undefined;
};

/** Where the emulator lists sent e-mails (test/e2e/client/mailbox.ts reads every format); the endpoint of an unknown one. */
export const mailboxUrl = (kind: EmulatorKind | undefined, endpoint: string): string =>
  kind === undefined ? endpoint : new URL(MAILBOXES[kind], endpoint).href;

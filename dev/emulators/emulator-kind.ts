/** Detects the emulator of AWS at an endpoint, and what differs between emulators. */

export type EmulatorKind = "localstack" | "ministack";

const TIMEOUT_MS = 5_000;

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
  return (await isHealthy("/_localstack/health", endpoint)) ? "localstack" : undefined;
};

/** Where the emulator lists sent e-mails (test/e2e/client/mailbox.ts reads every format). */
export const mailboxUrl = (kind: EmulatorKind | undefined, endpoint: string): string =>
  new URL(kind === "ministack" ? "/_ministack/ses/messages" : "/_aws/ses", endpoint).href;

/** Which emulator of AWS answers at an endpoint, and what differs between them. */

export type EmulatorKind = "localstack" | "ministack";

const PATIENCE_MS = 5_000;

const answers = async (path: string, endpoint: string): Promise<boolean> => {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(new URL(path, endpoint), { signal }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok ?? false;
};

/** @returns undefined where something else answers, or nothing */
export const detectEmulatorKind = async (endpoint: string): Promise<EmulatorKind | undefined> => {
  // First, because MiniStack answers for LocalStack too.
  if (await answers("/_ministack/health", endpoint)) return "ministack";
  return (await answers("/_localstack/health", endpoint)) ? "localstack" : undefined;
};

/** Where the emulator lists the mails that it was given (journey/mailbox.ts reads all). */
export const mailboxUrl = (kind: EmulatorKind | undefined, endpoint: string): string =>
  new URL(kind === "ministack" ? "/_ministack/ses/messages" : "/_aws/ses", endpoint).href;

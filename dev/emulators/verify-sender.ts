/** LocalStack sends e-mails only from verified senders; it verifies every sender at once. */
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import type { EmulatorKind } from "./emulator-kind.ts";

/** The default sender in serverless.yml. */
const SENDER = "despacho@example.com";
const TIMEOUT_MS = 5_000;

/** Does nothing at an endpoint that is not a known emulator. */
export const verifySender = async (kind: EmulatorKind | undefined, endpoint: string): Promise<void> => {
  if (kind === undefined) return;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SESClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  try {
    const command = new VerifyEmailIdentityCommand({ EmailAddress: SENDER });
    await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  } finally {
    client.destroy();
  }
};

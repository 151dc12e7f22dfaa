/** LocalStack sends e-mails only from verified senders; it verifies every sender at once. */
import { VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { createSesClient, EMULATOR_CREDENTIALS } from "../../lib/runtime/aws-clients.ts";
import type { EmulatorKind } from "./emulator-kind.ts";

/** The default sender in serverless.yml. */
const SENDER = "despacho@example.com";
const TIMEOUT_MS = 5_000;

/** Does nothing at an endpoint that is not a known emulator. */
export const verifySender = async (kind: EmulatorKind | undefined, endpoint: string): Promise<void> => {
  if (kind === undefined) return;
  const client = createSesClient({ endpoint, credentials: EMULATOR_CREDENTIALS });
  try {
    const command = new VerifyEmailIdentityCommand({ EmailAddress: SENDER });
    await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  } finally {
    client.destroy();
  }
};

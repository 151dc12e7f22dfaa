/** LocalStack sends only in the name of an address that somebody asked it to verify; asking is enough there. */
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import type { EmulatorKind } from "./emulator-kind.ts";

/** As serverless.yml has it for every stage that is not told another. */
const SENDER = "despacho@example.com";
const PATIENCE_MS = 5_000;

/** Asks for nothing where something else than a known emulator answers. */
export const verifySender = async (kind: EmulatorKind | undefined, endpoint: string): Promise<void> => {
  if (kind === undefined) return;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SESClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  try {
    const command = new VerifyEmailIdentityCommand({ EmailAddress: SENDER });
    await client.send(command, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
  } finally {
    client.destroy();
  }
};

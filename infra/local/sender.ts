/** LocalStack sends only in the name of an address that somebody asked it to verify; asking is enough there. */
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";

/** As serverless.yml has it for every stage that is not told another. */
const SENDER = "despacho@example.com";
const PATIENCE_MS = 5_000;

const isLocalStack = async (endpoint: string): Promise<boolean> => {
  const health = new URL("/_localstack/health", endpoint);
  const answer = await fetch(health, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok ?? false;
};

/** Does nothing where something else than LocalStack, or what passes for it, answers. */
export const verifySender = async (endpoint: string): Promise<void> => {
  if (!(await isLocalStack(endpoint))) return;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SESClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  try {
    const command = new VerifyEmailIdentityCommand({ EmailAddress: SENDER });
    await client.send(command, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
  } finally {
    client.destroy();
  }
};

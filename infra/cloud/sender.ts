/** SES sends only in the name of a verified address; in LocalStack asking for it is enough. */
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";

const SENDER = "despacho@example.com";

export const verifySender = async (endpoint: string): Promise<void> => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SESClient({ endpoint, region: "us-east-1", credentials });
  try {
    await client.send(new VerifyEmailIdentityCommand({ EmailAddress: SENDER }));
  } finally {
    client.destroy();
  }
};

/** SQS of an emulator, which looks at no credentials and whose queue URLs may name a host that does not resolve. */
import { SQSClient } from "@aws-sdk/client-sqs";

export const withSqsClient = async <T>(
  endpoint: string,
  work: (sqs: SQSClient) => Promise<T>,
): Promise<T> => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ region: "us-east-1", endpoint, credentials, useQueueUrlAsEndpoint: false });
  try {
    return await work(sqs);
  } finally {
    sqs.destroy();
  }
};

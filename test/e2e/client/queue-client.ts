/** The task queues of a deployment on stage `local`, reached by the AWS SDK. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { createSqsClient, EMULATOR_CREDENTIALS } from "../../../lib/runtime/aws-clients.ts";

/** SQS of an emulator, which checks no credentials and whose queue URLs may name a host that does not resolve. */
export const emulatorSqs = (endpoint: string): SQSClient =>
  createSqsClient({ endpoint, credentials: EMULATOR_CREDENTIALS });

export class QueueClient {
  readonly #sqs: SQSClient;

  /** @param endpoint of an emulator */
  constructor(endpoint: string) {
    this.#sqs = emulatorSqs(endpoint);
  }

  /** @param queue without the prefix of service and stage: `packing-slips` */
  async send(queue: string, message: string): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: await this.#url(queue), MessageBody: message }));
  }

  /** Messages that are visible or in flight. */
  async depth(queue: string): Promise<number> {
    const command = new GetQueueAttributesCommand({
      QueueUrl: await this.#url(queue),
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    });
    const { Attributes = {} } = await this.#sqs.send(command);
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  }

  async #url(queue: string): Promise<string> {
    const { QueueUrl } = await this.#sqs.send(
      new GetQueueUrlCommand({ QueueName: `despacho-local-${queue}` }),
    );
    return QueueUrl!;
  }

  close(): void {
    this.#sqs.destroy();
  }
}

/** An installation as its users reach it: its API over HTTP, its queues by the SDK. */
import { setTimeout as delay } from "node:timers/promises";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { OrderResponse, ApiTarget } from "../scenarios/api-client.ts";

/** What a running installation is reached by; only this differs between the places where Despacho runs. */
export type TestTarget = ApiTarget & { readonly sqsEndpoint: string };

type Request = {
  readonly method?: string;
  /** An API key; nobody's without; `null` for no header at all. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
};

const POLL_MS = 100;
/** The relay of a deployed stack beats once a minute. */
const PATIENCE_MS = 100_000;

/** Asks until the answer is there, for some time. */
export const eventually = async (what: string, ask: () => Promise<boolean>): Promise<void> => {
  const until = performance.now() + PATIENCE_MS;
  while (!(await ask())) {
    if (performance.now() > until) throw new Error(`waited in vain until ${what}`);
    await delay(POLL_MS);
  }
};

const asBody = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);

export class TestClient {
  readonly target: TestTarget;
  /** Stands in every id, so that runs against one installation do not meet. */
  readonly runId: string;
  readonly #sqs: SQSClient;

  constructor(installation: TestTarget, run: string) {
    this.target = installation;
    this.runId = run;
    this.#sqs = new SQSClient({
      region: "us-east-1",
      endpoint: installation.sqsEndpoint,
      useQueueUrlAsEndpoint: false,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  }

  call(path: string, { method = "GET", key, headers = {}, body }: Request = {}): Promise<Response> {
    const { apiUrl, apiKey } = this.target;
    return fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key ?? apiKey}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: asBody(body) }),
    });
  }

  post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.call("/orders", { method: "POST", headers, body });
  }

  async order(orderId: string): Promise<OrderResponse> {
    return (await (await this.call(`/orders/${orderId}`)).json()) as OrderResponse;
  }

  /** Posts an order that is new and waits until nothing is left to do for it. */
  async postAndWait(body: { readonly orderId: string }): Promise<OrderResponse> {
    const { status } = await this.post(body);
    if (status !== 202) throw new Error(`${body.orderId} was answered ${status}`);
    await eventually(
      `${body.orderId} is done`,
      async () => (await this.order(body.orderId)).status !== "processing",
    );
    return this.order(body.orderId);
  }

  async send(queue: string, message: string): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: await this.#url(queue), MessageBody: message }));
  }

  /** Messages that wait or are being worked on. */
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

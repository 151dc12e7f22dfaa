/** A client of the HTTP API, as a shop would write one. */
import { waitFor } from "../../support/wait-for.ts";

export type ApiTarget = {
  readonly apiUrl: string;
  /** Scopes `orders:write` and `orders:read`. */
  readonly apiKey: string;
  /** All scopes. */
  readonly adminApiKey: string;
};

export type TaskResponse = {
  readonly taskId: string;
  readonly type: "packing_slip" | "membership" | "email" | "commission" | "webhook";
  readonly status: "pending" | "queued" | "done" | "rejected" | "failed" | "skipped";
  readonly destination?: string;
  readonly event?: string;
  readonly because: readonly { readonly ruleId: string }[];
  readonly attempts?: number;
  readonly reason?: string;
  readonly result?: {
    readonly packingSlip?: string;
    readonly membership?: { readonly change: string; readonly plan: string | null };
    readonly sesMessageId?: string;
    readonly httpStatus?: number;
    readonly entries?: readonly { lineId: string; base: number; rateBps: number; amount: number }[];
  };
};

export type OrderResponse = {
  readonly orderId: string;
  readonly status: "processing" | "completed" | "attention";
  readonly receivedAt: string;
  readonly tasks: readonly TaskResponse[];
  readonly lines: readonly { lineId: string; sku: string; free: boolean; ruleId?: string }[];
  readonly timeline: readonly { readonly at: string; readonly event: string }[];
};

export type SlipResponse = {
  readonly number: string;
  readonly destination: string;
  readonly lines: readonly { sku: string; free: boolean; reason?: string; royaltyDue?: number }[];
};

export type MembershipResponse = {
  readonly status: string;
  readonly plan: string | null;
  readonly expiresAt: string | null;
};

export type StatementResponse = { readonly orders: number; readonly commission: number };

/** The API responded with another status than the one that the caller needs to go on. */
class UnexpectedStatusError extends Error {}

type Request = {
  readonly method?: string;
  /** An API key; `apiKey` of the target when left out; `null` sends no Authorization header. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
};

const MAX_SHOWN = 300;
/** The relay of a deployed stack runs once a minute. */
const COMPLETION_TIMEOUT_MS = 100_000;

const toBody = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);

const expectStatus = async <T>(status: number, response: Response, what: string): Promise<T> => {
  const text = await response.text();
  if (response.status !== status)
    throw new UnexpectedStatusError(
      `${what}: status ${response.status} instead of ${status}: ${text.slice(0, MAX_SHOWN)}`,
    );
  return JSON.parse(text) as T;
};

export class ApiClient {
  readonly #target: ApiTarget;

  constructor(target: ApiTarget) {
    this.#target = target;
  }

  get adminApiKey(): string {
    return this.#target.adminApiKey;
  }

  /** Any request; resolves with any status. */
  call(path: string, { method = "GET", key, headers = {}, body }: Request = {}): Promise<Response> {
    const { apiUrl, apiKey } = this.#target;
    return fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key ?? apiKey}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: toBody(body) }),
    });
  }

  /** POST /orders with any body; resolves with any status. */
  post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.call("/orders", { method: "POST", headers, body });
  }

  /** Posts a new order. @throws UnexpectedStatusError unless the response is 202 */
  async create(body: { readonly orderId: string }): Promise<OrderResponse> {
    return expectStatus(202, await this.post(body), `POST /orders ${body.orderId}`);
  }

  /** Posts a new order and waits until its status is final. */
  async createAndWait(body: { readonly orderId: string }): Promise<OrderResponse> {
    await this.create(body);
    return waitFor(
      `order ${body.orderId} to be processed`,
      async () => {
        const order = await this.order(body.orderId);
        return order.status !== "processing" && order;
      },
      COMPLETION_TIMEOUT_MS,
    );
  }

  async #read<T>(path: string, key?: string): Promise<T> {
    return expectStatus(200, await this.call(path, key === undefined ? {} : { key }), `GET ${path}`);
  }

  async setAgent(agentId: string, commissionRateBps: number): Promise<unknown> {
    const path = `/agents/${agentId}`;
    const body = { name: "Agente de teste", commissionRateBps };
    return expectStatus(
      200,
      await this.call(path, { method: "PUT", key: this.adminApiKey, body }),
      `PUT ${path}`,
    );
  }

  order(orderId: string): Promise<OrderResponse> {
    return this.#read(`/orders/${orderId}`);
  }

  slip(number: string): Promise<SlipResponse> {
    return this.#read(`/packing-slips/${number}`);
  }

  membership(customerId: string): Promise<MembershipResponse> {
    return this.#read(`/customers/${customerId}/membership`);
  }

  statement(agentId: string, month: string): Promise<StatementResponse> {
    return this.#read(`/agents/${agentId}/statements/${month}`, this.adminApiKey);
  }
}

/** The API as the journey sees it: from outside, over HTTP. */

export type ApiTarget = {
  readonly apiUrl: string;
  /** May write and read orders. */
  readonly apiKey: string;
  /** May do everything. */
  readonly adminApiKey: string;
  /** Where sent mails can be read. */
  readonly mailboxUrl: string;
};

export type TaskResponse = {
  readonly taskId: string;
  readonly type: "packing_slip" | "membership" | "email" | "commission";
  readonly status: "pending" | "queued" | "done" | "rejected" | "failed" | "skipped";
  readonly destination?: string;
  readonly because: readonly { readonly ruleId: string }[];
  readonly attempts?: number;
  readonly reason?: string;
  readonly result?: {
    readonly packingSlip?: string;
    readonly membership?: { readonly change: string; readonly plan: string | null };
    readonly sesMessageId?: string;
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

/** The API answered something else than the journey can go on with. */
class UnexpectedAnswer extends Error {}

const BRIEF = 300;

export class ApiClient {
  readonly #target: ApiTarget;

  constructor(target: ApiTarget) {
    this.#target = target;
  }

  async #call(
    key: "apiKey" | "adminApiKey",
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response> {
    return fetch(`${this.#target.apiUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#target[key]}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #expect<T>(status: number, response: Promise<Response>, what: string): Promise<T> {
    const answer = await response;
    const text = await answer.text();
    if (answer.status !== status) {
      throw new UnexpectedAnswer(`${what}: ${answer.status} instead of ${status}: ${text.slice(0, BRIEF)}`);
    }
    return JSON.parse(text) as T;
  }

  #read<T>(path: string, key: "apiKey" | "adminApiKey" = "apiKey"): Promise<T> {
    return this.#expect(200, this.#call(key, "GET", path), `GET ${path}`);
  }

  setAgent(agentId: string, commissionRateBps: number): Promise<unknown> {
    const body = { name: "Agente da jornada", commissionRateBps };
    return this.#expect(200, this.#call("adminApiKey", "PUT", `/agents/${agentId}`, body), "PUT /agents");
  }

  /** Posts an order that is new. */
  post(body: { readonly orderId: string }): Promise<OrderResponse> {
    return this.#expect(202, this.#call("apiKey", "POST", "/orders", body), `POST ${body.orderId}`);
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
    return this.#read(`/agents/${agentId}/statements/${month}`, "adminApiKey");
  }
}

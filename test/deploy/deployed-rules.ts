/** Checks of a deployment that need another rulebook than the starting one, which is put back. */
import { ApiClient } from "../e2e/client/api-client.ts";
import { newRunId } from "../e2e/scenarios/run-scenarios.ts";
import type { TestTarget } from "../e2e/target.ts";
import { bookLine, orderBody } from "../support/order-body.ts";
import { waitFor } from "../support/wait-for.ts";
import { reportCheck } from "./test-report.ts";

/** Containers follow a change of the rules within five seconds. */
const FOLLOWED_WITHIN_MS = 20_000;

const MAIL_AFTER_SLIP = `
templates:
  on-its-way:
    per: order
    subject: { pt-BR: "Pedido {{order.orderId}}", en: "Order {{order.orderId}}" }
    body: { pt-BR: "Seu pedido está a caminho.", en: "Your order is on its way." }
rules:
  - id: slip
    when: line.type == "book"
    then:
      - packingSlip: { destination: shipping }
  - id: mail
    when: line.type == "book"
    then:
      - email: { template: on-its-way, after: packingSlip }
`;

const respondedWith = async <T>(response: Response): Promise<T> => {
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
};

const save = async (api: ApiClient): Promise<number> => {
  const headers = { "Content-Type": "application/yaml" };
  const request = { method: "POST", key: api.adminApiKey, headers, body: MAIL_AFTER_SLIP };
  return (await respondedWith<{ version: number }>(await api.call("/rulebooks", request))).version;
};

const activate = async (api: ApiClient, version: number): Promise<void> => {
  const request = { method: "POST", key: api.adminApiKey, body: {} };
  await respondedWith(await api.call(`/rulebooks/${version}/activation`, request));
  // The orders of the check must not be decided by what a container still has.
  await waitFor(
    `POST /decisions to use version ${version}`,
    async () => {
      const body = orderBody({ lines: [bookLine] });
      const response = await api.call("/decisions", { method: "POST", body });
      return (await respondedWith<{ rulebookVersion: number }>(response)).rulebookVersion === version;
    },
    FOLLOWED_WITHIN_MS,
  );
};

/** The function that accepts orders has a container of its own, so the first orders may still follow the rules of before. */
const isMailedAfterSlip = async (api: ApiClient, version: number): Promise<boolean> => {
  const runId = newRunId();
  let attempt = 0;
  return waitFor(
    `an order to be decided by version ${version}`,
    async () => {
      attempt += 1;
      const order = await api.createAndWait(orderBody({ orderId: `${runId}-${attempt}`, lines: [bookLine] }));
      const mail = order.tasks.find(({ type }) => type === "email");
      return mail !== undefined && [mail.status === "done" && order.status === "completed"];
    },
    FOLLOWED_WITHIN_MS,
  ).then(([isDone]) => isDone!);
};

/** A mail that waits for a slip is released and sent. */
export const checkMailAfterSlip = async (target: TestTarget): Promise<boolean> => {
  const api = new ApiClient(target);
  const version = await save(api);
  await activate(api, version);
  try {
    const isMailed = await isMailedAfterSlip(api, version);
    return reportCheck(isMailed, "a mail of a rulebook's own is sent after the slip that it waits for");
  } finally {
    await activate(api, 1);
  }
};

/** The overview has the figures of every queue, so the function may read them. */
export const checkOverview = async (target: TestTarget): Promise<boolean> => {
  const response = await new ApiClient(target).call("/overview");
  const { queues } = await respondedWith<{ queues: Record<string, { visible: number | null }> | null }>(
    response,
  );
  const depths = Object.values(queues ?? {}).map((queue) => queue?.visible ?? null);
  const hasAll = depths.length > 0 && depths.every((depth) => typeof depth === "number");
  return reportCheck(hasAll, "the overview has the depth of every queue");
};

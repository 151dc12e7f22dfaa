/** An order as an example of a rulebook, as YAML. Pure. It holds nothing personal: a rulebook is read by many and kept for ever. */
import type { OrderDetail } from "../../api/types.ts";
import { postedLines } from "./posted-order.ts";
import type { TaskFields } from "./task-name.ts";

const PLAIN = /^[A-Za-z][\w.-]*$/;
/** Words that YAML reads as something else than text. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

const textOf = (text: string): string =>
  PLAIN.test(text) && !RESERVED.test(text) ? text : JSON.stringify(text);

/** A value on one line. JSON is YAML, too; only what need not be quoted is not. */
const flow = (value: unknown): string => {
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{ ${pairs.map(([name, one]) => `${textOf(name)}: ${flow(one)}`).join(", ")} }`;
};

/** The parts of an order that rules decide by, without those that name a person. */
const decidedBy = (order: OrderDetail) => {
  const { currency, locale, agentId, shippingAddress, payment, customer, metadata } = order;
  const { city, state, country, postalCode } = shippingAddress ?? {};
  return {
    currency,
    locale,
    agentId,
    customer: { email: `someone@${customer.email.split("@")[1]}` },
    shippingAddress: shippingAddress && { line1: "Rua A", city, state, postalCode, country },
    payment: { method: payment.method, paidAt: payment.paidAt },
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  };
};

const EXPECTED = {
  packingSlips: ["packing_slip", ({ destination }: TaskFields) => destination],
  memberships: ["membership", ({ change }: TaskFields) => change],
  emails: ["email", ({ template }: TaskFields) => template],
  commissions: ["commission", ({ agentId }: TaskFields) => agentId],
} as const;

/** Everything that the rules caused. An empty list says that nothing of the kind may come out. */
const expectationOf = (order: OrderDetail) => {
  const tasks = order.tasks.filter(
    ({ because, cancellationId }) => because.length > 0 && cancellationId === undefined,
  ) as readonly TaskFields[];
  const ofTasks = Object.entries(EXPECTED).map(([key, [type, value]]) => [
    key,
    tasks.filter((task) => task.type === type).map(value),
  ]);
  const freeItems = order.lines.filter(({ free }) => free).map(({ sku }) => sku);
  const notes = order.notes
    .filter(({ cancellationId }) => cancellationId === undefined)
    .map(({ text }) => text);
  return { ...Object.fromEntries(ofTasks), freeItems, ...(notes.length > 0 ? { notes } : {}) };
};

const block = (indent: string, fields: object): string[] =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${indent}${name}: ${flow(value)}`);

/** An entry for `examples:` of a rulebook. */
export const rulebookExample = (order: OrderDetail): string =>
  [
    `  - name: ${textOf(order.orderId)}`,
    "    order:",
    ...block("      ", decidedBy(order)),
    "      lines:",
    ...postedLines(order).map((line) => `        - ${flow(line)}`),
    "    expect:",
    ...block("      ", expectationOf(order)),
    "",
  ].join("\n");

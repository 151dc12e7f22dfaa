/** Webhooks: one per connection and event for each line, or for the order; and those of events, which have no rule. */
import * as z from "zod";
import { CANCELLATION, factNamed } from "../domain/cancellation-facts.ts";
import { type FieldReference, fieldReference } from "../domain/field-reference.ts";
import { platformId } from "../domain/fields.ts";
import { GOODS_FIELDS, goodsOf } from "../domain/goods.ts";
import type { Immutable } from "../domain/immutable.ts";
import { didYouMean } from "../domain/near-name.ts";
import { err, ok, type Result } from "../domain/result.ts";
import {
  type ActionCheckContext,
  type ActionIssue,
  defineTask,
  type PlannedOrder,
  type Ships,
} from "./definition.ts";

/** A value, or where it is in the order: such a value is read when the webhook is sent. */
const dataValue = z.union([z.string(), z.number(), z.boolean(), z.null(), fieldReference]);

const payload = z.object({
  connection: z.string(),
  event: z.string(),
  /** The `data` of the body, by name. */
  data: z.record(z.string(), dataValue),
});
export type WebhookPayload = Immutable<z.infer<typeof payload>>;

const eventName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
    "must be letters, digits, . _ and -, such as book.sold, and begin with a letter",
  );
const dataName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    "must be letters, digits, _ and -, such as sku, and begin with a letter",
  )
  .meta({ title: "the name" });
/** As written: a field path is a text. As stored: a reference. */
const actionValue = z.union(
  [z.string().max(500), z.int(), z.boolean(), fieldReference],
  "must be a field path such as line.sku, or a fixed text, whole number, true or false",
);
type ActionValue = Immutable<z.infer<typeof actionValue>>;

const MAX_VALUES = 50;

const FIELD_PATH = /^(order|line|cancellation)(\.[A-Za-z_]|\[)/;
const DOTTED_NAMES = /^([A-Za-z_]\w*)(\.[A-Za-z_]\w*)+$/;

/** A text that is nearly a field path is a mistake more often than a fixed text. */
const resolveValue = (
  value: ActionValue,
  { resolveField }: ActionCheckContext,
): Result<ActionValue, string> => {
  if (typeof value === "object") return err("a value must not be a mapping");
  if (typeof value !== "string") return ok(value);
  const root = DOTTED_NAMES.exec(value)?.[1];
  const isNearlyPath = root !== undefined && didYouMean(root, ["order", "line", "cancellation"]) !== "";
  return FIELD_PATH.test(value) || isNearlyPath ? resolveField(value) : ok(value);
};

type Details = { readonly payload: Readonly<Record<string, ActionValue>> };

/** The details with every field path as a reference, or every value that has an issue. */
const resolveValues = <D extends Details>(
  details: D,
  context: ActionCheckContext,
): Result<D, readonly ActionIssue[]> => {
  const resolved = Object.entries(details.payload).map(
    ([name, value]) => [name, resolveValue(value, context)] as const,
  );
  const issues = resolved.flatMap(([entry, result]): ActionIssue[] =>
    result.ok ? [] : [{ at: { key: "payload", entry }, detail: result.error }],
  );
  if (issues.length > 0) return err(issues);
  const values = resolved.flatMap(([name, result]) => (result.ok ? [[name, result.value]] : []));
  return ok({ ...details, payload: Object.fromEntries(values) });
};

type Data = z.infer<typeof payload>["data"];

/** A field of the order that its plain form does not hold when the webhook is sent. */
type ReadNow = (field: FieldReference, order: PlannedOrder) => Data[string] | undefined;

const ofCancellation: ReadNow = ({ of, path: [root, fact] }, { cancellation }) =>
  cancellation && of === "order" && root === CANCELLATION
    ? (factNamed(cancellation, fact ?? "") ?? null)
    : undefined;

/** Which lines are goods is decided by the rulebook. Computed once for each order, not for each of its lines. */
const readGoods = (ships: Ships): ReadNow => {
  const computed = new WeakMap<PlannedOrder, ReadonlyMap<string, number | undefined>>();
  const valuesOf = (order: PlannedOrder): ReadonlyMap<string, number | undefined> => {
    const goods = goodsOf(order.cancellation?.orderLines ?? order.lines, ships);
    return new Map([...GOODS_FIELDS].map(([name, compute]) => [name, compute(goods)]));
  };
  return ({ of, path: [name = "", ...more] }, order) => {
    if (of !== "order" || more.length > 0 || !GOODS_FIELDS.has(name)) return undefined;
    const values = computed.get(order) ?? valuesOf(order);
    computed.set(order, values);
    return values.get(name) ?? null;
  };
};

/** The values to send. What the order does not hold is read now. */
const dataOf = (values: Details["payload"], order: PlannedOrder, ofGoods: ReadNow): Data =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Data[string]] => {
      if (typeof value !== "object") return [name, value];
      const read = ofCancellation(value, order) ?? ofGoods(value, order);
      return [name, read === undefined ? { ...value } : read];
    }),
  );

export const webhook = defineTask({
  type: "webhook",
  queueSuffix: "webhooks",
  title: { "pt-BR": "Webhook", en: "Webhook" },
  payload,
  result: z.object({ httpStatus: z.int() }),
  shown: ["connection", "event"],
  summary: ({ connection, event }) => `webhook ${event} to ${connection}`,

  action: {
    name: "webhook",
    description: "sends a signed webhook to a connection",
    details: z.strictObject({
      connection: platformId.meta({
        description: "the id of a connection; the connection has the URL and the secret",
      }),
      event: eventName.meta({ description: "the `type` of the webhook's body" }),
      payload: z
        .record(dataName, actionValue)
        .refine(
          (values) => Object.keys(values).length <= MAX_VALUES,
          `must not have more than ${MAX_VALUES} values`,
        )
        .meta({
          description: "the `data` of the webhook's body: field paths such as line.sku, or fixed values",
        }),
    }),
    check: ({ connection }, { connections }) =>
      connection === undefined || connections === undefined || connections.has(connection)
        ? undefined
        : {
            at: { key: "connection" },
            detail: `no connection \`${connection}\`${didYouMean(connection, connections)}`,
          },
    resolve: resolveValues,
  },
  planAction: ({ connection, event, payload: values }, { forEach, ships }) => {
    const ofGoods = readGoods(ships);
    const key = `${connection}:${event}`;
    return {
      covers: () => true,
      ...(forEach === "line"
        ? { mergeKey: (line) => `${key}:${line.lineId}`, keyWithinLine: key }
        : { mergeKey: key }),
      payload: (_line, order) => ({ connection, event, data: dataOf(values, order, ofGoods) }),
      // Of two rules with the same connection and event, the second adds the values that the first does not have.
      merge: (existing, _line, order) => {
        existing.data = { ...dataOf(values, order, ofGoods), ...existing.data };
      },
    };
  },

  expectation: {
    key: "webhooks",
    description: "the events of the webhooks",
    value: eventName.meta({ title: "event" }),
    of: ({ event }) => event,
  },
  differenceKind: ({ connection, event }) => `${connection}:${event}`,
});

/**
 * What an order must lead to, by the contract and the meaning of each feature of its rulebook. It shares no code with what
 * decides orders.
 */
import type { Feature } from "../workload/features.ts";
import { LISTED_SKUS } from "../workload/features.ts";
import { amountOf, type BodyLine, type OrderBody, ships } from "../workload/orders.ts";
import type { Setting } from "./setting.ts";

export type Line = BodyLine & { readonly lineId: string };

export type FreeLine = {
  readonly sku: string;
  readonly type: "physical" | "video";
  readonly delivery?: "disc" | "streaming";
  /** The rule that adds it. */
  readonly ruleId: string;
  /** The line that causes it; of a rule for the order, any. */
  readonly causedBy: string;
  /** The lines of which one must be left. */
  readonly earners: readonly string[];
};

/** A line of any kind, as far as tasks concern it. */
type AnyLine = Pick<Line, "type" | "sku" | "delivery"> & { readonly lineId: string; readonly free: boolean };

export type Entry = {
  readonly lineId: string;
  readonly role: "agent" | "manager" | "named";
  /** Undefined: the agent's own rate at the payment. */
  readonly rateBps?: number;
};

/** A task that an order leads to. */
export type Expected =
  | { readonly type: "packing_slip"; readonly name: string; readonly lineIds: readonly string[] }
  | {
      readonly type: "membership";
      readonly name: string;
      readonly lineIds: readonly [string];
      readonly change: "activate" | "upgrade" | "deactivate";
    }
  | {
      readonly type: "email";
      readonly name: string;
      readonly lineIds: readonly string[];
      /** Names of the tasks that must be done first. */
      readonly after: readonly string[];
    }
  | {
      readonly type: "commission";
      readonly name: string;
      readonly lineIds: readonly string[];
      readonly agentId: string;
      readonly entries: readonly Entry[];
    }
  | { readonly type: "webhook"; readonly name: string; readonly lineIds: readonly string[] };

export type Inputs = {
  readonly order: OrderBody;
  readonly features: ReadonlySet<Feature>;
  readonly setting: Setting;
  /** How many orders of the customer were accepted before. */
  readonly ordersBefore: number;
};

export const linesOf = ({ lines }: OrderBody): Line[] =>
  lines.map((line, index) => ({ ...line, lineId: line.lineId ?? String(index + 1) }));

const idsOf = (lines: readonly { readonly lineId: string }[]): string[] => lines.map(({ lineId }) => lineId);

const perOrder = (ruleId: string, sku: string, lines: readonly Line[]): FreeLine => ({
  sku,
  type: "physical",
  ruleId,
  causedBy: lines[0]!.lineId,
  earners: idsOf(lines),
});

/** The free lines of an order. */
export const freeLinesOf = ({ order, features, ordersBefore }: Inputs): FreeLine[] => {
  const lines = linesOf(order);
  const free: FreeLine[] = [];
  for (const delivery of ["disc", "streaming"] as const) {
    const skis = lines.filter((line) => line.sku === "VIDEO-SKI" && line.delivery === delivery);
    if (skis.length > 0)
      free.push({
        sku: "VIDEO-FIRST-AID",
        type: "video",
        delivery,
        ruleId: "ski-first-aid",
        causedBy: skis[0]!.lineId,
        earners: idsOf(skis),
      });
  }
  const books = lines.filter(({ type }) => type === "book").reduce((sum, { quantity }) => sum + quantity, 0);
  if (features.has("bookmark") && books >= 3) free.push(perOrder("bookmark", "BOOKMARK", lines));
  if (features.has("first-order") && amountOf(lines.filter(ships)) > 0 && ordersBefore === 0)
    free.push(perOrder("first-order", "POSTCARD", lines));
  const plus = lines.filter(({ type, plan }) => type === "membership" && plan === "plus");
  if (features.has("kit") && plus.length > 0)
    free.push({
      sku: "WELCOME-KIT",
      type: "physical",
      ruleId: "kit",
      causedBy: plus[0]!.lineId,
      earners: idsOf(plus),
    });
  return free;
};

const isGoods = ({ type }: Pick<Line, "type">): boolean => type === "physical" || type === "book";

const slipsOf = ({ order, features }: Inputs, lines: readonly AnyLine[]): Expected[] => {
  const isWrapped = (line: AnyLine) =>
    features.has("wrapping") && order.metadata?.gift !== undefined && isGoods(line) && !line.free;
  const hasCopies = !(features.has("library") && order.customer.customerId === "C-0");
  const slips = {
    shipping: lines.filter((line) => ships(line) && !isWrapped(line)),
    royalties: lines.filter(({ type }) => type === "book" && hasCopies),
    "gift-wrapping": lines.filter(isWrapped),
  };
  return Object.entries(slips).flatMap(([name, some]) =>
    some.length === 0 ? [] : [{ type: "packing_slip", name, lineIds: idsOf(some) }],
  );
};

const CHANGES = { membership: "activate", membership_upgrade: "upgrade" } as const;

const changeOf = ({ type, sku }: Line, features: ReadonlySet<Feature>) => {
  if (type === "membership" || type === "membership_upgrade") return CHANGES[type];
  return sku === "CARD-BACK" && features.has("card-back") ? ("deactivate" as const) : undefined;
};

const membershipsOf = ({ order, features }: Inputs): Expected[] =>
  linesOf(order).flatMap((line): Expected[] => {
    const change = changeOf(line, features);
    const { lineId } = line;
    return change === undefined
      ? []
      : [{ type: "membership", name: `${change}:${lineId}`, lineIds: [lineId], change }];
  });

const mailsOf = (
  { order, features }: Inputs,
  lines: readonly AnyLine[],
  earlier: readonly Expected[],
): Expected[] => {
  const changed = earlier.flatMap((task): Expected[] =>
    task.type === "membership" && task.change !== "deactivate"
      ? [
          {
            type: "email",
            name: `membership-changed:${task.lineIds[0]}`,
            lineIds: task.lineIds,
            after: [task.name],
          },
        ]
      : [],
  );
  const streamed = lines.filter(({ delivery }) => delivery === "streaming");
  const slips = earlier.filter(({ type }) => type === "packing_slip").map(({ name }) => name);
  const goodsTotal = amountOf(order.lines.filter(ships));
  const thanks = features.has("thanks") && goodsTotal > 0 && slips.length > 0;
  return [
    ...changed,
    ...(streamed.length === 0
      ? []
      : [{ type: "email", name: "streaming-links", lineIds: idsOf(streamed), after: [] } as const]),
    ...(thanks ? [{ type: "email", name: "thanks", lineIds: idsOf(lines), after: slips } as const] : []),
  ];
};

type Earned = Entry & { readonly agentId: string };

const earnedOn = (line: Line, { order, features, setting }: Inputs): Earned[] => {
  if (features.has("house") && order.customer.email.endsWith("@house.example")) return [];
  const { lineId, type, sku } = line;
  const agentId = line.agentId ?? order.agentId;
  const earned: Earned[] = [];
  if (agentId !== undefined && isGoods(line)) {
    const isListed = features.has("list-rate") && LISTED_SKUS.includes(sku);
    earned.push({ agentId, lineId, role: "agent", ...(isListed ? { rateBps: 1_000 } : {}) });
    const managerId = setting.managerAt(agentId, order.payment.paidAt);
    if (features.has("managers") && type === "physical" && managerId !== undefined)
      earned.push({ agentId: managerId, lineId, role: "manager", rateBps: 100 });
  }
  if (features.has("named-agent") && type === "video")
    earned.push({ agentId: "A-NAMED", lineId, role: "named", rateBps: 250 });
  return earned;
};

const commissionsOf = (inputs: Inputs): Expected[] => {
  const earned = linesOf(inputs.order).flatMap((line) => earnedOn(line, inputs));
  return [...Map.groupBy(earned, ({ agentId }) => agentId)].map(([agentId, entries]) => ({
    type: "commission",
    name: agentId,
    agentId,
    lineIds: [...new Set(idsOf(entries))],
    entries: entries.map(({ agentId: _, ...entry }) => entry),
  }));
};

const webhooksOf = ({ order, features }: Inputs, lines: readonly AnyLine[]): Expected[] => {
  if (!features.has("webhooks")) return [];
  const sold = lines.filter(({ type }) => type === "book");
  const perLine = sold.map(
    ({ lineId }) => ({ type: "webhook", name: `book.sold:${lineId}`, lineIds: [lineId] }) as const,
  );
  return order.payment.amount > 100_000
    ? [...perLine, { type: "webhook", name: "order.large", lineIds: idsOf(lines) }]
    : perLine;
};

/** @param free the free lines with the ids that they have */
export const tasksOf = (
  inputs: Inputs,
  free: readonly (FreeLine & { readonly lineId: string })[],
): Expected[] => {
  const lines: AnyLine[] = [
    ...linesOf(inputs.order).map((line) => ({ ...line, free: false })),
    ...free.map((line) => ({ ...line, free: true })),
  ];
  const earlier = [...slipsOf(inputs, lines), ...membershipsOf(inputs)];
  return [
    ...earlier,
    ...mailsOf(inputs, lines, earlier),
    ...commissionsOf(inputs),
    ...webhooksOf(inputs, lines),
  ];
};

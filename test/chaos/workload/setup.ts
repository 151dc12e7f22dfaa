/** What a workload begins with: agents, catalogue, a list, a connection, and rulebooks that are drafts. */
import type { ChaosRequest } from "../recorded.ts";
import { type Feature, FEATURES, LISTED_SKUS, rulebookText } from "./features.ts";

/** The day from which the second rate of agents is valid; orders are paid before and after. */
export const SECOND_RATE_FROM = "2025-04-15T00:00:00-03:00";

export const AGENTS = ["A-0", "A-1", "A-2", "A-3"] as const;
/** Has no rate until the end. */
export const LATE_AGENT = "A-LATE";
/** Gets its second rate between orders. */
export const CHANGING_AGENT = "A-CHANGING";
/** Is streamed, and has no link until the end. */
export const LATE_VIDEO = "VIDEO-LATE";

/** Rulebooks in the order in which they are saved: version 2 is the first. */
const RULEBOOKS: readonly (readonly Feature[])[] = [
  ["wrapping", "bookmark", "webhooks", "cancellations", "card-back"],
  ["first-order", "kit", "managers", "list-rate", "thanks", "cancellations"],
  FEATURES,
  ["library", "named-agent", "house", "thanks", "webhooks"],
];

/** Their versions, in a new database. */
export const VERSIONS = RULEBOOKS.map((_, index) => index + 2);

const staff = (key: string, method: ChaosRequest["method"], path: string, body: unknown): ChaosRequest => ({
  key,
  client: "staff",
  method,
  path,
  body,
});

export const putAgent = (key: string, agentId: string, body: object): ChaosRequest =>
  staff(key, "PUT", `/agents/${agentId}`, body);

export const putVideo = (key: string, sku: string, link?: string): ChaosRequest =>
  staff(key, "PUT", `/catalog/${sku}`, {
    type: "video",
    title: sku,
    ...(link === undefined ? {} : { link }),
  });

const agents = (): ChaosRequest[] => [
  ...AGENTS.flatMap((agentId, index) => [
    putAgent(`setup-rate-${agentId}`, agentId, {
      name: `Agent ${index}`,
      commissionRateBps: 333 + 417 * index,
    }),
    putAgent(`setup-second-rate-${agentId}`, agentId, {
      name: `Agent ${index}`,
      commissionRateBps: 725 + 150 * index,
      validFrom: SECOND_RATE_FROM,
    }),
  ]),
  putAgent("setup-changing-agent", CHANGING_AGENT, { name: "Changing", commissionRateBps: 611 }),
  putAgent("setup-named-agent", "A-NAMED", { name: "Named", commissionRateBps: 50 }),
  putAgent("setup-manager", "A-1", { managerId: "A-0" }),
  putAgent("setup-manager-until", "A-2", { managerId: "A-3" }),
  putAgent("setup-manager-from", "A-2", { managerId: "A-0", validFrom: SECOND_RATE_FROM }),
];

const catalogue = (): ChaosRequest[] => [
  ...["BOOKMARK", "POSTCARD", "WELCOME-KIT"].map((sku) =>
    staff(`setup-${sku}`, "PUT", `/catalog/${sku}`, { type: "physical", title: sku }),
  ),
  putVideo("setup-cooking", "VIDEO-COOKING", "https://videos.example/cooking"),
  putVideo("setup-late-video", LATE_VIDEO),
];

const drafts = (): ChaosRequest[] =>
  RULEBOOKS.map((features, index) => ({
    ...staff(`setup-rulebook-${VERSIONS[index]}`, "POST", "/rulebooks", rulebookText(features)),
    headers: { "Content-Type": "application/yaml" },
  }));

/** @param receiverUrl where webhooks are received */
export const setupRequests = (receiverUrl: string): ChaosRequest[] => [
  ...agents(),
  ...catalogue(),
  staff("setup-list", "PUT", "/lists/chaos-skus", { kind: "sku", values: LISTED_SKUS }),
  staff("setup-connection", "PUT", "/connections/erp", {
    url: receiverUrl,
    events: ["order.completed", "order.cancelled", "membership.changed"],
  }),
  ...drafts(),
];

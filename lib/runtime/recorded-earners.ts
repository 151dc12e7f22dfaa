/** Which lines earn the free lines of a recorded order. */
import type { StoredOrder } from "../database/orders.ts";
import { withInputs } from "../rulebook/decision-inputs.ts";
import { causesOf, type GiftEarners, giftEarners } from "../rulebook/gift-earners.ts";
import { loadLists } from "./list-cache.ts";
import { loadRulebook } from "./rulebook-cache.ts";

type Recorded = Pick<
  StoredOrder,
  "order" | "freeLines" | "rulebookVersion" | "catalogue" | "listVersions" | "history" | "managers"
>;

/** By what the order was decided with. */
export const recordedEarners = async (recorded: Recorded): Promise<GiftEarners> => {
  const { order, freeLines, rulebookVersion, catalogue, listVersions, history, managers } = recorded;
  if (freeLines.length === 0) return new Map();
  const rulebook = await loadRulebook(rulebookVersion);
  if (rulebook === undefined) return causesOf(freeLines);
  const lists = listVersions === null ? undefined : await loadLists(listVersions);
  const inputs = { lists, history: history ?? undefined, managers: managers ?? undefined };
  return giftEarners({ ...rulebook, order: withInputs(order, inputs), catalogue }, freeLines);
};

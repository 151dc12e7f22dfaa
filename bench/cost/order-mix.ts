/** Which orders are posted: the journey's, in a shop's proportions instead of one of each. */
import { orderScenarios } from "../../test/e2e/scenarios/order-scenarios.ts";

/** Of twenty orders. Most hold goods alone; a membership comes well before its upgrade, which has the same customer. */
const TWENTY = [
  "MEMBER PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK PHYSICAL".split(" "),
  "SKI-STREAM PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK UPGRADE".split(" "),
].flat();

/** After so many orders the mix begins again. */
export const MIX_SIZE = TWENTY.length;

export const MIX_DESCRIPTION = [...Map.groupBy(TWENTY, (kind) => kind)]
  .map(([kind, all]) => `${all.length} ${kind}`)
  .join(", ");

export type OrderBody = ReturnType<typeof orderScenarios>[number]["body"];

/** Every twenty share one run's customers for what needs one history; all others are customers of their own. */
const runOf = (run: string, index: number, kind: string): string =>
  kind === "MEMBER" || kind === "UPGRADE" ? `${run}-M${Math.floor(index / MIX_SIZE)}` : `${run}-${index}`;

export const mixedOrders = (run: string, count: number, agentId: string, at: string): OrderBody[] =>
  Array.from({ length: count }, (_, index) => {
    const kind = TWENTY[index % MIX_SIZE]!;
    const name = runOf(run, index, kind);
    return orderScenarios(name, agentId, at).find(({ body }) => body.orderId === `${name}-${kind}`)!.body;
  });

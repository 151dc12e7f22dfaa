/** Which orders are posted: the journey's, in a shop's proportions instead of one of each. */
import { journeyOrders } from "../../infra/local/journey/orders.ts";

/** Of twenty orders. Most hold goods alone; a membership comes well before its upgrade, which has the same customer. */
const TWENTY = [
  "MEMBER PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK PHYSICAL".split(" "),
  "SKI-STREAM PHYSICAL BOOK PHYSICAL SKI-DISC BOOK PHYSICAL MIXED BOOK UPGRADE".split(" "),
].flat();

/** After so many orders the mix begins again. */
export const ROUND = TWENTY.length;

export const MIX = [...Map.groupBy(TWENTY, (kind) => kind)]
  .map(([kind, all]) => `${all.length} ${kind}`)
  .join(", ");

export type OrderBody = ReturnType<typeof journeyOrders>[number]["body"];

/** Every twenty share one run's customers for what needs one history; all others are customers of their own. */
const runOf = (run: string, index: number, kind: string): string =>
  kind === "MEMBER" || kind === "UPGRADE" ? `${run}-M${Math.floor(index / ROUND)}` : `${run}-${index}`;

export const mixedOrders = (run: string, count: number, agentId: string, at: string): OrderBody[] =>
  Array.from({ length: count }, (_, index) => {
    const kind = TWENTY[index % ROUND]!;
    const name = runOf(run, index, kind);
    return journeyOrders(name, agentId, at).find(({ body }) => body.orderId === `${name}-${kind}`)!.body;
  });

/** Adds up the parts of a long simulation, as far as the page shows them. Pure. */
import type { BodyOf } from "../../api/types.ts";

type Full = BodyOf<"simulateRulebook">;

/** What the page shows of a simulation. */
export type Simulation = Pick<
  Full,
  "against" | "ordersReplayed" | "ordersDiffering" | "kinds" | "commission" | "royalties"
>;
type Kind = Full["kinds"][number];
type Money = Full["commission"];

const EXAMPLES = 5;

const addMoney = (a: Money, b: Money): Money => ({
  ...a,
  before: a.before + b.before,
  after: a.after + b.after,
});

const addKinds = (a: readonly Kind[], b: readonly Kind[]): Kind[] => {
  const groups = Map.groupBy([...a, ...b], ({ kind, change }) => `${kind}/${change}`);
  return [...groups.values()].map((same) => ({
    ...same[0]!,
    orders: same.reduce((sum, { orders }) => sum + orders, 0),
    examples: same.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
  }));
};

/** The part with what the parts before it came to; those of another currency than the first are left out of the money. */
export const addParts = (sum: Simulation | undefined, part: Simulation): Simulation => {
  if (sum === undefined || sum.ordersReplayed === 0) return part;
  const sameCurrency = sum.commission.currency === part.commission.currency;
  return {
    ...sum,
    ordersReplayed: sum.ordersReplayed + part.ordersReplayed,
    ordersDiffering: sum.ordersDiffering + part.ordersDiffering,
    kinds: addKinds(sum.kinds, part.kinds),
    commission: sameCurrency ? addMoney(sum.commission, part.commission) : sum.commission,
    royalties: sameCurrency ? addMoney(sum.royalties, part.royalties) : sum.royalties,
  };
};

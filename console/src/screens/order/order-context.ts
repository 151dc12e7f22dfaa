/** The order of the page and the rules that decided it, for the components below. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { BodyOf, OrderDetail } from "../../api/types.ts";

export type Rule = BodyOf<"readRulebook">["rules"][number];

export type OrderContext = {
  readonly order: OrderDetail;
  /** By id; empty when the key may not read rules. */
  readonly rules: ReadonlyMap<string, Rule>;
};

export const OrderPage = createContext<OrderContext | undefined>(undefined);

export const useOrder = (): OrderContext => {
  const context = useContext(OrderPage);
  if (context === undefined) throw new Error("useOrder outside of an order's page");
  return context;
};

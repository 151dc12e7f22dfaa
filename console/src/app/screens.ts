/** The screens of the console: address, name, shortcut, and the scope that a key needs to see them. */
import type { ComponentType } from "preact";
import type { Scope } from "../../../lib/domain/scope.ts";
import { OrderScreen } from "../screens/order/order-screen.tsx";
import { OrdersScreen } from "../screens/orders/orders-screen.tsx";
import type { IconName } from "../ui/icon.tsx";

export type Screen = {
  readonly id: IconName & string;
  /** The key that follows `g`. */
  readonly shortcut: string;
  readonly scope: Scope;
  readonly component: ComponentType;
  /** For an address with an id behind the screen's own. */
  readonly detail?: ComponentType;
};

export const SCREENS: readonly Screen[] = [
  { id: "orders", shortcut: "o", scope: "orders:read", component: OrdersScreen, detail: OrderScreen },
];

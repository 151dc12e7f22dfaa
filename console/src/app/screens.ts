/** The screens of the console: address, name, shortcut, and the scope that a key needs to see them. */
import type { ComponentType } from "preact";
import type { Scope } from "../../../lib/domain/scope.ts";
import { OrderScreen } from "../screens/order/order-screen.tsx";
import { OrdersScreen } from "../screens/orders/orders-screen.tsx";
import { caller, may } from "../session/caller.ts";
import { lazy } from "./lazy.tsx";
import type { IconName } from "../ui/icon.tsx";

export type Screen = {
  readonly id: IconName & string;
  /** The key that follows `g`. */
  readonly shortcut: string;
  readonly scope: Scope;
  /** The only stage that has the screen. */
  readonly stage?: string;
  readonly component: ComponentType;
  /** For an address with an id behind the screen's own. */
  readonly detail?: ComponentType;
};

export const SCREENS: readonly Screen[] = [
  { id: "orders", shortcut: "o", scope: "orders:read", component: OrdersScreen, detail: OrderScreen },
  {
    id: "today",
    shortcut: "t",
    scope: "orders:read",
    component: lazy(async () => (await import("../screens/today/today-screen.tsx")).TodayScreen),
  },
  {
    id: "attention",
    shortcut: "a",
    scope: "orders:read",
    component: lazy(async () => (await import("../screens/attention/attention-screen.tsx")).AttentionScreen),
  },
  {
    id: "rules",
    shortcut: "r",
    scope: "rules:read",
    component: lazy(async () => (await import("../screens/rules/rules-screen.tsx")).RulesScreen),
    detail: lazy(async () => (await import("../screens/rules/version-screen.tsx")).VersionScreen),
  },
  {
    id: "slips",
    shortcut: "s",
    scope: "orders:read",
    component: lazy(async () => (await import("../screens/slips/slips-screen.tsx")).SlipsScreen),
  },
  {
    id: "mails",
    shortcut: "m",
    scope: "orders:read",
    component: lazy(async () => (await import("../screens/mails/mails-screen.tsx")).MailsScreen),
  },
  {
    id: "agents",
    shortcut: "e",
    scope: "reports:read",
    component: lazy(async () => (await import("../screens/agents/agents-screen.tsx")).AgentsScreen),
    detail: lazy(async () => (await import("../screens/agents/agent-screen.tsx")).AgentScreen),
  },
  {
    id: "memberships",
    shortcut: "b",
    scope: "orders:read",
    component: lazy(
      async () => (await import("../screens/memberships/memberships-screen.tsx")).MembershipsScreen,
    ),
    detail: lazy(async () => (await import("../screens/memberships/customer-screen.tsx")).CustomerScreen),
  },
  {
    id: "royalties",
    shortcut: "y",
    scope: "reports:read",
    component: lazy(async () => (await import("../screens/royalties/royalties-screen.tsx")).RoyaltiesScreen),
  },
  {
    id: "catalogue",
    shortcut: "c",
    scope: "rules:read",
    component: lazy(async () => (await import("../screens/catalogue/catalogue-screen.tsx")).CatalogueScreen),
    detail: lazy(async () => (await import("../screens/catalogue/entry-screen.tsx")).EntryScreen),
  },
  {
    id: "lists",
    shortcut: "l",
    scope: "rules:read",
    component: lazy(async () => (await import("../screens/lists/lists-screen.tsx")).ListsScreen),
    detail: lazy(async () => (await import("../screens/lists/list-screen.tsx")).ListScreen),
  },
  {
    id: "keys",
    shortcut: "k",
    scope: "keys:write",
    component: lazy(async () => (await import("../screens/keys/keys-screen.tsx")).KeysScreen),
  },
  {
    id: "local",
    shortcut: "d",
    scope: "orders:read",
    stage: "local",
    component: lazy(async () => (await import("../screens/local/local-screen.tsx")).LocalScreen),
  },
];

/** The screens that the reader's key may see on this stage. */
export const visibleScreens = (): readonly Screen[] =>
  SCREENS.filter(({ scope, stage }) => may(scope) && (stage === undefined || stage === caller.value?.stage));

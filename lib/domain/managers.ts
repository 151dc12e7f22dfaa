/** The managers of agents: dated relations, and those that were valid when an order was paid. */
import { civilDate } from "./calendar.ts";
import { type Dated, validAt } from "./dated.ts";

/** Who manages an agent from an instant on. */
export type ManagerRelation = Dated & {
  /** Null: the agent has no manager from then on. */
  readonly managerId: string | null;
};

/** The managers of an order's agents when it was paid, by the agent's id; an agent without a manager is absent. */
export type Managers = Readonly<Record<string, string>>;

/** Managers with the day in São Paulo on which the order was paid. */
export type ManagersOnDay = { readonly day: string; readonly managers: Managers };

export const managersOnDay = (managers: Managers, paidAt: string): ManagersOnDay => ({
  day: civilDate(paidAt),
  managers,
});

/** The manager at an instant. */
export const managerAt = (relations: readonly ManagerRelation[], instant: string): string | undefined =>
  validAt(relations, instant)?.managerId ?? undefined;

/** An agent's manager. An agent may have any id, such as `__proto__`. */
export const managerOf = (managers: Managers, agentId: string): string | undefined =>
  Object.hasOwn(managers, agentId) ? managers[agentId] : undefined;

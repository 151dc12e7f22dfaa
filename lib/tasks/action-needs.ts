/** What an action of rules needs, and what it fixes. */

/** What planning an action needs besides the order: the managers of agents, and the agents that it names. */
export type ActionNeeds = { readonly managers?: boolean; readonly agents?: readonly string[] };

/** Details of which only one value can count, among the actions that agree in some others. */
export type FixedDetails<Key extends string = string> = {
  readonly keys: readonly Key[];
  /** The details in which they agree, with the meaning of those that are left out. */
  readonly group: { readonly [K in Key]?: string };
};

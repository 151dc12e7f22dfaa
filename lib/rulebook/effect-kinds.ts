/** The kinds of effects that a rule can hold back: the names of actions, and of some also one target, as in `packingSlip:royalties`. */
import type { AnyDefinition } from "../tasks/definition.ts";
import { TASKS } from "../tasks/registry.ts";
import type { Action } from "./rulebook.ts";

const definitions: readonly AnyDefinition[] = TASKS;

/** The detail that distinguishes effects of one kind, by the name of their action. */
export const TARGETS = new Map(
  definitions.flatMap(({ action: { name, target } }) =>
    target === undefined ? [] : [[name, target] as const],
  ),
);

/** The kinds that an action belongs to. */
export const kindsOf = (action: Action): readonly string[] => {
  const name = action.action;
  const key = TARGETS.get(name)?.key;
  const target = key === undefined ? undefined : (action as Readonly<Record<string, unknown>>)[key];
  return target === undefined ? [name] : [name, `${name}:${String(target)}`];
};

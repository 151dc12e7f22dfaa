/** Reports fields that are read where they may be absent. */
import type { Field, Operand } from "../expression.ts";
import {
  type AbstractState,
  type CheckContext,
  constraintsOf,
  fieldAndParents,
  isReadable,
} from "./abstract-state.ts";

export type ReadContext = CheckContext & {
  /**
   * Called for a field that is read where it, or a group that contains it, may be absent.
   * @param missing the field or the group that may be absent
   * @param never whether it is absent in every state
   */
  readonly onUnguardedRead?: (field: Field, missing: Field, never: boolean) => void;
};

export const checkRead = (context: ReadContext, field: Field, states: readonly AbstractState[]): void => {
  if (!context.onUnguardedRead || states.length === 0) return;
  for (const part of fieldAndParents(field)) {
    if (states.every((state) => isReadable(context, state, part))) continue;
    const never = states.every((state) => constraintsOf(context, state, part).presence === "absent");
    context.onUnguardedRead(field, part, never);
    return;
  }
};

/** The fields of an operand, without those of an aggregate. */
export const fieldsRead = (operand: Operand): readonly Field[] => {
  if (operand.op === "field") return [operand];
  return operand.op === "size" || operand.op === "lower" ? fieldsRead(operand.of) : [];
};

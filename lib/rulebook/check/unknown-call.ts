/** Calls that the rule language does not have. */
import { didYouMean } from "../../domain/near-name.ts";
import { isTextTestName } from "../text-functions.ts";
import type { CelNode } from "./cel.ts";
import { isAggregateName, isQuantifier, usageOf } from "./lower-over-lines.ts";
import { textUsageOf } from "./lower-text.ts";
import type { LoweringContext } from "./typed-operand.ts";

const CALLS =
  "it has size(), has(), lower(), startsWith, endsWith and contains of a text, and exists, all, count, sum, max and min over order.lines";
const CALL_NAMES = [
  ...["size", "has", "lower", "startsWith", "endsWith", "contains"],
  ...["exists", "all", "count", "sum", "max", "min"],
];

/** Reports a call that the rule language does not have, or that is not written as it should be. */
export const unknownCall = (context: LoweringContext, node: CelNode, name: string): undefined => {
  if (isQuantifier(name) || isAggregateName(name))
    return context.report(node.range, `write ${usageOf(name)}`);
  if (isTextTestName(name) || name === "lower")
    return context.report(node.range, `write ${textUsageOf(name)}`);
  const meant = didYouMean(name, CALL_NAMES);
  return context.report(
    node.range,
    `there is no ${name.slice(0, 60)}() in the rule language; ${CALLS}${meant}`,
  );
};

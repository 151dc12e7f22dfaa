/** A rulebook as the API shows it. Pure. */
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import type { rulebookSchema as responseSchema } from "../../lib/contract/responses/rulebooks.ts";
import type { StoredRulebook } from "../../lib/database/rulebooks.ts";
import { printExpression } from "../../lib/rulebook/print-expression.ts";
import { type Rule, rulebookSchema } from "../../lib/rulebook/rulebook.ts";

const ruleResponse = ({ when, except, ...rule }: Rule) => ({
  ...rule,
  when: printExpression(when),
  except: except.map(({ when: condition, ...exception }) => ({
    ...exception,
    when: printExpression(condition),
  })),
});

type RulebookResponse = Omit<ResponseBody<typeof responseSchema>, "approvals" | "approvalsNeeded">;

/** @param shadow the results of its shadow mode; undefined when it never ran in it */
export const rulebookResponse = (
  stored: StoredRulebook,
  shadow: RulebookResponse["shadow"],
): RulebookResponse => {
  const { program, warnings, failedExamples, ...rest } = stored;
  const { rules, tables, productTypes, plans } = rulebookSchema.parse(program);
  return {
    ...rest,
    plans,
    productTypes,
    rules: rules.map(ruleResponse),
    ...(tables === undefined ? {} : { tables }),
    warnings,
    ...(failedExamples.length > 0 ? { failedExamples } : {}),
    ...(shadow === undefined ? {} : { shadow }),
  };
};

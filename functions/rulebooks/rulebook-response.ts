/** A rulebook as the API shows it. Pure. */
import { printExpression } from "../../lib/rulebook/print-expression.ts";
import { type Rule, rulebookSchema } from "../../lib/rulebook/rulebook.ts";
import type { StoredRulebook } from "../../lib/database/rulebooks.ts";
import type { ShadowReport } from "../../lib/database/shadow.ts";

const ruleAnswer = ({ when, except, ...rule }: Rule) => ({
  ...rule,
  when: printExpression(when),
  except: except.map(({ when: held, ...exception }) => ({ ...exception, when: printExpression(held) })),
});

/** @param shadow what was found while it ran in the shadow, if it ever did */
export const rulebookResponse = (stored: StoredRulebook, shadow: ShadowReport | undefined) => {
  const { program, warnings, failedExamples, ...rest } = stored;
  const { rules, productTypes, plans } = rulebookSchema.parse(program);
  return {
    ...rest,
    plans,
    productTypes,
    rules: rules.map(ruleAnswer),
    warnings,
    ...(failedExamples.length > 0 ? { failedExamples } : {}),
    ...(shadow === undefined ? {} : { shadow }),
  };
};

/** A rulebook as the API shows it. Pure. */
import { print } from "../../lib/rulebook/print.ts";
import { type Rule, rulebookSchema } from "../../lib/rulebook/program.ts";
import type { StoredRulebook } from "../../lib/store/rulebooks.ts";
import type { ShadowReport } from "../../lib/store/shadow.ts";

const ruleAnswer = ({ when, except, ...rule }: Rule) => ({
  ...rule,
  when: print(when),
  except: except.map(({ when: held, ...exception }) => ({ ...exception, when: print(held) })),
});

/** @param shadow what was found while it ran in the shadow, if it ever did */
export const rulebookAnswer = (stored: StoredRulebook, shadow: ShadowReport | undefined) => {
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

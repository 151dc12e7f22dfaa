/** Builders of rulebook sources, and what the checker says about them. */
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";

const OPTIONS = {
  skus: new Set([...Object.keys(STARTING_CATALOGUE), "BOOKMARK"]),
  now: "2026-11-23T12:00:00Z",
};

export const SLIP = "    then: [{ packingSlip: { destination: royalties } }]\n";

/** One entry of `rules`. */
export const ruleSource = (when: string, more = "", id = "a-rule"): string =>
  `  - id: ${id}\n${more}    when: |\n      ${when}\n${SLIP}`;

export const check = (source: string, format: "yaml" | "json" = "yaml") =>
  checkRulebook(source, format, OPTIONS);

export const issuesOf = (source: string, format: "yaml" | "json" = "yaml") => {
  const checked = check(source, format);
  return checked.ok ? [] : checked.issues;
};

/** Each warning as `<rule>:<line> <detail>`. @throws Error with the issues of a rulebook that has any */
export const warningsOf = (source: string): string[] => {
  const checked = check(source);
  if (!checked.ok) throw new Error(checked.issues.map(({ detail }) => detail).join("\n"));
  return checked.warnings.map(({ ruleId, line, detail }) => `${ruleId}:${line} ${detail}`);
};

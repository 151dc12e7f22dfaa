/** Loads a rulebook that is part of the product, so that an issue in it is a bug. */
import type { Rulebook } from "../rulebook.ts";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { checkRulebook } from "./check-rulebook.ts";

/** Checks YAML against the starting catalogue. @throws Error with every issue and every example that fails */
export const loadRulebook = (yamlText: string): Rulebook => {
  const checked = checkRulebook(yamlText, "yaml", {
    skus: new Set(Object.keys(STARTING_CATALOGUE)),
    now: "2026-01-01T00:00:00Z",
    catalogue: STARTING_CATALOGUE,
  });
  const issues = checked.ok ? checked.failedExamples : checked.issues;
  if (checked.ok && issues.length === 0) return checked.rulebook;
  throw new Error(issues.map(({ line, column, detail }) => `${line}:${column} ${detail}`).join("\n"));
};

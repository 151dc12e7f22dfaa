/** Loads a rulebook that is known to be good: the one that the product ships with. */
import type { Rulebook } from "../rulebook.ts";
import { STARTING_CATALOGUE } from "../starting-catalogue.ts";
import { checkRulebook } from "./check-rulebook.ts";

/** Checks YAML against the starting catalogue; throws, naming every fault, when it is not clean. */
export const loadRulebook = (yamlText: string): Rulebook => {
  const checked = checkRulebook(yamlText, "yaml", {
    skus: new Set(Object.keys(STARTING_CATALOGUE)),
    now: "2026-01-01T00:00:00Z",
    catalogue: STARTING_CATALOGUE,
  });
  const faults = checked.ok ? checked.failedExamples : checked.issues;
  if (checked.ok && faults.length === 0) return checked.rulebook;
  throw new Error(faults.map(({ line, column, detail }) => `${line}:${column} ${detail}`).join("\n"));
};

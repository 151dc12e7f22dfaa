import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";

const page = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

const world = {
  skus: new Set(Object.keys(STARTING_CATALOGUE)),
  catalogue: STARTING_CATALOGUE,
  now: "2026-11-24T12:00:00.000Z",
};

const messages = [...page.matchAll(/^\| `(.+?)`\s*\| (.+?)\s*\|$/gm)].map(
  (match) => [match[1]!, match[2]!.replaceAll("\\|", "|")] as const,
);

describe("docs/rules.md", () => {
  test("has examples", () => expect([examples.length, messages.length]).toEqual([3, 4]));

  test.each(examples.map((source, index) => [index + 1, source] as const))(
    "example %i is accepted without a warning and comes out as it says",
    (_, source) => {
      expect(checkRulebook(source, "yaml", world)).toMatchObject({
        ok: true,
        warnings: [],
        failedExamples: [],
      });
    },
  );

  test.each(messages)("says what the checker says to %s", (condition, message) => {
    const source = `rules:\n  - id: a\n    description: A\n    when: ${condition}\n    then:\n      - commission: {}\n`;
    expect(checkRulebook(source, "yaml", world)).toMatchObject({ ok: false, issues: [{ detail: message }] });
  });
});

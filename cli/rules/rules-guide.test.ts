import { expect, test } from "vitest";
import { fieldTable } from "../../lib/rulebook/check/field-table.ts";
import { TYPE_NAMES } from "../../lib/rulebook/check/typed-operand.ts";
import { vocabularyOf } from "../../lib/rulebook/check/vocabulary.ts";
import { checkRulebook } from "../../lib/rulebook/check/check-rulebook.ts";
import { splitGuide } from "../../test/support/cookbook.ts";
import { STARTING_CATALOGUE } from "../../lib/rulebook/starting-catalogue.ts";

const { guide } = splitGuide();
const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!);

const context = {
  skus: new Set(Object.keys(STARTING_CATALOGUE)),
  catalogue: STARTING_CATALOGUE,
  agents: new Set(["A-9"]),
  now: "2026-11-24T12:00:00.000Z",
};

const [, messageSection = ""] = guide.split("## Messages you will meet");
const messages = [...messageSection.matchAll(/^\| `(.+?)`\s*\| (.+?)\s*\|$/gm)].map(
  (match) => [match[1]!, match[2]!.replaceAll("\\|", "|")] as const,
);

test("the examples and messages of the rules guide are found", () => {
  expect(examples.length).toBeGreaterThanOrEqual(11);
  expect(messages).toHaveLength(5);
});

test.each(examples.map((source, index) => [index + 1, source] as const))(
  "example %i of the rules guide has no issue and no warning, and its expectations are met",
  (_, source) => {
    expect(checkRulebook(source, "yaml", context)).toMatchObject({
      ok: true,
      warnings: [],
      failedExamples: [],
    });
  },
);

test.each(messages)("the rules guide has the checker's message for %s", (condition, message) => {
  const source = `rules:\n  - id: a\n    description: A\n    when: ${condition}\n    then:\n      - commission: {}\n`;
  expect(checkRulebook(source, "yaml", context)).toMatchObject({ ok: false, issues: [{ detail: message }] });
});

test("the rules guide has the table of all fields, with their types and guards", () => {
  const [, section = ""] = guide.split("## All fields");
  const rows = [...section.split("\n## ")[0]!.matchAll(/^\| (`.+?`) *\| (.+?) *\| (.+?) *\|$/gm)];
  const expected = fieldTable(vocabularyOf({}, { plans: ["basic", "plus"] }, false)).map(
    ({ path, type, guard }) => [
      `\`${path}\``,
      TYPE_NAMES[type],
      guard === undefined ? "always" : `\`${guard}\``,
    ],
  );
  expect(rows.map(([, ...cells]) => cells)).toEqual(expected);
});
